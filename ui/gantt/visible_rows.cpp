#include "ui/gantt/visible_rows.h"

#include "models/trace/hash.h"

#include <algorithm>

namespace spanlight::ui {

using trace::RowMark;

namespace {

// What a row is, whatever the document: a span by its ids, a gap or ghost by what is missing.
std::uint64_t identity(const GanttDocument& document, std::uint32_t row)
{
    const trace::TimelineRow& shown = document.row(row);
    const auto mixed = [](std::uint64_t seed, std::uint64_t value) {
        seed = (seed ^ value) * 0x9e3779b97f4a7c15ULL;
        return seed ^ (seed >> 29);
    };
    const std::uint64_t seed = static_cast<std::uint64_t>(shown.mark) + 1;
    if (!shown.span.valid())
        return mixed(seed, trace::hashBytes(document.label(row)));
    const trace::TraceId id = document.traces->traceId(shown.span);
    const std::uint64_t hash = mixed(mixed(mixed(seed, id.high), id.low), document.traces->spanId(shown.span).value);
    return hash == 0 ? 1 : hash;
}

// Rows by identity; the first one counts.
class Identities
{
public:
    explicit Identities(const GanttDocument* document)
    {
        const std::size_t count = document != nullptr ? document->timeline.rows.size() : 0;
        std::size_t size = 16;
        while (size < count * 2)
            size *= 2;
        m_slots.resize(size);
        for (std::uint32_t row = 0; row < count; ++row)
            if (Slot& slot = slotOf(identity(*document, row)); slot.row == trace::kNoNode)
                slot = {identity(*document, row), row};
    }

    // Row, or kNoNode.
    [[nodiscard]] std::uint32_t find(std::uint64_t wanted) { return slotOf(wanted).row; }

private:
    struct Slot
    {
        std::uint64_t identity = 0;
        std::uint32_t row = trace::kNoNode;
    };

    Slot& slotOf(std::uint64_t wanted)
    {
        std::size_t i = wanted & (m_slots.size() - 1);
        while (m_slots[i].row != trace::kNoNode && m_slots[i].identity != wanted)
            i = (i + 1) & (m_slots.size() - 1);
        return m_slots[i];
    }

