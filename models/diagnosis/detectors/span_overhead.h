#pragma once

#include "models/diagnosis/rule.h"

namespace spanlight::diagnosis {

/// span-overhead — Watching costs too much: an operation of very many spans, or very large attributes. O(n).
[[nodiscard]] RuleResult detectSpanOverhead(const RuleInput& input);

} // namespace spanlight::diagnosis
