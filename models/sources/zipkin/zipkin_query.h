#pragma once

#include "models/sources/source.h"

#include <QString>
#include <QUrl>

#include <cstdint>
#include <optional>
#include <vector>

namespace spanlight::sources {

/// What one request asks of Zipkin: a search, or a trace by its id.
struct ZipkinTask
{
    QString traceId; ///< 16 or 32 lower-case hexadecimal digits; the rest is then not used
    QString service;
    QString name;
    QString annotations; ///< in Zipkin's notation: `key=value and error`
    std::optional<std::int64_t> minDurationNs;
    std::optional<std::int64_t> maxDurationNs;
    std::int64_t fromNs = 0;
    std::int64_t toNs = 0;
    int limit = 100;

    /// Durations are microseconds, times milliseconds: the end and how far to look back.
    [[nodiscard]] QUrl url(const QUrl& base) const;
    /// For people: what is asked.
    [[nodiscard]] QString part() const;
};

/// The requests that answer a query, and what has to be said about them.
struct ZipkinPlan
{
    std::vector<ZipkinTask> tasks;
    std::vector<QString> notes;
    std::int64_t fromNs = 0;
    std::int64_t toNs = 0;
};

/// Plans the requests: one per trace id; else one per operation key over all services, because Zipkin needs no service.
/// What Zipkin cannot search (durations of whole traces, the members of a span that are no tags, texts that its
/// notation cannot hold) is left to the filter and said in the notes. Pure.
[[nodiscard]] ZipkinPlan planZipkinSearch(const SearchQuery& query, std::int64_t nowNs);
/// The requests for tags that a span may carry instead of the operation id.
[[nodiscard]] ZipkinPlan planZipkinFallback(const SearchQuery& query, std::int64_t nowNs);

/// The query as it applies to what Zipkin stores: names of services and spans are in lower case there.
[[nodiscard]] SearchQuery asStoredByZipkin(SearchQuery query);

/// GET that lists the services.
[[nodiscard]] QUrl zipkinServicesUrl(const QUrl& base);

} // namespace spanlight::sources
