#include "models/diagnosis/time_tree.h"

#include "models/trace/hash.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_map>

namespace spanlight::diagnosis {

using operations::kNoIndex;
using operations::OperationView;
using operations::Phase;

namespace {

/// Something that takes time, with its place in the sweep.
struct Stretch
{
    std::int64_t startNs = 0;
    std::int64_t endNs = 0;
    std::uint32_t depth = 0;
    std::uint32_t owner = 0;
};

struct Edge
{
    std::int64_t timeNs = 0;
    bool begins = false; // ends come first: nothing overlaps in a point
    std::uint32_t stretch = 0;
};

// Goes through time once and tells for every piece between two edges which stretch it belongs to: the one that began
// last, then the deepest. `give(owner or kNoIndex, from, to)`.
template <typename Give>
void sweep(const std::vector<Stretch>& stretches, Give give)
{
    std::vector<Edge> edges;
    edges.reserve(stretches.size() * 2);
    for (std::uint32_t i = 0; i < stretches.size(); ++i) {
        if (stretches[i].endNs <= stretches[i].startNs)
            continue;
        edges.push_back({stretches[i].startNs, true, i});
        edges.push_back({stretches[i].endNs, false, i});
    }
    std::sort(edges.begin(), edges.end(), [](const Edge& a, const Edge& b) {
        return std::tie(a.timeNs, a.begins, a.stretch) < std::tie(b.timeNs, b.begins, b.stretch);
    });
    std::set<std::tuple<std::int64_t, std::uint32_t, std::uint32_t>> active; // start, depth, stretch
    std::int64_t from = 0;
    for (const Edge& edge : edges) {
        if (edge.timeNs > from && !active.empty())
            give(stretches[std::get<2>(*active.rbegin())].owner, from, edge.timeNs);
        from = edge.timeNs;
        const Stretch& s = stretches[edge.stretch];
        if (edge.begins)
            active.emplace(s.startNs, s.depth, edge.stretch);
        else
            active.erase({s.startNs, s.depth, edge.stretch});
    }
}

// Which of the view's spans are the operation's work inside the phase.
class Members
{
public:
    Members(const OperationView& view, const Phase* phase) : m_view(view), m_in(view.spans.size(), kUnknown)
    {
        if (phase == nullptr) {
            std::fill(m_in.begin(), m_in.end(), kInside);
            return;
        }
        for (const auto& run : phase->runs)
            if (const std::uint32_t i = view.indexOf(run.span); i != kNoIndex)
                m_in[i] = kInside;
        for (std::uint32_t i = 0; i < m_in.size(); ++i)
            settle(i);
    }

    [[nodiscard]] bool has(std::uint32_t i) const { return m_in[i] == kInside && m_view.isWork(m_view.spans[i]); }

private:
    static constexpr std::uint8_t kUnknown = 0;
    static constexpr std::uint8_t kInside = 1;
    static constexpr std::uint8_t kOutside = 2;
    static constexpr std::uint8_t kOnTheWay = 3; // parents that go round in a circle are outside

    void settle(std::uint32_t i)
    {
        m_way.clear();
        std::uint32_t at = i;
        while (at != kNoIndex && m_in[at] == kUnknown) {
            m_in[at] = kOnTheWay;
            m_way.push_back(at);
            at = m_view.spans[at].parent;
        }
        const std::uint8_t answer = at != kNoIndex && m_in[at] == kInside ? kInside : kOutside;
        for (const std::uint32_t way : m_way)
            m_in[way] = answer;
    }

    const OperationView& m_view;
    std::vector<std::uint8_t> m_in;
    std::vector<std::uint32_t> m_way;
};

class TreeBuilder
{
public:
    TreeBuilder(const OperationView& view, StepNames& names, const std::vector<TimeWindow>& windows, const Phase* phase)
        : m_view(view), m_names(names), m_windows(windows), m_members(view, phase),
          m_nodeOf(view.spans.size(), kNoIndex), m_depth(view.spans.size(), 0)
    {
        m_tree.nodes.emplace_back();
    }

