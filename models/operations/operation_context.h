#pragma once

#include "models/operations/operation_list.h"
#include "models/operations/profile.h"
#include "models/operations/provider_connects.h"
#include "models/operations/worker_choices.h"
#include "models/trace/trace_set.h"

#include <string_view>
#include <vector>

namespace spanlight::operations {

/// What rules read besides the subject (contract 2.1 "context"): all operations, choices of workers and
/// attempts to reach data providers. Read once
/// for many diagnoses of the same traces.
struct OperationContext
{
    std::vector<OperationSummary> operations; ///< by start
    std::vector<WorkerChoice> choices;        ///< by start
    std::vector<ProviderConnect> connects;    ///< by start

    /// The operation with the id, or null. O(n).
    [[nodiscard]] const OperationSummary* find(std::string_view id) const
    {
        for (const OperationSummary& operation : operations)
            if (operation.id == id)
                return &operation;
        return nullptr;
    }
};

/// O(n) in the spans of the set.
[[nodiscard]] inline OperationContext readContext(const trace::TraceSet& traces, const Profile& profile)
{
    return {listOperations(traces, profile), readWorkerChoices(traces, profile), readProviderConnects(traces, profile)};
}

} // namespace spanlight::operations
