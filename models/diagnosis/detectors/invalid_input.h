#pragma once

#include "models/diagnosis/rule.h"

namespace spanlight::diagnosis {

/// invalid-input — The request was rejected because of what it asked for.
[[nodiscard]] RuleResult detectInvalidInput(const RuleInput& input);

} // namespace spanlight::diagnosis
