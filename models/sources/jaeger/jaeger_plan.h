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
    JaegerSearch search;    ///< when traceId is empty
    QString traceId;        ///< fetched by id, 32 hexadecimal digits
    bool summaries = false; ///< only what the traces are like, first
    bool listed = false;    ///< traceId is of a summary: the server has said that it holds the trace
    bool otherApiTried = false;
    std::uint64_t announced = 0; ///< spans that a summary told of traceId; not 0: asked once more, only to count
    std::uint64_t handedOut = 0; ///< that came, then

    [[nodiscard]] QUrl url(const QUrl& base) const
    {
        if (summaries)
            return summariesUrl(base, search);
        return traceId.isEmpty() ? searchUrl(base, api, search) : traceUrl(base, api, traceId, search.raw);
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
    bool isCut = false;                        ///< traces that were found are left out
    std::vector<JaegerSummary> announced = {}; ///< what the tasks of planFetch() are to bring
};

/// Plans the requests: one per trace id; else one per service and operation key, because Jaeger must be asked service
/// by service. Conditions that some version of Jaeger gets wrong (`error`, `span.kind`, `otel.status_code`) are not
/// sent; the answer is filtered anyway. Pure.
[[nodiscard]] JaegerPlan planSearch(const SearchQuery& query, const JaegerServer& server, std::int64_t nowNs);

/// What one search would bring, as its summaries say; nothing: not known.
struct SummarizedSearch
{
    JaegerTask task;
    std::optional<std::vector<JaegerSummary>> summaries;
};

/// How the traces are fetched when it is known what they are like: as the searches that find any; or, where these would
/// bring the same large traces again and again or more than this program shows, one by one, the newest first, at most
/// `mostSpans`. Pure.
[[nodiscard]] JaegerPlan planFetch(const std::vector<SummarizedSearch>& searches, const JaegerServer& server,
                                   std::uint64_t mostSpans);

/// A trace that came with fewer spans than were announced, once more as it was sent: Jaeger leaves out spans that were
/// sent twice, but announces them.
[[nodiscard]] JaegerTask planRecount(const JaegerSummary& announced, std::uint64_t handedOut);

/// The requests for tags that a span may carry instead of the operation id.
[[nodiscard]] JaegerPlan planFallback(const SearchQuery& query, const JaegerServer& server, std::int64_t nowNs);

} // namespace spanlight::sources
