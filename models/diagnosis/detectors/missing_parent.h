#pragma once

#include "models/diagnosis/rule.h"

namespace spanlight::diagnosis {

/// missing-parent — Spans refer to a parent that is not there.
[[nodiscard]] RuleResult detectMissingParent(const RuleInput& input);

} // namespace spanlight::diagnosis
