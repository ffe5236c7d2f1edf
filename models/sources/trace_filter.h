#pragma once

#include "models/sources/source.h"

#include <QString>

#include <cstdint>
#include <memory>
#include <vector>

namespace spanlight::sources {

/// What a query selects from traces that are already here.
struct FilterResult
{
    std::vector<trace::TraceId> matched; ///< newest start first; equal starts by id
    bool limitReached = false;           ///< more traces matched than the limit allows
    bool byFallback = false;             ///< nothing carries the operation id, but a fallback tag was found
};

/// Applies a query to whole traces. Pure; a trace may be spread over several stores.
///
/// A trace matches when it is one of `traceIds` (if any are given), when one of its spans carries the operation id,
/// and when one single span satisfies all of service, name, attributes, errors and time range (by its start), as in
/// Jaeger. Durations are those of that span when a name is given, else of the whole trace, because the work of an
/// operation often lies between its spans. An operation id is a value of one of the query's operation keys, or of any
/// attribute when
/// the query names no keys. An attribute is looked up in the span, its resource, scope and events; `error`,
/// `span.kind` and `otel.status_code` also mean the span's own status and kind. O(spans + attributes).
[[nodiscard]] FilterResult filterTraces(const std::vector<std::shared_ptr<const trace::TraceStore>>& stores,
                                        const SearchQuery& query);

/// Services of the stores, sorted, without the empty name.
[[nodiscard]] std::vector<QString> servicesOf(const std::vector<std::shared_ptr<const trace::TraceStore>>& stores);

} // namespace spanlight::sources
