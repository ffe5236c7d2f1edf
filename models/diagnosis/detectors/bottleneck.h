#pragma once

#include "models/diagnosis/rule.h"

namespace spanlight::diagnosis {

/// bottleneck — One phase or gap takes more than half of the envelope: where the time goes, not a fault.
[[nodiscard]] RuleResult detectBottleneck(const RuleInput& input);

} // namespace spanlight::diagnosis
