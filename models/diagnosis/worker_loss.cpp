#include "models/diagnosis/worker_loss.h"

#include "models/operations/span_classifier.h"
#include "models/operations/span_errors.h"

#include <algorithm>

namespace spanlight::diagnosis {

using operations::CallOutcome;
using operations::ClientCall;
using operations::OperationView;
using operations::Role;
using trace::SpanRef;

namespace {

// One failed check proves little: an overloaded worker misses one now and then.
constexpr std::size_t kMinFailedChecks = 2;

const ClientCall* acceptedDispatch(const OperationView& view)
{
    const ClientCall* last = nullptr;
    for (const ClientCall& call : view.calls)
        if (call.role == Role::DispatchCall && call.outcome == CallOutcome::Answered && !call.route->target.empty())
            last = &call;
    return last;
}

std::string workerName(const OperationView& view, const ClientCall& dispatch)
{
    for (auto selection = view.selections.rbegin(); selection != view.selections.rend(); ++selection)
        if (!selection->selected.empty())
            return selection->selected;
    return dispatch.route->target;
}

// Checks of this worker after its last sign of life, by start.
std::vector<SpanRef> checksAfter(const OperationView& view, const std::string& target, std::int64_t afterNs)
{
    operations::SpanClassifier classifier(view.traces(), view.profile(), view.reader);
    std::vector<SpanRef> checks;
    for (std::uint32_t s = 0; s < view.traces().stores().size(); ++s) {
        const trace::TraceStore& store = view.traces().store(s);
        const auto begin =
            std::lower_bound(store.byStart().begin(), store.byStart().end(), afterNs,
                             [&](trace::SpanRow row, std::int64_t ns) { return store.startNs(row) < ns; });
        for (auto row = begin; row != store.byStart().end() && store.startNs(*row) <= view.request.asOfNs; ++row) {
            const SpanRef ref{s, *row};
            if (store.kind(*row) == trace::SpanKind::Client && !view.traces().isCopy(ref) &&
                classifier.role(ref) == Role::Health && classifier.address(ref).target() == target)
                checks.push_back(ref);
        }
    }
    std::sort(checks.begin(), checks.end(), [&](SpanRef a, SpanRef b) {
        return std::pair(view.traces().startNs(a), a) < std::pair(view.traces().startNs(b), b);
    });
    return checks;
}

} // namespace

std::optional<WorkerLoss> findWorkerLoss(const OperationView& view)
{
    if (!view.found() || view.operationId.empty())
        return std::nullopt;
    const ClientCall* dispatch = acceptedDispatch(view);
    if (const auto& end = view.lifeCycle.terminal) {
        if (end->to != "failed" || !view.profile().isMessage("worker-lost", end->error))
            return std::nullopt;
        return WorkerLoss{dispatch != nullptr ? workerName(view, *dispatch) : std::string(), {}, end->span};
    }
    if (dispatch == nullptr)
        return std::nullopt;
    std::vector<SpanRef> checks = checksAfter(view, dispatch->route->target, view.lastActivityNs);
    const auto answered = [&](SpanRef check) { return !operations::isError(view.traces(), check); };
    const auto firstFailed = std::find_if(checks.rbegin(), checks.rend(), answered).base(); // after the last answer
    checks.erase(checks.begin(), firstFailed);
    if (checks.size() < kMinFailedChecks)
        return std::nullopt;
    return WorkerLoss{workerName(view, *dispatch), std::move(checks), trace::kNoSpanRef};
}

} // namespace spanlight::diagnosis
