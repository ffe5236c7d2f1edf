#include "models/sources/local_job.h"

#include <utility>

namespace spanlight::sources {

namespace {

constexpr qint64 kProgressEveryMs = 50;

} // namespace

LocalJob::LocalJob() : m_link(std::make_shared<WorkLink>(this)) {}

LocalJob::~LocalJob()
{
    m_link->cut();
}

void LocalJob::cancel()
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

void LocalJob::finishWith(std::vector<QString> services, SearchAnswer answer, std::optional<SourceError> error)
{
    m_services = std::move(services);
    finish(std::move(answer), std::move(error));
}

bool ProgressTeller::isDue()
{
    if (m_sinceReport.elapsed() < kProgressEveryMs)
        return false;
    m_sinceReport.restart();
    return true;
}

} // namespace spanlight::sources
