#include "app/cli/investigation.h"

#include "models/operations/profile_catalog.h"

#include <algorithm>

namespace spanlight::cli {

using operations::Profile;

namespace {

void addOnce(std::vector<QString>& list, const std::string& text)
{
    const QString value = QString::fromStdString(text);
    if (std::find(list.begin(), list.end(), value) == list.end())
        list.push_back(value);
}

QString filled(const std::string& pattern, const std::string& id)
{
    return QString::fromStdString(pattern).replace(QStringLiteral("{id}"), QString::fromStdString(id));
}

} // namespace

std::vector<std::shared_ptr<const Profile>> ProfileChoice::candidates() const
{
    if (m_named)
        return {m_named};
    std::vector<std::shared_ptr<const Profile>> all;
    for (const std::string& name : operations::builtinProfiles())
        all.push_back(operations::builtinProfile(name));
    return all;
}

std::shared_ptr<const Profile> ProfileChoice::choose(const trace::TraceSet& traces, bool forOperation) const
{
    if (m_named)
        return m_named;
    return forOperation ? operations::chooseOperationsProfile(traces) : operations::chooseProfile(traces);
}

void ProfileChoice::prepare(sources::SearchQuery& query, const std::string& operationId) const
{
    for (const auto& profile : candidates()) {
        for (const std::string& key : profile->operationKeys)
            addOnce(query.operationKeys, key);
        for (const std::string& service : profile->hiddenServices)
            addOnce(query.hiddenServices, service);
        if (operationId.empty())
            continue;
        for (const auto& fallback : profile->searchFallbacks)
            query.fallbacks.push_back({QString::fromStdString(fallback.service), QString::fromStdString(fallback.key),
                                       filled(fallback.value, operationId)});
    }
    query.operationId = QString::fromStdString(operationId);
}

} // namespace spanlight::cli
