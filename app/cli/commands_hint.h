#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spanlight::cli {

/// What to say when the first word is no command; nothing when it is one, or an option.
[[nodiscard]] std::optional<std::string> unknownCommand(std::string_view word,
                                                        const std::vector<std::string>& commands);

/// The known word that was most likely meant: at most two letters of a longer word differ. Empty: none.
[[nodiscard]] std::string closestWord(std::string_view word, const std::vector<std::string>& known);

} // namespace spanlight::cli
