#include "models/sources/archive/archive_job.h"

#include "models/sources/archive/archive_search.h"

#include <utility>

namespace spanlight::sources {

namespace {

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
{
    startWork(link(), [this, path = std::move(path), query = std::move(query),
                       mostBytes](const std::shared_ptr<WorkLink>& link) {
        ProgressTeller teller;
        // `this` is only used inside posted functions, which do not run once the job is gone.
        const SearchProgress progress = [&](std::uint64_t traces) {
            if (!link->isCut() && teller.isDue()) {
                link->post([this, traces] {
                    emit progressChanged(static_cast<qint64>(traces), 0,
                                         QStringLiteral("looked at %1 traces").arg(traces));
                });
            }
            return !link->isCut();
        };
        auto outcome = std::make_shared<Outcome>(runSearch(path, query, mostBytes, link, progress));
        link->post([this, outcome] {
            finishWith(std::move(outcome->services), std::move(outcome->answer), std::move(outcome->error));
        });
    });
}

} // namespace spanlight::sources
