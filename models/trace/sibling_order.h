#pragma once

#include "models/trace/timeline.h"

#include <cstdint>
#include <span>
#include <vector>

namespace spanlight::trace {

/// The rows of a timeline in another order of siblings: those with the higher key first, equal ones as they were.
/// Parents stay before their children, which follow them. `keys`: one a row. O(n log n), iterative.
[[nodiscard]] std::vector<std::uint32_t> siblingsByKey(const Timeline& timeline, std::span<const std::int64_t> keys);

} // namespace spanlight::trace
