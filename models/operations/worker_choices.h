#pragma once

#include "models/operations/profile.h"
#include "models/trace/trace_set.h"

#include <optional>
#include <string>
#include <vector>

namespace spanlight::operations {

/// Work that was given to a worker, of any operation in the traces.
struct WorkerChoice
{
    trace::SpanRef span; ///< the selection, or the call that handed the work over
    std::string type;    ///< operation type, empty when nothing tells it
    std::string worker;  ///< id of the worker; else its service or host:port
    std::optional<std::int64_t> total;
    std::optional<std::int64_t> available; ///< free at that moment; nothing: not told
};

/// Every successful choice of a worker in all traces of the set (contract 2.1 "context"), by start: selections that
/// name the worker; in traces without any, calls that handed work over. O(n).
[[nodiscard]] std::vector<WorkerChoice> readWorkerChoices(const trace::TraceSet& traces, const Profile& profile);

} // namespace spanlight::operations
