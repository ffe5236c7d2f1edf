#pragma once

#include "app/cli/cli_arguments.h"

namespace spanlight::cli {

/// `spanlight-cli timeline`: the Gantt as text, rows or picture. Returns the exit code.
[[nodiscard]] int runTimeline(const CommonArguments& common, const TimelineArguments& arguments);

} // namespace spanlight::cli
