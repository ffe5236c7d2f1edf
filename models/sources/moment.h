#pragma once

#include "models/trace/trace_store.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace spanlight::sources {

using Stores = std::vector<std::shared_ptr<const trace::TraceStore>>;

/// Newest start, end or event time of all spans, in Unix nanoseconds; nothing without spans. O(spans + events).
[[nodiscard]] std::optional<std::int64_t> newestTimeNs(const Stores& stores);

/// The moment of looking that belongs to traces that were written down: their file's modification time if it lies
/// within ten minutes after the newest time, else the newest time plus five seconds.
[[nodiscard]] std::int64_t momentOfRecording(std::int64_t newestNs, std::optional<std::int64_t> modifiedNs);

} // namespace spanlight::sources
