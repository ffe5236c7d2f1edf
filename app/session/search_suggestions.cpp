#include "app/session/search_suggestions.h"

#include <set>

namespace spanlight::app {

void SearchSuggestions::ask(const std::vector<std::unique_ptr<sources::Source>>& sources,
                            const sources::SuggestionQuery& query)
{
    cancel();
    m_query = query;
    for (const auto& source : sources)
        if (auto job = source->suggest(query)) {
            connect(job.get(), &sources::SuggestionJob::finished, this, &SearchSuggestions::takeAnswer);
            m_jobs.push_back(std::move(job));
        }
    m_open = m_jobs.size();
}

void SearchSuggestions::cancel()
{
    for (auto& job : m_jobs) {
        job->disconnect(this);
        job.release()->deleteLater(); // it may be the sender
    }
    m_jobs.clear();
    m_open = 0;
}

void SearchSuggestions::takeAnswer()
{
    if (--m_open > 0)
        return;
    std::set<QString> all;
    for (const auto& job : m_jobs)
        all.insert(job->suggestions().begin(), job->suggestions().end());
    const sources::SuggestionQuery query = m_query;
    cancel();
    emit suggested(query, QStringList(all.begin(), all.end()));
}

} // namespace spanlight::app
