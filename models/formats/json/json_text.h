#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spanlight::formats {

/// The longest front part of at most `limit` bytes that does not split a UTF-8 sequence.
[[nodiscard]] std::string_view cutUtf8(std::string_view text, std::size_t limit);

/// The record with every byte that JSON forbids made harmless: bytes that are not UTF-8 become U+FFFD, control
/// characters inside texts become escapes.
[[nodiscard]] std::string repairedJson(std::string_view record);

/// Appends the text between two quotes with its escapes resolved. Returns false when an escape is wrong: it is then
/// kept as it stands, and half a surrogate pair becomes U+FFFD.
bool appendUnescaped(std::string& out, std::string_view raw);

/// A JSON number that is a whole number and fits; the text must be the number and nothing else.
[[nodiscard]] std::optional<std::int64_t> parseInt64(std::string_view text);
[[nodiscard]] std::optional<std::uint64_t> parseUint64(std::string_view text);
/// Any JSON number.
[[nodiscard]] std::optional<double> parseDouble(std::string_view text);

/// Standard or URL-safe base64, with or without padding; nothing for any other text.
[[nodiscard]] std::optional<std::string> fromBase64(std::string_view text);

} // namespace spanlight::formats
