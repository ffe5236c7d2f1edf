#pragma once

#include "models/trace/timeline.h"

#include <string>

namespace spanlight::report {

/// `spanlight.timeline/1` (contract section 2.4): every span has its own row, nothing is folded. Ends with a line
/// break.
[[nodiscard]] std::string timelineJson(trace::TimelineInput input);

} // namespace spanlight::report
