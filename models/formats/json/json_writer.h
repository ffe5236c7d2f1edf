#pragma once

#include "models/trace/attributes.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace spanlight::formats {

/// Appends JSON to a text, with the commas where they belong.
class JsonWriter
{
public:
    explicit JsonWriter(std::string& out) : m_out(out) {}

    void begin(char bracket)
    {
        comma();
        m_out += bracket;
        m_first = true;
    }
    void end(char bracket)
    {
        m_out += bracket;
        m_first = false;
    }
    void key(std::string_view name)
    {
        comma();
        trace::appendJsonString(m_out, name);
        m_out += ':';
        m_first = true;
    }
    void text(std::string_view value)
    {
        comma();
        trace::appendJsonString(m_out, value);
    }
    /// A number or word as it is.
    void raw(std::string_view value)
    {
        comma();
        m_out += value;
    }
    void number(std::int64_t value) { raw(std::to_string(value)); }
    /// 64-bit numbers stand between quotes in protobuf's JSON.
    void quoted(std::uint64_t value) { text(std::to_string(value)); }

    void member(std::string_view name, std::string_view value)
    {
        key(name);
        text(value);
    }
    /// Left out when empty.
    void optional(std::string_view name, std::string_view value)
    {
        if (!value.empty())
            member(name, value);
    }
    void optional(std::string_view name, std::uint32_t value)
    {
        if (value == 0)
            return;
        key(name);
        number(value);
    }

private:
    void comma()
    {
        if (!m_first)
            m_out += ',';
        m_first = false;
    }

    std::string& m_out;
    bool m_first = true;
};

} // namespace spanlight::formats
