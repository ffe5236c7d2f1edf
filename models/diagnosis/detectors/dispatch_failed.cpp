#include "models/diagnosis/detectors/dispatch_failed.h"

#include "models/diagnosis/finding_parts.h"
#include "models/operations/glob.h"

#include <algorithm>

namespace spanlight::diagnosis {

using operations::CallOutcome;
using operations::ClientCall;
using operations::kNoIndex;
using operations::Meaning;
using operations::OperationSpan;
using operations::Role;

namespace {

constexpr const char* kConnection = "the connection explains why the work could not be handed over";

// The last attempt at handing the work over: the call, or the span around it where the call itself was not traced.
struct Attempt
{
    trace::SpanRef span;
    const ClientCall* call = nullptr;
    bool healed = false;
};

bool saysFailed(const RuleInput& input, const OperationSpan& span)
{
    const auto status = input.view.reader.text(span.ref, Meaning::DispatchStatus);
    return span.error || (status && input.profile().stateOf(*status) == "failed");
}

Attempt lastFailedAttempt(const RuleInput& input)
{
    Attempt attempt;
    for (const ClientCall& call : input.view.calls)
        if (call.role == Role::DispatchCall &&
            (call.outcome == CallOutcome::Rejected || call.outcome == CallOutcome::Failed))
            attempt = {call.span, &call, call.healed};
    if (attempt.span.valid())
        return attempt;
    for (const OperationSpan& span : input.view.spans)
        if (span.role == Role::Dispatch && span.own && saysFailed(input, span))
            attempt = {span.ref, nullptr, isDispatched(input.view)};
    return attempt;
}

bool connectionExplainsIt(const RuleInput& input)
{
    return std::any_of(input.view.calls.begin(), input.view.calls.end(), [](const ClientCall& call) {
        return call.role == Role::DispatchCall && !call.healed &&
               (call.outcome == CallOutcome::Unreachable || call.outcome == CallOutcome::TimedOut);
    });
}

// The worker's id where a span names it, else its address.
std::string workerOf(const RuleInput& input, const Attempt& attempt)
{
    for (std::uint32_t i = input.view.indexOf(attempt.span); i != kNoIndex; i = input.view.spans[i].parent)
        if (const auto id = input.view.reader.text(input.view.spans[i].ref, Meaning::WorkerId))
            return *id;
    for (auto selection = input.view.selections.rbegin(); selection != input.view.selections.rend(); ++selection)
        if (!selection->selected.empty() && input.view.selections.size() == 1)
            return selection->selected;
    return attempt.call != nullptr ? attempt.call->route->target : std::string();
}

// "HTTP 500" says no more than the status does.
bool saysOnlyStatus(std::string message, std::optional<std::int64_t> status)
{
    return status && operations::normalized(message) == "http " + std::to_string(*status);
}

// Whether a worker did anything after the attempt had failed.
bool workedAfter(const RuleInput& input, trace::SpanRef attempt)
{
    const std::int64_t endNs = input.view.traces().endNs(attempt);
    return std::any_of(input.view.phases.phases.begin(), input.view.phases.phases.end(),
                       [&](const operations::Phase& phase) {
                           return phase.isWork && !phase.runs.empty() && phase.runs.back().startNs >= endNs;
                       });
}

} // namespace

RuleResult detectDispatchFailed(const RuleInput& input)
{
    const bool tried = std::any_of(input.view.spans.begin(), input.view.spans.end(), [](const OperationSpan& span) {
        return span.own && (span.role == Role::Dispatch || span.role == Role::DispatchCall);
    });
    const Attempt attempt = lastFailedAttempt(input);
    if (!attempt.span.valid())
        return !tried                        ? notChecked("no attempt to hand the work over is in the traces")
               : connectionExplainsIt(input) ? ruledOut(kConnection)
                                             : ruledOut("the work was handed over, and no attempt was rejected");
    if (connectionExplainsIt(input))
        return ruledOut(kConnection);
    const std::string worker = workerOf(input, attempt);
    const std::string message = attempt.call != nullptr ? attempt.call->errorMessage() : std::string();
    const auto status = attempt.call != nullptr ? attempt.call->status : std::nullopt;
    Finding finding;
    finding.rule = "dispatch-failed";
    finding.severity = faultSeverity(input.state.state, attempt.healed);
    finding.confidence = status ? 0.9 : 0.7;
    finding.title = "Handing the work over failed" + (status ? ": HTTP " + std::to_string(*status) : std::string());
    finding.explanation = "A worker was selected" + (worker.empty() ? "" : ", " + worker + ",") +
                          " but it did not take the work" +
                          (status ? ": it answered with status " + std::to_string(*status) : "") +
                          (message.empty() || saysOnlyStatus(message, status) ? "." : " (" + message + ").") +
                          (attempt.healed ? " A later attempt succeeded." : "");
    if (!attempt.healed)
        finding.rootCause = "The worker was reached and rejected the operation.";
    finding.phase = "dispatch";
    finding.facts = {{"worker", textFact(worker)}, {"httpStatus", countFact(status)}};
    finding.evidence = {attributeEvidence(
        input.view, attempt.span, attempt.call != nullptr ? Meaning::HttpStatus : Meaning::DispatchStatus, "rejected")};
    finding.fixes =
        adviceFor(input.view, "dispatch-failed", {{"container", workerContainer(input.view)}}, attempt.span);
    const bool ended = input.state.state == State::Failed && !attempt.healed && !workedAfter(input, attempt.span);
    finding.bears = ended || bearsOnVerdict(input, attempt.span, message, attempt.healed);
    return found({std::move(finding)});
}

} // namespace spanlight::diagnosis
