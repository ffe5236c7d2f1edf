#pragma once

#include "models/formats/protobuf/wire_reader.h"

#include <string>
#include <string_view>
#include <utility>

namespace spanlight::formats {

/// Writes the fields of one protobuf message. As in protobuf's version 3 a field with its default value is left out,
/// except by the functions that say so.
class WireWriter
{
public:
    void varint(std::uint32_t field, std::uint64_t value)
    {
        if (value != 0)
            always(field, value);
    }
    /// Also 0: for members of a choice.
    void always(std::uint32_t field, std::uint64_t value)
    {
        tag(field, WireType::Varint);
        raw(value);
    }
    void fixed64(std::uint32_t field, std::uint64_t value)
    {
        if (value != 0)
            fixed64Always(field, value);
    }
    void fixed64Always(std::uint32_t field, std::uint64_t value)
    {
        tag(field, WireType::Fixed64);
        little(value, 8);
    }
    void fixed32(std::uint32_t field, std::uint32_t value)
    {
        if (value == 0)
            return;
        tag(field, WireType::Fixed32);
        little(value, 4);
    }
    void bytes(std::uint32_t field, std::string_view value)
    {
        if (!value.empty())
            message(field, value);
    }
    /// Also an empty one.
    void message(std::uint32_t field, std::string_view value)
    {
        tag(field, WireType::Bytes);
        raw(value.size());
        m_out.append(value);
    }
    [[nodiscard]] std::string take() { return std::exchange(m_out, {}); }

private:
    void tag(std::uint32_t field, WireType type) { raw(std::uint64_t{field} << 3 | static_cast<std::uint64_t>(type)); }
    void raw(std::uint64_t value)
    {
        for (; value >= 0x80; value >>= 7)
            m_out += static_cast<char>(value | 0x80);
        m_out += static_cast<char>(value);
    }
    void little(std::uint64_t value, int size)
    {
        for (int i = 0; i < size; ++i)
            m_out += static_cast<char>(value >> (8 * i) & 0xffU);
    }

    std::string m_out;
};

} // namespace spanlight::formats
