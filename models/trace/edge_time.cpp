#include "models/trace/edge_time.h"

#include "models/trace/intervals.h"

namespace spanlight::trace {

namespace {

// The only request that the call caused.
SpanRef requestOf(const TraceSet& traces, SpanRef call)
{
    SpanRef request = kNoSpanRef;
    const auto take = [&](SpanRef child) {
        if (traces.kind(child) != SpanKind::Server)
            return true;
        const bool first = !request.valid();
        request = first ? child : kNoSpanRef;
        return first;
    };
    if (traces.hasForeignChildren(call)) {
        for (const SpanRef child : traces.children(call))
            if (!take(child))
                return kNoSpanRef;
        return request;
    }
    for (const SpanRow child : traces.store(call).children(call.row))
        if (!take({call.store, child}))
            return kNoSpanRef;
    return request;
}

} // namespace

std::optional<EdgeTime> edgeTime(const TraceSet& traces, SpanRef call)
{
    if (!traces.contains(call) || traces.kind(call) != SpanKind::Client)
        return std::nullopt;
    EdgeTime edge;
    edge.request = requestOf(traces, call);
    if (!edge.request.valid() || traces.durationNs(edge.request) < 0 ||
        traces.durationNs(edge.request) > traces.durationNs(call))
        return std::nullopt;
    edge.totalNs = traces.durationNs(call) - traces.durationNs(edge.request);
    edge.toNs = saturatedDifference(traces.startNs(edge.request), traces.startNs(call));
    edge.backNs = saturatedDifference(traces.endNs(call), traces.endNs(edge.request));
    edge.clocksAgree = edge.toNs >= 0 && edge.backNs >= 0;
    return edge;
}

} // namespace spanlight::trace
