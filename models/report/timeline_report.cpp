#include "models/report/timeline_report.h"

#include "models/report/json_text.h"
#include "models/report/timeline_labels.h"
#include "models/trace/critical_path.h"
#include "models/trace/self_time.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

namespace spanlight::report {

using nlohmann::ordered_json;
using trace::SpanRef;
using trace::Timeline;
using trace::TimelineInput;
using trace::TimelineRow;

namespace {

struct Times
{
    std::map<SpanRef, std::int64_t> self;
    std::map<SpanRef, std::int64_t> critical;
};

// The critical path is not made of polls: they are left out of it.
Times timesOf(const TimelineInput& input)
{
    Times times;
    const auto self = selfTimes(*input.traces, input.spans);
    for (std::size_t i = 0; i < self.size(); ++i)
        times.self.emplace(input.spans[i], self[i]);
    std::vector<SpanRef> work;
    std::copy_if(input.spans.begin(), input.spans.end(), std::back_inserter(work),
                 [&](SpanRef s) { return !std::binary_search(input.noise.begin(), input.noise.end(), s); });
    const auto critical = criticalTimes(*input.traces, work);
    for (std::size_t i = 0; i < critical.size(); ++i)
        times.critical.emplace(work[i], critical[i]);
    return times;
}

std::int64_t valueOr0(const std::map<SpanRef, std::int64_t>& times, SpanRef s)
{
    const auto it = times.find(s);
    return it == times.end() ? 0 : it->second;
}

ordered_json rowJson(const TimelineInput& input, const Timeline& timeline, const TimelineRow& row, const Times& times)
{
    const bool isSpan = row.mark == trace::RowMark::Span;
    const auto& traces = *input.traces;
    const SpanRef above = isSpan ? row.span : input.extras[row.extra].parent;
    ordered_json parent = nullptr;
    if (isSpan && !traces.store(row.span).parentSpanId(row.span.row).empty())
        parent = traces.store(row.span).spanIdText(traces.store(row.span).parentSpanId(row.span.row));
    else if (!isSpan && above.valid())
        parent = traces.spanIdText(above);
    return {{"traceId", above.valid() ? ordered_json(traces.traceIdText(above)) : ordered_json(nullptr)},
            {"spanId", isSpan ? ordered_json(traces.spanIdText(row.span)) : ordered_json(nullptr)},
            {"parentSpanId", std::move(parent)},
            {"depth", row.depth},
            {"service", isSpan ? std::string(traces.service(row.span)) : input.extras[row.extra].service},
            {"name", isSpan ? std::string(traces.name(row.span)) : input.extras[row.extra].label},
            {"kind", isSpan ? ordered_json(name(traces.kind(row.span))) : ordered_json(nullptr)},
            {"status", isSpan ? ordered_json(name(traces.status(row.span))) : ordered_json(nullptr)},
            {"startNs", row.startNs - timeline.startNs},
            {"durationNs", isSpan ? traces.durationNs(row.span) : row.endNs - row.startNs},
            {"selfNs", isSpan ? valueOr0(times.self, row.span) : 0},
            {"criticalNs", isSpan ? valueOr0(times.critical, row.span) : 0},
            {"mark", name(row.mark)}};
}

} // namespace

std::string timelineJson(TimelineInput input)
{
    input.fold = false;
    const Timeline timeline = layoutTimeline(input);
    const Times times = timesOf(input);
    ordered_json rows = ordered_json::array();
    ordered_json traces = ordered_json::array();
    std::set<std::string> seen;
    for (const TimelineRow& row : timeline.rows) {
        rows.push_back(rowJson(input, timeline, row, times));
        if (row.mark == trace::RowMark::Span && seen.insert(input.traces->traceIdText(row.span)).second)
            traces.push_back(input.traces->traceIdText(row.span));
    }
    return jsonText({{"schema", "spanlight.timeline/1"},
                     {"traces", std::move(traces)},
                     {"startUnixNano", std::to_string(timeline.startNs)},
                     {"durationNs", timeline.endNs - timeline.startNs},
                     {"rows", std::move(rows)}},
                    2);
}

} // namespace spanlight::report
