#pragma once

#include "models/diagnosis/rule.h"

namespace spanlight::diagnosis {

/// clock-skew — The clock of a host differs from its callers': a span on another host begins before the span that
/// caused it, or lies after or beyond the answered call that waited for it, although it would fit in. Work that begins
/// in time and outlives its parent is asynchronous, a call that gave up does not wait: neither shows anything. O(n).
[[nodiscard]] RuleResult detectClockSkew(const RuleInput& input);

} // namespace spanlight::diagnosis
