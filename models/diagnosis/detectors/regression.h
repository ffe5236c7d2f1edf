#pragma once

#include "models/diagnosis/rule.h"

namespace spanlight::diagnosis {

/// `regression` (contract 2.2): a phase takes much longer than the median of earlier completed runs of the same type
/// in the traces, and longer than the slowest of them. Names the reason: see explainSlowdown(). Runs with evidently
/// less to do (fewer epochs) are no baseline.
[[nodiscard]] RuleResult detectRegression(const RuleInput& input);

} // namespace spanlight::diagnosis
