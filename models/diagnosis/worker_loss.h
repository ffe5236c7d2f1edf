#pragma once

#include "models/diagnosis/diagnosis.h"
#include "models/operations/operation_view.h"

#include <optional>
#include <string>
#include <vector>

namespace spanlight::diagnosis {

/// Signs that the process that ran an operation is gone.
struct WorkerLoss
{
    std::string worker;                       ///< id if known, else host:port; may be empty
    std::vector<trace::SpanRef> failedChecks; ///< health checks after the last sign of life, all failed, by start
    std::vector<trace::SpanRef> denials;      ///< questions about the operation that the worker answered with "unknown"
    trace::SpanRef givenUp; ///< transition by which the orphan detector gave the operation up; may be invalid
    bool wasGivenUp = false;
    std::string reportedHow;        ///< what companions say, a clause: "its last 3 health checks failed"; may be empty
    std::vector<Evidence> reported; ///< for that
    double confidence = 0.85;
};

/// Looks at health checks and questions about the operation of all traces (context, contract 2.1), and at the end of
/// the life cycle. Nothing when the worker answers, is not known, or the operation ended otherwise. O(spans of the set)
/// for unfinished operations.
[[nodiscard]] std::optional<WorkerLoss> findWorkerLoss(const operations::OperationView& view);

} // namespace spanlight::diagnosis
