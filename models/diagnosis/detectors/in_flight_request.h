#pragma once

#include "models/diagnosis/rule.h"

namespace spanlight::diagnosis {

/// in-flight-request — A request was received and never answered.
[[nodiscard]] RuleResult detectInFlightRequest(const RuleInput& input);

} // namespace spanlight::diagnosis
