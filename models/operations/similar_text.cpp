#include "models/operations/similar_text.h"

#include <algorithm>

namespace spanlight::operations {

namespace {

constexpr std::size_t kLongToken = 16; // longer ones with several digits are ids
constexpr std::ptrdiff_t kIdDigits = 4;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
bool isHexLetter(char c)
{
    return (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool isTokenChar(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

// Whether a word is a value rather than a name. `afterValue`: it follows a value and a hyphen, as within a UUID.
bool isValue(std::string_view token, bool afterValue)
{
    if (isDigit(token.front()))
        return true;
    const auto digits = std::count_if(token.begin(), token.end(), isDigit);
    const bool hex = std::all_of(token.begin(), token.end(), [](char c) { return isDigit(c) || isHexLetter(c); });
    if (hex && (afterValue || (digits > 0 && token.size() >= 4)))
        return true;
    return token.size() >= kLongToken && digits >= kIdDigits;
}

// Writes the shape; values that follow each other with commas, spaces and hyphens only between them become one.
class ShapeWriter
{
public:
    explicit ShapeWriter(std::string& out) : m_out(out) {}

    void value()
    {
        if (m_afterValue)
            m_out.resize(m_valueEnd);
        else
            m_out += '?';
        m_valueEnd = m_out.size();
        m_afterValue = true;
    }
    void token(std::string_view token)
    {
        if (isValue(token, m_afterValue && m_out.ends_with('-')))
            return value();
        m_out += token;
        m_afterValue = false;
    }
    void other(char c)
    {
        m_out += c;
        m_afterValue = m_afterValue && (c == ',' || c == ' ' || c == '-' || c == '.');
    }

private:
    std::string& m_out;
    std::size_t m_valueEnd = 0;
    bool m_afterValue = false;
};

} // namespace

void appendShape(std::string& out, std::string_view text)
{
    ShapeWriter writer(out);
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i + 1;
        if (text[i] == '\'') { // quoted text is a value; an end that is missing is the end of the text
            end = std::min(text.find('\'', end), text.size() - 1) + 1;
            writer.value();
        } else if (text[i] == '?') { // a parameter already
            writer.value();
        } else if (text[i] == '$' && end < text.size() && isDigit(text[end])) {
            while (end < text.size() && isDigit(text[end]))
                ++end;
            writer.value();
        } else if (isTokenChar(text[i])) {
            while (end < text.size() && isTokenChar(text[end]))
                ++end;
            writer.token(text.substr(i, end - i));
        } else {
            writer.other(text[i]);
        }
        i = end;
    }
}

} // namespace spanlight::operations
