#pragma once

#include <string>
#include <string_view>

namespace spanlight::formats {

[[nodiscard]] bool isUtf8(std::string_view text);
/// The text with every byte that is not part of UTF-8 replaced by U+FFFD.
[[nodiscard]] std::string repairedUtf8(std::string_view text);

} // namespace spanlight::formats
