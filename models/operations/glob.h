#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spanlight::operations {

/// Whether the text matches the pattern; `*` stands for any run of characters, everything else for itself. ASCII
/// letters match in any case: Zipkin keeps names in lower case. O(pattern × text) at worst.
[[nodiscard]] bool globMatch(std::string_view pattern, std::string_view text);

[[nodiscard]] bool globMatchAny(const std::vector<std::string>& patterns, std::string_view text);

/// ASCII lower case, spaces at both ends removed: how vocabularies compare values.
[[nodiscard]] std::string normalized(std::string_view text);

} // namespace spanlight::operations