    TimeTree build()
    {
        for (std::uint32_t i = 0; i < m_view.spans.size(); ++i)
            if (m_members.has(i))
                place(i);
        shareTime();
        for (std::size_t i = m_tree.nodes.size(); i-- > 0;) {
            m_tree.nodes[i].totalNs += m_tree.nodes[i].ownNs;
            if (i > 0)
                m_tree.nodes[m_tree.nodes[i].parent].totalNs += m_tree.nodes[i].totalNs;
        }
        return std::move(m_tree);
    }

private:
    [[nodiscard]] bool touchesWindow(trace::SpanRef span) const
    {
        const std::int64_t start = m_view.traces().startNs(span);
        const std::int64_t end = std::max(m_view.traces().endNs(span), start);
        const auto window = std::upper_bound(m_windows.begin(), m_windows.end(), start,
                                             [](std::int64_t t, const TimeWindow& w) { return t < w.endNs; });
        return window != m_windows.end() && (window->startNs < end || window->startNs <= start);
    }

    // The nearest ancestor that has a node; ancestors are placed on the way. Spans are in the order of their starts,
    // with skewed clocks a parent may come after its child.
    void place(std::uint32_t span)
    {
        std::vector<std::uint32_t> way;
        std::uint32_t at = span;
        std::uint32_t steps = 0;
        while (at != kNoIndex && m_nodeOf[at] == kNoIndex && steps++ <= m_view.spans.size()) {
            if (m_members.has(at) && touchesWindow(m_view.spans[at].ref))
                way.push_back(at);
            at = m_view.spans[at].parent;
        }
        std::uint32_t node = at != kNoIndex ? m_nodeOf[at] : 0;
        std::uint32_t depth = at != kNoIndex ? m_depth[at] : 0;
        for (auto it = way.rbegin(); it != way.rend(); ++it) {
            if (m_nodeOf[*it] != kNoIndex) // parents that go round in a circle
                continue;
            node = childOf(node, m_names.stepOf(m_view, m_view.spans[*it].ref));
            m_nodeOf[*it] = node;
            m_depth[*it] = ++depth;
        }
    }

    std::uint32_t childOf(std::uint32_t node, std::uint32_t step)
    {
        const auto next = static_cast<std::uint32_t>(m_tree.nodes.size());
        const auto [known, isNew] = m_tree.byStep.try_emplace(std::uint64_t{node} << 32 | step, next);
        if (isNew) {
            TimeNode made;
            made.step = step;
            made.parent = node;
            m_tree.nodes.push_back(std::move(made));
            m_tree.nodes[node].children.push_back(next);
        }
        return known->second;
    }

    void count(std::uint32_t i)
    {
        const trace::SpanRef span = m_view.spans[i].ref;
        TimeNode& node = m_tree.nodes[m_nodeOf[i]];
        const std::int64_t duration = m_view.traces().durationNs(span);
        if (node.count == 0 || duration > node.maxNs) {
            node.maxNs = duration;
            node.longest = span;
        }
        ++node.count;
        node.errors += m_view.spans[i].error ? 1 : 0;
        node.sumNs += duration;
        node.spans.push_back(span);
    }

    void shareTime()
    {
        std::vector<Stretch> stretches;
        if (!m_windows.empty())
            stretches.push_back({m_windows.front().startNs, m_windows.back().endNs, 0, 0});
        for (std::uint32_t i = 0; i < m_view.spans.size(); ++i) {
            if (m_nodeOf[i] == kNoIndex)
                continue;
            count(i);
            const trace::SpanRef span = m_view.spans[i].ref;
            stretches.push_back({m_view.traces().startNs(span), m_view.traces().endNs(span), m_depth[i], m_nodeOf[i]});
        }
        std::size_t window = 0;
        sweep(stretches, [&](std::uint32_t owner, std::int64_t from, std::int64_t to) {
            while (window < m_windows.size() && m_windows[window].endNs <= from)
                ++window;
            for (std::size_t w = window; w < m_windows.size() && m_windows[w].startNs < to; ++w)
                m_tree.nodes[owner].ownNs += std::min(to, m_windows[w].endNs) - std::max(from, m_windows[w].startNs);
        });
    }

