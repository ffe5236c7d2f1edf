#include "models/diagnosis/detectors/clock_skew.h"

#include "models/diagnosis/finding_parts.h"
#include "models/trace/intervals.h"

#include <algorithm>
#include <deque>
#include <map>
#include <numeric>
#include <optional>

namespace spanlight::diagnosis {

using operations::kNoIndex;
using operations::Meaning;
using operations::OperationSpan;
using operations::OperationView;
using trace::SpanKind;
using trace::SpanRef;

namespace {

constexpr std::size_t kMaxFindings = 5;

/// One clock: a service, on a host if that is known.
struct Process
{
    std::string service;
    std::string host;
    friend auto operator<=>(const Process&, const Process&) = default;
};

/// A child whose times contradict its parent's.
struct Contradiction
{
    SpanRef parent;
    SpanRef child;
    std::int64_t offsetNs = 0; ///< child's clock minus parent's
};

/// What the calls from one process to another say about their clocks.
struct Edge
{
    std::vector<Contradiction> certain; ///< causes after their effects
    std::vector<Contradiction> likely;  ///< ends after the end of the call that waited for it
    std::size_t fitting = 0;

    /// Difference of the clocks, when the calls agree about one.
    [[nodiscard]] const Contradiction* verdict() const
    {
        if (!certain.empty())
            return certain.size() >= fitting ? median(certain) : nullptr;
        return likely.size() >= 2 && fitting == 0 ? median(likely) : nullptr;
    }

private:
    [[nodiscard]] static const Contradiction* median(const std::vector<Contradiction>& all)
    {
        std::vector<const Contradiction*> order;
        for (const Contradiction& one : all)
            order.push_back(&one);
        const auto middle = order.begin() + static_cast<std::ptrdiff_t>((order.size() - 1) / 2);
        std::nth_element(order.begin(), middle, order.end(), [](const Contradiction* a, const Contradiction* b) {
            return std::pair(a->offsetNs, a->child) < std::pair(b->offsetNs, b->child);
        });
        return *middle;
    }
};

class Clocks
{
public:
    explicit Clocks(const RuleInput& input)
        : m_view(input.view), m_toleranceNs(input.thresholds().clockToleranceNs),
          m_known(input.view.traces().stores().size())
    {
        for (const OperationSpan& span : m_view.spans)
            if (span.parent != kNoIndex && m_view.isWork(span))
                compare(m_view.spans[span.parent], span);
    }

    [[nodiscard]] bool anyPair() const { return m_anyPair; }

    struct Skewed
    {
        Process process;
        std::int64_t offsetNs = 0; ///< against the clock of the root
        Contradiction shown;
    };
    /// Processes whose clock is off, by service.
    [[nodiscard]] std::vector<Skewed> skewed() const
    {
        if (const auto root = skewedRoot())
            return {*root};
        std::vector<Skewed> found;
        std::map<std::uint32_t, std::int64_t> offsets;
        std::deque<std::uint32_t> next;
        for (const std::uint32_t root : roots()) {
            offsets.emplace(root, 0);
            next.push_back(root);
        }
        for (; !next.empty(); next.pop_front())
            for (auto edge = m_edges.lower_bound({next.front(), 0});
                 edge != m_edges.end() && edge->first.first == next.front(); ++edge) {
                const Contradiction* verdict = edge->second.verdict();
                const std::int64_t offsetNs =
                    trace::saturatedSum(offsets[next.front()], verdict != nullptr ? verdict->offsetNs : 0);
                if (!offsets.emplace(edge->first.second, offsetNs).second)
                    continue;
                next.push_back(edge->first.second);
                if (verdict != nullptr && (offsetNs > m_toleranceNs || offsetNs < -m_toleranceNs))
                    found.push_back({m_processes[edge->first.second], offsetNs, *verdict});
            }
        std::sort(found.begin(), found.end(), [](const Skewed& a, const Skewed& b) { return a.process < b.process; });
        return found;
    }

private:
    void compare(const OperationSpan& above, const OperationSpan& span)
    {
        const trace::TraceStore& store = m_view.traces().store(span.ref);
        if (span.ref.store == above.ref.store && store.resourceOf(span.ref.row) == store.resourceOf(above.ref.row))
            return;
        const std::uint32_t parent = processOf(above.ref);
        const std::uint32_t child = processOf(span.ref);
        if (parent == child || hasNoStart(above.ref) || hasNoStart(span.ref))
            return;
        const Process& a = m_processes[parent];
        const Process& b = m_processes[child];
        if (!a.host.empty() && a.host == b.host)
            return;
        m_anyPair = true;
        judge(m_edges[{parent, child}], above, span);
    }

