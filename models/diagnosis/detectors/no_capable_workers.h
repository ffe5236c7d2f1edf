#pragma once

#include "models/diagnosis/rule.h"

namespace spanlight::diagnosis {

/// no-capable-workers — Workers exist, none has the capability.
[[nodiscard]] RuleResult detectNoCapableWorkers(const RuleInput& input);

} // namespace spanlight::diagnosis
