#pragma once

#include "app/cli/cli_arguments.h"

namespace spanlight::cli {

/// `spanlight-cli serve`: receives spans over OTLP into an archive until SIGINT, SIGTERM or SIGHUP. Addresses go to
/// standard output, a line about what happens to standard error. Returns the exit code.
[[nodiscard]] int runServe(const ServeArguments& arguments);

} // namespace spanlight::cli
