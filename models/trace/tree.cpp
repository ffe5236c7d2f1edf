#include "models/trace/tree.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace spanlight::trace {

namespace {

std::uint64_t keyOf(SpanRef s)
{
    return std::uint64_t{s.store} << 32 | index(s.row);
}

// Depths and subtree ends follow from the parents, because a parent stands before its children.
void fillShape(SpanTree& tree)
{
    const auto count = static_cast<std::uint32_t>(tree.size());
    tree.depth.assign(count, 0);
    tree.subtreeEnd.resize(count);
    std::iota(tree.subtreeEnd.begin(), tree.subtreeEnd.end(), 1U);
    for (std::uint32_t i = 0; i < count; ++i)
        if (tree.parent[i] != kNoNode)
            tree.depth[i] = tree.depth[tree.parent[i]] + 1;
    for (std::uint32_t i = count; i-- > 0;)
        if (tree.parent[i] != kNoNode)
            tree.subtreeEnd[tree.parent[i]] = std::max(tree.subtreeEnd[tree.parent[i]], tree.subtreeEnd[i]);
}

struct Open
{
    SpanRow row;
    std::uint32_t parent;
};

// Appends the subtrees of the given rows, which are roots in order.
template <typename Rows>
void appendTrees(const TraceStore& store, const Rows& rows, SpanTree& tree)
{
    std::vector<Open> open;
    for (const SpanRow root : rows) {
        if (store.parent(root) != kNoSpan)
            continue;
        open.push_back({root, kNoNode});
        while (!open.empty()) {
            const Open next = open.back();
            open.pop_back();
            const auto node = static_cast<std::uint32_t>(tree.size());
            tree.spans.push_back({0, next.row});
            tree.parent.push_back(next.parent);
            const auto children = store.children(next.row);
            for (auto child = children.rbegin(); child != children.rend(); ++child)
                open.push_back({*child, node});
        }
    }
}

std::vector<SpanRef> sortedUnique(const TraceSet& traces, std::span<const SpanRef> spans)
{
    std::vector<std::pair<std::int64_t, SpanRef>> keyed;
    keyed.reserve(spans.size());
    for (const SpanRef s : spans)
        if (traces.contains(s))
            keyed.emplace_back(traces.startNs(s), s);
    if (!std::is_sorted(keyed.begin(), keyed.end()))
        std::sort(keyed.begin(), keyed.end());
    keyed.erase(std::unique(keyed.begin(), keyed.end()), keyed.end());
    std::vector<SpanRef> result;
    result.reserve(keyed.size());
    for (const auto& entry : keyed)
        result.push_back(entry.second);
    return result;
}

} // namespace

SpanIndex::SpanIndex(std::span<const SpanRef> spans)
{
    fillTables(spans);
    if (m_tables.empty())
        fillSorted(spans);
}

void SpanIndex::fillTables(std::span<const SpanRef> spans)
{
    struct Range
    {
        std::uint32_t first = kNoNode;
        std::uint32_t last = 0;
    };
    constexpr std::uint32_t kMaxStores = 1U << 16;
    std::vector<Range> ranges;
    for (const SpanRef s : spans) {
        if (!s.valid())
            continue;
        if (s.store >= kMaxStores)
            return;
        if (s.store >= ranges.size())
            ranges.resize(s.store + 1);
        Range& range = ranges[s.store];
        range.first = std::min(range.first, index(s.row));
        range.last = std::max(range.last, index(s.row));
    }
    std::size_t rows = 0;
    for (const Range& range : ranges)
        rows += range.first == kNoNode ? 0 : std::size_t{range.last} - range.first + 1;
    if (rows > spans.size() * 16 + 1024)
        return;
    m_tables.resize(std::max<std::size_t>(ranges.size(), 1));
    for (std::size_t i = 0; i < ranges.size(); ++i) {
        if (ranges[i].first == kNoNode)
            continue;
        m_tables[i].firstRow = ranges[i].first;
        m_tables[i].places.assign(std::size_t{ranges[i].last} - ranges[i].first + 1, kNoNode);
    }
    for (std::size_t i = 0; i < spans.size(); ++i) {
        if (!spans[i].valid())
            continue;
        Table& table = m_tables[spans[i].store];
        std::uint32_t& place = table.places[index(spans[i].row) - table.firstRow];
        place = std::min(place, static_cast<std::uint32_t>(i));
    }
}

void SpanIndex::fillSorted(std::span<const SpanRef> spans)
{
    m_sorted.reserve(spans.size());
    for (std::size_t i = 0; i < spans.size(); ++i)
        if (spans[i].valid())
            m_sorted.emplace_back(spans[i], static_cast<std::uint32_t>(i));
    std::sort(m_sorted.begin(), m_sorted.end());
}

std::uint32_t SpanIndex::find(SpanRef s) const
{
    if (!s.valid())
        return kNoNode;
    if (!m_tables.empty()) {
        if (s.store >= m_tables.size())
            return kNoNode;
        const Table& table = m_tables[s.store];
        const std::uint32_t row = index(s.row);
        return row >= table.firstRow && row - table.firstRow < table.places.size() ? table.places[row - table.firstRow]
                                                                                   : kNoNode;
    }
    const auto it = std::lower_bound(m_sorted.begin(), m_sorted.end(), std::pair(s, std::uint32_t{0}));
    return it != m_sorted.end() && it->first == s ? it->second : kNoNode;
}

