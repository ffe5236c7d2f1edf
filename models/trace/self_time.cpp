#include "models/trace/self_time.h"

#include "models/trace/intervals.h"

namespace spanlight::trace {

std::vector<std::int64_t> selfTimes(const TraceStore& store)
{
    std::vector<std::int64_t> result(store.spanCount());
    for (std::uint32_t i = 0; i < result.size(); ++i) {
        const SpanRow row{i};
        CoverageSweep sweep({store.startNs(row), store.endNs(row)});
        for (const SpanRow child : store.children(row))
            sweep.add(store.startNs(child), store.endNs(child));
        result[i] = sweep.uncovered();
    }
    return result;
}

std::vector<std::int64_t> selfTimes(const TraceSet& traces, std::span<const SpanRef> spans)
{
    std::vector<std::int64_t> result;
    result.reserve(spans.size());
    for (const SpanRef s : spans) {
        if (!traces.contains(s)) {
            result.push_back(0);
            continue;
        }
        CoverageSweep sweep({traces.startNs(s), traces.endNs(s)});
        if (traces.hasForeignChildren(s)) {
            for (const SpanRef child : traces.children(s))
                sweep.add(traces.startNs(child), traces.endNs(child));
        } else {
            const TraceStore& store = traces.store(s);
            for (const SpanRow child : store.children(s.row))
                sweep.add(store.startNs(child), store.endNs(child));
        }
        result.push_back(sweep.uncovered());
    }
    return result;
}

} // namespace spanlight::trace
