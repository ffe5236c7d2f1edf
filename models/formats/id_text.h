#pragma once

#include "models/trace/trace_builder.h"

#include <string_view>

namespace spanlight::formats {

/// Id from its text: hexadecimal of any case and length, else (if allowed) base64 of exactly as many bytes as the id
/// has, else a text of its own that the builder keeps. Length and alphabet decide for every value: files mix both.
[[nodiscard]] trace::TraceId traceIdFromText(trace::TraceBuilder& builder, std::string_view text, bool mayBeBase64);
[[nodiscard]] trace::SpanId spanIdFromText(trace::TraceBuilder& builder, std::string_view text, bool mayBeBase64);

} // namespace spanlight::formats
