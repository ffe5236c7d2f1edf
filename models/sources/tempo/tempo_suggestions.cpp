#include "models/sources/tempo/tempo_suggestions.h"

#include "models/sources/http/fetch_job.h"
#include "models/sources/http/suggestion_call.h"
#include "models/sources/jaeger/jaeger_requests.h"
#include "models/sources/tempo/tempo_answers.h"
#include "models/sources/tempo/tempo_query.h"
#include "models/trace/wall_clock.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace spanlight::sources {

namespace {

using Of = SuggestionQuery::Of;

constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr std::int64_t kStretchSeconds = std::int64_t{168} * 3600 - 60;

/// The tag whose values are asked for. Keys that the search turns into TraceQL's own words are those words here.
QString tagOf(const SuggestionQuery& query)
{
    if (query.of == Of::SpanNames)
        return QStringLiteral("name");
    if (query.key == QLatin1String("span.kind"))
        return QStringLiteral("kind");
    if (query.key == QLatin1String("otel.status_code") || query.key == QLatin1String("span.status"))
        return QStringLiteral("status");
    if (query.key == QLatin1String("otel.scope.name"))
        return QStringLiteral("instrumentation:name");
    if (query.key == QLatin1String("otel.scope.version"))
        return QStringLiteral("instrumentation:version");
    if (query.key.startsWith(QLatin1String("exception.")))
        return QStringLiteral("event") + traceQlAttribute(query.key);
    return traceQlAttribute(query.key);
}

QString itemsOf(const SuggestionQuery& query, std::int64_t nowNs)
{
    QString items = QStringLiteral("limit=%1").arg(kMostSuggestions);
    if (!query.service.isEmpty()) {
        SearchQuery ofService;
        ofService.service = query.service;
        items += QStringLiteral("&q=") + QString::fromLatin1(QUrl::toPercentEncoding(traceQlOf(ofService)));
    }
    if (nowNs > 0)
        items += QStringLiteral("&start=%1&end=%2").arg(nowNs / kSecondNs - kStretchSeconds).arg(nowNs / kSecondNs);
    return items;
}

QUrl with(QUrl url, const QString& items)
{
    url.setQuery(items, QUrl::StrictMode);
    return url;
}

QString encoded(const QString& text)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text));
}

// What the search asks for: attributes of spans and of resources, and exceptions.
std::optional<std::vector<QString>> tagsIn(const HttpAnswer& answer)
{
    const QJsonObject object = QJsonDocument::fromJson(answer.body).object();
    if (answer.error || answer.status != 200 ||
        !(object.contains(QLatin1String("scopes")) || object.contains(QLatin1String("tagNames"))))
        return std::nullopt;
    std::vector<QString> tags;
    const auto take = [&tags](const QJsonValue& names, const char* prefix = "") {
        for (const auto& name : names.toArray())
            if (!name.toString().isEmpty() && name.toString().startsWith(QLatin1String(prefix)))
                tags.push_back(name.toString());
    };
    take(object[QLatin1String("tagNames")]);
    for (const auto& item : object[QLatin1String("scopes")].toArray()) {
        const QString scope = item.toObject()[QLatin1String("name")].toString();
        if (scope == QLatin1String("span") || scope == QLatin1String("resource"))
            take(item.toObject()[QLatin1String("tags")]);
        else if (scope == QLatin1String("event"))
            take(item.toObject()[QLatin1String("tags")], "exception.");
    }
    return tags;
}

} // namespace

std::vector<QUrl> tempoSuggestionUrls(const QUrl& base, const SuggestionQuery& query, std::int64_t nowNs)
{
    if (query.of == Of::AttributeKeys) {
        const QUrl tags = urlBelow(base, QStringLiteral("/api/v2/search/tags"));
        return {with(tags, itemsOf(query, nowNs)), with(tags, itemsOf(query, 0)),
                urlBelow(base, QStringLiteral("/api/search/tags"))};
    }
    const QString tag = tagOf(query);
    const QUrl values = urlBelow(base, QStringLiteral("/api/v2/search/tag/%1/values").arg(encoded(tag)));
    const QString old = tag.startsWith(QLatin1Char('.')) ? tag.mid(1) : tag;
    return {with(values, itemsOf(query, nowNs)), with(values, itemsOf(query, 0)),
            urlBelow(base, QStringLiteral("/api/search/tag/%1/values").arg(encoded(old)))};
}

std::unique_ptr<SuggestionJob> tempoSuggestions(const std::shared_ptr<HttpClient>& client, const QUrl& base,
                                                const SuggestionQuery& query)
{
    return std::make_unique<SuggestionCall>(client, tempoSuggestionUrls(base, query, trace::wallClockNs()),
                                            query.of == Of::AttributeKeys ? tagsIn : tagValuesIn);
}

} // namespace spanlight::sources
