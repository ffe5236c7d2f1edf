#include "ui/gantt/visible_rows.h"

#include <algorithm>
#include <map>

namespace spanlight::ui {

using trace::RowMark;

RowKey keyOf(const GanttDocument& document, std::uint32_t row)
{
    const trace::TimelineRow& shown = document.row(row);
    RowKey key{shown.mark, {}, {}, {}};
    const trace::SpanRef span =
        shown.mark == RowMark::Fold && !document.folded(row).empty() ? document.folded(row).front() : shown.span;
    if (span.valid()) {
        key.traceId = document.traces->traceId(span);
        key.spanId = document.traces->spanId(span);
    } else {
        key.label = document.label(row);
    }
    return key;
}

void VisibleRows::setDocument(std::shared_ptr<const GanttDocument> document)
{
    m_document = std::move(document);
    m_toggled.assign(m_document ? m_document->timeline.rows.size() : 0, false);
    rebuild();
}

std::vector<bool> VisibleRows::updateDocument(std::shared_ptr<const GanttDocument> document)
{
    std::map<RowKey, bool> known;
    for (std::uint32_t row = 0; m_document && row < m_toggled.size(); ++row)
        known.emplace(keyOf(*m_document, row), m_toggled[row]);
    m_document = std::move(document);
    const std::size_t count = m_document ? m_document->timeline.rows.size() : 0;
    m_toggled.assign(count, false);
    std::vector<bool> added(count, false);
    for (std::uint32_t row = 0; row < count; ++row) {
        const auto before = known.find(keyOf(*m_document, row));
        added[row] = before == known.end();
        m_toggled[row] = before != known.end() && before->second;
    }
    rebuild();
    return added;
}

bool VisibleRows::canOpen(std::uint32_t row) const
{
    return m_document->row(row).mark == RowMark::Fold || m_document->hasChildren(row);
}

bool VisibleRows::isOpen(std::uint32_t row) const
{
    return m_document->row(row).mark == RowMark::Fold ? m_toggled[row] : !m_toggled[row];
}

void VisibleRows::setOpen(std::uint32_t row, bool open)
{
    if (!canOpen(row) || isOpen(row) == open)
        return;
    m_toggled[row] = !m_toggled[row];
    rebuild();
}

void VisibleRows::setAllOpen(bool open)
{
    for (std::uint32_t row = 0; row < m_toggled.size(); ++row)
        if (m_document->row(row).mark != RowMark::Fold)
            m_toggled[row] = !open && m_document->hasChildren(row);
    rebuild();
}

void VisibleRows::rebuild()
{
    m_rows.clear();
    if (!m_document)
        return;
    const auto count = static_cast<std::uint32_t>(m_document->timeline.rows.size());
    m_rows.reserve(count);
    for (std::uint32_t row = 0; row < count;) {
        m_rows.push_back({row, -1});
        const trace::TimelineRow& shown = m_document->row(row);
        if (shown.mark == RowMark::Fold && m_toggled[row])
            for (std::uint32_t member = 0; member < shown.foldCount; ++member)
                m_rows.push_back({row, static_cast<std::int32_t>(member)});
        row = isOpen(row) || shown.mark == RowMark::Fold ? row + 1 : std::max(shown.subtreeEnd, row + 1);
    }
}

std::optional<std::size_t> VisibleRows::placeOf(VisibleRow row) const
{
    const auto before = [](const VisibleRow& a, const VisibleRow& b) {
        return a.row != b.row ? a.row < b.row : a.member < b.member;
    };
    const auto found = std::lower_bound(m_rows.begin(), m_rows.end(), row, before);
    if (found == m_rows.end() || !(*found == row))
        return std::nullopt;
    return static_cast<std::size_t>(found - m_rows.begin());
}

std::optional<std::size_t> VisibleRows::reveal(trace::SpanRef span)
{
    const auto row = m_document ? m_document->findRow(span) : std::nullopt;
    if (!row)
        return std::nullopt;
    for (std::uint32_t above = m_document->row(*row).parentRow; above != 0xffffffffU;
         above = m_document->row(above).parentRow)
        m_toggled[above] = false;
    VisibleRow wanted{*row, -1};
    if (m_document->row(*row).mark == RowMark::Fold) {
        m_toggled[*row] = true;
        const auto spans = m_document->folded(*row);
        wanted.member = static_cast<std::int32_t>(std::find(spans.begin(), spans.end(), span) - spans.begin());
    }
    rebuild();
    return placeOf(wanted);
}

trace::SpanRef VisibleRows::spanAt(std::size_t i) const
{
    const VisibleRow visible = m_rows[i];
    const trace::TimelineRow& shown = m_document->row(visible.row);
    if (visible.member >= 0)
        return m_document->folded(visible.row)[static_cast<std::size_t>(visible.member)];
    return shown.mark == RowMark::Span ? shown.span : trace::kNoSpanRef;
}

std::uint32_t VisibleRows::depthAt(std::size_t i) const
{
    return m_document->row(m_rows[i].row).depth + (m_rows[i].member >= 0 ? 1 : 0);
}

} // namespace spanlight::ui
