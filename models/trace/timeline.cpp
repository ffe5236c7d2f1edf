#include "models/trace/timeline.h"

#include "models/trace/intervals.h"
#include "models/trace/tree.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

namespace spanlight::trace {

namespace {

// A span or an extra row before it becomes a row of the timeline.
struct Item
{
    SpanRef span;
    std::uint32_t extra = kNoNode;
    std::int64_t startNs = 0;

    friend bool operator<(const Item& a, const Item& b)
    {
        return std::tie(a.startNs, a.span, a.extra) < std::tie(b.startNs, b.span, b.extra);
    }
};

// Similar noise siblings that become one row.
struct Run
{
    std::uint32_t begin = 0; // in Layout::m_runItems
    std::uint32_t count = 0;
};

enum ItemFlag : std::uint8_t { kNoise = 1, kErrorBelow = 2, kExtraBelow = 4, kHidden = 8 };

class Layout
{
public:
    explicit Layout(const TimelineInput& input) : m_input(input), m_traces(*input.traces) {}

    Timeline run()
    {
        collect();
        link();
        const Forest forest(m_parents);
        m_flags.assign(m_items.size(), 0);
        if (m_input.fold && !m_input.noise.empty())
            fold(forest);
        measure();
        emit(forest);
        closeRows();
        return std::move(m_timeline);
    }

private:
    void collect();
    void link();
    void fold(const Forest& forest);
    void markItems(const Forest& forest);
    void foldSiblings(std::span<const std::uint32_t> siblings);
    void addRun(std::span<const std::uint32_t> members);
    [[nodiscard]] bool similar(std::uint32_t a, std::uint32_t b) const;
    void measure();
    void emit(const Forest& forest);
    [[nodiscard]] TimelineRow row(std::uint32_t item, std::uint32_t parentRow);
    void placeSpan(TimelineRow& row) const;
    void placeRun(TimelineRow& row, const Run& run);
    void closeRows();
    [[nodiscard]] bool hasStart(SpanRef s) const { return (m_traces.store(s).marks(s.row) & kMarkNoStart) == 0; }

