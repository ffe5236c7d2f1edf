#pragma once

#include "models/diagnosis/rule.h"

namespace spanlight::diagnosis {

/// worker-lost — The worker's health checks fail, or the orphan detector gave the operation up.
[[nodiscard]] RuleResult detectWorkerLost(const RuleInput& input);

} // namespace spanlight::diagnosis
