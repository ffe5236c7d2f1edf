#include "models/diagnosis/state.h"

#include "models/diagnosis/worker_loss.h"
#include "models/operations/glob.h"
#include "models/operations/span_errors.h"

#include <algorithm>

namespace spanlight::diagnosis {

using operations::CallOutcome;
using operations::Meaning;
using operations::OperationSpan;
using operations::OperationView;
using operations::Phase;
using operations::PhaseShape;
using operations::Role;

namespace {

State terminalState(const std::string& word)
{
    return word == "completed" ? State::Completed : word == "failed" ? State::Failed : State::Cancelled;
}

StateInfo traceState(const OperationView& view)
{
    StateInfo info;
    const trace::SpanRef root = rootOf(view);
    if (!root.valid()) {
        info.because = "the root span of the trace is not there";
        info.confidence = 0.5;
        return info;
    }
    info.state = operations::isError(view.traces(), root) || view.lifeCycle.failedRoot.valid() ? State::Failed
                                                                                               : State::Completed;
    return info;
}

// The operations API tells when progress was made last: then silence is no riddle.
bool progressIsOld(const OperationView& view, std::int64_t limitNs)
{
    const auto& told = view.reported;
    return told && told->state == "running" && told->newest->updatedAtNs &&
           view.request.asOfNs - *told->newest->updatedAtNs > limitNs;
}

// A stretch that is never instrumented looks the same whether it works or hangs; only its usual length tells.
void weighSilence(const OperationView& view, StateInfo& info)
{
    const Phase* open = view.phases.openPhase();
    info.silentPhase = open != nullptr && open->shape == PhaseShape::OpenGap && open->rule->silent;
    info.confidence = info.silentPhase ? 0.5 : 0.9;
    if (info.silentPhase && progressIsOld(view, info.limitNs))
        info.confidence = 0.85;
    if (info.silentPhase && open->rule->expectedNs && open->busyNs > *open->rule->expectedNs)
        info.confidence = 0.85;
}

} // namespace

trace::SpanRef rootOf(const OperationView& view)
{
    for (const OperationSpan& span : view.spans)
        if (view.traces().store(span.ref).parentSpanId(span.ref.row).empty() && span.own)
            return span.ref;
    return trace::kNoSpanRef;
}

bool isDispatched(const OperationView& view)
{
    if (view.workerSeen)
        return true;
    const bool answered = std::any_of(view.calls.begin(), view.calls.end(), [](const operations::ClientCall& call) {
        return call.role == Role::DispatchCall && call.outcome == CallOutcome::Answered;
    });
    return answered || std::any_of(view.spans.begin(), view.spans.end(), [&](const OperationSpan& span) {
               if (span.role != Role::Dispatch || !span.own || span.error)
                   return false;
               const auto status = view.reader.text(span.ref, Meaning::DispatchStatus);
               return !status || view.profile().stateOf(*status) != "failed";
           });
}

std::int64_t idleLimitNs(const OperationView& view)
{
    return view.type->workers && !isDispatched(view) && !view.isReportedAlive()
               ? view.profile().thresholds.idleBeforeDispatchNs
               : view.type->idleLimitNs;
}

StateInfo determineState(const OperationView& view, const SearchContext& search)
{
    StateInfo info;
    if (!view.found()) {
        info.state = search.complete ? State::NotFound : State::Unknown;
        info.because = search.complete ? "" : "the search was not complete";
        return info;
    }
    if (view.lifeCycle.terminal) {
        info.state = terminalState(view.lifeCycle.terminal->to);
        return info;
    }
    if (view.request.isTrace && view.operationId.empty())
        return traceState(view);
    if (view.lifeCycle.failedRoot.valid()) {
        info.state = State::Failed;
        return info;
    }
    const bool dispatched = isDispatched(view);
    info.idleNs = std::max<std::int64_t>(0, view.request.asOfNs - view.newestSignNs);
    info.limitNs = idleLimitNs(view);
    if (const auto loss = findWorkerLoss(view)) {
        info.state = State::Lost;
        info.confidence = loss->confidence;
        return info;
    }
    if (!view.hasVocabulary && !view.isReportedAlive()) {
        info.because = "no span of its life cycle has arrived";
        return info;
    }
    if (info.idleNs <= info.limitNs) {
        info.state = State::Running;
        info.confidence = 0.9;
        return info;
    }
    if (view.type->workers && dispatched && !view.workerSeen) {
        info.because = "it was handed to a worker, and no span of the worker has arrived";
        info.confidence = 0.5;
        return info;
    }
    info.state = State::Stuck;
    weighSilence(view, info);
    return info;
}

} // namespace spanlight::diagnosis
