#pragma once

#include "models/sources/http/http_client.h"
#include "models/sources/suggestion.h"

#include <QUrl>

#include <cstdint>
#include <memory>
#include <vector>

namespace spanlight::sources {

/// The requests, newest form of the interface first: tags and values of the last seven days, which is the longest
/// stretch that Tempo takes; without a stretch; then as before 2.0. Names are scoped as TraceQL wants them.
[[nodiscard]] std::vector<QUrl> tempoSuggestionUrls(const QUrl& base, const SuggestionQuery& query, std::int64_t nowNs);

[[nodiscard]] std::unique_ptr<SuggestionJob> tempoSuggestions(const std::shared_ptr<HttpClient>& client,
                                                              const QUrl& base, const SuggestionQuery& query);

} // namespace spanlight::sources
