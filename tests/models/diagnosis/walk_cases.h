#pragma once

#include "models/diagnosis/walk.h"

#include <string>
#include <string_view>
#include <vector>

namespace spanlight::test {

/// The walk through a built-in scenario for a case of tests/scenarios/cases. `id` empty: as the case says.
[[nodiscard]] diagnosis::Walk walkCase(std::string_view scenario, const std::string& caseName,
                                       const std::string& id = {});
/// The walk through a scenario for traces in test notation.
[[nodiscard]] diagnosis::Walk walkText(const diagnosis::Scenario& scenario, std::string_view notation,
                                       const std::string& id, std::int64_t asOfMs,
                                       const diagnosis::SearchContext& search = {});
/// The walk through a built-in scenario for the only trace in test notation.
[[nodiscard]] diagnosis::Walk walkTrace(std::string_view scenario, std::string_view notation);
/// Ids of the steps with the verdict.
[[nodiscard]] std::vector<std::string> stepsWith(const diagnosis::Walk& walk, diagnosis::StepVerdict verdict);

} // namespace spanlight::test
