#pragma once

#include "app/cli/cli_arguments.h"

namespace spanlight::cli {

/// `spanlight-cli info`: what is in the sources. Returns the exit code.
[[nodiscard]] int runInfo(const CommonArguments& common, const InfoArguments& arguments);

} // namespace spanlight::cli
