#pragma once

#include "models/trace/ids.h"

#include <cstdint>
#include <span>
#include <vector>

namespace spanlight::trace {

/// The rows 0, 1, … by their times, equal ones in the order of the rows. `times` in nanoseconds, one a row.
/// O(n × bits in which the times differ); nothing is moved when they are in order.
[[nodiscard]] std::vector<SpanRow> rowsByTime(std::span<const std::int64_t> times);

} // namespace spanlight::trace
