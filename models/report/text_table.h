#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace spanlight::report {

/// A column of a table for the terminal.
struct TextColumn
{
    std::string title;
    std::size_t most = 48; ///< longer cells end with "…"
    bool right = false;    ///< aligned at its right edge
};

/// The cells below their titles, two spaces apart. Cells must be one line each. Columns without any text are left out;
/// when the table is wider than `columns`, the widest column of text gives way. Every line ends with a line break.
[[nodiscard]] std::string textTable(const std::vector<TextColumn>& header,
                                    const std::vector<std::vector<std::string>>& rows, std::size_t columns);

/// Lines of at most `columns` after an indent, broken at spaces; a longer word stands alone. Every line ends with a
/// line break.
[[nodiscard]] std::string wrappedText(const std::string& text, std::size_t columns, const std::string& indent);

} // namespace spanlight::report
