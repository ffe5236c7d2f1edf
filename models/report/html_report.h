#pragma once

#include "models/report/markdown_report.h"

#include <string>

namespace spanlight::report {

/// The report of contract section 3 as one page that needs nothing else: no scripts, no links, nothing is loaded. Light
/// or dark as the reader's system is. Well-formed as XML, too; values from traces stand in it as text only.
[[nodiscard]] std::string htmlReport(const diagnosis::Analysis& analysis, const ReportOptions& options = {});

} // namespace spanlight::report
