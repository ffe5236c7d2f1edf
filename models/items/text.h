#pragma once

#include "models/items/time_zone.h"

#include <QString>

#include <cstdint>
#include <string>
#include <string_view>

namespace spanlight::items {

/// UTF-8 of the traces as Qt's text; bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] inline QString toText(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

/// One line of at most `most` characters, for cells of a table. Control characters, also those that turn the direction
/// of writing, become U+FFFD.
[[nodiscard]] QString cellText(std::string_view utf8, std::size_t most = 500);

/// "58 s", "15 min 3 s".
[[nodiscard]] QString durationText(std::int64_t ns);

/// "12,916".
[[nodiscard]] QString countText(std::uint64_t count);

/// The time of day if the value of this attribute is a moment (Unix seconds, milliseconds, microseconds or
/// nanoseconds of this century, in a key that speaks of time), else empty.
[[nodiscard]] QString momentHint(std::string_view key, double value, const TimeZone& zone = {});

} // namespace spanlight::items
