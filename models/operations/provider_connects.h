#pragma once

#include "models/operations/profile.h"
#include "models/trace/trace_set.h"

#include <vector>

namespace spanlight::operations {

/// An attempt to reach a data provider. Made in a thread of its own it begins a trace: only service and time relate it
/// to the operation that waited for it.
struct ProviderConnect
{
    trace::SpanRef span;
    bool failed = false; ///< an error, or a connection state that says so
};

/// All attempts in the traces of the set (contract 2.1 "context"), by start. O(n).
[[nodiscard]] std::vector<ProviderConnect> readProviderConnects(const trace::TraceSet& traces, const Profile& profile);

/// Whether a state of a connection, as attributes tell it, means that there is none.
[[nodiscard]] bool isDisconnected(std::string_view state);

} // namespace spanlight::operations
