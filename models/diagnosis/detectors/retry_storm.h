#pragma once

#include "models/diagnosis/rule.h"

namespace spanlight::diagnosis {

/// retry-storm — The same call is repeated after each failure. Attempts of one caller that ask the same thing of the
/// same target, one after the other, each failed in a way that a repetition may heal; the last may have been answered.
/// Fewer attempts are how clients should behave. Answers that tell the caller to change its question (4xx) are none,
/// nor are calls beside each other or for different things. O(n), reads attributes of failed calls only.
[[nodiscard]] RuleResult detectRetryStorm(const RuleInput& input);

} // namespace spanlight::diagnosis
