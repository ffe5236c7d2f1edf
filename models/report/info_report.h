#pragma once

#include "models/operations/profile.h"
#include "models/trace/trace_set.h"

#include <string>

namespace spanlight::report {

/// What was read, `spanlight.info/1` (contract section 2.4). `readMs`: time of reading and building. Ends with a line
/// break.
[[nodiscard]] std::string infoJson(const trace::TraceSet& traces, const operations::Profile& profile, double readMs);
/// The same for people.
[[nodiscard]] std::string infoText(const trace::TraceSet& traces, const operations::Profile& profile, double readMs);

} // namespace spanlight::report
