#pragma once

#include "models/diagnosis/rule.h"

namespace spanlight::diagnosis {

/// sequential-calls — Calls that could run beside each other run one after the other, and that decides how long the
/// operation takes. Whether calls depend on each other cannot be seen; so only reading calls with different addresses
/// count, all answered, directly one after the other under one span, more than half of the operation together, on
/// its critical path. Databases are left out: one connection answers one question at a time. O(n).
[[nodiscard]] RuleResult detectSequentialCalls(const RuleInput& input);

} // namespace spanlight::diagnosis