    void judge(Edge& edge, const OperationSpan& above, const OperationSpan& span) const
    {
        const trace::TraceSet& traces = m_view.traces();
        const trace::Interval parent{traces.startNs(above.ref), traces.endNs(above.ref)};
        const trace::Interval child{traces.startNs(span.ref), traces.endNs(span.ref)};
        // An answered call waited for its request: that lies within it.
        const bool answered = traces.kind(above.ref) == SpanKind::Client && traces.kind(span.ref) == SpanKind::Server &&
                              !above.error && trace::lengthNs(child) <= trace::lengthNs(parent);
        const std::int64_t offsetNs = answered ? trace::saturatedDifference(std::midpoint(child.startNs, child.endNs),
                                                                            std::midpoint(parent.startNs, parent.endNs))
                                               : trace::saturatedDifference(child.startNs, parent.startNs);
        const Contradiction seen{above.ref, span.ref, offsetNs};
        if (trace::saturatedDifference(parent.startNs, child.startNs) > m_toleranceNs)
            edge.certain.push_back(seen);
        else if (answered && trace::saturatedDifference(child.startNs, parent.endNs) > m_toleranceNs)
            edge.certain.push_back(seen);
        else if (answered && trace::saturatedDifference(child.endNs, parent.endNs) > m_toleranceNs)
            edge.likely.push_back(seen);
        else
            ++edge.fitting;
    }

    [[nodiscard]] bool hasNoStart(SpanRef span) const
    {
        return (m_view.traces().store(span).marks(span.row) & trace::kMarkNoStart) != 0;
    }

    std::uint32_t processOf(SpanRef span)
    {
        const trace::TraceStore& store = m_view.traces().store(span);
        std::vector<std::uint32_t>& known = m_known[span.store];
        known.resize(store.resourceCount(), kNoIndex);
        std::uint32_t& process = known[index(store.resourceOf(span.row))];
        if (process != kNoIndex)
            return process;
        const auto host =
            m_view.reader.value(span.store, store.resource(store.resourceOf(span.row)).attributes, Meaning::HostName);
        Process made{std::string(store.service(span.row)), host ? host->text() : std::string()};
        const auto [it, isNew] = m_numbers.try_emplace(made, static_cast<std::uint32_t>(m_processes.size()));
        process = it->second;
        if (isNew)
            m_processes.push_back(std::move(made));
        return process;
    }

    /// Processes that nobody calls; if there are none, the first.
    [[nodiscard]] std::vector<std::uint32_t> roots() const
    {
        std::vector<bool> called(m_processes.size(), false);
        for (const auto& [ends, edge] : m_edges)
            called[ends.second] = true;
        std::vector<std::uint32_t> roots;
        for (std::uint32_t i = 0; i < called.size(); ++i)
            if (!called[i])
                roots.push_back(i);
        if (roots.empty() && !m_processes.empty())
            roots.push_back(0);
        return roots;
    }

