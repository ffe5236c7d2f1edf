#pragma once

#include "models/diagnosis/rule.h"

namespace spanlight::diagnosis {

/// operation-not-found — No span carries the id.
[[nodiscard]] RuleResult detectOperationNotFound(const RuleInput& input);

} // namespace spanlight::diagnosis
