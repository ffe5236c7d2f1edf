#pragma once

#include "models/diagnosis/rule.h"

namespace spanlight::diagnosis {

/// progress-not-reported — A running phase that should report progress has none.
[[nodiscard]] RuleResult detectProgressNotReported(const RuleInput& input);

} // namespace spanlight::diagnosis
