#pragma once

#include "models/operations/span_classifier.h"
#include "models/trace/trace_set.h"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace spanlight::diagnosis {

/// A way between two services on which the trace context is lost.
struct LostHop
{
    std::size_t requests = 0;
    bool isCertain = false;            ///< a request says that it came to the host that was called
    std::vector<std::string> examples; ///< some of them
};

/// Requests that begin a trace of their own although a call of another service to the same path was under way, and
/// nothing else stands below that call; by "caller → called". Method, host and port must be the same as far as both
/// sides name them. For traces whose spans share no operation id.
[[nodiscard]] std::map<std::string, LostHop> findLostHops(const trace::TraceSet& traces,
                                                          const operations::AttributeReader& reader,
                                                          operations::SpanClassifier& classifier);

} // namespace spanlight::diagnosis
