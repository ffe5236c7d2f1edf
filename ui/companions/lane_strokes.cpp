#include "ui/companions/lane_strokes.h"

namespace spanlight::ui {

std::vector<std::vector<StrokePoint>> laneStrokes(const report::MetricLane& lane, const report::MetricLine& line,
                                                  const TimeScale& scale, double top, double height)
{
    std::vector<std::vector<StrokePoint>> strokes;
    for (const auto& run : report::laneRuns(lane, line, scale.window.startNs, scale.window.endNs)) {
        auto& stroke = strokes.emplace_back();
        for (const report::LanePoint& point : run)
            stroke.push_back({scale.x(point.timeNs), top + height * (1 - point.share)});
    }
    return strokes;
}

} // namespace spanlight::ui
