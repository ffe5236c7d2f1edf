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

diagnosis::SearchContext searchContext(const std::vector<sources::SearchReport>& reports, bool live)
{
    diagnosis::SearchContext context;
    context.live = live;
    for (const sources::SearchReport& report : reports) {
        context.complete = context.complete && report.complete && report.failures.empty() && !report.limitReached;
        context.limitedRange = context.limitedRange || report.fromNs || report.toNs;
        context.fromNs = report.fromNs ? report.fromNs : context.fromNs;
        context.toNs = report.toNs ? report.toNs : context.toNs;
        if (!report.origin.isEmpty())
            context.origin += (context.origin.empty() ? "" : "; ") + report.origin.toStdString();
        if (live)
            for (const QString& service : report.services)
                context.services.push_back(service.toStdString());
        for (const sources::PartFailure& failure : report.failures)
            context.losses.push_back(failure.part.toStdString() + ": " + failure.error.text().toStdString());
        if (report.limitReached)
            context.losses.push_back(report.origin.toStdString() +
                                     ": the limit of the search was reached; there may be more traces");
    }
    return context;
}

} // namespace spanlight::cli
