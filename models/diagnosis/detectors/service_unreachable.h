#pragma once

#include "models/diagnosis/rule.h"

namespace spanlight::diagnosis {

/// service-unreachable — A call got no answer: refused, unknown host, reset.
[[nodiscard]] RuleResult detectServiceUnreachable(const RuleInput& input);

} // namespace spanlight::diagnosis
