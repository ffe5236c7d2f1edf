#pragma once

#include "models/diagnosis/diagnosis.h"
#include "models/diagnosis/rule.h"

#include <string>

namespace spanlight::diagnosis {

/// The verdict in one sentence: state, where, since when, and what explains it.
[[nodiscard]] std::string headlineFor(const RuleInput& input, const std::vector<Finding>& findings,
                                      const std::optional<std::string>& primary);

} // namespace spanlight::diagnosis
