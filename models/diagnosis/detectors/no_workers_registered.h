#pragma once

#include "models/diagnosis/rule.h"

namespace spanlight::diagnosis {

/// no-workers-registered — Selection saw no workers at all.
[[nodiscard]] RuleResult detectNoWorkersRegistered(const RuleInput& input);

} // namespace spanlight::diagnosis
