#pragma once

#include "models/trace/trace_set.h"

#include <string>

namespace spanlight::ui {

/// The span as readable JSON: ids, times, status, attributes, events, links, resource, scope. Raw values, nothing left
/// out but very long texts, which are cut with a note.
[[nodiscard]] std::string spanJson(const trace::TraceSet& traces, trace::SpanRef span);

} // namespace spanlight::ui
