#pragma once

#include "models/sources/source.h"

#include <QString>
#include <QUrl>

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace spanlight::sources {

/// A question in TraceQL for a stretch of time that Tempo answers in one request.
struct TempoSearch
{
    QString traceQl;
    std::int64_t fromNs = 0;
    std::int64_t toNs = 0;
    int limit = 0;

    [[nodiscard]] QUrl url(const QUrl& base) const;
};

/// What is asked for a query, newest stretch first.
struct TempoPlan
{
    std::vector<TempoSearch> searches;
    std::int64_t fromNs = 0;
    std::int64_t toNs = 0;
    std::vector<QString> notes;
    bool whole = true; ///< false: the range that was asked for is too long for so many requests
};

/// Conditions as TraceQL. A value that looks like a number or a truth value is compared as such, too: TraceQL compares
/// no text with a number. `error`, `span.kind`, `otel.status_code` mean the span's own status and kind.
[[nodiscard]] QString traceQlOf(const SearchQuery& query);
/// The same for spans that carry a fallback tag of the profile.
[[nodiscard]] QString traceQlOf(const FallbackTag& tag);

/// Tempo searches at most seven days at once: the range in such pieces; without a begin the last two of them.
[[nodiscard]] TempoPlan planTempoSearch(const SearchQuery& query, const QString& traceQl, std::int64_t nowNs);

/// One trace; `v1`: the interface of versions before 2.6.
[[nodiscard]] QUrl tempoTraceUrl(const QUrl& base, const QString& traceId, bool v1);

} // namespace spanlight::sources
