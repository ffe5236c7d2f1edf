#include "models/trace/critical_path.h"

#include "models/trace/intervals.h"
#include "models/trace/tree.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <tuple>
#include <utility>

namespace spanlight::trace {

namespace {

// Siblings that overlap by less than this share of the span above them count as one after the other.
constexpr std::int64_t kOverlapDivisor = 100;
constexpr std::int64_t kNotEntered = std::numeric_limits<std::int64_t>::min();

// Spans of the trace as nodes in pre-order; one more node stands for the time that belongs to nobody.
struct Nodes
{
    SpanTree tree;
    std::vector<std::int64_t> startNs;
    std::vector<std::int64_t> endNs;
    std::vector<std::int64_t> criticalNs; // result, one more than spans
    std::vector<std::int64_t> pathNs;     // result
    std::vector<std::int64_t> dragNs;     // result
    std::vector<bool> onPath;             // result

    [[nodiscard]] std::uint32_t nobody() const { return static_cast<std::uint32_t>(tree.size()); }
};

struct NodeSegment
{
    std::uint32_t node;
    std::int64_t startNs;
    std::int64_t endNs;
};

// The path of one window of time, found backwards from its end. `top` is the span that fills the window, or nobody.
class WindowWalk
{
public:
    WindowWalk(Nodes& nodes, Interval window, std::uint32_t top, std::vector<NodeSegment>& backwards)
        : m_nodes(nodes), m_window(window), m_top(top), m_backwards(backwards)
    {
    }

    void run()
    {
        findHosts();
        listGuests();
        walk();
        measureDrag();
    }

private:
    struct Frame
    {
        std::uint32_t node;
        std::uint32_t next; // index into m_guests
    };

    void findHosts();
    void place(std::uint32_t node);
    [[nodiscard]] std::uint32_t hostAlive(std::uint32_t from, std::int64_t atNs) const;
    void listGuests();
    void walk();
    void open(std::uint32_t node);
    void finish();
    void measureDrag();
    void add(std::uint32_t node, std::int64_t startNs);
    [[nodiscard]] std::uint32_t pick(Frame& frame);
    [[nodiscard]] std::uint32_t runningFor(const Frame& frame, std::uint32_t candidate);
    [[nodiscard]] std::int64_t tolerance(std::uint32_t node) const
    {
        return lengthNs({m_start[node], m_end[node]}) / kOverlapDivisor;
    }
    [[nodiscard]] std::uint32_t causeOf(std::uint32_t node) const
    {
        return m_nodes.tree.parent[node] != kNoNode ? m_nodes.tree.parent[node] : m_top;
    }

    Nodes& m_nodes;
    Interval m_window;
    std::uint32_t m_top;
    std::vector<NodeSegment>& m_backwards;

    // By node: the span's time within its host, the host, and a farther ancestor in the tree of hosts (for O(log n)).
    std::vector<std::int64_t> m_start;
    std::vector<std::int64_t> m_end;
    std::vector<std::uint32_t> m_host;
    std::vector<std::uint32_t> m_jump;
    std::vector<std::uint32_t> m_hostDepth;

