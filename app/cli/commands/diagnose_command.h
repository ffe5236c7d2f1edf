#pragma once

#include "app/cli/cli_arguments.h"

namespace spanlight::cli {

/// `spanlight-cli diagnose`: the verdict with its evidence. Returns the exit code.
[[nodiscard]] int runDiagnose(const CommonArguments& common, const DiagnoseArguments& arguments);

} // namespace spanlight::cli
