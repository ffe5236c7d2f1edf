#pragma once

#include "models/diagnosis/rule.h"

namespace spanlight::diagnosis {

/// stuck-phase — No terminal evidence and idle longer than the limit: names the open, missing or silent phase.
[[nodiscard]] RuleResult detectStuckPhase(const RuleInput& input);

} // namespace spanlight::diagnosis
