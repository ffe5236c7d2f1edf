#pragma once

#include "app/cli/cli_error.h"

#include <tl/expected.hpp>

#include <string>

namespace spanlight::cli {

/// Writes the result to the file, or to standard output when the name is empty or "-". A file is replaced only when
/// everything could be written.
[[nodiscard]] tl::expected<void, CliError> writeResult(const std::string& text, const std::string& path);

/// Columns of the terminal on standard output, or 110.
[[nodiscard]] std::size_t terminalColumns();

/// For a command line in a report: quoted for a POSIX shell where needed.
[[nodiscard]] std::string shellWord(const std::string& text);

} // namespace spanlight::cli
