#pragma once

#include "models/operations/operation_list.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace spanlight::report {

/// One line of a search.
struct SearchHit
{
    operations::OperationSummary summary;
    bool isTrace = false;        ///< found by trace: summary.id is the trace id
    std::string state;           ///< contract's state
    std::int64_t durationNs = 0; ///< runs to the moment of looking for unfinished work
    std::vector<std::string> traceIds;
};

/// What was asked, for the last line.
struct SearchSummary
{
    std::uint64_t services = 0;
    std::optional<std::int64_t> fromNs;
    std::optional<std::int64_t> toNs;
    bool limitReached = false;
    std::vector<std::string> failures;
    std::vector<std::string> notes;
};

/// JSON lines `spanlight.search/1` (contract section 2.4); the last line is the summary.
[[nodiscard]] std::string searchJson(const std::vector<SearchHit>& hits, const SearchSummary& summary);
/// The summary of a search that found nothing, as Markdown.
[[nodiscard]] std::string searchMarkdown(const SearchSummary& summary);
/// A table for people; the last lines say what was searched.
[[nodiscard]] std::string searchText(const std::vector<SearchHit>& hits, const SearchSummary& summary);

} // namespace spanlight::report
