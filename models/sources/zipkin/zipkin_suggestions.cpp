#include "models/sources/zipkin/zipkin_suggestions.h"

#include "models/sources/http/suggestion_call.h"
#include "models/sources/jaeger/jaeger_requests.h"
#include "models/sources/zipkin/zipkin_answers.h"

namespace spanlight::sources {

std::unique_ptr<SuggestionJob> zipkinSuggestions(const std::shared_ptr<HttpClient>& client, const QUrl& base,
                                                 const SuggestionQuery& query)
{
    const auto ask = [&](const char* path, const char* name, const QString& value) {
        QUrl url = urlBelow(base, QString::fromLatin1(path));
        if (name != nullptr)
            url.setQuery(QString::fromLatin1(name) + QLatin1Char('=') +
                             QString::fromLatin1(QUrl::toPercentEncoding(value)),
                         QUrl::StrictMode);
        return std::make_unique<SuggestionCall>(client, std::vector<QUrl>{url}, zipkinServicesIn); // a list of names
    };
    switch (query.of) {
    case SuggestionQuery::Of::SpanNames:
        return query.service.isEmpty() ? nullptr : ask("/api/v2/spans", "serviceName", query.service);
    case SuggestionQuery::Of::AttributeKeys:
        return ask("/api/v2/autocompleteKeys", nullptr, {});
    case SuggestionQuery::Of::AttributeValues:
        return ask("/api/v2/autocompleteValues", "key", query.key);
    }
    return nullptr;
}

} // namespace spanlight::sources
