#include "models/sources/suggestion.h"

#include "models/sources/source.h"

#include <algorithm>

namespace spanlight::sources {

void SuggestionJob::finish(std::vector<QString> suggestions)
{
    std::sort(suggestions.begin(), suggestions.end());
    suggestions.erase(std::unique(suggestions.begin(), suggestions.end()), suggestions.end());
    if (suggestions.size() > kMostSuggestions)
        suggestions.resize(kMostSuggestions);
    m_suggestions = std::move(suggestions);
    emit finished(); // a slot may destroy this job: nothing may follow
}

std::unique_ptr<SuggestionJob> Source::suggest(const SuggestionQuery& query)
{
    (void)query;
    return nullptr;
}

} // namespace spanlight::sources
