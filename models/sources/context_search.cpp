#include "models/sources/context_search.h"

namespace spanlight::sources {

SearchQuery toSearchQuery(const operations::ContextQuery& query)
{
    SearchQuery search;
    search.service = QString::fromStdString(query.service);
    search.name = QString::fromStdString(query.name);
    for (const auto& [key, value] : query.attributes)
        search.attributes.emplace_back(QString::fromStdString(key), QString::fromStdString(value));
    search.sinceNs = query.fromNs;
    search.untilNs = query.toNs;
    search.limit = query.limit;
    return search;
}

QString contextLoss(const operations::ContextQuery& query, const SearchAnswer& answer,
                    const std::optional<SourceError>& error)
{
    QString what = QString::fromStdString(query.name);
    for (const auto& [key, value] : query.attributes)
        what += QString::fromStdString((what.isEmpty() ? std::string() : " ") + key + '=' + value);
    const QString service =
        query.service.empty() ? QStringLiteral("any service") : QString::fromStdString(query.service);
    const QString where = QStringLiteral("other traces (%1 of %2): ").arg(what, service);
    if (error)
        return where + error->text();
    if (answer.report.limitReached)
        return where + QStringLiteral("only the newest %1 of a day were read").arg(query.limit);
    if (!answer.report.failures.empty())
        return where + answer.report.failures.front().error.text();
    return {};
}

} // namespace spanlight::sources
