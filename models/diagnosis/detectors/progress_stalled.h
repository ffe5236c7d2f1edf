#pragma once

#include "models/diagnosis/rule.h"

namespace spanlight::diagnosis {

/// progress-stalled — Progress below 100 % that is older than its limit.
[[nodiscard]] RuleResult detectProgressStalled(const RuleInput& input);

} // namespace spanlight::diagnosis
