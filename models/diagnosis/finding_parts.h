#pragma once

#include "models/diagnosis/rule.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace spanlight::diagnosis {

/// Evidence: a span as a whole.
[[nodiscard]] Evidence spanEvidence(const operations::OperationView& view, trace::SpanRef span, std::string note);
/// Evidence: an attribute of a span, by meaning. Without that attribute it is the span as a whole.
[[nodiscard]] Evidence attributeEvidence(const operations::OperationView& view, trace::SpanRef span,
                                         operations::Meaning meaning, std::string note);
/// Evidence: something that is not there. `traceId` may be empty.
[[nodiscard]] Evidence absenceEvidence(std::string traceId, std::string service, std::string name, std::string note);

/// Severity of a fault that may or may not matter (contract 2.2 "Severities"). `stays` is its severity when the
/// operation completed all the same.
[[nodiscard]] Severity faultSeverity(State state, bool healed, Severity stays = Severity::Info);

/// Advice of the profile for the rule whose conditions hold for the values; {placeholders} filled from the values, the
/// operation and the fault's span. Commands with a placeholder that cannot be filled are left out.
[[nodiscard]] std::vector<Fix> adviceFor(const operations::OperationView& view, std::string_view rule,
                                         std::map<std::string, std::string> values,
                                         trace::SpanRef span = trace::kNoSpanRef);

/// Fills the {placeholders} of a command; false when one has no value or a shell could misread it.
[[nodiscard]] bool fillCommand(std::string& command, const std::map<std::string, std::string>& values);

/// "training-loop" → "training loop".
[[nodiscard]] std::string phaseText(std::string_view phase);
/// Milliseconds with fraction.
[[nodiscard]] inline double toMs(std::int64_t ns)
{
    return static_cast<double>(ns) / 1e6;
}
/// Nearest symbol: of the span, its ancestors, or any span of the operation's work.
[[nodiscard]] std::optional<std::string> symbolNear(const operations::OperationView& view, trace::SpanRef span);
/// "12 min 3 s" and the like.
[[nodiscard]] std::string durationText(std::int64_t ns);
/// "3.1 s of it passed between callers and callees, …" when calls at or below these spans spent a relevant part of
/// `ofNs` so; else empty. O(n).
[[nodiscard]] std::string edgeText(const operations::OperationView& view, std::span<const trace::SpanRef> below,
                                   std::int64_t ofNs);
/// A whole number, or null.
[[nodiscard]] FactValue countFact(const std::optional<std::int64_t>& count);
/// A text, or null when it is empty.
[[nodiscard]] FactValue textFact(const std::string& text);
/// Whether a fault at this span, unhealed, lies on the causal path to the failing, open or silent phase.
[[nodiscard]] bool bearsOnVerdict(const RuleInput& input, trace::SpanRef span, std::string_view message, bool healed);
/// Container to name in commands: of the dispatch call's target, or of the phase's worker; may be empty.
[[nodiscard]] std::string workerContainer(const operations::OperationView& view);

} // namespace spanlight::diagnosis
