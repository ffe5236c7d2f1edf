#pragma once

#include "models/sources/http/http_client.h"
#include "models/sources/suggestion.h"

#include <QUrl>

#include <memory>

namespace spanlight::sources {

/// Names of a service's spans, and the keys and values that the server was told to remember (AUTOCOMPLETE_KEYS). Null:
/// names without a service.
[[nodiscard]] std::unique_ptr<SuggestionJob> zipkinSuggestions(const std::shared_ptr<HttpClient>& client,
                                                               const QUrl& base, const SuggestionQuery& query);

} // namespace spanlight::sources
