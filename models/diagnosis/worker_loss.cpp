#include "models/diagnosis/worker_loss.h"

#include "models/diagnosis/reported_loss.h"
#include "models/diagnosis/state.h"
#include "models/operations/span_classifier.h"
#include "models/operations/span_errors.h"
#include "models/trace/intervals.h"

#include <algorithm>

namespace spanlight::diagnosis {

using operations::CallOutcome;
using operations::ClientCall;
using operations::OperationView;
using operations::Role;
using trace::SpanRef;

namespace {

// One failed check proves little: an overloaded worker misses one now and then. So does one denial.
constexpr std::size_t kMinFailedChecks = 2;
constexpr std::int64_t kHttpNotFound = 404;
constexpr std::int64_t kHttpGone = 410;

const ClientCall* acceptedDispatch(const OperationView& view)
{
    const ClientCall* last = nullptr;
    for (const ClientCall& call : view.calls)
        if (call.role == Role::DispatchCall && call.outcome == CallOutcome::Answered && !call.route->target.empty())
            last = &call;
    return last;
}

std::string selectedWorker(const OperationView& view)
{
    for (auto selection = view.selections.rbegin(); selection != view.selections.rend(); ++selection)
        if (!selection->selected.empty())
            return selection->selected;
    return {};
}

std::string workerName(const OperationView& view, const ClientCall& dispatch)
{
    std::string selected = selectedWorker(view);
    return selected.empty() ? dispatch.route->target : selected;
}

// What the worker was asked after its last sign of life, by start.
struct Questions
{
    std::vector<SpanRef> checks; ///< of its health
    std::vector<SpanRef> polls;  ///< of the state of this operation
};

void sortByStart(const OperationView& view, std::vector<SpanRef>& spans)
{
    std::sort(spans.begin(), spans.end(), [&](SpanRef a, SpanRef b) {
        return std::pair(view.traces().startNs(a), a) < std::pair(view.traces().startNs(b), b);
    });
}

Questions questionsAfter(const OperationView& view, const std::string& target, std::int64_t afterNs)
{
    operations::SpanClassifier classifier(view.traces(), view.profile(), view.reader);
    Questions questions;
    const std::string suffix = '/' + view.operationId; // what lies below it may be absent in a worker that knows it
    // A worker begins to know the operation some time after it took it.
    const std::int64_t knownNs = trace::saturatedSum(afterNs, view.profile().thresholds.exportDelayNs);
    for (std::uint32_t s = 0; s < view.traces().stores().size(); ++s) {
        const trace::TraceStore& store = view.traces().store(s);
        const auto begin =
            std::lower_bound(store.byStart().begin(), store.byStart().end(), afterNs,
                             [&](trace::SpanRow row, std::int64_t ns) { return store.startNs(row) < ns; });
        for (auto row = begin; row != store.byStart().end() && store.startNs(*row) <= view.request.asOfNs; ++row) {
            const SpanRef ref{s, *row};
            if (store.kind(*row) != trace::SpanKind::Client || view.traces().isCopy(ref))
                continue;
            const Role role = classifier.role(ref);
            if ((role != Role::Health && role != Role::Poll) || classifier.address(ref).target() != target)
                continue;
            if (role == Role::Health)
                questions.checks.push_back(ref);
            else if (store.startNs(*row) >= knownNs && classifier.addressView(ref).path.ends_with(suffix))
                questions.polls.push_back(ref);
        }
    }
    sortByStart(view, questions.checks);
    sortByStart(view, questions.polls);
    return questions;
}

// Those at the end of the list for which it holds.
template <typename Holds>
std::vector<SpanRef> lastWhere(std::vector<SpanRef> spans, const Holds& holds)
{
    const auto first = std::find_if_not(spans.rbegin(), spans.rend(), holds).base();
    spans.erase(spans.begin(), first);
    if (spans.size() < kMinFailedChecks)
        spans.clear();
    return spans;
}

bool isDenial(const OperationView& view, SpanRef poll)
{
    const auto status = view.reader.number(poll, operations::Meaning::HttpStatus);
    return status && (*status == kHttpNotFound || *status == kHttpGone);
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
        return WorkerLoss{
            dispatch != nullptr ? workerName(view, *dispatch) : std::string(), {}, {}, end->span, true, {}, {}, 0.85};
    }
    if (view.isReportedAlive() && view.request.asOfNs - view.newestSignNs <= idleLimitNs(view))
        return std::nullopt;
    const std::string target = dispatch != nullptr ? dispatch->route->target : std::string();
    auto reported =
        findReportedLoss(view, dispatch != nullptr ? workerName(view, *dispatch) : selectedWorker(view), target);
    if (dispatch == nullptr)
        return reported;
    Questions questions = questionsAfter(view, dispatch->route->target, view.lastActivityNs);
    WorkerLoss loss;
    loss.worker = workerName(view, *dispatch);
    loss.failedChecks = lastWhere(std::move(questions.checks),
                                  [&](SpanRef check) { return operations::isError(view.traces(), check); });
    loss.denials = lastWhere(std::move(questions.polls), [&](SpanRef poll) { return isDenial(view, poll); });
    if (loss.failedChecks.empty() && loss.denials.empty())
        return reported;
    if (reported) {
        loss.reportedHow = std::move(reported->reportedHow);
        loss.reported = std::move(reported->reported);
        loss.worker = std::move(reported->worker); // the id, where the traces know the address only
        loss.confidence = 0.95;
    }
    return loss;
}

} // namespace spanlight::diagnosis
