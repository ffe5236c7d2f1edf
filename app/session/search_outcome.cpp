#include "app/session/search_outcome.h"

#include "models/trace/import_log.h"

#include <algorithm>

namespace spanlight::app {

namespace {

QString lossText(const trace::TraceStore& store, const trace::Problem& problem)
{
    const QString message = QString::fromStdString(problem.message);
    return problem.input < store.inputs().size() && !store.inputs()[problem.input].name.empty()
               ? QString::fromStdString(store.inputs()[problem.input].name) + QStringLiteral(": ") + message
               : message;
}

} // namespace

bool broughtNothing(const Found& found)
{
    const auto isEmpty = [](const auto& store) { return store->spanCount() == 0; };
    return !found.anyAnswered && std::all_of(found.answer.stores.begin(), found.answer.stores.end(), isEmpty);
}

ui::SearchOutcome outcomeOf(const Found& found)
{
    const sources::SearchReport& report = found.answer.report;
    ui::SearchOutcome outcome;
    outcome.origin = report.origin;
    outcome.services = static_cast<int>(report.services.size());
    outcome.limitReached = report.limitReached;
    outcome.complete = report.complete;
    outcome.readMs = found.tookMs;
    for (const QString& note : report.notes)
        outcome.notes.push_back(note);
    for (const sources::PartFailure& failure : report.failures)
        outcome.losses.push_back(failure.part + QStringLiteral(": ") + failure.error.text());
    for (const auto& store : found.answer.stores) {
        outcome.spans += store->spanCount();
        outcome.traces += store->traceCount();
        for (const trace::Problem& problem : store->importLog().problems())
            if (trace::isLoss(problem.code))
                outcome.losses.push_back(lossText(*store, problem));
    }
    return outcome;
}

} // namespace spanlight::app
