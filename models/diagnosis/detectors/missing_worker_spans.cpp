#include "models/diagnosis/detectors/missing_worker_spans.h"

#include "models/diagnosis/detectors/unanswered_calls.h"
#include "models/diagnosis/finding_parts.h"

namespace spanlight::diagnosis {

using operations::CallOutcome;
using operations::ClientCall;
using operations::Role;

RuleResult detectMissingWorkerSpans(const RuleInput& input)
{
    const ClientCall* last = nullptr;
    for (const ClientCall& call : input.view.calls)
        if (call.role == Role::DispatchCall && call.outcome == CallOutcome::Answered)
            last = &call;
    if (last == nullptr)
        return notChecked("no successful call to a worker is in the traces");
    if (input.view.workerSeen || last->hasServerSpan)
        return ruledOut("the worker's spans are there");
    const std::int64_t age = input.view.request.asOfNs - input.view.traces().endNs(last->span);
    if (age < 2 * input.thresholds().exportDelayNs)
        return ruledOut("the call to the worker is " + durationText(age) + " old; its spans may still be on their way");
    Finding finding;
    finding.rule = "missing-worker-spans";
    finding.severity = last->route->instrumented ? Severity::Warning : Severity::Info;
    finding.confidence = 0.9;
    finding.title = "No span of the worker";
    finding.explanation = "The work was handed to " + calledParty(*last) + ", which accepted it " + durationText(age) +
                          " before the moment of looking, and no span of it is in any trace." +
                          (last->route->instrumented ? "" : " That is expected: this target sends no traces.");
    finding.rootCause = last->route->instrumented ? "The worker is not instrumented, does not export, lost the trace "
                                                    "context, or ended before its first export."
                                                  : "The target is not instrumented.";
    finding.facts = {{"target", last->route->target}};
    finding.evidence = {
        attributeEvidence(input.view, last->span, operations::Meaning::HttpUrl, "answered with success"),
        absenceEvidence(input.view.traces().traceIdText(last->span), "", "spans of the worker",
                        "expected below this call")};
    finding.fixes =
        adviceFor(input.view, "missing-worker-spans",
                  {{"container", workerContainer(input.view)}, {"target", last->route->target}}, last->span);
    finding.bears = input.state.state != State::Failed && input.state.state != State::Cancelled;
    return found({std::move(finding)});
}

} // namespace spanlight::diagnosis
