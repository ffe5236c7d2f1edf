#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spanlight::architecture {

/// One `#include` as it stands in a file. `line` counts from 1; `target` is the text between the brackets or quotes.
struct Include
{
    std::size_t line = 0;
    std::string target;
    bool quoted = false;
};

/// Every include of a C++ text, also those inside of an `#if`; not those in a `//` comment.
[[nodiscard]] std::vector<Include> includesOf(std::string_view text);

/// Why `file` (a path from the project root, with '/') must not have this include; nothing when it may.
[[nodiscard]] std::optional<std::string> includeViolation(std::string_view file, const Include& include);

} // namespace spanlight::architecture
