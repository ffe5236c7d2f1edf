#pragma once

#include "models/diagnosis/scenario.h"

#include <string>
#include <vector>

namespace spanlight::diagnosis {

/// Scenarios to choose from, and what could not be read.
struct ScenarioCatalog
{
    std::vector<Scenario> scenarios; ///< the built-in ones first, in their order
    std::vector<ScenarioError> errors;
};

/// The built-in scenarios and those of the folder's *.json files, by name. A file with the id of a built-in scenario
/// takes its place; a broken one leaves it where it is. No folder is no error; more than 100 files are.
[[nodiscard]] ScenarioCatalog scenariosWith(const std::string& folder);

} // namespace spanlight::diagnosis