    /// When all that the root calls differ from it by the same time, it is the root that is off.
    [[nodiscard]] std::optional<Skewed> skewedRoot() const
    {
        const std::vector<std::uint32_t> tops = roots();
        if (tops.size() != 1)
            return std::nullopt;
        std::vector<const Contradiction*> verdicts;
        for (const auto& [ends, edge] : m_edges) {
            const Contradiction* verdict = edge.verdict();
            if ((ends.first == tops.front()) != (verdict != nullptr))
                return std::nullopt; // it agrees with one, or others disagree, too
            if (verdict != nullptr)
                verdicts.push_back(verdict);
        }
        if (verdicts.size() < 2)
            return std::nullopt;
        const auto [least, most] =
            std::minmax_element(verdicts.begin(), verdicts.end(), [](const Contradiction* a, const Contradiction* b) {
                return a->offsetNs < b->offsetNs;
            });
        if (trace::saturatedDifference((*most)->offsetNs, (*least)->offsetNs) > 2 * m_toleranceNs)
            return std::nullopt;
        return Skewed{m_processes[tops.front()], trace::saturatedDifference(0, verdicts.front()->offsetNs),
                      *verdicts.front()};
    }

    const OperationView& m_view;
    std::int64_t m_toleranceNs;
    std::vector<std::vector<std::uint32_t>> m_known; // by store and resource
    std::vector<Process> m_processes;
    std::map<Process, std::uint32_t> m_numbers; // of m_processes
    std::map<std::pair<std::uint32_t, std::uint32_t>, Edge> m_edges;
    bool m_anyPair = false;
};

std::int64_t sizeOf(std::int64_t offsetNs)
{
    return offsetNs < 0 ? trace::saturatedDifference(0, offsetNs) : offsetNs;
}

Finding skewFinding(const RuleInput& input, const Clocks::Skewed& skewed)
{
    const OperationView& view = input.view;
    const std::string& service = skewed.process.service;
    const std::int64_t laterNs = trace::saturatedDifference(view.traces().startNs(skewed.shown.child),
                                                            view.traces().startNs(skewed.shown.parent));
    const std::string amount = durationText(sizeOf(skewed.offsetNs)) + (skewed.offsetNs < 0 ? " behind" : " ahead");
    Finding finding;
    finding.rule = "clock-skew";
    finding.severity = Severity::Warning;
    finding.confidence = 0.85;
    finding.title = "The clock of " + service + " is " + amount;
    finding.explanation = std::string(view.traces().name(skewed.shown.child)) + " in " +
                          std::string(view.traces().service(skewed.shown.child)) +
                          " does not lie within the call that waited for it. The clock of " + service +
                          (skewed.process.host.empty() ? "" : " on " + skewed.process.host) + " is about " + amount +
                          ": order and gaps between its spans and those of others mean nothing, and the operation "
                          "seems longer than it was.";
    finding.rootCause = "The clocks of the hosts are not synchronised.";
    finding.facts = {{"service", service}, {"offsetMs", toMs(skewed.offsetNs)}};
    finding.evidence = {
        spanEvidence(view, skewed.shown.parent, "the call"),
        spanEvidence(view, skewed.shown.child,
                     "begins " + durationText(sizeOf(laterNs)) + (laterNs < 0 ? " earlier" : " later"))};
    finding.fixes =
        adviceFor(view, "clock-skew", {{"service", service}, {"host", skewed.process.host}}, skewed.shown.child);
    return finding;
}

} // namespace

RuleResult detectClockSkew(const RuleInput& input)
{
    const Clocks clocks(input);
    if (!clocks.anyPair())
        return notChecked("no call from one host to another is in the traces");
    const std::vector<Clocks::Skewed> skewed = clocks.skewed();
    if (skewed.empty())
        return ruledOut("calls and the requests that they caused agree about the time");
    std::vector<Finding> findings;
    for (std::size_t i = 0; i < std::min(skewed.size(), kMaxFindings); ++i)
        findings.push_back(skewFinding(input, skewed[i]));
    return found(std::move(findings));
}

} // namespace spanlight::diagnosis
