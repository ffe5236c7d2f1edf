#pragma once

#include "models/diagnosis/rule.h"

namespace spanlight::diagnosis {

/// slow-phase — A phase takes longer than the profile expects; the larger excess comes first.
[[nodiscard]] RuleResult detectSlowPhase(const RuleInput& input);

} // namespace spanlight::diagnosis
