#include "app/cli/arrival_wait.h"

#include "app/cli/cli_error.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QTimer>

#include <algorithm>

namespace spanlight::cli {

namespace {

/// Senders give their spans in batches; what belongs together comes within this time or much later.
constexpr int kQuietMs = 1'500;

/// Spans of the traces that were found.
std::size_t foundSpans(const sources::SearchAnswer& answer)
{
    std::size_t count = 0;
    for (const trace::TraceId id : answer.matched)
        for (const auto& store : answer.stores)
            if (const auto row = store->findTrace(id))
                count += store->traceSpans(*row).size();
    return count;
}

/// Waits until spans have come or so much time has passed; true: they have.
bool waitForArrival(sources::Source& source, bool& news, int milliseconds)
{
    QEventLoop loop;
    QTimer timer;
    timer.setSingleShot(true);
    QObject::connect(&timer, &QTimer::timeout, &loop, &QEventLoop::quit);
    QObject::connect(&source, &sources::Source::arrived, &loop, &QEventLoop::quit);
    timer.start(std::max(0, milliseconds));
    if (!news)
        loop.exec();
    return news;
}

std::unique_ptr<sources::SourceJob> searched(sources::Source& source, const sources::SearchQuery& query)
{
    auto job = source.search(query);
    QEventLoop loop;
    QObject::connect(job.get(), &sources::SourceJob::finished, &loop, &QEventLoop::quit);
    if (!job->isFinished())
        loop.exec();
    return job;
}

} // namespace

std::unique_ptr<sources::SourceJob> searchAgainUntilThere(sources::Source& source, const sources::SearchQuery& query,
                                                          std::unique_ptr<sources::SourceJob> first, int timeoutMs)
{
    const QString endpoint = first->answer().report.origin.section(QStringLiteral(" · "), 1);
    printNote("waits up to " + std::to_string(timeoutMs / 1000) +
              " s (--timeout) for spans. Start the program that sends them with OTEL_EXPORTER_OTLP_ENDPOINT=" +
              endpoint.toStdString());
    bool news = false;
    const QObject listener;
    QObject::connect(&source, &sources::Source::arrived, &listener, [&news] { news = true; });
    QElapsedTimer clock;
    clock.start();
    auto job = std::move(first);
    std::size_t spans = foundSpans(job->answer());
    qint64 lastChange = 0;
    for (;;) {
        const qint64 end = spans > 0 ? std::min<qint64>(timeoutMs, lastChange + kQuietMs) : timeoutMs;
        if (clock.elapsed() >= end || !waitForArrival(source, news, static_cast<int>(end - clock.elapsed())))
            return job;
        news = false;
        job = searched(source, query);
        if (job->error())
            return job;
        const std::size_t before = std::exchange(spans, foundSpans(job->answer()));
        lastChange = spans == before ? lastChange : clock.elapsed();
    }
}

} // namespace spanlight::cli