    const TimelineInput& m_input;
    const TraceSet& m_traces;
    std::vector<Item> m_items; // by start: siblings come out in display order
    std::vector<std::uint32_t> m_parents;
    std::vector<std::uint8_t> m_flags;
    std::vector<Run> m_runs;
    std::vector<std::uint32_t> m_runItems;
    std::vector<std::uint32_t> m_runOf; // by item: index into m_runs for the first of a run; empty without runs
    std::vector<std::uint32_t> m_noiseSiblings;
    Timeline m_timeline;
};

void Layout::collect()
{
    m_items.reserve(m_input.spans.size() + m_input.extras.size());
    for (const SpanRef s : m_input.spans)
        if (m_traces.contains(s))
            m_items.push_back({s, kNoNode, m_traces.startNs(s)});
    for (std::uint32_t i = 0; i < m_input.extras.size(); ++i)
        m_items.push_back({kNoSpanRef, i, m_input.extras[i].startNs});
    if (!std::is_sorted(m_items.begin(), m_items.end()))
        std::sort(m_items.begin(), m_items.end());
    const auto same = [](const Item& a, const Item& b) { return a.extra == kNoNode && a.span == b.span; };
    m_items.erase(std::unique(m_items.begin(), m_items.end(), same), m_items.end());
}

void Layout::link()
{
    std::vector<SpanRef> spans;
    spans.reserve(m_items.size());
    for (const Item& item : m_items)
        spans.push_back(item.span);
    const SpanIndex listed(spans);
    NearestListed nearest(m_traces, listed);
    for (std::uint32_t i = 0; i < m_items.size(); ++i)
        if (m_items[i].extra != kNoNode)
            for (const SpanRef orphan : m_input.extras[m_items[i].extra].adopts)
                if (m_traces.contains(orphan))
                    nearest.adopt(orphan, i);
    m_parents.reserve(m_items.size());
    const auto parentOf = [&](const Item& item) {
        if (item.extra == kNoNode)
            return nearest.above(item.span);
        const ExtraRow& given = m_input.extras[item.extra];
        return m_traces.contains(given.beside) ? nearest.above(given.beside) : nearest.atOrAbove(given.parent);
    };
    for (const Item& item : m_items)
        m_parents.push_back(parentOf(item));
    if (!m_input.extras.empty())
        cutCycles(m_parents); // a ghost may adopt a span above the one it hangs below
}

bool Layout::similar(std::uint32_t a, std::uint32_t b) const
{
    const SpanRef x = m_items[a].span;
    const SpanRef y = m_items[b].span;
    if ((m_flags[a] & kErrorBelow) != (m_flags[b] & kErrorBelow)) // an error must not drown in a fold
        return false;
    if (x.store == y.store) {
        const TraceStore& store = m_traces.store(x);
        return store.nameId(x.row) == store.nameId(y.row) && store.serviceId(x.row) == store.serviceId(y.row);
    }
    return m_traces.name(x) == m_traces.name(y) && m_traces.service(x) == m_traces.service(y);
}

void Layout::markItems(const Forest& forest)
{
    std::vector<SpanRef> noise = m_input.noise;
    if (!std::is_sorted(noise.begin(), noise.end()))
        std::sort(noise.begin(), noise.end());
    for (std::uint32_t i = 0; i < m_items.size(); ++i) {
        const Item& item = m_items[i];
        if (item.extra != kNoNode) {
            m_flags[i] |= kExtraBelow;
            continue;
        }
        if (std::binary_search(noise.begin(), noise.end(), item.span))
            m_flags[i] |= kNoise;
        if (m_traces.status(item.span) == StatusCode::Error)
            m_flags[i] |= kErrorBelow;
    }
    const std::vector<std::uint32_t> order = forest.preOrder();
    for (auto node = order.rbegin(); node != order.rend(); ++node)
        if (m_parents[*node] != kNoNode)
            m_flags[m_parents[*node]] |= m_flags[*node] & (kErrorBelow | kExtraBelow);
}

void Layout::fold(const Forest& forest)
{
    markItems(forest);
    foldSiblings(forest.roots());
    for (std::uint32_t i = 0; i < m_items.size(); ++i)
        foldSiblings(forest.children(i));
}

void Layout::foldSiblings(std::span<const std::uint32_t> siblings)
{
    if (siblings.size() < std::max<std::size_t>(m_input.minFold, 2))
        return;
    m_noiseSiblings.clear();
    for (const std::uint32_t item : siblings)
        if ((m_flags[item] & (kNoise | kExtraBelow)) == kNoise)
            m_noiseSiblings.push_back(item);
    for (std::size_t begin = 0; begin < m_noiseSiblings.size();) {
        std::size_t end = begin + 1;
        while (end < m_noiseSiblings.size() && similar(m_noiseSiblings[begin], m_noiseSiblings[end]))
            ++end;
        if (end - begin >= std::max<std::size_t>(m_input.minFold, 2))
            addRun(std::span(m_noiseSiblings).subspan(begin, end - begin));
        begin = end;
    }
}

void Layout::addRun(std::span<const std::uint32_t> members)
{
    if (m_runOf.empty())
        m_runOf.assign(m_items.size(), kNoNode);
    m_runOf[members.front()] = static_cast<std::uint32_t>(m_runs.size());
    m_runs.push_back({static_cast<std::uint32_t>(m_runItems.size()), static_cast<std::uint32_t>(members.size())});
    m_runItems.insert(m_runItems.end(), members.begin(), members.end());
    for (const std::uint32_t item : members.subspan(1))
        m_flags[item] |= kHidden;
}

void Layout::measure()
{
    std::int64_t first = std::numeric_limits<std::int64_t>::max();
    std::int64_t last = std::numeric_limits<std::int64_t>::min();
    for (const Item& item : m_items) {
        if (item.extra == kNoNode && !hasStart(item.span))
            continue;
        const std::int64_t end = item.extra == kNoNode ? m_traces.endNs(item.span) : m_input.extras[item.extra].endNs;
        first = std::min(first, item.startNs);
        last = std::max({last, item.startNs, end});
    }
    if (first > last) // nothing has a time
        first = last = 0;
    m_timeline.startNs = first;
    m_timeline.endNs = last;
}

void Layout::emit(const Forest& forest)
{
    struct Open
    {
        std::uint32_t item;
        std::uint32_t parentRow;
    };
    std::vector<Open> open;
    const auto push = [&](std::span<const std::uint32_t> siblings, std::uint32_t parentRow) {
        for (auto item = siblings.rbegin(); item != siblings.rend(); ++item)
            if ((m_flags[*item] & kHidden) == 0)
                open.push_back({*item, parentRow});
    };
    m_timeline.rows.reserve(m_items.size());
    push(forest.roots(), kNoNode);
    while (!open.empty()) {
        const Open next = open.back();
        open.pop_back();
        const auto rowIndex = static_cast<std::uint32_t>(m_timeline.rows.size());
        m_timeline.rows.push_back(row(next.item, next.parentRow));
        if (m_timeline.rows.back().mark != RowMark::Fold)
            push(forest.children(next.item), rowIndex);
    }
}

TimelineRow Layout::row(std::uint32_t item, std::uint32_t parentRow)
{
    TimelineRow row;
    row.parentRow = parentRow;
    row.depth = parentRow == kNoNode ? 0 : m_timeline.rows[parentRow].depth + 1;
    if (const std::uint32_t extra = m_items[item].extra; extra != kNoNode) {
        const ExtraRow& given = m_input.extras[extra];
        row.mark = given.mark;
        row.openEnd = given.openEnd;
        row.extra = extra;
        row.startNs = given.startNs;
        row.endNs = std::max(given.startNs, given.endNs);
        return row;
    }
    row.span = m_items[item].span;
    placeSpan(row);
    if (!m_runOf.empty() && m_runOf[item] != kNoNode)
        placeRun(row, m_runs[m_runOf[item]]);
    return row;
}

void Layout::placeSpan(TimelineRow& row) const
{
    row.startNs = m_traces.startNs(row.span);
    row.endNs = m_traces.endNs(row.span);
    if (hasStart(row.span))
        return;
    // Without a start of its own it is shown where it can have started at the earliest.
    row.startNs = row.parentRow == kNoNode ? m_timeline.startNs : m_timeline.rows[row.parentRow].startNs;
    row.endNs = saturatedSum(row.startNs, std::max<std::int64_t>(m_traces.durationNs(row.span), 0));
}

void Layout::placeRun(TimelineRow& row, const Run& run)
{
    row.mark = RowMark::Fold;
    row.foldBegin = static_cast<std::uint32_t>(m_timeline.folded.size());
    row.foldCount = run.count;
    for (const std::uint32_t item : std::span(m_runItems).subspan(run.begin, run.count)) {
        const SpanRef span = m_items[item].span;
        m_timeline.folded.push_back(span);
        if (hasStart(span))
            row.endNs = std::max(row.endNs, m_traces.endNs(span));
    }
}

void Layout::closeRows()
{
    auto& rows = m_timeline.rows;
    for (auto i = static_cast<std::uint32_t>(rows.size()); i-- > 0;) {
        rows[i].subtreeEnd = std::max(rows[i].subtreeEnd, i + 1);
        if (rows[i].parentRow != kNoNode)
            rows[rows[i].parentRow].subtreeEnd = std::max(rows[rows[i].parentRow].subtreeEnd, rows[i].subtreeEnd);
    }
}

} // namespace

Timeline layoutTimeline(const TimelineInput& input)
{
    return input.traces != nullptr ? Layout(input).run() : Timeline{};
}

} // namespace spanlight::trace