    std::vector<std::uint32_t> m_guestBegin;
    std::vector<std::uint32_t> m_guests; // per host, latest end first
    std::vector<std::uint32_t> m_place;  // by node: where it stands in m_guests
    std::vector<std::int64_t> m_entered; // by node: when the path, coming from the end, entered it; kNotEntered
    std::vector<Frame> m_open;
    std::vector<std::uint32_t> m_running; // guests of nobody that were still running when the path passed their end
    std::size_t m_firstRunning = 0;
    std::int64_t m_now = 0;
};

// The host of a span is the nearest ancestor that is still there at the middle of the span: normally its parent;
// for work that goes on after its parent's end an ancestor above, or nobody.
void WindowWalk::findHosts()
{
    const std::size_t count = m_nodes.tree.size() + 1;
    m_start.assign(count, 0);
    m_end.assign(count, 0);
    m_host.assign(count, m_top);
    m_jump.assign(count, m_top);
    m_hostDepth.assign(count, 0);
    m_start[m_top] = m_window.startNs;
    m_end[m_top] = m_window.endNs;
    for (std::uint32_t node = 0; node < m_nodes.tree.size(); ++node)
        if (node != m_top)
            place(node);
}

void WindowWalk::place(std::uint32_t node)
{
    const Interval own = clipped({m_nodes.startNs[node], m_nodes.endNs[node]}, m_window);
    const std::int64_t middleNs = std::midpoint(own.startNs, m_nodes.endNs[node]);
    const std::uint32_t host = hostAlive(causeOf(node), middleNs);
    m_host[node] = host;
    m_start[node] = std::max(own.startNs, m_start[host]);
    m_end[node] = std::min(own.endNs, m_end[host]);
    const bool outlivesTop = host == m_top && m_top != m_nodes.nobody() && middleNs > m_end[m_top];
    if (outlivesTop || m_end[node] <= m_start[node])
        m_end[node] = std::numeric_limits<std::int64_t>::min(); // not in this window, and nobody's host
    m_hostDepth[node] = m_hostDepth[host] + 1;
    const std::uint32_t far = m_jump[host];
    const bool equalSteps = m_hostDepth[host] - m_hostDepth[far] == m_hostDepth[far] - m_hostDepth[m_jump[far]];
    m_jump[node] = equalSteps ? m_jump[far] : host;
}

std::uint32_t WindowWalk::hostAlive(std::uint32_t from, std::int64_t atNs) const
{
    std::uint32_t node = from; // ends never decrease towards the top
    while (node != m_top && m_end[node] < atNs)
        node = m_end[m_jump[node]] < atNs ? m_jump[node] : m_host[node];
    return node;
}

void WindowWalk::listGuests()
{
    const std::size_t count = m_nodes.tree.size();
    std::vector<std::uint32_t> order;
    order.reserve(count);
    m_guestBegin.assign(count + 2, 0);
    for (std::uint32_t node = 0; node < count; ++node) {
        if (node == m_top || m_end[node] <= m_start[node])
            continue;
        order.push_back(node);
        ++m_guestBegin[m_host[node] + 1];
    }
    std::partial_sum(m_guestBegin.begin(), m_guestBegin.end(), m_guestBegin.begin());
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        if (m_end[a] != m_end[b])
            return m_end[a] > m_end[b];
        return std::tie(m_start[a], m_nodes.tree.spans[a]) < std::tie(m_start[b], m_nodes.tree.spans[b]);
    });
    m_guests.resize(order.size());
    std::vector<std::uint32_t> next(m_guestBegin.begin(), m_guestBegin.end() - 1);
    m_place.assign(count + 1, 0);
    for (const std::uint32_t node : order) {
        m_place[node] = next[m_host[node]]++;
        m_guests[m_place[node]] = node;
    }
}

void WindowWalk::walk()
{
    m_now = m_window.endNs;
    m_entered.assign(m_start.size(), kNotEntered);
    open(m_top);
    while (!m_open.empty()) {
        Frame& frame = m_open.back();
        const std::uint32_t guest = pick(frame);
        if (guest == kNoNode) {
            finish();
            continue;
        }
        add(frame.node, std::min(m_end[guest], m_now));
        open(guest);
    }
}

void WindowWalk::open(std::uint32_t node)
{
    if (node != m_nodes.nobody())
        m_nodes.onPath[node] = true;
    m_entered[node] = m_now;
    m_open.push_back({node, m_guestBegin[node]});
}

// The path has reached the start of the span on top. If its cause is not its host, but was running at that moment,
// the path goes on there: it started this span.
void WindowWalk::finish()
{
    const std::uint32_t node = m_open.back().node;
    add(node, m_start[node]);
    m_open.pop_back();
    if (node == m_top)
        return;
    const std::size_t base = m_open.size();
    std::uint32_t cause = causeOf(node);
    if (cause == m_host[node] || m_now <= m_start[cause] || m_now > m_end[cause])
        return;
    for (; cause != m_host[node]; cause = m_host[cause])
        open(cause);
    std::reverse(m_open.begin() + static_cast<std::ptrdiff_t>(base), m_open.end());
}

