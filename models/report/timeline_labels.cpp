#include "models/report/timeline_labels.h"

#include "models/report/safe_text.h"
#include "models/trace/time_text.h"

#include <algorithm>

namespace spanlight::report {

using trace::RowMark;
using trace::Timeline;
using trace::TimelineInput;
using trace::TimelineRow;

std::string_view name(RowMark mark)
{
    switch (mark) {
    case RowMark::Span:
        return "span";
    case RowMark::Gap:
        return "gap";
    case RowMark::Ghost:
        return "ghost";
    case RowMark::Fold:
        return "fold";
    }
    return "span";
}

std::string rowLabel(const TimelineInput& input, const Timeline&, const TimelineRow& row)
{
    switch (row.mark) {
    case RowMark::Gap:
    case RowMark::Ghost:
        return oneLine(input.extras[row.extra].label);
    case RowMark::Fold:
        return oneLine(input.traces->name(row.span)) + " × " + std::to_string(row.foldCount);
    case RowMark::Span:
        break;
    }
    const std::string label = oneLine(input.traces->name(row.span));
    return label.empty() ? "(no name)" : label;
}

std::string rowService(const TimelineInput& input, const TimelineRow& row)
{
    if (row.mark == RowMark::Gap || row.mark == RowMark::Ghost)
        return oneLine(input.extras[row.extra].service);
    return oneLine(input.traces->service(row.span));
}

std::string rowDuration(const TimelineInput& input, const Timeline& timeline, const TimelineRow& row)
{
    if (row.mark == RowMark::Fold) {
        std::int64_t sum = 0;
        for (std::uint32_t i = row.foldBegin; i < row.foldBegin + row.foldCount; ++i)
            sum += std::max<std::int64_t>(0, input.traces->durationNs(timeline.folded[i]));
        return trace::toDurationText(sum);
    }
    if (row.mark == RowMark::Span)
        return trace::toDurationText(input.traces->durationNs(row.span));
    const std::int64_t length = row.endNs - row.startNs;
    return row.openEnd ? (length > 0 ? "≥ " + trace::toDurationText(length) : std::string())
                       : trace::toDurationText(length);
}

TimelineSpan axisOf(const TimelineInput& input, const Timeline& timeline, std::int64_t asOfNs)
{
    TimelineSpan axis{timeline.startNs, timeline.endNs, false};
    const bool open =
        std::any_of(input.extras.begin(), input.extras.end(), [](const trace::ExtraRow& row) { return row.openEnd; });
    if (open && asOfNs > axis.endNs)
        axis.endNs = asOfNs;
    axis.showsNow = open && asOfNs <= axis.endNs && asOfNs >= axis.startNs;
    axis.endNs = std::max(axis.endNs, axis.startNs + 1);
    return axis;
}

} // namespace spanlight::report
