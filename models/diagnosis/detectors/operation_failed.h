#pragma once

#include "models/diagnosis/rule.h"

namespace spanlight::diagnosis {

/// operation-failed — Terminal failure, or an error that reached the root; names where it began.
[[nodiscard]] RuleResult detectOperationFailed(const RuleInput& input);

} // namespace spanlight::diagnosis
