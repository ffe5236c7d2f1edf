#pragma once

#include "models/sources/http/http_client.h"
#include "models/sources/jaeger/jaeger_answers.h"
#include "models/sources/suggestion.h"

#include <QUrl>

#include <memory>

namespace spanlight::sources {

/// Names of a service's spans, in whichever interface the server has. Jaeger knows no attributes before they are
/// searched, and no names without a service: null then.
[[nodiscard]] std::unique_ptr<SuggestionJob> jaegerSuggestions(const std::shared_ptr<HttpClient>& client,
                                                               const QUrl& base, const JaegerServer& server,
                                                               const SuggestionQuery& query);

} // namespace spanlight::sources
