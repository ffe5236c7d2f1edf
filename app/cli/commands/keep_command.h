#pragma once

#include "app/cli/cli_arguments.h"

namespace spanlight::cli {

/// `spanlight-cli archive keep`: asks a server to keep a trace in its own archive. Returns the exit code: not found
/// where the server does not hold the trace.
[[nodiscard]] int runArchiveKeep(const CommonArguments& common, const ArchiveArguments& arguments);

} // namespace spanlight::cli
