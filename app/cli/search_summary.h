#pragma once

#include "app/cli/trace_loader.h"
#include "models/report/search_report.h"

namespace spanlight::cli {

/// What was searched, how completely: services, times, failures.
[[nodiscard]] report::SearchSummary searchSummaryOf(const LoadedTraces& loaded);

} // namespace spanlight::cli
