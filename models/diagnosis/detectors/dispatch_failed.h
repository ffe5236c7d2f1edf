#pragma once

#include "models/diagnosis/rule.h"

namespace spanlight::diagnosis {

/// dispatch-failed — Work was selected but handing it over failed, and no connection error explains it.
[[nodiscard]] RuleResult detectDispatchFailed(const RuleInput& input);

} // namespace spanlight::diagnosis
