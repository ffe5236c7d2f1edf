#pragma once

#include "models/diagnosis/rule.h"

namespace spanlight::diagnosis {

/// missing-data — Data are absent: not found, empty, too few, or the provider is disconnected.
[[nodiscard]] RuleResult detectMissingData(const RuleInput& input);

} // namespace spanlight::diagnosis
