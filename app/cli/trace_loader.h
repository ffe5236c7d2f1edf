#pragma once

#include "app/cli/cli_arguments.h"
#include "app/cli/cli_error.h"
#include "app/cli/investigation.h"
#include "models/diagnosis/engine.h"
#include "models/sources/source.h"
#include "models/trace/trace_set.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace spanlight::cli {

using SourceList = std::vector<std::unique_ptr<sources::Source>>;
/// The sources that the arguments name. All files and folders are one source: a trace may be spread over them.
[[nodiscard]] tl::expected<SourceList, CliError> openSources(const CommonArguments& common,
                                                             const sources::ConnectionOptions& options);
/// Runs an event loop until the job has ended; progress goes to a terminal on standard error.
void waitFor(sources::SourceJob& job);

/// What the sources of a command gave.
struct LoadedTraces
{
    trace::TraceSet traces;
    std::vector<trace::TraceId> matched; ///< of all sources, each by newest first
    std::vector<sources::SearchReport> reports;
    std::optional<std::int64_t> suggestedNowNs; ///< moment that belongs to the recordings
    /// The same for one operation or trace, where the recordings have moments of their own (demo:).
    std::function<std::optional<std::int64_t>(const std::string& id)> suggestedNowFor;
    bool live = false;               ///< at least one server
    bool separateRecordings = false; ///< operations are no context of each other (demo:)
    bool recorded = false;           ///< at least one file or stream
    double readMs = 0;
    diagnosis::SearchContext context;
    std::vector<std::string> losses;                       ///< of the search and of reading, in sentences
    std::vector<std::shared_ptr<sources::Source>> servers; ///< that answered, for further questions
};

/// Asks every source and waits. Sources that fail while others answer are losses; when none answers it is an error.
/// `subjectId`: operation or trace id, for sources with several moments. Runs an event loop; progress goes to a
/// terminal on standard error. A limit of 0 means everything, where a source can give that.
[[nodiscard]] tl::expected<LoadedTraces, CliError>
loadTraces(const CommonArguments& common, const sources::SearchQuery& query, const std::string& subjectId);

/// Asks the servers for the traces that rules read besides the operation's own (contract 2.1 "context") and adds them.
/// What cannot be had is a loss of the context, never an error.
void addContext(LoadedTraces& loaded, const operations::Profile& profile, const std::string& operationId,
                std::int64_t asOfNs);

/// The moment of looking and how it was chosen (contract 1.1 `--now`), for all traces or for one operation or trace.
struct Moment
{
    std::int64_t asOfNs = 0;
    std::string note;
    bool assumed = false;
};
[[nodiscard]] tl::expected<Moment, CliError> momentOfLooking(const CommonArguments& common, const LoadedTraces& loaded,
                                                             const std::string& id = {});

/// The profile argument: "auto", the name of a built-in one, or a file.
[[nodiscard]] tl::expected<ProfileChoice, CliError> profileArgument(const CommonArguments& common);

/// Traces for a command with the vocabulary that fits them.
struct LoadedSubject
{
    std::string id; ///< of the operation or trace; empty: everything
    LoadedTraces loaded;
    std::shared_ptr<const operations::Profile> profile;
};
/// Takes the profile argument and loads the traces of an operation or a trace, or all; both ids may be empty.
[[nodiscard]] tl::expected<LoadedSubject, CliError>
loadSubject(const CommonArguments& common, const std::string& operation = {}, const std::string& traceId = {});

} // namespace spanlight::cli
