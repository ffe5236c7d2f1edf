#pragma once

#include "ui/gantt/gantt_document.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace spanlight::ui {

/// A line on the screen: a row of the timeline, or one span of an opened fold.
struct VisibleRow
{
    std::uint32_t row = 0;
    std::int32_t member = -1; ///< index into the fold's spans; −1: the row itself

    friend constexpr bool operator==(const VisibleRow&, const VisibleRow&) = default;
};

/// Which rows are on the screen: the timeline without what is below collapsed rows, with the spans of opened folds.
class VisibleRows
{
public:
    void setDocument(std::shared_ptr<const GanttDocument> document);

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