// Without a span its host would go on when the sibling that ended next before it had ended, or else when the span
// began. That helps the trace as far as it helps the host.
void WindowWalk::measureDrag()
{
    std::vector<std::int64_t> drag(m_start.size(), 0);
    drag[m_top] = lengthNs(m_window);
    const auto measure = [&](std::uint32_t node) {
        if (node == m_nodes.nobody() || m_entered[node] == kNotEntered)
            return;
        m_nodes.pathNs[node] = saturatedSum(m_nodes.pathNs[node], lengthNs({m_start[node], m_entered[node]}));
        if (node != m_top) {
            const std::uint32_t next = m_place[node] + 1;
            const std::int64_t otherNs = next < m_guestBegin[m_host[node] + 1] ? m_end[m_guests[next]] : m_start[node];
            const std::int64_t goesOnNs = std::max(m_start[node], std::min(otherNs, m_entered[node]));
            drag[node] = std::min(drag[m_host[node]], lengthNs({goesOnNs, m_entered[node]}));
        }
        m_nodes.dragNs[node] = saturatedSum(m_nodes.dragNs[node], drag[node]);
    };
    measure(m_top);
    for (std::uint32_t node = 0; node < m_nodes.tree.size(); ++node) // hosts come first
        if (node != m_top)
            measure(node);
}

// Gives the time from startNs to now to the node.
void WindowWalk::add(std::uint32_t node, std::int64_t startNs)
{
    if (startNs >= m_now)
        return;
    m_nodes.criticalNs[node] = saturatedSum(m_nodes.criticalNs[node], lengthNs({startNs, m_now}));
    if (!m_backwards.empty() && m_backwards.back().node == node && m_backwards.back().startNs == m_now)
        m_backwards.back().startNs = startNs;
    else
        m_backwards.push_back({node, startNs, m_now});
    m_now = startNs;
}

// The guest before now: the one that ended last. One that runs on beside the path is passed over.
std::uint32_t WindowWalk::pick(Frame& frame)
{
    const std::int64_t allowed = tolerance(frame.node);
    const std::uint32_t end = m_guestBegin[frame.node + 1];
    std::uint32_t candidate = kNoNode;
    for (; frame.next < end; ++frame.next) {
        const std::uint32_t guest = m_guests[frame.next];
        if (m_start[guest] >= m_now)
            continue;
        const std::int64_t overlapNs = lengthNs({m_now, m_end[guest]});
        if (overlapNs == 0 || (overlapNs < allowed && overlapNs <= lengthNs({m_start[guest], m_now}))) {
            candidate = guest;
            break;
        }
        if (frame.node == m_nodes.nobody())
            m_running.push_back(guest);
    }
    return frame.node == m_nodes.nobody() ? runningFor(frame, candidate) : candidate;
}

// Time that would be nobody's goes to a span that was running then.
std::uint32_t WindowWalk::runningFor(const Frame& frame, std::uint32_t candidate)
{
    while (m_firstRunning < m_running.size() && m_start[m_running[m_firstRunning]] >= m_now)
        ++m_firstRunning;
    if (m_firstRunning == m_running.size())
        return candidate;
    const bool near = candidate != kNoNode && lengthNs({m_end[candidate], m_now}) <= tolerance(frame.node);
    return near ? candidate : m_running[m_firstRunning];
}

Nodes nodesOf(const TraceSet& traces, std::span<const SpanRef> spans)
{
    std::vector<SpanRef> timed;
    timed.reserve(spans.size());
    for (const SpanRef s : spans)
        if (traces.contains(s) && (traces.store(s).marks(s.row) & kMarkNoStart) == 0)
            timed.push_back(s);
    Nodes nodes{treeOf(traces, timed), {}, {}, {}, {}, {}, {}};
    for (const SpanRef s : nodes.tree.spans) {
        nodes.startNs.push_back(traces.startNs(s));
        nodes.endNs.push_back(traces.endNs(s));
    }
    nodes.criticalNs.assign(nodes.tree.size() + 1, 0);
    nodes.pathNs.assign(nodes.tree.size(), 0);
    nodes.dragNs.assign(nodes.tree.size(), 0);
    nodes.onPath.assign(nodes.tree.size(), false);
    return nodes;
}

// The only span that names no parent, or nobody when there are none or several.
std::uint32_t singleRoot(const TraceSet& traces, const Nodes& nodes)
{
    std::uint32_t found = nodes.nobody();
    for (const std::uint32_t root : nodes.tree.roots()) {
        const SpanRef s = nodes.tree.spans[root];
        if (!traces.store(s).parentSpanId(s.row).empty())
            continue;
        if (found != nodes.nobody())
            return nodes.nobody();
        found = root;
    }
    return found;
}

