#include "models/sources/keep_job.h"

namespace spanlight::sources {

void KeepJob::finish(std::optional<SourceError> error)
{
    if (m_finished)
        return;
    m_error = std::move(error);
    m_finished = true;
    emit finished(); // a slot may destroy this job: nothing may follow
}

std::unique_ptr<KeepJob> Source::keepTrace(trace::TraceId id)
{
    (void)id;
    return nullptr;
}

} // namespace spanlight::sources
