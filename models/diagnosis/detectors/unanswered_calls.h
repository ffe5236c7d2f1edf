#pragma once

#include "models/diagnosis/rule.h"

namespace spanlight::diagnosis {

/// What service-unreachable and request-timeout have in common: calls that ended without an answer, one finding per
/// target, the one that bears on the verdict first. `make` writes the finding of a call and of how many calls of that
/// target asked the same and ended alike.
[[nodiscard]] RuleResult detectUnansweredCalls(const RuleInput& input, operations::CallOutcome outcome,
                                               Finding (*make)(const RuleInput&, const operations::ClientCall&,
                                                               std::uint32_t),
                                               const char* ruledOutText);

/// Severity, confidence, phase, facts `target` and `role`, evidence, remedies: the same for both rules. Whether it
/// bears on the verdict is decided over all calls of the target.
[[nodiscard]] Finding unansweredFinding(const RuleInput& input, const operations::ClientCall& call, const char* rule);

/// "training worker at w:5005", "w:5005", or "another service".
[[nodiscard]] std::string calledParty(const operations::ClientCall& call);

} // namespace spanlight::diagnosis
