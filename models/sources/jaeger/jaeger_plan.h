#pragma once

#include "models/sources/jaeger/jaeger_answers.h"
#include "models/sources/jaeger/jaeger_requests.h"
#include "models/sources/source.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace spanlight::sources {

/// One request of a search.
struct JaegerTask
{
    JaegerApi api = JaegerApi::Legacy;
    JaegerSearch search; ///< when traceId is empty
    QString traceId;     ///< fetched by id, 32 hexadecimal digits
    bool otherApiTried = false;

    [[nodiscard]] QUrl url(const QUrl& base) const
    {
        return traceId.isEmpty() ? searchUrl(base, api, search) : traceUrl(base, api, traceId);
    }
    /// For people: the service or trace.
    [[nodiscard]] QString part() const { return traceId.isEmpty() ? search.service : traceId; }
};

/// The requests that answer a query, and what has to be said about them.
struct JaegerPlan
{
    std::vector<JaegerTask> tasks;
    std::vector<QString> services;
    std::vector<QString> notes;
    std::int64_t fromNs = 0;
    std::int64_t toNs = 0;
};

/// Plans the requests: one per trace id; else one per service and operation key, because Jaeger must be asked service
/// by service. Conditions that some version of Jaeger gets wrong (`error`, `span.kind`, `otel.status_code`) are not
/// sent; the answer is filtered anyway. Pure.
[[nodiscard]] JaegerPlan planSearch(const SearchQuery& query, const JaegerServer& server, std::int64_t nowNs);

/// The requests for tags that a span may carry instead of the operation id.
[[nodiscard]] JaegerPlan planFallback(const SearchQuery& query, const JaegerServer& server, std::int64_t nowNs);

} // namespace spanlight::sources
