#include "models/diagnosis/detectors/calls_by_caller.h"

#include "models/trace/intervals.h"

#include <algorithm>

namespace spanlight::diagnosis {

using operations::kNoIndex;
using operations::OperationView;
using trace::SpanKind;

namespace {

bool hasOwnKind(SpanKind kind)
{
    return kind != SpanKind::Internal && kind != SpanKind::Unspecified;
}

struct Sum
{
    std::int64_t calls = 0;
    std::int64_t totalNs = 0;
};

} // namespace

std::vector<std::uint32_t> ownChildCounts(const OperationView& view)
{
    std::vector<std::uint32_t> counts(view.spans.size(), 0);
    for (const operations::OperationSpan& span : view.spans)
        if (span.parent != kNoIndex && view.isWork(span))
            ++counts[span.parent];
    return counts;
}

CallUnit callUnit(const OperationView& view, std::span<const std::uint32_t> children, std::uint32_t call)
{
    const trace::TraceSet& traces = view.traces();
    CallUnit unit{call, call, view.spans[call].parent};
    while (unit.caller != kNoIndex && children[unit.caller] == 1) {
        const operations::OperationSpan& above = view.spans[unit.caller];
        if (above.parent == kNoIndex || hasOwnKind(traces.kind(above.ref)) || !view.isWork(above) ||
            traces.service(above.ref) != traces.service(view.spans[call].ref))
            break;
        unit.outer = unit.caller;
        unit.caller = above.parent;
    }
    return unit;
}

CallsByCaller::CallsByCaller(const OperationView& view, Demand demand)
{
    const trace::TraceSet& traces = view.traces();
    const std::vector<std::uint32_t> children = ownChildCounts(view);
    std::vector<CallUnit> all;
    std::vector<Sum> sums(view.spans.size());
    for (std::uint32_t i = 0; i < view.spans.size(); ++i) {
        const operations::OperationSpan& span = view.spans[i];
        const SpanKind kind = traces.kind(span.ref);
        const bool leaf = demand.leaves && children[i] == 0 && !hasOwnKind(kind);
        if ((kind != SpanKind::Client && !leaf) || !view.isWork(span))
            continue;
        m_any = m_any || kind == SpanKind::Client;
        const CallUnit unit = callUnit(view, children, i);
        if (unit.caller == kNoIndex)
            continue;
        all.push_back(unit);
        ++sums[unit.caller].calls;
        sums[unit.caller].totalNs =
            trace::saturatedSum(sums[unit.caller].totalNs, std::max<std::int64_t>(0, traces.durationNs(span.ref)));
    }
    std::vector<std::size_t> place(view.spans.size(), 0);
    m_begin.push_back(0);
    for (std::uint32_t i = 0; i < sums.size(); ++i) {
        const bool enough =
            sums[i].calls >= std::max<std::int64_t>(1, demand.calls) && sums[i].totalNs >= demand.totalNs;
        sums[i].calls = enough ? sums[i].calls : 0;
        place[i] = m_begin.back();
        if (enough)
            m_begin.push_back(m_begin.back() + static_cast<std::size_t>(sums[i].calls));
    }
    m_units.resize(m_begin.back());
    for (const CallUnit& unit : all)
        if (sums[unit.caller].calls > 0)
            m_units[place[unit.caller]++] = unit;
}

} // namespace spanlight::diagnosis
