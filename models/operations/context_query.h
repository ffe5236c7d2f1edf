#pragma once

#include "models/operations/operation_view.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace spanlight::operations {

/// A question to a server for traces besides the subject's own.
struct ContextQuery
{
    std::string service; ///< empty: all
    std::string name;    ///< exact span name; empty: any
    std::vector<std::pair<std::string, std::string>> attributes;
    std::int64_t fromNs = 0;
    std::int64_t toNs = 0;
    int limit = 0; ///< newest traces
};

/// What to ask a server for once the subject is there (contract 2.1 "context"): selections of workers by the services
/// that select, and health checks of the workers that took the work, between a day before the start and the end or
/// asOf (selections: also up to a day after the end), for types that workers run; attempts of its hosts to reach data
/// providers, when it failed; the calls of requests that came without context. Empty for plain traces. Deterministic;
/// at most a few dozen queries.
[[nodiscard]] std::vector<ContextQuery> contextQueries(const OperationView& view);

} // namespace spanlight::operations
