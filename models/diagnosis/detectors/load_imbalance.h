#pragma once

#include "models/diagnosis/rule.h"

namespace spanlight::diagnosis {

/// `load-imbalance` (contract 2.2): across many selections for operations of the subject's type, in all traces, one
/// worker gets nearly everything. Silent where only one worker is registered: then there is nothing to balance.
[[nodiscard]] RuleResult detectLoadImbalance(const RuleInput& input);

} // namespace spanlight::diagnosis
