#pragma once

#include "models/items/time_zone.h"

#include <QString>

#include <cstdint>
#include <utility>
#include <vector>

// Scales of the chart of durations over time. Pure functions.
namespace spanlight::ui {

/// A place on an axis with its label.
using AxisLabel = std::pair<double, QString>;

/// Durations are drawn by the logarithm of their seconds; anything below a microsecond counts as one.
[[nodiscard]] double durationPosition(std::int64_t durationNs);

/// Labels such as "1 ms", "10 s", "5 min" between two durations, two to `most` of them.
[[nodiscard]] std::vector<AxisLabel> durationLabels(std::int64_t shortestNs, std::int64_t longestNs, std::size_t most);

/// Round times of day (or dates, over days) between two moments, in seconds since `fromNs`.
[[nodiscard]] std::vector<AxisLabel> timeLabels(std::int64_t fromNs, std::int64_t toNs, std::size_t most,
                                                const items::TimeZone& zone = {});

} // namespace spanlight::ui
