#pragma once

#include "models/diagnosis/rule.h"

namespace spanlight::diagnosis {

/// request-timeout — A call timed out: somebody may be there, but did not answer in time.
[[nodiscard]] RuleResult detectRequestTimeout(const RuleInput& input);

} // namespace spanlight::diagnosis
