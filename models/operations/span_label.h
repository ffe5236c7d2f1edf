#pragma once

#include "models/operations/attribute_reader.h"
#include "models/trace/trace_set.h"

#include <string>

namespace spanlight::operations {

struct OperationView;

/// What a span does, in words of its kind, from the older and the stable semantic conventions alike:
/// "SELECT orders (postgresql)", "publish orders (kafka)", "grpc OrderService/Get", "chat gpt-4o",
/// "POST worker:5004/training/start" for a call whose name is only its method. Other spans: their own name. For
/// people; documents keep the span's name. At most 120 characters. O(attributes of the span).
[[nodiscard]] std::string spanLabel(const trace::TraceSet& traces, const AttributeReader& reader, trace::SpanRef span);
[[nodiscard]] std::string spanLabel(const OperationView& view, trace::SpanRef span);

} // namespace spanlight::operations
