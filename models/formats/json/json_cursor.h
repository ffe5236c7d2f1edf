#pragma once

#include "models/formats/json/record_tokens.h"

#include <cstdint>
#include <string_view>

namespace spanlight::formats {

/// Walks the tokens of one record from front to back. Grammar errors are sticky: after the first one every question is
/// answered with "nothing more", so loops end at once and failed() is asked only once per record. Never recurses.
class JsonCursor
{
public:
    explicit JsonCursor(const RecordTokens& tokens)
        : m_text(tokens.text()), m_begin(tokens.begin()), m_size(tokens.size())
    {
    }

    /// First byte of the current token, 0 behind the last one or after an error.
    [[nodiscard]] char peek() const { return m_at < m_size ? m_text[m_begin[m_at]] : '\0'; }
    [[nodiscard]] bool atString() const { return peek() == '"'; }
    [[nodiscard]] bool atObject() const { return peek() == '{'; }
    [[nodiscard]] bool atArray() const { return peek() == '['; }
    [[nodiscard]] bool atContainer() const { return atObject() || atArray(); }
    /// A number or a word such as true; not a string.
    [[nodiscard]] bool atScalar() const;

    /// What stands between the quotes of the current string, escapes and all; moves on. Only when atString().
    std::string_view takeString()
    {
        const char* from = m_text + m_begin[m_at] + 1;
        return {from, static_cast<std::size_t>(tokenEnd() - 1 - from)};
    }
    /// The current number or word; moves on. Only when atScalar().
    std::string_view takeScalar()
    {
        const char* from = m_text + m_begin[m_at];
        return {from, static_cast<std::size_t>(tokenEnd() - from)};
    }
    /// Passes over the current value, however deep.
    void skip();
    /// The text of the object or array at the cursor, behind which `behind` stands.
    [[nodiscard]] std::string_view textUntil(const JsonCursor& behind) const
    {
        return {m_text + m_begin[m_at], m_begin[behind.m_at - 1] + 1 - m_begin[m_at]};
    }

    /// Moves over an opening bracket. Only when atObject() or atArray().
    void enter() { ++m_at; }
    /// The next member of the object that was entered; the cursor then stands at its value, which must be taken or
    /// skipped before the next call. False at the end of the object. `key` has its escapes still in it.
    bool nextMember(std::string_view& key, bool& first);
    /// The next element of the array that was entered, in the same way.
    bool nextElement(bool& first);

    /// Says that the record is not JSON here.
    void fail();
    [[nodiscard]] bool failed() const { return m_failed; }
    /// Nothing is left behind the value.
    [[nodiscard]] bool atEnd() const { return !m_failed && m_at == m_size; }
    /// Byte of the current token in the record, or where the error is.
    [[nodiscard]] std::uint32_t offset() const { return m_failed ? m_errorOffset : m_begin[m_at]; }

private:
    // End of the current token without the white space behind it; moves on.
    const char* tokenEnd()
    {
        const char* end = m_text + m_begin[++m_at];
        while (static_cast<unsigned char>(end[-1]) <= ' ')
            --end;
        return end;
    }

    const char* m_text;
    const std::uint32_t* m_begin;
    std::uint32_t m_size;
    std::uint32_t m_at = 0;
    std::uint32_t m_errorOffset = 0;
    bool m_failed = false;
};

/// The members of the object at the cursor: `for (JsonMembers members(cursor); members.next();) …`
class JsonMembers
{
public:
    explicit JsonMembers(JsonCursor& cursor) : m_cursor(cursor) { cursor.enter(); }
    bool next() { return m_cursor.nextMember(m_key, m_first); }
    [[nodiscard]] std::string_view key() const { return m_key; }

private:
    JsonCursor& m_cursor;
    std::string_view m_key;
    bool m_first = true;
};

/// The elements of the array at the cursor: `for (JsonElements elements(cursor); elements.next();) …`
class JsonElements
{
public:
    explicit JsonElements(JsonCursor& cursor) : m_cursor(cursor) { cursor.enter(); }
    bool next() { return m_cursor.nextElement(m_first); }

private:
    JsonCursor& m_cursor;
    bool m_first = true;
};

inline bool JsonCursor::nextMember(std::string_view& key, bool& first)
{
    char c = peek();
    if (c == '}') {
        ++m_at;
        return false;
    }
    if (!first) {
        if (c != ',') {
            fail();
            return false;
        }
        ++m_at;
        c = peek();
    }
    first = false;
    if (c != '"') {
        fail();
        return false;
    }
    key = takeString();
    if (peek() != ':') {
        fail();
        return false;
    }
    ++m_at;
    return true;
}

inline bool JsonCursor::nextElement(bool& first)
{
    const char c = peek();
    if (c == ']') {
        ++m_at;
        return false;
    }
    if (!first) {
        if (c != ',') {
            fail();
            return false;
        }
        ++m_at;
    }
    first = false;
    return !m_failed && m_at < m_size;
}

} // namespace spanlight::formats
