#pragma once

#include "app/cli/cli_error.h"
#include "models/sources/source.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace spanlight::cli {

/// Arguments that every command takes (contract section 1.1), as they were typed.
struct CommonArguments
{
    std::vector<std::string> files;   ///< positional: files, folders, "-", or addresses
    std::vector<std::string> sources; ///< --source
    std::string profile = "auto";
    std::string now;
    double timeoutSeconds = 30;
    std::vector<std::string> headers;
    std::string tokenFile;
    std::string caFile;
    bool insecure = false;
    std::string tenant;
    std::string prometheus;
    std::string grafana;
    std::string ktrdr;
};

/// What a search may ask for.
struct SearchArguments
{
    std::string operation;
    std::string traceId;
    std::string type;
    std::string status;
    std::string service;
    std::string name;
    std::vector<std::string> attributes;
    std::string query; ///< TraceQL
    bool errors = false;
    std::string since;
    std::string until;
    std::string minDuration;
    std::string maxDuration;
    int limit = 100;
    std::string by;
    std::string format = "text";
};

struct InfoArguments
{
    std::string format = "text";
};

struct DiagnoseArguments
{
    std::string operation;
    std::string traceId;
    bool all = false;
    std::string format; ///< empty: as the name of the output says, else text, JSON lines with --all
    std::string output;
    std::string failOn;
    bool redact = false;
    std::string scenario;
    bool scenarioGiven = false;
    bool explain = false;
};

struct TimelineArguments
{
    std::string operation;
    std::string traceId;
    std::string format; ///< empty: as the name of the output says, else text
    std::string output;
    bool dark = false;
    bool calls = false; ///< the table of client calls instead
    int columns = 0;    ///< 0: the terminal's width; without a terminal tables are as wide as they are
};

struct ServeArguments
{
    std::string listen = "127.0.0.1";
    int httpPort = 4318;
    int grpcPort = 4317;
    bool noGrpc = false;
    std::vector<std::string> allowedHosts;
    std::string archive; ///< a path or an address; empty: the user's own archive
    std::string maxSize;
    std::string maxAge;
};

struct DoctorArguments
{
    std::string format = "text";
};

struct RulesArguments
{
    std::string format = "text";
};

struct CompareArguments
{
    std::string format; ///< empty: as the name of the output says, else text
    std::string output;
    bool redact = false;
};

struct ConvertArguments
{
    std::string to; ///< name of a format; empty: by the name of the file
    std::string operation;
    std::string traceId;
};

struct ArchiveArguments
{
    std::string file; ///< a path or an address; empty: the user's own archive
    std::string maxSize;
    std::string maxAge;
    std::string source; ///< keep
    std::string traceId;
    std::string format = "text";
};

struct ProfileArguments
{
    std::vector<std::string> files; ///< check
    std::string name;               ///< show
    std::string format = "text";
};

/// How to connect, from the common arguments. Secrets on the command line are refused: everybody on the machine can
/// read them.
[[nodiscard]] tl::expected<sources::ConnectionOptions, CliError> connectionOptions(const CommonArguments& common);

/// A moment (RFC 3339 or Unix seconds), or "1h", "30m ago" before `referenceNs`.
[[nodiscard]] tl::expected<std::int64_t, CliError> momentArgument(const std::string& option, const std::string& text,
                                                                  std::int64_t referenceNs);
[[nodiscard]] tl::expected<std::int64_t, CliError> durationArgument(const std::string& option, const std::string& text);
/// "key=value"; the value may hold further "=".
[[nodiscard]] tl::expected<std::pair<std::string, std::string>, CliError> attributeArgument(const std::string& text);

} // namespace spanlight::cli
