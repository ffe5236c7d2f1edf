#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace spanlight::report {

/// Text from a trace on one line, safe for a terminal: line breaks and tabs become spaces, other control characters,
/// escape sequences and characters that turn the direction of writing become U+FFFD, so do bytes that are not UTF-8.
[[nodiscard]] std::string oneLine(std::string_view text);

/// At most `columns` characters; a longer text ends with "…". Counts code points.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t columns);
/// At most `columns` characters; of a longer text both ends stay, with "…" between them.
[[nodiscard]] std::string shortenedInTheMiddle(std::string_view text, std::size_t columns);
/// Number of code points.
[[nodiscard]] std::size_t columnsOf(std::string_view text);
/// Filled with spaces on the right up to `columns` code points.
[[nodiscard]] std::string padded(std::string text, std::size_t columns);

/// Prose with values from traces inside, for Markdown: nothing in it can become a heading, list, link, image, table
/// cell border, HTML or emphasis. Words that a viewer would turn into links become code.
[[nodiscard]] std::string markdownText(std::string_view text);
/// Code span that ends only where it should.
[[nodiscard]] std::string markdownCode(std::string_view text);
/// Fenced block that ends only where it should. The lines are taken as they are but for control characters.
[[nodiscard]] std::string markdownFence(std::string_view lines, std::string_view language = "text");

/// For XML and HTML text and attribute values.
[[nodiscard]] std::string xmlText(std::string_view text);

} // namespace spanlight::report