Forest::Forest(std::span<const std::uint32_t> parents) : m_begin(parents.size() + 2, 0), m_children(parents.size())
{
    const auto groupOf = [&](std::uint32_t parent) { return parent == kNoNode ? parents.size() : std::size_t{parent}; };
    for (const std::uint32_t parent : parents)
        ++m_begin[groupOf(parent) + 1];
    std::partial_sum(m_begin.begin(), m_begin.end(), m_begin.begin());
    std::vector<std::uint32_t> next(m_begin.begin(), m_begin.end() - 1);
    for (std::uint32_t i = 0; i < parents.size(); ++i)
        m_children[next[groupOf(parents[i])]++] = i;
}

std::vector<std::uint32_t> Forest::preOrder() const
{
    std::vector<std::uint32_t> order;
    order.reserve(size());
    std::vector<std::uint32_t> open(roots().rbegin(), roots().rend());
    while (!open.empty()) {
        const std::uint32_t node = open.back();
        open.pop_back();
        order.push_back(node);
        open.insert(open.end(), children(node).rbegin(), children(node).rend());
    }
    return order;
}

void cutCycles(std::span<std::uint32_t> parents)
{
    enum : std::uint8_t { New, OnPath, Done };
    std::vector<std::uint8_t> state(parents.size(), New);
    std::vector<std::uint32_t> path;
    for (std::uint32_t start = 0; start < parents.size(); ++start) {
        path.clear();
        std::uint32_t i = start;
        while (i != kNoNode && state[i] == New) {
            state[i] = OnPath;
            path.push_back(i);
            i = parents[i];
        }
        if (i != kNoNode && state[i] == OnPath)
            parents[*std::min_element(std::find(path.begin(), path.end(), i), path.end())] = kNoNode;
        for (const std::uint32_t node : path)
            state[node] = Done;
    }
}

std::vector<std::uint32_t> SpanTree::roots() const
{
    std::vector<std::uint32_t> result;
    for (std::uint32_t i = 0; i < size(); i = subtreeEnd[i])
        result.push_back(i);
    return result;
}

void NearestListed::adopt(SpanRef s, std::uint32_t node)
{
    m_known.try_emplace(keyOf(s), node);
}

std::uint32_t NearestListed::above(SpanRef s)
{
    if (!m_known.empty())
        if (const auto known = m_known.find(keyOf(s)); known != m_known.end())
            return known->second;
    std::vector<SpanRef> passed; // spans outside the list, whose answer is the same
    std::uint32_t found = kNoNode;
    for (SpanRef up = m_traces->parent(s); up.valid(); up = m_traces->parent(up)) {
        found = m_listed->find(up);
        if (found != kNoNode)
            break;
        if (const auto known = m_known.find(keyOf(up)); known != m_known.end()) {
            found = known->second;
            break;
        }
        passed.push_back(up);
    }
    for (const SpanRef up : passed)
        m_known.emplace(keyOf(up), found);
    return found;
}

std::uint32_t NearestListed::atOrAbove(SpanRef s)
{
    const std::uint32_t self = m_listed->find(s);
    return self != kNoNode || !m_traces->contains(s) ? self : above(s);
}

SpanTree treeOf(const TraceSet& traces, std::span<const SpanRef> spans)
{
    const std::vector<SpanRef> sorted = sortedUnique(traces, spans);
    const SpanIndex listed(sorted);
    NearestListed nearest(traces, listed);
    std::vector<std::uint32_t> parents;
    parents.reserve(sorted.size());
    for (const SpanRef s : sorted)
        parents.push_back(nearest.above(s));
    const std::vector<std::uint32_t> order = Forest(parents).preOrder();
    std::vector<std::uint32_t> nodeOf(sorted.size());
    for (std::uint32_t node = 0; node < order.size(); ++node)
        nodeOf[order[node]] = node;
    SpanTree tree;
    tree.spans.reserve(order.size());
    tree.parent.reserve(order.size());
    for (const std::uint32_t i : order) {
        tree.spans.push_back(sorted[i]);
        tree.parent.push_back(parents[i] == kNoNode ? kNoNode : nodeOf[parents[i]]);
    }
    fillShape(tree);
    return tree;
}

SpanTree treeOf(const TraceSet& traces, TraceId trace)
{
    return treeOf(traces, traces.traceSpans(trace));
}

SpanTree treeOf(const TraceStore& store, TraceRow trace)
{
    SpanTree tree;
    appendTrees(store, store.traceSpans(trace), tree);
    fillShape(tree);
    return tree;
}

SpanTree treeOf(const TraceStore& store)
{
    SpanTree tree;
    tree.spans.reserve(store.spanCount());
    tree.parent.reserve(store.spanCount());
    appendTrees(store, store.byStart(), tree);
    fillShape(tree);
    return tree;
}

std::vector<std::uint32_t> depths(const TraceStore& store)
{
    const SpanTree tree = treeOf(store);
    std::vector<std::uint32_t> result(store.spanCount());
    for (std::uint32_t i = 0; i < tree.size(); ++i)
        result[index(tree.spans[i].row)] = tree.depth[i];
    return result;
}

} // namespace spanlight::trace
