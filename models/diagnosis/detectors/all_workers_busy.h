#pragma once

#include "models/diagnosis/rule.h"

namespace spanlight::diagnosis {

/// all-workers-busy — Capable workers exist, none is free.
[[nodiscard]] RuleResult detectAllWorkersBusy(const RuleInput& input);

} // namespace spanlight::diagnosis
