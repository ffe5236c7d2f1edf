#pragma once

#include "models/diagnosis/engine.h"

#include <string>

namespace spanlight::report {

struct ReportOptions
{
    bool redact = false;       ///< hide secrets and personal data
    std::size_t columns = 100; ///< of the text timeline
    std::string command;       ///< how to get the same document again; empty: left out
};

/// The report of contract section 3. Values from traces cannot become headings, links, images, HTML or end a block.
/// `introduction` (Markdown, safe by itself) stands between the title and the summary.
[[nodiscard]] std::string markdownReport(const diagnosis::Analysis& analysis, const ReportOptions& options = {},
                                         const std::string& introduction = {});

} // namespace spanlight::report
