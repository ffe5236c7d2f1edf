#pragma once

#include "app/cli/cli_arguments.h"

namespace spanlight::cli {

/// `doctor`: is the telemetry pipeline itself fit (contract 1.2). Exit code 0: nothing is wrong; 1: a warning or an
/// error; 3: nothing could be reached.
[[nodiscard]] int runDoctor(const CommonArguments& common, const DoctorArguments& arguments);

} // namespace spanlight::cli
