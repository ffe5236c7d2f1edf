#pragma once

#include "models/diagnosis/rule.h"

namespace spanlight::diagnosis {

/// `hidden-error` (contract 2.2): an error that its caller swallowed while the operation succeeded. Silent for errors
/// that a repetition healed, and for answers below 500 without an exception: they answer a question.
[[nodiscard]] RuleResult detectHiddenError(const RuleInput& input);

} // namespace spanlight::diagnosis
