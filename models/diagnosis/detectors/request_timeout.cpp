#include "models/diagnosis/detectors/request_timeout.h"

#include "models/diagnosis/detectors/unanswered_calls.h"
#include "models/diagnosis/finding_parts.h"
#include "models/operations/span_label.h"

namespace spanlight::diagnosis {

using operations::CallOutcome;
using operations::ClientCall;

namespace {

Finding timeoutFinding(const RuleInput& input, const ClientCall& call, std::uint32_t attempts)
{
    Finding finding = unansweredFinding(input, call, "request-timeout");
    finding.title = "Timed out: " +
                    (call.route->target.empty() ? operations::spanLabel(input.view, call.span) : call.route->target);
    finding.explanation = std::string(input.view.traces().service(call.span)) + " called " + calledParty(call) +
                          " and gave up after " + durationText(input.view.traces().durationNs(call.span)) + ". " +
                          std::to_string(attempts) + (attempts == 1 ? " attempt timed out" : " attempts timed out") +
                          (call.healed ? ", a later one was answered." : ".");
    if (!call.healed)
        finding.rootCause = "No answer in time from " + calledParty(call) +
                            ": it is overloaded or hangs, waits for something itself, or packets get lost.";
    finding.facts.emplace_back("attempts", std::int64_t{attempts});
    return finding;
}

} // namespace

RuleResult detectRequestTimeout(const RuleInput& input)
{
    return detectUnansweredCalls(input, CallOutcome::TimedOut, timeoutFinding, "none timed out");
}

} // namespace spanlight::diagnosis
