#pragma once

#include "models/diagnosis/rule.h"

#include <optional>

namespace spanlight::diagnosis {

/// Progress that stands still (contract 2.2 "progress-stalled").
struct ProgressStall
{
    const operations::ProgressReading* newest = nullptr;
    const operations::ProgressReading* first = nullptr; ///< that says the same; `newest` when it is merely old
    std::int64_t ageNs = 0;                             ///< since it last changed, at the moment of looking
    std::int64_t limitNs = 0;                           ///< that it exceeds
    std::size_t reads = 1;                              ///< that say the same
};

/// The newest progress of an unfinished operation, when it is below 100 % and either its update is older than the
/// profile allows, or reads that went on all the while found it unchanged for longer than the type of work may be idle
/// and than earlier steps took. Nothing otherwise. O(readings).
[[nodiscard]] std::optional<ProgressStall> findProgressStall(const RuleInput& input);

/// The reading with the newest update before the moment of looking, else null.
[[nodiscard]] const operations::ProgressReading* newestUpdate(const operations::OperationView& view);

/// Progress that the operations API reports and that has not moved.
struct ReportedStall
{
    std::int64_t ageNs = 0;
    std::int64_t limitNs = 0;
    bool dated = false; ///< the API says when it was updated; else earlier answers said the same
};

/// Nothing while the operation is finished, at 0 or 100 % within the idle limit, or the API does not tell enough.
[[nodiscard]] std::optional<ReportedStall> findReportedStall(const RuleInput& input);

} // namespace spanlight::diagnosis
