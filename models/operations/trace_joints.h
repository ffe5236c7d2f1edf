#pragma once

#include "models/trace/trace_set.h"

#include <string>
#include <vector>

namespace spanlight::operations {

struct OperationView;
class SpanClassifier;

/// Where the context was lost: a call of one trace without any span below it, and the request of another trace that
/// must have been it (same route, same port, same time).
struct TraceJoint
{
    trace::SpanRef client;
    trace::SpanRef server;
    std::string boundary; ///< contract: cli-backend, backend-worker, backend-host, or "A-B" by service
};

/// Looks for the calls that belong to requests without parent among the given traces, in those traces and in all
/// others of the set. Traces found this way belong to the operation, too. O(spans of the set), only when there is
/// such a request.
[[nodiscard]] std::vector<TraceJoint> findJoints(const OperationView& view, SpanClassifier& classifier,
                                                 const std::vector<trace::TraceId>& traces);

} // namespace spanlight::operations
