#pragma once

#include "app/cli/cli_error.h"

#include <tl/expected.hpp>

#include <string>
#include <vector>

namespace spanlight::cli {

/// Writes the result to the file, or to standard output when the name is empty or "-". A file is replaced only when
/// everything could be written.
[[nodiscard]] tl::expected<void, CliError> writeResult(const std::string& text, const std::string& path);

/// Columns of the terminal on standard output, or 110.
[[nodiscard]] std::size_t terminalColumns();
/// Columns for a table that goes to this file: those of the terminal, or any number where there is none.
[[nodiscard]] std::size_t tableColumns(const std::string& path);

/// The part of a file's name after its last dot, in lower case; empty without one.
[[nodiscard]] std::string extensionOf(const std::string& path);
/// The format of a result: as asked for, else as the name of the file says, else empty. A name that says otherwise
/// than what was asked for is noted. `possible`: what the command can write.
[[nodiscard]] std::string formatFor(const std::string& format, const std::string& path,
                                    const std::vector<std::string>& possible);

/// For a command line in a report: quoted for a POSIX shell where needed.
[[nodiscard]] std::string shellWord(const std::string& text);

} // namespace spanlight::cli
