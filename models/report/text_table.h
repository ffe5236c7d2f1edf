#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace spanlight::report {

/// Where a cell that is too long loses text.
enum class Cut : std::uint8_t {
    End,
    Middle, ///< both ends tell cells apart
    Never,
};

/// A column of a table for the terminal.
struct TextColumn
{
    std::string title;
    std::size_t most = 48; ///< longer cells are cut
    bool right = false;    ///< aligned at its right edge
    Cut cut = Cut::End;
    std::size_t least = 16; ///< it gives way no further
};

/// For tables that nobody reads in a terminal: as wide as the cells are.
inline constexpr std::size_t kAnyWidth = std::numeric_limits<std::size_t>::max();

/// The cells below their titles, two spaces apart. Cells must be one line each. Columns without any text are left out;
/// when the table is wider than `columns`, the widest column of text that may be cut gives way. Every line ends with a
/// line break.
[[nodiscard]] std::string textTable(const std::vector<TextColumn>& header,
                                    const std::vector<std::vector<std::string>>& rows, std::size_t columns);

/// The cell in a column that has room enough: cut where it is longer than the column's most.
[[nodiscard]] std::string fitted(const std::string& cell, const TextColumn& column);

/// Lines of at most `columns` after an indent, broken at spaces; a longer word stands alone. Every line ends with a
/// line break.
[[nodiscard]] std::string wrappedText(const std::string& text, std::size_t columns, const std::string& indent);

} // namespace spanlight::report
