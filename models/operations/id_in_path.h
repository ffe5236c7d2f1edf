#pragma once

#include "models/operations/span_classifier.h"
#include "models/trace/trace_set.h"

#include <set>
#include <string>
#include <vector>

namespace spanlight::operations {

/// Ids of operations that no attribute names and that requests about them have in their path
/// (Profile::searchFallbacks), in a form that the profile knows (OperationType::idPatterns). Only where the spans show
/// that work was started or handed over; whoever just asks for a state names an operation that is somewhere else.
/// O(spans).
[[nodiscard]] std::set<std::string> idsInPaths(const trace::TraceSet& traces, const Profile& profile,
                                               SpanClassifier& classifier,
                                               const std::vector<trace::SpanRef>& spansOfTrace);

} // namespace spanlight::operations
