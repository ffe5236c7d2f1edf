#pragma once

#include "models/report/markdown_report.h"

#include <string>

namespace spanlight::report {

/// The report of contract section 3 as one page that needs nothing else: no scripts, no links, nothing is loaded. Light
/// or dark as the reader's system is. Well-formed as XML, too; values from traces stand in it as text only.
/// `introduction` (HTML, safe by itself) stands between the verdict and the summary.
[[nodiscard]] std::string htmlReport(const diagnosis::Analysis& analysis, const ReportOptions& options = {},
                                     const std::string& introduction = {});
/// A page with that heading; `body` is HTML, safe by itself.
[[nodiscard]] std::string htmlPage(const std::string& title, const std::string& body);

} // namespace spanlight::report
