#pragma once

#include "models/report/metric_lanes.h"
#include "ui/gantt/gantt_geometry.h"

#include <vector>

namespace spanlight::ui {

struct StrokePoint
{
    double x = 0;
    double y = 0;
};

/// The runs of a line on pixels: within [top, top + height], where the scale has their times.
[[nodiscard]] std::vector<std::vector<StrokePoint>> laneStrokes(const report::MetricLane& lane,
                                                                const report::MetricLine& line, const TimeScale& scale,
                                                                double top, double height);

} // namespace spanlight::ui
