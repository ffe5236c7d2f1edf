#include "ui/search/search_commands.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace spanlight::ui {

namespace {

constexpr int kMostServices = 20;

QString quoted(QString text)
{
    return QLatin1Char('\'') + text.replace(QLatin1Char('\''), QLatin1String("'\\''")) + QLatin1Char('\'');
}

// "jaeger+http://host:16686/base/" → "http://host:16686/base"; empty for other sources.
QString jaegerBase(const QStringList& addresses)
{
    for (QString address : addresses) {
        if (!address.startsWith(QLatin1String("jaeger+http")) && !address.startsWith(QLatin1String("http")))
            continue;
        if (address.startsWith(QLatin1String("jaeger+")))
            address.remove(0, 7);
        while (address.endsWith(QLatin1Char('/')))
            address.chop(1);
        return address;
    }
    return {};
}

QString tagsJson(const SearchInput& input, const sources::SearchQuery& query, const SearchPlace& place)
{
    QJsonObject tags;
    if (!query.operationId.isEmpty() && !place.idKey.isEmpty())
        tags.insert(place.idKey, query.operationId);
    for (const auto& [key, value] : query.attributes)
        tags.insert(key, value);
    if (input.errorsOnly)
        tags.insert(QStringLiteral("error"), QStringLiteral("true"));
    return tags.isEmpty() ? QString() : QString::fromUtf8(QJsonDocument(tags).toJson(QJsonDocument::Compact));
}

} // namespace

QString searchLine(const SearchInput& input, const SearchPlace& place)
{
    const sources::SearchQuery query = queryFrom(input, 0).query;
    QStringList words{QStringLiteral("spanlight-cli search")};
    for (const QString& address : place.addresses)
        words << (address.contains(QLatin1String("://")) ? QStringLiteral("--source ") : QString()) + quoted(address);
    const auto add = [&words](const char* option, const QString& value) {
        if (!value.trimmed().isEmpty())
            words << QString::fromLatin1(option) + QLatin1Char(' ') + quoted(value.trimmed());
    };
    add("--operation", query.operationId);
    for (const QString& id : query.traceIds)
        add("--trace", id);
    add("--service", input.service);
    add("--name", input.name);
    add("--type", place.type);
    add("--status", place.state);
    for (const auto& [key, value] : query.attributes)
        add("--attr", key + QLatin1Char('=') + value);
    add("--query", input.structural);
    if (input.errorsOnly)
        words << QStringLiteral("--errors");
    if (query.sinceNs) // the query was made for the moment 0
        add("--since", QString::number(-*query.sinceNs / 1'000'000'000) + QLatin1Char('s'));
    add("--min-duration", input.minDuration.simplified().remove(QLatin1Char(' ')));
    add("--max-duration", input.maxDuration.simplified().remove(QLatin1Char(' ')));
    if (place.profile != QLatin1String("auto"))
        add("--profile", place.profile);
    return words.join(QLatin1Char(' '));
}

QString searchCurl(const SearchInput& input, const SearchPlace& place, std::int64_t nowNs)
{
    const QString base = jaegerBase(place.addresses);
    if (base.isEmpty())
        return {};
    const sources::SearchQuery query = queryFrom(input, nowNs).query;
    if (!query.traceIds.empty())
        return QStringLiteral("curl -s ") + quoted(base + QStringLiteral("/api/traces/") + query.traceIds.front());
    QStringList services = input.service.trimmed().isEmpty() ? place.services : QStringList{input.service.trimmed()};
    QStringList lines;
    for (const QString& service : services.mid(0, kMostServices)) {
        QString line = QStringLiteral("curl -sG ") + quoted(base + QStringLiteral("/api/traces"));
        const auto add = [&line](const char* key, const QString& value) {
            if (!value.isEmpty())
                line +=
                    QStringLiteral(" --data-urlencode ") + quoted(QString::fromLatin1(key) + QLatin1Char('=') + value);
        };
        add("service", service);
        add("operation", input.name.trimmed());
        add("tags", tagsJson(input, query, place));
        add("start", query.sinceNs ? QString::number(*query.sinceNs / 1000) : QString());
        add("end", query.sinceNs ? QString::number(nowNs / 1000) : QString());
        add("minDuration", input.minDuration.simplified().remove(QLatin1Char(' ')));
        add("maxDuration", input.maxDuration.simplified().remove(QLatin1Char(' ')));
        add("limit", QString::number(input.limit));
        lines.push_back(line);
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace spanlight::ui
