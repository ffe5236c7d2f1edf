#pragma once

#include "app/cli/cli_arguments.h"

namespace spanlight::cli {

/// Writes everything that the sources hold in another format; the last of CommonArguments::files is where to. Returns
/// the exit code.
[[nodiscard]] int runConvert(const CommonArguments& common, const ConvertArguments& arguments);

} // namespace spanlight::cli
