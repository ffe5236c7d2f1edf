#include "models/report/text_table.h"

#include "models/report/safe_text.h"

#include <algorithm>
#include <string_view>

namespace spanlight::report {

namespace {

constexpr std::size_t kGap = 2;

std::size_t mostOf(const TextColumn& column)
{
    return column.cut == Cut::Never ? kAnyWidth : column.most;
}

std::string fitted(const std::string& cell, std::size_t width, Cut cut)
{
    return cut == Cut::Middle ? shortenedInTheMiddle(cell, width) : shortened(cell, width);
}

// Widths of the cells, 0 for a column without any.
std::vector<std::size_t> widthsOf(const std::vector<TextColumn>& header,
                                  const std::vector<std::vector<std::string>>& rows)
{
    std::vector<std::size_t> widths(header.size(), 0);
    for (const auto& row : rows)
        for (std::size_t i = 0; i < std::min(header.size(), row.size()); ++i)
            widths[i] = std::max(widths[i], std::min(columnsOf(row[i]), mostOf(header[i])));
    for (std::size_t i = 0; i < header.size(); ++i)
        if (widths[i] > 0)
            widths[i] = std::max(widths[i], columnsOf(header[i].title));
    return widths;
}

void narrow(std::vector<std::size_t>& widths, const std::vector<TextColumn>& header, std::size_t columns)
{
    if (columns == kAnyWidth)
        return;
    std::size_t all = 0;
    for (const std::size_t width : widths)
        all += width > 0 ? width + kGap : 0;
    for (std::size_t excess = all > columns + kGap ? all - columns - kGap : 0; excess > 0;) {
        std::size_t widest = widths.size();
        for (std::size_t i = 0; i < widths.size(); ++i)
            if (!header[i].right && header[i].cut != Cut::Never && widths[i] > header[i].least &&
                (widest == widths.size() || widths[i] > widths[widest]))
                widest = i;
        if (widest == widths.size())
            return;
        --widths[widest];
        --excess;
    }
}

std::string lineOf(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths,
                   const std::vector<TextColumn>& header)
{
    std::string line;
    for (std::size_t i = 0; i < widths.size(); ++i) {
        if (widths[i] == 0)
            continue;
        const std::string cell = i < cells.size() ? fitted(cells[i], widths[i], header[i].cut) : std::string();
        if (!line.empty())
            line.append(kGap, ' ');
        const std::size_t room = widths[i] - std::min(widths[i], columnsOf(cell));
        line += header[i].right ? std::string(room, ' ') + cell : padded(cell, widths[i]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return line + "\n";
}

} // namespace

std::string textTable(const std::vector<TextColumn>& header, const std::vector<std::vector<std::string>>& rows,
                      std::size_t columns)
{
    std::vector<std::size_t> widths = widthsOf(header, rows);
    narrow(widths, header, columns);
    std::vector<std::string> titles;
    for (const TextColumn& column : header)
        titles.push_back(column.title);
    std::string out = lineOf(titles, widths, header);
    for (const auto& row : rows)
        out += lineOf(row, widths, header);
    return out;
}

std::string fitted(const std::string& cell, const TextColumn& column)
{
    return fitted(cell, mostOf(column), column.cut);
}

std::string wrappedText(const std::string& text, std::size_t columns, const std::string& indent)
{
    std::string out;
    std::string line;
    std::string_view rest = text;
    const auto flush = [&] {
        if (!line.empty())
            out += indent + line + "\n";
        line.clear();
    };
    while (!rest.empty()) {
        const std::size_t space = std::min(rest.find(' '), rest.size());
        const std::string_view word = rest.substr(0, space);
        if (!line.empty() && columnsOf(line) + columnsOf(word) + 1 + indent.size() > columns)
            flush();
        if (!word.empty())
            line += (line.empty() ? "" : " ") + std::string(word);
        rest.remove_prefix(std::min(space + 1, rest.size()));
    }
    flush();
    return out;
}

} // namespace spanlight::report
