#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace spanlight::test {

/// The spans of the notation of trace_text.h as one export request.
[[nodiscard]] std::string otlpOf(std::string_view text);
/// A request with some spans of one trace of its own: its number tells traces, ids and the operation ("op_7") apart.
[[nodiscard]] std::string numberedOtlp(int number, int spans = 2);
/// Unix nanoseconds.
[[nodiscard]] std::int64_t wallClock();

} // namespace spanlight::test
