#include "models/sources/load_job.h"

#include "models/sources/trace_filter.h"

#include <QLocale>

#include <utility>

namespace spanlight::sources {

namespace {

QString megabytes(std::uint64_t bytes)
{
    return QLocale::c().toString(static_cast<double>(bytes) / 1e6, 'f', 1) + QStringLiteral(" MB");
}

QString progressText(std::uint64_t done, std::uint64_t total)
{
    return total == 0 ? QStringLiteral("read %1").arg(megabytes(done))
                      : QStringLiteral("read %1 of %2").arg(megabytes(done), megabytes(total));
}

SearchAnswer answerOf(Loaded&& loaded, const SearchQuery& query, const QString& origin)
{
    SearchAnswer answer;
    answer.report.origin = loaded.origin.isEmpty() ? origin : loaded.origin;
    answer.report.requests = 1;
    answer.report.fromNs = query.sinceNs;
    answer.report.toNs = query.untilNs;
    answer.report.complete = loaded.failures.empty() && !loaded.error;
    answer.report.failures = std::move(loaded.failures);
    answer.report.notes = std::move(loaded.notes);
    if (!query.service.isEmpty())
        answer.report.services.push_back(query.service);
    answer.stores = std::move(loaded.stores);
    FilterResult filtered = filterTraces(answer.stores, query);
    answer.matched = std::move(filtered.matched);
    answer.report.limitReached = filtered.limitReached;
    if (filtered.byFallback)
        answer.report.notes.push_back(
            QStringLiteral("no span carries the operation id; found by other attributes of the profile"));
    return answer;
}

} // namespace

LoadJob::LoadJob(SearchQuery query, QString origin, Load load)
{
    startWork(link(), [this, query = std::move(query), origin = std::move(origin),
                       load = std::move(load)](const std::shared_ptr<WorkLink>& link) {
        ProgressTeller teller;
        // `this` is only used inside posted functions, which do not run once the job is gone.
        const LoadProgress progress = [&](std::uint64_t done, std::uint64_t total) {
            if (!link->isCut() && teller.isDue()) {
                link->post([this, done, total] {
                    emit progressChanged(static_cast<qint64>(done), static_cast<qint64>(total),
                                         progressText(done, total));
                });
            }
            return !link->isCut();
        };
        Loaded loaded = load(progress);
        if (link->isCut())
            return;
        auto error = std::exchange(loaded.error, std::nullopt);
        const bool failed = error.has_value();
        auto answer = std::make_shared<SearchAnswer>(answerOf(std::move(loaded), query, origin));
        answer->report.complete = answer->report.complete && !failed;
        link->post([this, answer, services = servicesOf(answer->stores), error = std::move(error)] {
            finishWith(services, std::move(*answer), error);
        });
    });
}

} // namespace spanlight::sources
