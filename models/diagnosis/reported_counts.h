#pragma once

#include "models/diagnosis/rule.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace spanlight::diagnosis {

/// How many workers there were when one was to be selected, as companions tell it.
struct ReportedCounts
{
    std::int64_t total = 0;
    std::optional<std::int64_t> capable;
    std::optional<std::int64_t> available;
    std::vector<Evidence> evidence;
};

/// For an operation that never got a worker although one was to be selected, and whose spans do not count: the list of
/// workers where it belongs to that moment, else the samples of Prometheus. Nothing when no companion tells, or when
/// the spans show that selection was not what failed.
[[nodiscard]] std::optional<ReportedCounts> countsAtSelection(const RuleInput& input);

} // namespace spanlight::diagnosis