    std::vector<Slot> m_slots;
};

} // namespace

void VisibleRows::setDocument(std::shared_ptr<const GanttDocument> document)
{
    m_document = std::move(document);
    m_filter.reset();
    m_order.reset();
    m_before.clear();
    m_toggled.assign(m_document ? m_document->timeline.rows.size() : 0, false);
    rebuild();
}

std::vector<bool> VisibleRows::updateDocument(std::shared_ptr<const GanttDocument> document,
                                              std::span<std::optional<VisibleRow>> kept)
{
    setFilter(nullptr);
    const std::shared_ptr<const GanttDocument> before = std::exchange(m_document, std::move(document));
    const std::vector<bool> toggled = std::move(m_toggled);
    m_order.reset();
    Identities known(before.get());
    std::vector<std::uint32_t> rowNow(before ? before->timeline.rows.size() : 0, trace::kNoNode);
    const std::size_t count = m_document ? m_document->timeline.rows.size() : 0;
    m_toggled.assign(count, false);
    std::vector<bool> added(count, false);
    for (std::uint32_t row = 0; row < count; ++row) {
        const std::uint32_t was = known.find(identity(*m_document, row));
        added[row] = was == trace::kNoNode;
        if (added[row])
            continue;
        m_toggled[row] = toggled[was];
        rowNow[was] = row;
    }
    for (auto& line : kept)
        if (line && (line->row >= rowNow.size() || rowNow[line->row] == trace::kNoNode))
            line.reset();
        else if (line)
            line->row = rowNow[line->row];
    rebuild();
    return added;
}

bool VisibleRows::canOpen(std::uint32_t row) const
{
    if (m_document->row(row).mark == RowMark::Fold)
        return true;
    return m_document->hasChildren(row) &&
           (m_filter == nullptr || m_filter->anyShown(row + 1, m_document->row(row).subtreeEnd));
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

void VisibleRows::setFilter(std::shared_ptr<const RowMatches> filter)
{
    if (filter == m_filter)
        return;
    if (filter && !m_filter)
        m_before = m_toggled;
    if (filter)
        m_toggled.assign(m_toggled.size(), false);
    else
        m_toggled = std::exchange(m_before, {});
    m_filter = std::move(filter);
    rebuild();
}

void VisibleRows::setOrder(std::shared_ptr<const RowOrder> order)
{
    m_order = order && !order->rows.empty() ? std::move(order) : nullptr;
    rebuild();
}

void VisibleRows::pushMembers(std::uint32_t row)
{
    const auto spans = m_document->folded(row);
    for (std::size_t member = 0; member < spans.size(); ++member)
        if (m_filter == nullptr || m_filter->spans.has(spans[member]))
            m_rows.push_back({row, static_cast<std::int32_t>(member)});
}

void VisibleRows::rebuild()
{
    m_rows.clear();
    if (!m_document)
        return;
    const auto count = static_cast<std::uint32_t>(m_document->timeline.rows.size());
    m_rows.reserve(m_filter ? 0 : count);
    for (std::uint32_t place = 0; place < count;) {
        const std::uint32_t row = rowOfRank(place);
        const trace::TimelineRow& shown = m_document->row(row);
        const std::uint32_t below = std::max(shown.subtreeEnd, row + 1) - row; // as many rows as it has with itself
        if (!isShown(row)) {
            place += below;
            continue;
        }
        m_rows.push_back({row, -1});
        if (shown.mark == RowMark::Fold && m_toggled[row])
            pushMembers(row);
        place += shown.mark == RowMark::Fold || !m_toggled[row] ? 1 : below;
    }
}

std::optional<std::size_t> VisibleRows::placeOf(VisibleRow row) const
{
    const auto before = [this](const VisibleRow& a, const VisibleRow& b) {
        return a.row != b.row ? rank(a.row) < rank(b.row) : a.member < b.member;
    };
    const auto found = std::lower_bound(m_rows.begin(), m_rows.end(), row, before);
    if (found == m_rows.end() || !(*found == row))
        return std::nullopt;
    return static_cast<std::size_t>(found - m_rows.begin());
}

std::optional<std::size_t> VisibleRows::placeOfWhatShows(VisibleRow row) const
{
    if (!isShown(row.row))
        return std::nullopt;
    VisibleRow shown = row;
    if (row.member >= 0 && !m_toggled[row.row])
        shown.member = -1;
    for (std::uint32_t above = m_document->row(row.row).parentRow; above != trace::kNoNode;
         above = m_document->row(above).parentRow)
        if (m_toggled[above])
            shown = {above, -1};
    return placeOf(shown);
}

std::optional<std::size_t> VisibleRows::reveal(VisibleRow row)
{
    if (!isShown(row.row))
        return std::nullopt;
    for (std::uint32_t above = m_document->row(row.row).parentRow; above != trace::kNoNode;
         above = m_document->row(above).parentRow)
        m_toggled[above] = false;
    if (row.member >= 0)
        m_toggled[row.row] = true;
    if (const auto place = placeOf(row))
        return place;
    rebuild();
    return placeOf(row);
}

std::optional<std::size_t> VisibleRows::reveal(trace::SpanRef span)
{
    const auto row = m_document ? m_document->findRow(span) : std::nullopt;
    if (!row)
        return std::nullopt;
    VisibleRow wanted{*row, -1};
    if (m_document->row(*row).mark == RowMark::Fold) {
        const auto spans = m_document->folded(*row);
        wanted.member = static_cast<std::int32_t>(std::find(spans.begin(), spans.end(), span) - spans.begin());
    }
    return reveal(wanted);
}

bool VisibleRows::matches(const RowMatches& matches, VisibleRow row) const
{
    return row.member < 0 ? matches.rows.test(row.row)
                          : matches.spans.has(m_document->folded(row.row)[static_cast<std::size_t>(row.member)]);
}

std::optional<VisibleRow> VisibleRows::nextMatch(const RowMatches& matches, std::optional<VisibleRow> from,
                                                 bool forward) const
{
    const auto count = static_cast<std::int64_t>(m_document ? m_document->timeline.rows.size() : 0);
    const std::int64_t step = forward ? 1 : -1;
    std::int64_t place = from ? rank(from->row) : (forward ? 0 : count - 1);
    std::int64_t member = from ? from->member + step : (forward ? 0 : std::int64_t{1} << 31);
    bool inside = !from || m_document->row(from->row).mark == RowMark::Fold;
    for (; place >= 0 && place < count; place += step, inside = true, member = forward ? 0 : std::int64_t{1} << 31) {
        const std::uint32_t row = rowOfRank(static_cast<std::uint32_t>(place));
        if (!inside || !matches.rows.test(row))
            continue;
        if (m_document->row(row).mark != RowMark::Fold)
            return VisibleRow{row, -1};
        const auto spans = m_document->folded(row);
        for (member = std::clamp<std::int64_t>(member, -1, static_cast<std::int64_t>(spans.size()) - (forward ? 0 : 1));
             member >= 0 && member < static_cast<std::int64_t>(spans.size()); member += step)
            if (matches.spans.has(spans[static_cast<std::size_t>(member)]))
                return VisibleRow{row, static_cast<std::int32_t>(member)};
    }
    return std::nullopt;
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
