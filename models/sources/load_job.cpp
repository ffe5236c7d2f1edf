#include "models/sources/load_job.h"

#include "models/sources/trace_filter.h"

#include <QLocale>

#include <atomic>
#include <cmath>
#include <utility>

namespace spanlight::sources {

namespace {

QString grouped(double number, int decimals)
{
    QLocale plain = QLocale::c();
    plain.setNumberOptions(QLocale::DefaultNumberOptions);
    return plain.toString(number, 'f', decimals);
}

QString megabytes(std::uint64_t bytes)
{
    return grouped(static_cast<double>(bytes) / 1e6, 1) + QStringLiteral(" MB");
}

// "about": as many in every byte as in the beginning. Two digits promise no more than that.
QString aboutSpans(double spans)
{
    const double unit = std::pow(10.0, std::max(0.0, std::floor(std::log10(std::max(spans, 1.0))) - 1));
    return QStringLiteral(" · about %1 spans").arg(grouped(std::round(spans / unit) * unit, 0));
}

QString progressText(std::uint64_t done, std::uint64_t total, double spansInByte)
{
    const QString spans = spansInByte > 0 ? aboutSpans(static_cast<double>(done) * spansInByte) : QString();
    if (total == 0)
        return QStringLiteral("read %1").arg(megabytes(done)) + spans;
    if (done >= total)
        return QStringLiteral("read %1, putting the spans in order").arg(megabytes(done));
    return QStringLiteral("read %1 of %2").arg(megabytes(done), megabytes(total)) + spans;
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
    : LoadJob(std::move(query), std::move(origin),
              [load = std::move(load)](const LoadProgress& progress, const StartPreview&) { return load(progress); })
{
}

LoadJob::LoadJob(SearchQuery query, QString origin, LoadWithPreview load)
{
    startWork(link(), [this, query = std::move(query), origin = std::move(origin),
                       load = std::move(load)](const std::shared_ptr<WorkLink>& link) {
        ProgressTeller teller;
        const auto spansInByte = std::make_shared<std::atomic<double>>(0);
        // `this` is only used inside posted functions, which do not run once the job is gone.
        const LoadProgress progress = [&](std::uint64_t done, std::uint64_t total) {
            const bool all = total > 0 && done >= total; // what follows takes a while without telling anything
            if (!link->isCut() && (teller.isDue() || all)) {
                link->post([this, done, total, density = spansInByte->load()] {
                    emit progressChanged(static_cast<qint64>(done), static_cast<qint64>(total),
                                         progressText(done, total, density));
                });
            }
            return !link->isCut();
        };
        const StartPreview startPreview = [this, link, spansInByte](MakePreview make) {
            startWork(link, [this, spansInByte, make = std::move(make)](const std::shared_ptr<WorkLink>& beside) {
                const formats::Preview preview = make([beside] { return !beside->isCut(); });
                if (!preview.store)
                    return;
                spansInByte->store(static_cast<double>(preview.store->spanCount()) /
                                   static_cast<double>(std::max<std::uint64_t>(preview.bytes, 1)));
                beside->post([this, store = preview.store] {
                    if (!isFinished())
                        emit previewed(store);
                });
            });
        };
        Loaded loaded = load(progress, startPreview);
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
