#pragma once

#include "models/trace/trace_set.h"

#include <cstdint>
#include <span>
#include <vector>

namespace spanlight::trace {

/// Self time of every span of a store, by row, in nanoseconds: its interval minus the union of its children's
/// intervals. Children are clipped to the span: one that outlives it counts up to its end, asynchronous work that
/// starts after its end counts nothing. Never negative; 0 for spans that end before they start. O(n).
[[nodiscard]] std::vector<std::int64_t> selfTimes(const TraceStore& store);

/// The same for the listed spans, in the order of the list, with children from all stores of the set, listed or not.
/// 0 for invalid references.
[[nodiscard]] std::vector<std::int64_t> selfTimes(const TraceSet& traces, std::span<const SpanRef> spans);

} // namespace spanlight::trace
