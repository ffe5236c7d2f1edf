#pragma once

#include "models/trace/trace_set.h"

#include <cstdint>
#include <optional>

namespace spanlight::trace {

/// The part of a call that its request does not cover: on the way, or in the callee's queue.
struct EdgeTime
{
    SpanRef request;          ///< the server's span
    std::int64_t totalNs = 0; ///< duration of the call minus that of the request
    std::int64_t toNs = 0;    ///< from the beginning of the call to that of the request
    std::int64_t backNs = 0;  ///< from the end of the request to that of the call
    bool clocksAgree = true;  ///< false: the request lies outside of the call; toNs and backNs mean nothing
};

/// Edge time of a client span: it has exactly one child of kind server, which did not take longer than the call.
/// Nothing for others: without the other side, with several requests (a load balancer, a retry below the surface), or
/// for a request that goes on after its answer. O(children).
[[nodiscard]] std::optional<EdgeTime> edgeTime(const TraceSet& traces, SpanRef call);

} // namespace spanlight::trace
