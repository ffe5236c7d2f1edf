// What is looked for in the timeline, and its order.
#include "ui/gantt/gantt_view.h"

#include <QScrollBar>

namespace spanlight::ui {

std::optional<VisibleRow> GanttView::selectedRow() const
{
    return m_selected ? std::optional(m_rows.at(*m_selected)) : m_hiddenSelection;
}

trace::SpanRef GanttView::selectedSpan() const
{
    if (m_selected)
        return m_rows.spanAt(*m_selected);
    if (!m_hiddenSelection || !m_document)
        return trace::kNoSpanRef;
    const trace::TimelineRow& row = m_document->row(m_hiddenSelection->row);
    if (m_hiddenSelection->member >= 0)
        return m_document->folded(m_hiddenSelection->row)[static_cast<std::size_t>(m_hiddenSelection->member)];
    return row.mark == trace::RowMark::Span ? row.span : trace::kNoSpanRef;
}

void GanttView::restore(const std::optional<VisibleRow>& selected, const std::optional<VisibleRow>& anchor, int y)
{
    updateScrollBar();
    m_hovered.reset();
    m_selected = selected ? m_rows.placeOf(*selected) : std::nullopt;
    m_hiddenSelection = m_selected ? std::nullopt : selected;
    if (const auto line = anchor ? m_rows.placeOfWhatShows(*anchor) : std::nullopt)
        verticalScrollBar()->setValue(static_cast<int>(*line) * m_metrics.rowHeight - y);
    viewport()->update();
}

template <typename Change>
void GanttView::rearrange(Change change)
{
    const auto selected = selectedRow();
    const auto isOnScreen = [this](std::size_t line) { return viewport()->rect().contains(lineRect(line).center()); };
    const auto top = static_cast<std::size_t>(verticalScrollBar()->value() / m_metrics.rowHeight);
    const std::size_t line = m_selected && isOnScreen(*m_selected) ? *m_selected : top;
    const auto anchor = line < m_rows.size() ? std::optional(m_rows.at(line)) : std::nullopt;
    const int y = lineRect(line).top();
    change();
    restore(selected, anchor, y);
}

void GanttView::setMatches(std::shared_ptr<const RowMatches> matches, bool only)
{
    if (!m_document)
        return;
    m_matches = std::move(matches);
    if (only || m_rows.isFiltered())
        rearrange([&] { m_rows.setFilter(only ? m_matches : nullptr); });
    viewport()->update();
}

void GanttView::setOrder(std::shared_ptr<const RowOrder> order)
{
    if (m_document)
        rearrange([&] { m_rows.setOrder(std::move(order)); });
}

bool GanttView::stepMatch(bool forward)
{
    if (!m_document || !m_matches || m_matches->count == 0)
        return false;
    auto match = m_rows.nextMatch(*m_matches, selectedRow(), forward);
    if (!match)
        match = m_rows.nextMatch(*m_matches, std::nullopt, forward);
    const auto line = match ? m_rows.reveal(*match) : std::nullopt;
    if (!line)
        return false;
    updateScrollBar();
    m_selected.reset(); // places may have changed
    selectLine(line);
    scrollToLine(*line);
    if (const trace::SpanRef span = selectedSpan(); span.valid())
        showTimeOf(span);
    return true;
}

} // namespace spanlight::ui
