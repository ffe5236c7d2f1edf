#include "models/sources/archive/archive_job.h"

#include "models/sources/archive/archive_search.h"

#include <QElapsedTimer>

#include <utility>

namespace spanlight::sources {

namespace {

constexpr qint64 kProgressEveryMs = 50;

struct Outcome
{
    SearchAnswer answer;
    std::vector<QString> services;
    std::optional<SourceError> error;
};

Outcome runSearch(const QString& path, const SearchQuery& query, std::uint64_t mostBytes,
                  const std::shared_ptr<WorkLink>& link, const SearchProgress& progress)
{
    Outcome outcome;
    auto reader = ArchiveReader::open(path);
    if (!reader) {
        outcome.error = std::move(reader.error());
        return outcome;
    }
    reader->setStop([link] { return link->isCut(); });
    auto answer = searchArchive(*reader, query, mostBytes, progress);
    if (answer)
        outcome.answer = std::move(*answer);
    else
        outcome.error = std::move(answer.error());
    outcome.services = reader->services();
    return outcome;
}

} // namespace

ArchiveJob::ArchiveJob(QString path, SearchQuery query, std::uint64_t mostBytes)
    : m_link(std::make_shared<WorkLink>(this))
{
    startWork(m_link, [this, path = std::move(path), query = std::move(query),
                       mostBytes](const std::shared_ptr<WorkLink>& link) {
        QElapsedTimer sinceReport;
        sinceReport.start();
        // `this` is only used inside posted functions, which do not run once the job is gone.
        const SearchProgress progress = [&](std::uint64_t traces) {
            if (!link->isCut() && sinceReport.elapsed() >= kProgressEveryMs) {
                sinceReport.restart();
                link->post([this, traces] {
                    emit progressChanged(static_cast<qint64>(traces), 0,
                                         QStringLiteral("looked at %1 traces").arg(traces));
                });
            }
            return !link->isCut();
        };
        auto outcome = std::make_shared<Outcome>(runSearch(path, query, mostBytes, link, progress));
        link->post([this, outcome] {
            m_services = std::move(outcome->services);
            finish(std::move(outcome->answer), std::move(outcome->error));
        });
    });
}

ArchiveJob::~ArchiveJob()
{
    m_link->cut();
}

void ArchiveJob::cancel()
{
    if (isFinished() || m_link->isCut())
        return;
    m_link->cut();
    QMetaObject::invokeMethod(
        this,
        [this] {
            SourceError error;
            error.kind = SourceError::Kind::Cancelled;
            error.what = QStringLiteral("Reading was cancelled");
            finish({}, error);
        },
        Qt::QueuedConnection);
}

} // namespace spanlight::sources
