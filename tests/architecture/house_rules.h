#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spanlight::architecture {

/// No file may be longer; a longer one holds more than one idea.
inline constexpr std::size_t kMaxFileLines = 700;

/// Complaints about unfinished work, paths of somebody's machine and addresses of package registries in `text`.
/// One sentence each, with the line it is on.
[[nodiscard]] std::vector<std::string> wordingComplaints(std::string_view text);

/// Complaints about the length of a source file and about lines that end in blanks or use tabs.
[[nodiscard]] std::vector<std::string> layoutComplaints(std::string_view text);

} // namespace spanlight::architecture
