#pragma once

#include "models/report/timeline_svg.h"

#include <string>

namespace spanlight::report {

/// The part of a picture below the rows of a timeline, on its axis.
struct MetricPlace
{
    int top = 0;
    int labelLeft = 0;
    int labelWidth = 0;
    double chartLeft = 0;
    double chartWidth = 1;
    std::int64_t startNs = 0; ///< of the axis
    std::int64_t endNs = 1;
};

/// Nothing where there are no metrics.
[[nodiscard]] int metricsHeight(const SvgOptions& options);
/// A lane for each metric: its name, its newest values, the highest value, and its curves with their gaps.
[[nodiscard]] std::string metricsSvg(const SvgOptions& options, const MetricPlace& place);

} // namespace spanlight::report
