#pragma once

#include "app/cli/cli_arguments.h"

namespace spanlight::cli {

/// `spanlight-cli search`: operations or traces that match. Returns the exit code.
[[nodiscard]] int runSearch(const CommonArguments& common, const SearchArguments& arguments);

} // namespace spanlight::cli
