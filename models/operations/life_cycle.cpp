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
        if (!cycle.failedRoot.valid() && isRootOfWork(view, span) && span.error &&
            newestNs <= trace::saturatedSum(view.traces().endNs(span.ref), toleranceNs))
            cycle.failedRoot = span.ref;
    }
    std::stable_sort(cycle.transitions.begin(), cycle.transitions.end(),
                     [](const Transition& a, const Transition& b) { return a.timeNs < b.timeNs; });
    if (!cycle.transitions.empty() && isTerminal(cycle.transitions.back().to))
        cycle.terminal = cycle.transitions.back();
    return cycle;
}

} // namespace spanlight::operations