    const OperationView& m_view;
    StepNames& m_names;
    const std::vector<TimeWindow>& m_windows;
    Members m_members;
    std::vector<std::uint32_t> m_nodeOf; // by span; kNoIndex: none
    std::vector<std::uint32_t> m_depth;
    TimeTree m_tree;
};

} // namespace

std::uint32_t TimeTree::childOf(std::uint32_t node, std::uint32_t step) const
{
    const auto found = byStep.find(std::uint64_t{node} << 32 | step);
    return found == byStep.end() ? kNoIndex : found->second;
}

namespace {

// The one span at the top is the run itself, whoever asked for it. Below, another caller makes the same call, or the
// same work has got another name.
bool isSameStep(const TimeTree& a, const TimeTree& b, const StepNames& names, NodePair pair, NodePair parent)
{
    const TimeNode& mine = a.nodes[pair.a];
    const TimeNode& other = b.nodes[pair.b];
    if (parent.a == 0 && parent.b == 0 && mine.count == 1 && other.count == 1)
        return true;
    if (names.step(mine.step).name == names.step(other.step).name)
        return true;
    return std::any_of(other.children.begin(), other.children.end(),
                       [&](std::uint32_t child) { return a.childOf(pair.a, b.nodes[child].step) != kNoIndex; });
}

} // namespace

std::vector<NodePair> pairChildren(const TimeTree& a, const TimeTree& b, const StepNames& names, NodePair parent)
{
    std::vector<NodePair> pairs;
    std::vector<std::size_t> onlyA;
    std::vector<std::uint32_t> onlyB;
    if (parent.a != kNoIndex)
        for (const std::uint32_t child : a.nodes[parent.a].children) {
            const std::uint32_t other = parent.b == kNoIndex ? kNoIndex : b.childOf(parent.b, a.nodes[child].step);
            if (other == kNoIndex)
                onlyA.push_back(pairs.size());
            pairs.push_back({child, other});
        }
    if (parent.b != kNoIndex)
        for (const std::uint32_t child : b.nodes[parent.b].children)
            if (parent.a == kNoIndex || a.childOf(parent.a, b.nodes[child].step) == kNoIndex)
                onlyB.push_back(child);
    if (onlyA.size() == 1 && onlyB.size() == 1 &&
        isSameStep(a, b, names, {pairs[onlyA.front()].a, onlyB.front()}, parent)) {
        pairs[onlyA.front()].b = onlyB.front();
        onlyB.clear();
    }
    for (const std::uint32_t child : onlyB)
        pairs.push_back({kNoIndex, child});
    return pairs;
}

std::vector<PhaseTime> phaseTimes(const OperationView& view)
{
    const auto& phases = view.phases.phases;
    std::vector<PhaseTime> times(phases.size() + 1);
    const std::int64_t end = view.startNs + view.envelopeNs();
    std::vector<Stretch> stretches{{view.startNs, end, 0, static_cast<std::uint32_t>(phases.size())}};
    for (std::uint32_t i = 0; i < phases.size(); ++i) {
        times[i].phase = &phases[i];
        if (phases[i].shape == operations::PhaseShape::Missing)
            continue;
        for (const auto& run : phases[i].runs)
            stretches.push_back({std::max(run.startNs, view.startNs), std::min(run.endNs, end), i + 1, i});
        if (phases[i].open &&
            !phases[i].runs.empty()) // what was written of it so far ends before the moment of looking
            stretches.push_back({phases[i].runs.back().endNs, std::min(phases[i].endNs, end), i + 1, i});
        if (phases[i].runs.empty())
            stretches.push_back({std::max(phases[i].startNs, view.startNs), std::min(phases[i].endNs, end), i + 1, i});
    }
    sweep(stretches, [&times](std::uint32_t owner, std::int64_t from, std::int64_t to) {
        PhaseTime& time = times[owner];
        time.ownNs += to - from;
        if (!time.windows.empty() && time.windows.back().endNs == from)
            time.windows.back().endNs = to;
        else
            time.windows.push_back({from, to});
    });
    return times;
}

TimeTree buildTimeTree(const OperationView& view, StepNames& names, const std::vector<TimeWindow>& windows,
                       const Phase* phase)
{
    return TreeBuilder(view, names, windows, phase).build();
}

} // namespace spanlight::diagnosis
