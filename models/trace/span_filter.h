#pragma once

#include "models/trace/span_query.h"
#include "models/trace/text_search.h"
#include "models/trace/trace_set.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace spanlight::trace {

/// The spans that match a query.
struct SpanMatches
{
    std::vector<BitSet> rows; ///< by store: a bit for each of its spans
    std::size_t count = 0;

    [[nodiscard]] bool has(SpanRef s) const { return s.store < rows.size() && rows[s.store].test(index(s.row)); }
};

/// Finds spans by name, service, status message, id (8 digits at least), keys and values of attributes (also
/// of the resource), names and attributes of events; `key=` also by `name`, `service`, `kind`, `status`; the word
/// `error` also by status.
///
/// Every distinct text and every distinct attribute is looked at once, then every span by their numbers, by as many
/// threads as there are processors.
/// `spans`: only these. `within`: only those that match already, see SpanQuery::refines(); may be null.
/// Nothing when it was stopped, within a few milliseconds.
[[nodiscard]] std::optional<SpanMatches> findSpans(const TraceSet& traces, std::span<const SpanRef> spans,
                                                   const SpanQuery& query, const SpanMatches* within = nullptr,
                                                   const std::stop_token& stop = {});

/// Whether the query holds for a row that is no span: it has a label and a service only.
[[nodiscard]] bool matchesLabel(const SpanQuery& query, std::string_view label, std::string_view service);

} // namespace spanlight::trace
