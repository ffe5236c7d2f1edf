#pragma once

#include "models/diagnosis/pipeline.h"

#include <cstddef>
#include <string>

namespace spanlight::report {

/// `spanlight.doctor/1`. Ends with a line break.
[[nodiscard]] std::string doctorJson(const diagnosis::PipelineReport& report);
/// The same for people: one part after the other, each check with its evidence and remedy.
[[nodiscard]] std::string doctorText(const diagnosis::PipelineReport& report, std::size_t columns);

/// The same for a ticket.
[[nodiscard]] std::string doctorMarkdown(const diagnosis::PipelineReport& report);
/// "1 error, 2 warnings in 3 parts; 4 not checked. Profile …, as of …."
[[nodiscard]] std::string doctorSummary(const diagnosis::PipelineReport& report);

} // namespace spanlight::report
