#include "models/report/safe_text.h"

#include <algorithm>
#include <cstdint>

namespace spanlight::report {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

struct CodePoint
{
    std::uint32_t value = 0;
    std::size_t bytes = 0; // 0: not UTF-8
};

std::size_t lengthByFirstByte(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first >= 0xc2 && first <= 0xdf)
        return 2;
    if (first >= 0xe0 && first <= 0xef)
        return 3;
    return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
CodePoint decode(std::string_view text)
{
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t length = lengthByFirstByte(first);
    if (length == 0 || length > text.size())
        return {};
    if (length == 1)
        return {first, 1};
    std::uint32_t value = first & (0xffU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        const auto next = static_cast<unsigned char>(text[i]);
        if ((next & 0xc0U) != 0x80U)
            return {};
        value = (value << 6) | (next & 0x3fU);
    }
    const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
    const bool surrogate = value >= 0xd800 && value <= 0xdfff;
    return overlong || surrogate || value > 0x10ffff ? CodePoint{} : CodePoint{value, length};
}

bool isHarmful(std::uint32_t c)
{
    const bool control = c < 0x20 || (c >= 0x7f && c <= 0x9f);
    const bool direction = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f;
    return control || direction || c == 0x2028 || c == 0x2029 || c == 0xfeff;
}

std::string cleaned(std::string_view text, bool keepLines)
{
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const CodePoint c = decode(text);
        if (c.bytes == 0) {
            out += kReplacement;
            text.remove_prefix(1);
            continue;
        }
        if (keepLines && c.value == '\n')
            out += '\n';
        else if (c.value == '\n' || c.value == '\r' || c.value == '\t')
            out += ' ';
        else if (isHarmful(c.value))
            out += kReplacement;
        else
            out += text.substr(0, c.bytes);
        text.remove_prefix(c.bytes);
    }
    return out;
}

std::size_t longestRun(std::string_view text, char c)
{
    std::size_t longest = 0;
    std::size_t run = 0;
    for (const char x : text) {
        run = x == c ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return longest;
}

bool isWordByte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (static_cast<unsigned char>(c) & 0x80U) != 0;
}

// Viewers make links of these without being asked.
bool looksLikeLink(std::string_view word)
{
    std::string lower(word);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
    return lower.find("://") != std::string::npos || lower.find("www.") != std::string::npos ||
           lower.find('@') != std::string::npos || lower.find("mailto:") != std::string::npos ||
           lower.find("javascript:") != std::string::npos;
}

// An underscore inside a word is no emphasis; ids stay readable and can be searched for.
bool needsEscape(std::string_view word, std::size_t i)
{
    const char c = word[i];
    if (c == '_') {
        const bool inside = i > 0 && i + 1 < word.size() && isWordByte(word[i - 1]) && isWordByte(word[i + 1]);
        return !inside;
    }
    return std::string_view("\\`*[]|~").find(c) != std::string_view::npos;
}

void appendWord(std::string& out, std::string_view word, bool first)
{
    if (looksLikeLink(word)) {
        out += markdownCode(word);
        return;
    }
    const std::size_t digits = static_cast<std::size_t>(
        std::find_if_not(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; }) - word.begin());
    for (std::size_t i = 0; i < word.size(); ++i) {
        const char c = word[i];
        const bool starts = first && i == 0 && std::string_view("#+-=").find(c) != std::string_view::npos;
        const bool numbers = first && digits > 0 && i == digits && (c == '.' || c == ')');
        if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '&')
            out += "&amp;";
        else if (starts || numbers || needsEscape(word, i))
            (out += '\\') += c;
        else
            out += c;
    }
}

// Bytes of the first characters.
std::size_t bytesOf(std::string_view text, std::size_t columns)
{
    std::size_t end = 0;
    for (std::size_t seen = 0; end < text.size(); ++end)
        if ((static_cast<unsigned char>(text[end]) & 0xc0U) != 0x80U && ++seen > columns)
            break;
    return end;
}

} // namespace

std::string oneLine(std::string_view text)
{
    return cleaned(text, false);
}

std::size_t columnsOf(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

std::string shortened(std::string_view text, std::size_t columns)
{
    if (columnsOf(text) <= columns)
        return std::string(text);
    if (columns == 0)
        return {};
    return std::string(text.substr(0, bytesOf(text, columns - 1))) + "…";
}

std::string shortenedInTheMiddle(std::string_view text, std::size_t columns)
{
    const std::size_t all = columnsOf(text);
    if (all <= columns || columns < 3)
        return shortened(text, columns);
    const std::size_t tail = columns / 2;
    return std::string(text.substr(0, bytesOf(text, columns - tail - 1))) + "…" +
           std::string(text.substr(bytesOf(text, all - tail)));
}

std::string padded(std::string text, std::size_t columns)
{
    const std::size_t have = columnsOf(text);
    if (have < columns)
        text.append(columns - have, ' ');
    return text;
}

std::string markdownText(std::string_view text)
{
    const std::string line = oneLine(text);
    std::string out;
    out.reserve(line.size() + 16);
    std::string_view rest = line;
    bool first = true;
    while (!rest.empty()) {
        const std::size_t space = std::min(rest.find(' '), rest.size());
        if (space > 0)
            appendWord(out, rest.substr(0, space), first);
        first = first && space == 0;
        rest.remove_prefix(space);
        if (!rest.empty()) {
            if (!out.empty() && out.back() != ' ')
                out += ' ';
            rest.remove_prefix(1);
        }
    }
    return out;
}

std::string markdownCode(std::string_view text)
{
    const std::string line = oneLine(text);
    const std::string ticks(longestRun(line, '`') + 1, '`');
    const bool pad = line.empty() || line.front() == '`' || line.back() == '`';
    const std::string space = pad ? " " : "";
    std::string out = ticks + space;
    for (const char c : line) { // a table would take a bar as its own even inside code
        if (c == '|')
            out += "\\|";
        else
            out += c;
    }
    return out + space + ticks;
}

std::string markdownFence(std::string_view lines, std::string_view language)
{
    const std::string text = cleaned(lines, true);
    const std::string fence(std::max<std::size_t>(3, longestRun(text, '`') + 1), '`');
    std::string out = fence + std::string(language) + "\n" + text;
    if (out.back() != '\n')
        out += '\n';
    return out + fence + "\n";
}

std::string xmlText(std::string_view text)
{
    std::string out;
    for (const char c : oneLine(text)) {
        switch (c) {
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '&':
            out += "&amp;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

} // namespace spanlight::report
