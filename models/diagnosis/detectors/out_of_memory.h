#pragma once

#include "models/diagnosis/rule.h"

namespace spanlight::diagnosis {

/// out-of-memory — Memory of the host or the GPU is exhausted.
[[nodiscard]] RuleResult detectOutOfMemory(const RuleInput& input);

} // namespace spanlight::diagnosis
