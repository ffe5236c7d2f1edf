#pragma once

#include "models/trace/timeline.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace spanlight::report {

struct TextTimelineOptions
{
    std::size_t columns = 110; ///< whole width
    std::size_t maxRows = 200; ///< further rows are counted in the last line
    std::int64_t asOfNs = 0;   ///< for the "now" mark
};

/// The Gantt as text: a line per row with name, service, bar and duration. Bars: "█" spans, "▓" errors, "░" gaps,
/// "┄" absent spans, "·" folded runs. Every line ends with a line break.
[[nodiscard]] std::string timelineText(const trace::TimelineInput& input, const TextTimelineOptions& options);

} // namespace spanlight::report
