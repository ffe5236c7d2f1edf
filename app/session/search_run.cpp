#include "app/session/search_run.h"

namespace spanlight::app {

void SearchRun::start(const std::vector<std::unique_ptr<sources::Source>>& sources, const sources::SearchQuery& query)
{
    cancel();
    m_timer.start();
    for (const auto& source : sources)
        m_jobs.push_back(source->search(query));
    for (const auto& job : m_jobs) {
        connect(job.get(), &sources::SourceJob::progressChanged, this, &SearchRun::progressChanged);
        connect(job.get(), &sources::SourceJob::previewed, this, &SearchRun::previewed);
        // Queued: a job may finish while the others are still being made.
        connect(
            job.get(), &sources::SourceJob::finished, this, [this, number = m_number] { noteFinished(number); },
            Qt::QueuedConnection);
        if (job->isFinished())
            QMetaObject::invokeMethod(
                this, [this, number = m_number] { noteFinished(number); }, Qt::QueuedConnection);
    }
}

void SearchRun::cancel()
{
    ++m_number;
    m_finished = 0;
    m_jobs.clear(); // which cancels them
}

void SearchRun::noteFinished(std::uint64_t number)
{
    if (number != m_number || ++m_finished < m_jobs.size())
        return;
    const Found found = collect();
    cancel();
    emit finished(found);
}

Found SearchRun::collect()
{
    Found found;
    found.tookMs = m_timer.elapsed();
    QStringList origins;
    const auto append = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
    for (const auto& job : m_jobs) {
        const sources::SearchAnswer& answer = job->answer();
        sources::SearchReport& report = found.answer.report;
        if (job->error())
            found.errors.push_back(*job->error());
        found.anyAnswered |= !job->error().has_value();
        append(found.answer.stores, answer.stores);
        append(found.answer.matched, answer.matched);
        append(report.services, answer.report.services);
        append(report.failures, answer.report.failures);
        append(report.notes, answer.report.notes);
        report.requests += answer.report.requests;
        report.limitReached |= answer.report.limitReached;
        report.complete &= answer.report.complete && !job->error();
        report.fromNs = answer.report.fromNs;
        report.toNs = answer.report.toNs;
        if (!answer.report.origin.isEmpty())
            origins.push_back(answer.report.origin);
    }
    found.answer.report.origin = origins.join(QStringLiteral(" + "));
    return found;
}

} // namespace spanlight::app
