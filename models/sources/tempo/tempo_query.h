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
    static constexpr std::int64_t kUsualMostNs = std::int64_t{168} * 3600 * 1'000'000'000; ///< max_search_duration

    QString traceQl;
    std::int64_t fromNs = 0;
    std::int64_t toNs = 0;
    int limit = 0;
    bool combined = false;              ///< the query of the user together with other conditions
    bool newest = false;                ///< asked again for the newest, because there are more matches than the limit
    bool alone = false;                 ///< the server did not take the combination
    QString older = {};                 ///< the same for versions that have fewer words; empty: the same
    std::int64_t mostNs = kUsualMostNs; ///< length that the server answers at once

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

/// An attribute of a span or its resource as TraceQL writes it: `.http.method`, `."odd key"`.
[[nodiscard]] QString traceQlAttribute(const QString& key);
/// The user's own query and the conditions of the other fields as one question for traces that satisfy both; either may
/// be empty.
[[nodiscard]] QString combinedTraceQl(const QString& own, const QString& conditions);

/// What may stand in a query: `Old` leaves out conditions that versions before 2.6 have no word for.
enum class TempoWords : std::uint8_t { All, Old };

/// Conditions as TraceQL; `{}` when there are none, `structural` left out. A value that looks like a number or a truth
/// value is compared as such, too: TraceQL compares no text with a number. `error`, `span.kind`, `otel.status_code`
/// mean the span's own status and kind, `otel.scope.name` its scope; `exception.…` stands in events, too.
[[nodiscard]] QString traceQlOf(const SearchQuery& query, TempoWords words = TempoWords::All);
/// The same for spans that carry a fallback tag of the profile.
[[nodiscard]] QString traceQlOf(const FallbackTag& tag);

/// Tempo searches at most seven days at once: the range in such pieces; without a begin the last two of them.
[[nodiscard]] TempoPlan planTempoSearch(const SearchQuery& query, const QString& traceQl, std::int64_t nowNs);

/// The stretch in pieces of what the server answers at once, newest first; at least one piece.
[[nodiscard]] std::vector<TempoSearch> inPieces(const TempoSearch& search, std::int64_t mostNs);

/// The services of the last seven days, and what older servers understand instead; they are asked in this order.
[[nodiscard]] std::vector<QUrl> tempoServiceUrls(const QUrl& base, std::int64_t nowNs);

/// One trace; `v1`: the interface of versions before 2.6.
[[nodiscard]] QUrl tempoTraceUrl(const QUrl& base, const QString& traceId, bool v1);

} // namespace spanlight::sources
