#pragma once

#include "models/trace/span_filter.h"
#include "ui/gantt/gantt_document.h"

#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

namespace spanlight::ui {

/// In which order siblings stand.
enum class SiblingOrder : std::uint8_t { Start, Longest, OwnTime, Errors };

/// The rows of a document in another order than by start.
struct RowOrder
{
    SiblingOrder by = SiblingOrder::Start;
    std::vector<std::uint32_t> rows;   ///< as they are displayed
    std::vector<std::uint32_t> places; ///< by row: index into `rows`
};

/// What a query finds in a document.
struct RowMatches
{
    trace::SpanQuery query;
    trace::SpanMatches spans; ///< of the document, also those of folds
    trace::BitSet rows;       ///< match themselves; of folds: some of their spans do
    trace::BitSet shown;      ///< match, or something below does
    std::size_t count = 0;    ///< spans, gaps and ghosts

    /// Whether one of the rows [begin, end) is shown. O(rows / 64).
    [[nodiscard]] bool anyShown(std::uint32_t begin, std::uint32_t end) const;
};

/// Looks at every span, gap and ghost of the document. `earlier`: of the same document, or null; used where the query
/// refines its one. Nothing when it was stopped. For any thread.
[[nodiscard]] std::optional<RowMatches> findRows(const GanttDocument& document, trace::SpanQuery query,
                                                 const RowMatches* earlier, const std::stop_token& stop);

/// O(n log n), for any thread.
[[nodiscard]] RowOrder orderRows(const GanttDocument& document, SiblingOrder by);

/// How many spans, gaps and ghosts there are to be found.
[[nodiscard]] std::size_t findableCount(const GanttDocument& document);

} // namespace spanlight::ui
