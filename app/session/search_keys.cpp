#include "app/session/search_keys.h"

#include "models/operations/profile_catalog.h"

#include <vector>

namespace spanlight::app {

void addProfileKeys(sources::SearchQuery& query, const std::shared_ptr<const operations::Profile>& named)
{
    std::vector<std::shared_ptr<const operations::Profile>> profiles;
    if (named)
        profiles.push_back(named);
    else
        for (const std::string& name : operations::builtinProfiles())
            profiles.push_back(operations::builtinProfile(name));
    for (const auto& profile : profiles) {
        for (const std::string& key : profile->operationKeys)
            query.operationKeys.push_back(QString::fromStdString(key));
        for (const std::string& service : profile->hiddenServices)
            query.hiddenServices.push_back(QString::fromStdString(service));
        for (const operations::SearchFallback& fallback : profile->searchFallbacks)
            query.fallbacks.push_back(
                {QString::fromStdString(fallback.service), QString::fromStdString(fallback.key),
                 QString::fromStdString(fallback.value).replace(QLatin1String("{id}"), query.operationId)});
    }
}

bool asksForIdOnly(const sources::SearchQuery& query)
{
    return query.traceIds.size() <= 1 && query.service.isEmpty() && query.name.isEmpty() && query.attributes.empty() &&
           !query.errorsOnly && !query.sinceNs && !query.untilNs && !query.minDurationNs && !query.maxDurationNs;
}

} // namespace spanlight::app
