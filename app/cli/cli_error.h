#pragma once

#include <tl/expected.hpp>

#include <string>

namespace spanlight::cli {

/// Exit codes of contract section 1.2.
enum ExitCode : int {
    kDone = 0,
    kFindings = 1, ///< a finding at or above --fail-on
    kWrongUsage = 2,
    kInputFailed = 3, ///< nothing could be read, or not found by an incomplete search
    kNotFound = 4,    ///< not found although everything was searched
};

/// Why a command cannot give its result: exit code and a sentence that says what, where and what to do.
struct CliError
{
    int exitCode = kInputFailed;
    std::string message;
};

/// Wrong usage with its message.
[[nodiscard]] CliError wrongUsage(std::string message);
/// To standard error, after the program's name, on one line each.
void printError(const std::string& message);
/// The exit code of a command that has run; says why when it could not.
[[nodiscard]] int exitCodeOf(const tl::expected<int, CliError>& result);
/// To standard error: worth knowing, but no error.
void printNote(const std::string& message);

} // namespace spanlight::cli
