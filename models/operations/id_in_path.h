#pragma once

#include "models/operations/span_classifier.h"
#include "models/trace/trace_set.h"

#include <string>
#include <vector>

namespace spanlight::operations {

/// The id of an operation that no attribute names and that requests about it have in their path
/// (Profile::searchFallbacks), in a form that the profile knows (OperationType::idPatterns); empty: none. Only where
/// the spans of the trace show that work was started or handed over, and only one id: whoever just asks for a state
/// names an operation that is somewhere else. It is what a search for the id by these paths finds again. O(spans).
[[nodiscard]] std::string idInPaths(const trace::TraceSet& traces, const Profile& profile, SpanClassifier& classifier,
                                    const std::vector<trace::SpanRef>& spansOfTrace);

} // namespace spanlight::operations
