#pragma once

#include "models/diagnosis/rule.h"

namespace spanlight::diagnosis {

/// missing-worker-spans — A call to a worker succeeded and nothing of the worker is in any trace.
[[nodiscard]] RuleResult detectMissingWorkerSpans(const RuleInput& input);

} // namespace spanlight::diagnosis
