#pragma once

#include "models/diagnosis/explanation.h"
#include "models/diagnosis/walk.h"
#include "models/report/markdown_report.h"

#include <string>

namespace spanlight::report {

/// How much of a walk is told.
struct WalkOptions
{
    bool redact = false;
    bool explain = false; ///< also what was asked, on what evidence, and what to do after each step
    std::size_t columns = 100;
};

/// The walk for a terminal: a line for each step, then the end. Ends with an empty line.
[[nodiscard]] std::string walkText(const diagnosis::Walk& walk, const WalkOptions& options = {});
/// The same as Markdown, below a heading of the second level.
[[nodiscard]] std::string walkMarkdown(const diagnosis::Walk& walk, const WalkOptions& options = {});

/// The same as part of a page.
[[nodiscard]] std::string walkHtml(const diagnosis::Walk& walk, const WalkOptions& options = {});

/// How the verdict was found, for a terminal, as Markdown, and as part of a page.
[[nodiscard]] std::string explanationText(const diagnosis::Explanation& explanation, const WalkOptions& options = {});
[[nodiscard]] std::string explanationMarkdown(const diagnosis::Explanation& explanation,
                                              const WalkOptions& options = {});
[[nodiscard]] std::string explanationHtml(const diagnosis::Explanation& explanation, const WalkOptions& options = {});

/// What stands before a report: the same in each of its languages, empty when there is nothing.
struct Introduction
{
    std::string markdown;
    std::string html;
};

/// The walk with every text redacted.
[[nodiscard]] diagnosis::Walk redacted(const diagnosis::Walk& walk);

} // namespace spanlight::report
