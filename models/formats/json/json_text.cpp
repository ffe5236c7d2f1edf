#include "models/formats/json/json_text.h"

#include "models/trace/utf8.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace spanlight::formats {

namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";

void appendUtf8(std::string& out, std::uint32_t code)
{
    const auto byte = [&out](std::uint32_t value) { out += static_cast<char>(value); };
    if (code < 0x80) {
        byte(code);
    } else if (code < 0x800) {
        byte(0xc0 | code >> 6);
        byte(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        byte(0xe0 | code >> 12);
        byte(0x80 | (code >> 6 & 0x3f));
        byte(0x80 | (code & 0x3f));
    } else {
        byte(0xf0 | code >> 18);
        byte(0x80 | (code >> 12 & 0x3f));
        byte(0x80 | (code >> 6 & 0x3f));
        byte(0x80 | (code & 0x3f));
    }
}

// The four digits of an escape such as \u00e9 at `at`.
std::optional<std::uint32_t> hexUnit(std::string_view raw, std::size_t at)
{
    if (at + 4 > raw.size())
        return std::nullopt;
    std::uint32_t unit = 0;
    const char* end = raw.data() + at + 4;
    const auto [stop, error] = std::from_chars(raw.data() + at, end, unit, 16);
    return error == std::errc() && stop == end ? std::optional(unit) : std::nullopt;
}

// Appends what the escape \uXXXX at `at` stands for; returns its length, 0 if it is not one.
std::size_t appendUnicodeEscape(std::string& out, std::string_view raw, std::size_t at, bool& good)
{
    const auto unit = hexUnit(raw, at + 2);
    if (!unit)
        return 0;
    if (*unit < 0xd800 || *unit > 0xdfff) {
        appendUtf8(out, *unit);
        return 6;
    }
    const bool second = *unit < 0xdc00 && raw.substr(at + 6, 2) == "\\u";
    const auto low = second ? hexUnit(raw, at + 8) : std::nullopt;
    if (low && *low >= 0xdc00 && *low <= 0xdfff) {
        appendUtf8(out, 0x10000 + ((*unit - 0xd800) << 10 | (*low - 0xdc00)));
        return 12;
    }
    out += kReplacement;
    good = false;
    return 6;
}

constexpr char simpleEscape(char c)
{
    switch (c) {
    case '"':
        return '"';
    case '\\':
        return '\\';
    case '/':
        return '/';
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return 0;
    }
}

constexpr std::array<std::int8_t, 256> makeBase64Values()
{
    std::array<std::int8_t, 256> values{};
    values.fill(-1);
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    for (std::size_t i = 0; i < letters.size(); ++i)
        values[static_cast<unsigned char>(letters[i])] = static_cast<std::int8_t>(i);
    values['+'] = values['-'] = 62;
    values['/'] = values['_'] = 63;
    return values;
}

bool isNumber(std::string_view text)
{
    const auto digits = [&text] {
        std::size_t n = 0;
        while (n < text.size() && text[n] >= '0' && text[n] <= '9')
            ++n;
        text.remove_prefix(n);
        return n;
    };
    if (text.starts_with('-'))
        text.remove_prefix(1);
    const bool zero = text.starts_with('0');
    if (const std::size_t n = digits(); n == 0 || (zero && n > 1))
        return false;
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        if (digits() == 0)
            return false;
    }
    if (text.starts_with('e') || text.starts_with('E')) {
        text.remove_prefix(1);
        if (text.starts_with('+') || text.starts_with('-'))
            text.remove_prefix(1);
        if (digits() == 0)
            return false;
    }
    return text.empty();
}

template <typename T>
std::optional<T> parseWhole(std::string_view text)
{
    T value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    const std::size_t first = text.starts_with('-') ? 1 : 0;
    const bool leadingZero = text.size() > first + 1 && text[first] == '0';
    if (text.empty() || error != std::errc() || stop != end || leadingZero)
        return std::nullopt;
    return value;
}

} // namespace

std::string_view cutUtf8(std::string_view text, std::size_t limit)
{
    if (text.size() <= limit)
        return text;
    std::size_t end = limit;
    for (int i = 0; i < 3 && end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80; ++i)
        --end;
    return text.substr(0, end);
}

std::string repairedJson(std::string_view record)
{
    constexpr std::string_view hex = "0123456789abcdef";
    std::string out;
    out.reserve(record.size() + 64);
    bool inString = false;
    bool escaped = false;
    for (std::size_t i = 0; i < record.size();) {
        const char c = record[i];
        const std::size_t length = trace::utf8Length(record.substr(i, 4));
        if (length == 0) {
            out += kReplacement;
        } else if (inString && static_cast<unsigned char>(c) < 0x20) {
            out += "\\u00";
            out += hex[static_cast<unsigned char>(c) >> 4];
            out += hex[static_cast<unsigned char>(c) & 0xf];
        } else {
            out += record.substr(i, length);
        }
        inString = inString != (c == '"' && !escaped);
        escaped = inString && c == '\\' && !escaped;
        i += length == 0 ? 1 : length;
    }
    return out;
}

bool appendUnescaped(std::string& out, std::string_view raw)
{
    bool good = true;
    for (std::size_t i = 0; i < raw.size();) {
        const std::size_t next = std::min(raw.find('\\', i), raw.size());
        out += raw.substr(i, next - i);
        i = next;
        if (i + 1 >= raw.size()) {
            out += raw.substr(i);
            return good && i == raw.size();
        }
        if (const char c = simpleEscape(raw[i + 1]); c != 0) {
            out += c;
            i += 2;
            continue;
        }
        const std::size_t length = raw[i + 1] == 'u' ? appendUnicodeEscape(out, raw, i, good) : 0;
        if (length == 0) { // no escape of JSON: keep it
            out += '\\';
            good = false;
        }
        i += length == 0 ? 1 : length;
    }
    return good;
}

std::optional<std::int64_t> parseInt64(std::string_view text)
{
    return parseWhole<std::int64_t>(text);
}

std::optional<std::uint64_t> parseUint64(std::string_view text)
{
    return parseWhole<std::uint64_t>(text);
}

std::optional<double> parseDouble(std::string_view text)
{
    if (!isNumber(text))
        return std::nullopt;
    double value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc::result_out_of_range) { // from_chars leaves the value alone then
        const bool small = text.find("e-") != std::string_view::npos || text.find("E-") != std::string_view::npos;
        const double huge = small ? 0.0 : HUGE_VAL;
        return text.starts_with('-') ? -huge : huge;
    }
    return value;
}

std::optional<std::string> fromBase64(std::string_view text)
{
    static constexpr auto values = makeBase64Values();
    std::size_t padding = 0;
    while (!text.empty() && text.back() == '=' && padding < 2) {
        text.remove_suffix(1);
        ++padding;
    }
    if (text.size() % 4 == 1 || (padding > 0 && (text.size() + padding) % 4 != 0))
        return std::nullopt;
    std::string out;
    out.reserve(text.size() * 3 / 4);
    std::uint32_t group = 0;
    int bits = 0;
    for (const char c : text) {
        const std::int8_t value = values[static_cast<unsigned char>(c)];
        if (value < 0)
            return std::nullopt;
        group = group << 6 | static_cast<std::uint32_t>(value);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out += static_cast<char>(group >> bits & 0xff);
        }
    }
    return out;
}

} // namespace spanlight::formats
