#pragma once

#include "app/cli/cli_arguments.h"

#include <string>

namespace spanlight::cli {

/// `spanlight-cli rules`: what each rule looks for. Returns the exit code.
[[nodiscard]] int runRules(const CommonArguments& common, const RulesArguments& arguments);

/// A line for every rule, for the help of `diagnose`.
[[nodiscard]] std::string rulesHelp();

} // namespace spanlight::cli
