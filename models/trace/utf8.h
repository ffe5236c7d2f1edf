#pragma once

#include <cstddef>
#include <string_view>

namespace spanlight::trace {

/// Length of the UTF-8 sequence at the front of the text, or 0 if it is not one (RFC 3629). The text must not be empty.
[[nodiscard]] std::size_t utf8Length(std::string_view text);

} // namespace spanlight::trace
