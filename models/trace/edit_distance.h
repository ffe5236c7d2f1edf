#pragma once

#include <cstddef>
#include <string_view>

namespace spanlight::trace {

/// Letters to insert, remove or replace to get from one text to the other (Levenshtein). O(|a| · |b|): for short texts.
[[nodiscard]] std::size_t editDistance(std::string_view a, std::string_view b);

} // namespace spanlight::trace
