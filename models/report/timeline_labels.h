#pragma once

#include "models/trace/timeline.h"

#include <cstdint>
#include <string>

namespace spanlight::report {

/// Name of a row as people read it: the span's name, a gap's label, or "GET × 200" for a fold.
[[nodiscard]] std::string rowLabel(const trace::TimelineInput& input, const trace::Timeline& timeline,
                                   const trace::TimelineRow& row);
/// Service of a row; empty when unknown.
[[nodiscard]] std::string rowService(const trace::TimelineInput& input, const trace::TimelineRow& row);
/// Duration of a row as people read it: "58 s", the sum for folds, "≥ 12 min" for open ends.
[[nodiscard]] std::string rowDuration(const trace::TimelineInput& input, const trace::Timeline& timeline,
                                      const trace::TimelineRow& row);
/// "span", "gap", "ghost", "fold".
[[nodiscard]] std::string_view name(trace::RowMark mark);

/// What the text and the picture of a timeline have in common.
struct TimelineSpan
{
    std::int64_t startNs = 0;
    std::int64_t endNs = 0; ///< at least startNs + 1
    bool showsNow = false;  ///< asOf lies behind the newest row: the axis runs up to it
};
/// The time axis: from the first row to the last, or to the moment of looking when work is unfinished.
[[nodiscard]] TimelineSpan axisOf(const trace::TimelineInput& input, const trace::Timeline& timeline,
                                  std::int64_t asOfNs);

} // namespace spanlight::report
