#include "models/formats/json/json_cursor.h"

namespace spanlight::formats {

bool JsonCursor::atScalar() const
{
    switch (peek()) {
    case '\0':
    case '{':
    case '}':
    case '[':
    case ']':
    case ':':
    case ',':
    case '"':
        return false;
    default:
        return true;
    }
}

void JsonCursor::skip()
{
    if (!atContainer()) {
        if (atString() || atScalar())
            ++m_at;
        else
            fail();
        return;
    }
    std::uint64_t depth = 0;
    while (m_at < m_size) {
        const char c = m_text[m_begin[m_at++]];
        if (c == '{' || c == '[')
            ++depth;
        else if ((c == '}' || c == ']') && --depth == 0)
            return;
    }
    fail();
}

void JsonCursor::fail()
{
    if (m_failed)
        return;
    m_errorOffset = m_begin[m_at < m_size ? m_at : m_size];
    m_failed = true;
    m_at = m_size;
}

} // namespace spanlight::formats
