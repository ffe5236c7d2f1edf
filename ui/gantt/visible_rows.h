#pragma once

#include "ui/gantt/gantt_document.h"
#include "ui/gantt/row_matches.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace spanlight::ui {

/// A line on the screen: a row of the timeline, or one span of an opened fold.
struct VisibleRow
{
    std::uint32_t row = 0;
    std::int32_t member = -1; ///< index into the fold's spans; −1: the row itself

    friend constexpr bool operator==(const VisibleRow&, const VisibleRow&) = default;
};

/// Which rows are on the screen and in which order: the timeline without what is below collapsed rows, with the spans
/// of opened folds. While it is filtered only what matches and what is above; then folds and collapsed rows are others.
class VisibleRows
{
public:
    void setDocument(std::shared_ptr<const GanttDocument> document);
    /// The same operation, looked at later: what was open or closed stays so; filter and order end. Gives the rows that
    /// were not there before. `kept`: lines of the old document, which become those of the new one, or nothing. O(n).
    std::vector<bool> updateDocument(std::shared_ptr<const GanttDocument> document,
                                     std::span<std::optional<VisibleRow>> kept = {});

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
    /// The same, or of what hides it: a closed fold, a collapsed row. Nothing when it is filtered away. O(depth).
    [[nodiscard]] std::optional<std::size_t> placeOfWhatShows(VisibleRow row) const;
    /// Opens whatever hides the row; its place. Nothing when it is filtered away. O(rows).
    std::optional<std::size_t> reveal(VisibleRow row);
    std::optional<std::size_t> reveal(trace::SpanRef span);

    /// Only what matches, all of it open; null: everything, as it was before. O(rows).
    void setFilter(std::shared_ptr<const RowMatches> filter);
    [[nodiscard]] bool isFiltered() const { return m_filter != nullptr; }
    /// Of the same document; null: by start. O(rows).
    void setOrder(std::shared_ptr<const RowOrder> order);
    /// The match after (or before) a line, hidden or not; nothing when there is none. From the beginning (or the end)
    /// without a line. O(rows).
    [[nodiscard]] std::optional<VisibleRow> nextMatch(const RowMatches& matches, std::optional<VisibleRow> from,
                                                      bool forward) const;
    [[nodiscard]] bool matches(const RowMatches& matches, VisibleRow row) const;

    /// The span that a line shows; invalid for gaps, ghosts and closed folds.
    [[nodiscard]] trace::SpanRef spanAt(std::size_t i) const;
    [[nodiscard]] std::uint32_t depthAt(std::size_t i) const;

private:
    void rebuild();
    void pushMembers(std::uint32_t row);
    [[nodiscard]] std::uint32_t rank(std::uint32_t row) const { return m_order ? m_order->places[row] : row; }
    [[nodiscard]] std::uint32_t rowOfRank(std::uint32_t rank) const { return m_order ? m_order->rows[rank] : rank; }
    [[nodiscard]] bool isShown(std::uint32_t row) const { return m_filter == nullptr || m_filter->shown.test(row); }

    std::shared_ptr<const GanttDocument> m_document;
    std::shared_ptr<const RowMatches> m_filter;
    std::shared_ptr<const RowOrder> m_order;
    std::vector<bool> m_toggled; // spans: collapsed; folds: open
    std::vector<bool> m_before;  // m_toggled before it was filtered
    std::vector<VisibleRow> m_rows;
};

} // namespace spanlight::ui
