#pragma once

#include "models/trace/trace_set.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace spanlight::operations {

struct OperationView;

/// A change of the operation's state as some span tells it.
struct Transition
{
    trace::SpanRef span;     ///< invalid: the operations API says it, no span does
    std::int64_t timeNs = 0; ///< end of the span
    std::string to;          ///< completed, failed, cancelled, running
    std::string error;       ///< failure text, empty when there is none
    bool explicitly = false; ///< a transition span, not a status on some other span
};

/// What is known about how the operation goes and ended.
struct LifeCycle
{
    std::vector<Transition> transitions; ///< by time
    std::optional<Transition> terminal;  ///< the last word, if it is completed, failed or cancelled
    trace::SpanRef
        failedRoot; ///< an entry, request or worker root that ended in an error, or whose answer says so; invalid: none
};

/// Reads transitions and statuses of all own spans. A later `running` takes a terminal word back (resume).
[[nodiscard]] LifeCycle readLifeCycle(const OperationView& view);

} // namespace spanlight::operations
