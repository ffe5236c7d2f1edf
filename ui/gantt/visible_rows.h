#pragma once

#include "ui/gantt/gantt_document.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace spanlight::ui {

/// A line on the screen: a row of the timeline, or one span of an opened fold.
struct VisibleRow
{
    std::uint32_t row = 0;
    std::int32_t member = -1; ///< index into the fold's spans; −1: the row itself

    friend constexpr bool operator==(const VisibleRow&, const VisibleRow&) = default;
};

/// What a row is, whatever the document: a span by its ids, a gap or ghost by what is missing.
struct RowKey
{
    trace::RowMark mark = trace::RowMark::Span;
    trace::TraceId traceId;
    trace::SpanId spanId;
    std::string label;

    friend auto operator<=>(const RowKey&, const RowKey&) = default;
};
[[nodiscard]] RowKey keyOf(const GanttDocument& document, std::uint32_t row);

/// Which rows are on the screen: the timeline without what is below collapsed rows, with the spans of opened folds.
class VisibleRows
{
public:
    void setDocument(std::shared_ptr<const GanttDocument> document);
    /// The same operation, looked at later: what was open or closed stays so. Gives the rows that were not there
    /// before. O(n log n).
    std::vector<bool> updateDocument(std::shared_ptr<const GanttDocument> document);

    [[nodiscard]] std::size_t size() const { return m_rows.size(); }
    [[nodiscard]] VisibleRow at(std::size_t i) const { return m_rows[i]; }
    /// Folds are open or closed; other rows with children are expanded or collapsed.
    [[nodiscard]] bool isOpen(std::uint32_t row) const;
    [[nodiscard]] bool canOpen(std::uint32_t row) const;
    /// O(rows).
    void setOpen(std::uint32_t row, bool open);
    void setAllOpen(bool open);
    /// Place of a row on the screen, if it is there. O(log rows).
    [[nodiscard]] std::optional<std::size_t> placeOf(VisibleRow row) const;
    /// Opens whatever hides the span; its place. O(rows).
    std::optional<std::size_t> reveal(trace::SpanRef span);

    /// The span that a line shows; invalid for gaps, ghosts and closed folds.
    [[nodiscard]] trace::SpanRef spanAt(std::size_t i) const;
    [[nodiscard]] std::uint32_t depthAt(std::size_t i) const;

private:
    void rebuild();

    std::shared_ptr<const GanttDocument> m_document;
    std::vector<bool> m_toggled; // spans: collapsed; folds: open
    std::vector<VisibleRow> m_rows;
};

} // namespace spanlight::ui
