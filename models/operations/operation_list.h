#pragma once

#include "models/operations/profile.h"
#include "models/trace/trace_set.h"

#include <cstdint>
#include <string>
#include <vector>

namespace spanlight::operations {

/// One operation of a set of traces, or one trace where the profile knows no operations.
struct OperationSummary
{
    std::string id;                     ///< operation id; trace id in hexadecimal for traces
    std::string type;                   ///< contract's type, empty when unknown
    std::vector<trace::TraceId> traces; ///< by start
    std::vector<std::string> services;  ///< sorted
    std::uint64_t spans = 0;
    std::uint64_t errorSpans = 0;
    std::int64_t startNs = 0;
    std::int64_t endNs = 0;
    std::string root; ///< traces: name of the root span, empty when it is missing
};

/// Every operation whose id some span carries, or that a trace started and names in its paths only (idInPaths()), by
/// start. O(n log n).
[[nodiscard]] std::vector<OperationSummary> listOperations(const trace::TraceSet& traces, const Profile& profile);

/// The stores that hold any of the traces, as a set of their own. O(stores × traces).
[[nodiscard]] trace::TraceSet storesWith(const trace::TraceSet& traces, const std::vector<trace::TraceId>& wanted);

/// Every trace, by start. O(n).
[[nodiscard]] std::vector<OperationSummary> listTraces(const trace::TraceSet& traces);

} // namespace spanlight::operations