CriticalPath collect(const Nodes& nodes, const std::vector<NodeSegment>& backwards, Interval envelope)
{
    CriticalPath path;
    path.startNs = envelope.startNs;
    path.endNs = envelope.endNs;
    path.segments.reserve(backwards.size());
    for (auto segment = backwards.rbegin(); segment != backwards.rend(); ++segment) {
        const SpanRef span = segment->node == nodes.nobody() ? kNoSpanRef : nodes.tree.spans[segment->node];
        path.segments.push_back({span, segment->startNs, segment->endNs});
    }
    for (std::uint32_t node = 0; node < nodes.tree.size(); ++node)
        if (nodes.onPath[node])
            path.spans.push_back(
                {nodes.tree.spans[node], nodes.criticalNs[node], nodes.pathNs[node], nodes.dragNs[node]});
    std::sort(path.spans.begin(), path.spans.end(),
              [](const PathSpan& a, const PathSpan& b) { return a.span < b.span; });
    path.unexplainedNs = nodes.criticalNs[nodes.nobody()];
    return path;
}

} // namespace

bool CriticalPath::contains(SpanRef s) const
{
    return find(s) != nullptr;
}

std::int64_t CriticalPath::criticalNs(SpanRef s) const
{
    const PathSpan* found = find(s);
    return found != nullptr ? found->criticalNs : 0;
}

const PathSpan* CriticalPath::find(SpanRef s) const
{
    const auto it =
        std::lower_bound(spans.begin(), spans.end(), s, [](const PathSpan& a, SpanRef b) { return a.span < b; });
    return it != spans.end() && it->span == s ? &*it : nullptr;
}

std::vector<Blocker> blockersOf(const TraceSet& traces, const CriticalPath& path, SpanRef span)
{
    std::vector<Blocker> blockers;
    if (!traces.contains(span) || !path.contains(span))
        return blockers;
    for (const SpanRef child : traces.children(span))
        if (const PathSpan* found = path.find(child); found != nullptr && found->pathNs > 0)
            blockers.push_back({child, found->pathNs});
    std::stable_sort(blockers.begin(), blockers.end(),
                     [](const Blocker& a, const Blocker& b) { return a.pathNs > b.pathNs; });
    return blockers;
}

CriticalPath criticalPath(const TraceSet& traces, std::span<const SpanRef> spans)
{
    Nodes nodes = nodesOf(traces, spans);
    if (nodes.tree.size() == 0)
        return {};
    const Interval envelope{*std::min_element(nodes.startNs.begin(), nodes.startNs.end()),
                            *std::max_element(nodes.endNs.begin(), nodes.endNs.end())};
    std::vector<NodeSegment> backwards;
    const auto walk = [&](Interval window, std::uint32_t top) {
        if (!window.empty())
            WindowWalk(nodes, window, top, backwards).run();
    };
    const std::uint32_t root = singleRoot(traces, nodes);
    if (root == nodes.nobody() || nodes.endNs[root] <= nodes.startNs[root]) {
        walk(envelope, nodes.nobody());
    } else { // the root decides about its own time; what lies after and before it is looked at by itself
        walk({nodes.endNs[root], envelope.endNs}, nodes.nobody());
        walk({nodes.startNs[root], nodes.endNs[root]}, root);
        walk({envelope.startNs, nodes.startNs[root]}, nodes.nobody());
    }
    return collect(nodes, backwards, envelope);
}

CriticalPath criticalPath(const TraceSet& traces, TraceId trace)
{
    return criticalPath(traces, traces.traceSpans(trace));
}

std::vector<std::int64_t> criticalTimes(const TraceSet& traces, std::span<const SpanRef> spans)
{
    std::vector<std::pair<TraceId, std::uint32_t>> byTrace;
    byTrace.reserve(spans.size());
    for (std::uint32_t i = 0; i < spans.size(); ++i)
        if (traces.contains(spans[i]))
            byTrace.emplace_back(traces.traceId(spans[i]), i);
    std::sort(byTrace.begin(), byTrace.end());
    std::vector<std::int64_t> result(spans.size(), 0);
    std::vector<SpanRef> group;
    for (std::size_t begin = 0; begin < byTrace.size();) {
        std::size_t end = begin;
        group.clear();
        for (; end < byTrace.size() && byTrace[end].first == byTrace[begin].first; ++end)
            group.push_back(spans[byTrace[end].second]);
        const CriticalPath path = criticalPath(traces, group);
        for (; begin < end; ++begin)
            result[byTrace[begin].second] = path.criticalNs(spans[byTrace[begin].second]);
    }
    return result;
}

} // namespace spanlight::trace
