#include "models/sources/jaeger/jaeger_suggestions.h"

#include "models/sources/http/suggestion_call.h"
#include "models/sources/jaeger/jaeger_requests.h"
#include "models/sources/server_address.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace spanlight::sources {

namespace {

QUrl withService(QUrl url, const QString& service)
{
    url.setQuery(QStringLiteral("service=") + QString::fromLatin1(QUrl::toPercentEncoding(service)), QUrl::StrictMode);
    return url;
}

/// The only form that servers which imitate Jaeger have.
QUrl pathOfService(const QUrl& base, const QString& service)
{
    return urlBelow(
        base, QStringLiteral("/api/services/%1/operations").arg(QString::fromLatin1(QUrl::toPercentEncoding(service))));
}

std::vector<QUrl> urlsFor(const QUrl& base, const JaegerServer& server, const QString& service)
{
    if (isVictoriaTraces(base))
        return {pathOfService(base, service)};
    const QUrl v3 = withService(urlBelow(base, QStringLiteral("/api/v3/operations")), service);
    if (server.usable() && !server.legacySearch)
        return {v3};
    const QUrl legacy = withService(urlBelow(base, QStringLiteral("/api/operations")), service);
    return {legacy, pathOfService(base, service), v3};
}

// {"data":["GET /"]}, {"data":[{"name":"GET /","spanKind":"server"}]} or {"operations":[…]}; null for none.
std::optional<std::vector<QString>> operationsIn(const HttpAnswer& answer)
{
    const QJsonDocument json = QJsonDocument::fromJson(answer.body);
    if (answer.error || answer.status != 200 || !json.isObject())
        return std::nullopt;
    const QJsonObject object = json.object();
    for (const char* key : {"data", "operations"}) {
        const QJsonValue value = object[QLatin1String(key)];
        if (!value.isArray() && !value.isNull())
            continue;
        std::vector<QString> names;
        for (const auto& item : value.toArray()) {
            const QString name = item.isObject() ? item.toObject()[QLatin1String("name")].toString() : item.toString();
            if (!name.isEmpty())
                names.push_back(name);
        }
        return names;
    }
    return std::nullopt;
}

} // namespace

std::unique_ptr<SuggestionJob> jaegerSuggestions(const std::shared_ptr<HttpClient>& client, const QUrl& base,
                                                 const JaegerServer& server, const SuggestionQuery& query)
{
    if (query.of != SuggestionQuery::Of::SpanNames || query.service.isEmpty())
        return nullptr;
    return std::make_unique<SuggestionCall>(client, urlsFor(base, server, query.service), operationsIn);
}

} // namespace spanlight::sources
