#pragma once

#include "app/cli/cli_arguments.h"
#include "app/cli/cli_error.h"
#include "models/diagnosis/engine.h"
#include "models/diagnosis/scenario.h"
#include "models/diagnosis/walk.h"

#include <tl/expected.hpp>

#include <optional>
#include <string>

namespace spanlight::cli {

/// The scenarios with their symptoms, a line each.
[[nodiscard]] std::string scenarioList();

/// The scenario of `--scenario`: the id of a known one (built in, or in the user's folder of scenarios), or a file.
/// Nothing when none was asked for. A broken file gives way to the known one of its name, with a note.
[[nodiscard]] tl::expected<std::optional<diagnosis::Scenario>, CliError>
scenarioArgument(const DiagnoseArguments& arguments);

/// The walk through the scenario for what was diagnosed.
[[nodiscard]] diagnosis::Walk walkFor(const diagnosis::Scenario& scenario, const diagnosis::DiagnoseRequest& request,
                                      const diagnosis::Diagnosis& document, const CommonArguments& common);

} // namespace spanlight::cli
