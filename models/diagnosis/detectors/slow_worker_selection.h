#pragma once

#include "models/diagnosis/rule.h"

namespace spanlight::diagnosis {

/// slow-worker-selection — Choosing a worker took longer than it should.
[[nodiscard]] RuleResult detectSlowWorkerSelection(const RuleInput& input);

} // namespace spanlight::diagnosis
