#pragma once

#include "models/diagnosis/rule.h"

namespace spanlight::diagnosis {

/// instance-mismatch — One singleton shows several instance ids: within one process always, between services only with
/// a symptom.
[[nodiscard]] RuleResult detectInstanceMismatch(const RuleInput& input);

} // namespace spanlight::diagnosis
