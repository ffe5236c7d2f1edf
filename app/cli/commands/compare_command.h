#pragma once

#include "app/cli/cli_arguments.h"

namespace spanlight::cli {

/// `spanlight-cli compare`: what differs between two operations or traces. Returns the exit code.
[[nodiscard]] int runCompare(const CommonArguments& common, const CompareArguments& arguments);

} // namespace spanlight::cli
