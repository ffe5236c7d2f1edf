#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spanlight::trace {

/// RFC 3339 in UTC with nine fractional digits: "2025-11-11T12:50:00.000000000Z".
[[nodiscard]] std::string toRfc3339(std::int64_t unixNs);
/// Time of day in UTC, "12:50:00" or with milliseconds "12:50:00.123".
[[nodiscard]] std::string toTimeOfDay(std::int64_t unixNs, bool milliseconds = false);
/// RFC 3339 (with Z or an offset, any number of fractional digits) or Unix seconds with fraction. Nothing for other
/// text or times outside 1678 … 2262.
[[nodiscard]] std::optional<std::int64_t> parseTime(std::string_view text);
/// Duration for people, two units at most: "850 ns", "1.2 ms", "58 s", "12.4 s", "15 min 3 s", "2 h 5 min", "3 d 4 h".
[[nodiscard]] std::string toDurationText(std::int64_t ns);
/// "1.5s", "100ms", "2m30s", "1h", "2d", a bare number is seconds. Nothing for other text.
[[nodiscard]] std::optional<std::int64_t> parseDuration(std::string_view text);

} // namespace spanlight::trace
