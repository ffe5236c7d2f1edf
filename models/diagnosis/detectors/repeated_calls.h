#pragma once

#include "models/diagnosis/rule.h"

namespace spanlight::diagnosis {

/// repeated-calls — Many similar calls one after the other under one span, where one for all of them would do ("N+1").
/// Calls of one name whose statements or addresses differ in values only, dense in time, short each, a share of the
/// whole together. Polling (waiting between the calls, one address again and again), reading page by page, failing
/// calls and parallel calls are something else. O(n log n).
[[nodiscard]] RuleResult detectRepeatedCalls(const RuleInput& input);

} // namespace spanlight::diagnosis
