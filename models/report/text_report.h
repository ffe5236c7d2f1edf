#pragma once

#include "models/report/markdown_report.h"

#include <string>

namespace spanlight::report {

/// The same document for a terminal: verdict first, then findings with evidence and fixes, phases and timeline.
[[nodiscard]] std::string textReport(const diagnosis::Analysis& analysis, const ReportOptions& options = {});

/// Evidence on one line.
[[nodiscard]] std::string evidenceLine(const diagnosis::Evidence& evidence);

/// Duration of the subject for people: "15 min 3 s", with "so far" for unfinished work.
[[nodiscard]] std::string subjectDuration(const diagnosis::Diagnosis& document);

/// Text timeline of the analysis; redacted when asked for.
[[nodiscard]] std::string reportTimeline(const diagnosis::Analysis& analysis, const ReportOptions& options);

} // namespace spanlight::report
