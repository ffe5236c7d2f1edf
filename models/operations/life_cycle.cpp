#include "models/operations/life_cycle.h"

#include "models/operations/operation_view.h"
#include "models/trace/intervals.h"

#include <algorithm>
#include <limits>

namespace spanlight::operations {

namespace {

bool isTerminal(const std::string& state)
{
    return state == "completed" || state == "failed" || state == "cancelled";
}

// The operation ended in an error when what ran it did: the command or request it began with, or the worker's root.
bool isRootOfWork(const OperationView& view, const OperationSpan& span)
{
    if (span.role == Role::WorkerRoot)
        return true;
    if (span.parent != kNoIndex || span.observer)
        return false;
    if (view.request.isTrace && view.operationId.empty())
        return view.traces().store(span.ref).parentSpanId(span.ref.row).empty();
    return span.role == Role::Entry || span.role == Role::StartRequest || span.role == Role::StartCall;
}

// Answers that say that the server failed, or that it did not start the work. Instrumentations leave the status unset
// where they do not know better; whether a 404 is a failure only the caller knows.
bool answersFailure(const OperationView& view, const OperationSpan& span)
{
    const trace::SpanKind kind = view.traces().kind(span.ref);
    const bool asks = span.role == Role::StartCall;
    if (!asks && kind != trace::SpanKind::Server && kind != trace::SpanKind::Client)
        return false;
    if (view.traces().status(span.ref) == trace::StatusCode::Ok)
        return false;
    if (const auto status = view.reader.number(span.ref, Meaning::HttpStatus))
        return *status >= (asks ? 400 : 500);
    const auto rpc = view.reader.number(span.ref, Meaning::RpcStatus);
    const auto isServers =
        [](double code) { // unknown, deadline exceeded, unimplemented, internal, unavailable, data loss
            return code == 2 || code == 4 || (code >= 12 && code <= 15);
        };
    return rpc && (asks ? *rpc > 0 : isServers(*rpc));
}

// The command that began it asked to start the work, and that was refused. A later request may have been answered.
bool wasRefused(const OperationView& view, const OperationSpan& root)
{
    if (root.role != Role::Entry)
        return false;
    bool refused = false;
    for (const OperationSpan& span : view.spans) // by start: the last one decides
        if (span.role == Role::StartCall && span.parent != kNoIndex && view.spans[span.parent].ref == root.ref)
            refused = span.error || answersFailure(view, span);
    return refused;
}

bool failed(const OperationView& view, const OperationSpan& root)
{
    return root.error || answersFailure(view, root) || wasRefused(view, root);
}

std::int64_t newestEndOfWork(const OperationView& view)
{
    std::int64_t newest = std::numeric_limits<std::int64_t>::min();
    for (const OperationSpan& span : view.spans)
        if (view.isWork(span) && span.role != Role::Transition)
            newest = std::max(newest, view.traces().endNs(span.ref));
    return newest;
}

} // namespace

LifeCycle readLifeCycle(const OperationView& view)
{
    LifeCycle cycle;
    // A command that was interrupted while it followed the operation does not end the operation: work goes on after it.
    const std::int64_t newestNs = newestEndOfWork(view);
    const std::int64_t toleranceNs = view.profile().thresholds.contextJoinNs;
    for (const OperationSpan& span : view.spans) {
        if (!span.own || isNoise(span.role))
            continue;
        if (const auto word = view.reader.text(span.ref, Meaning::OperationState)) {
            Transition transition{span.ref,
                                  view.traces().endNs(span.ref),
                                  view.profile().stateOf(*word),
                                  {},
                                  span.role == Role::Transition};
            transition.error = view.reader.text(span.ref, Meaning::OperationError).value_or("");
            if (!transition.to.empty() && (transition.explicitly || isTerminal(transition.to)))
                cycle.transitions.push_back(std::move(transition));
        }
        if (!cycle.failedRoot.valid() && isRootOfWork(view, span) &&
            newestNs <= trace::saturatedSum(view.traces().endNs(span.ref), toleranceNs) && failed(view, span))
            cycle.failedRoot = span.ref;
    }
    std::stable_sort(cycle.transitions.begin(), cycle.transitions.end(),
                     [](const Transition& a, const Transition& b) { return a.timeNs < b.timeNs; });
    if (!cycle.transitions.empty() && isTerminal(cycle.transitions.back().to))
        cycle.terminal = cycle.transitions.back();
    return cycle;
}

} // namespace spanlight::operations
