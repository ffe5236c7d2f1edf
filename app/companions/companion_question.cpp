#include "app/companions/companion_question.h"

#include "models/diagnosis/state.h"

#include <cstdlib>

namespace spanlight::app {

using operations::Companion;
using operations::CompanionFacts;
using operations::OperationView;
using operations::Role;

namespace {

constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr std::int64_t kNowNs = 60 * kSecondNs;    // closer to the wall clock is now
constexpr std::int64_t kHourNs = 3600 * kSecondNs; // what is shown where there is no operation to show

QString qtext(const std::string& text)
{
    return QString::fromStdString(text);
}

} // namespace

sources::CompanionQuestion companionQuestion(const OperationView& view, bool patient, std::int64_t wallNs)
{
    sources::CompanionQuestion question;
    question.operationId = qtext(view.request.isTrace ? view.operationId : view.request.id);
    question.metrics = view.profile().metrics;
    question.endNs = view.found() && view.isFinished() ? view.endNs : view.request.asOfNs;
    question.startNs = view.found() ? view.startNs : view.request.asOfNs - kHourNs;
    const bool now = std::abs(wallNs - view.request.asOfNs) < kNowNs;
    // Whether progress is made matters only where the traces do not show life.
    const auto state = diagnosis::determineState(view, {});
    question.lookTwice =
        patient && now && !(view.found() && view.isFinished()) && state.state != diagnosis::State::Running;
    if (!view.found())
        return question;
    for (const operations::WorkerSelection& selection : view.selections) {
        question.selectionNs = view.traces().startNs(selection.span);
        question.worker = selection.selected.empty() ? question.worker : qtext(selection.selected);
    }
    for (const operations::OperationSpan& span : view.spans)
        if (!question.selectionNs && span.role == Role::WeakSelection)
            question.selectionNs = view.traces().startNs(span.ref);
    if (!question.selectionNs && view.type->workers && !view.workerSeen)
        question.selectionNs = view.request.asOfNs; // it waits for one
    for (const operations::ClientCall& call : view.calls)
        if (call.role == Role::DispatchCall)
            question.workerTarget = qtext(call.route->target);
    return question;
}

bool answered(const CompanionFacts& facts, Companion companion)
{
    return companion == Companion::Prometheus ? !facts.series.empty()
                                              : facts.workers || facts.health || facts.toldOperation();
}

} // namespace spanlight::app
