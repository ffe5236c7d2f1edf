#pragma once

#include "models/diagnosis/rule.h"

namespace spanlight::diagnosis {

/// trace-context-lost — One operation, two traces, and the second starts where the first's call ended up.
[[nodiscard]] RuleResult detectTraceContextLost(const RuleInput& input);

} // namespace spanlight::diagnosis
