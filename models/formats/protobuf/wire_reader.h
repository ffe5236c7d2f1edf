#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace spanlight::formats {

/// How a field of a protobuf message is written.
enum class WireType : std::uint8_t { Varint = 0, Fixed64 = 1, Bytes = 2, Group = 3, EndGroup = 4, Fixed32 = 5 };

/// Goes over the fields of one protobuf message in memory. Copies nothing; never reads beyond the message. A message
/// that is not well formed ends early and has failed(); a field of bytes that goes on behind the end is handed out as
/// far as it goes, with isCut().
class WireReader
{
public:
    explicit WireReader(std::string_view message) : m_begin(message.data()), m_at(m_begin), m_end(m_at + message.size())
    {
    }

    /// Goes to the next field; false at the end, and where the message is broken.
    [[nodiscard]] bool next()
    {
        if (m_at == m_end || m_failed || m_cut)
            return false;
        m_fieldBegin = m_at;
        const std::uint64_t tag = varint();
        m_field = static_cast<std::uint32_t>(tag >> 3);
        m_type = static_cast<WireType>(tag & 7);
        if (m_failed || tag > 0xffffffffU || m_field == 0)
            return fail();
        switch (m_type) {
        case WireType::Varint:
            m_bits = varint();
            return !m_failed;
        case WireType::Fixed64:
            return fixed<std::uint64_t>();
        case WireType::Fixed32:
            return fixed<std::uint32_t>();
        case WireType::Bytes:
            return takeBytes();
        default: // groups: not written by anybody for decades
            return fail();
        }
    }

    [[nodiscard]] std::uint32_t field() const { return m_field; }
    [[nodiscard]] WireType type() const { return m_type; }
    [[nodiscard]] bool is(std::uint32_t field, WireType type) const { return m_field == field && m_type == type; }
    /// Value of a Varint, Fixed64 or Fixed32.
    [[nodiscard]] std::uint64_t bits() const { return m_bits; }
    [[nodiscard]] double floating() const { return std::bit_cast<double>(m_bits); }
    /// Value of Bytes.
    [[nodiscard]] std::string_view bytes() const { return m_bytes; }

    [[nodiscard]] bool failed() const { return m_failed; }
    /// The message ends inside a field.
    [[nodiscard]] bool isCut() const { return m_cut; }
    /// Where the current field begins, counted from the begin of the message.
    [[nodiscard]] std::size_t offset() const { return static_cast<std::size_t>(m_fieldBegin - m_begin); }
    /// Where it ends, counted likewise.
    [[nodiscard]] std::size_t endOffset() const { return static_cast<std::size_t>(m_at - m_begin); }

private:
    bool fail()
    {
        m_failed = true;
        return false;
    }

    std::uint64_t varint()
    {
        if (m_at != m_end && static_cast<unsigned char>(*m_at) < 0x80)
            return static_cast<unsigned char>(*m_at++);
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 70; shift += 7) {
            if (m_at == m_end) {
                m_cut = true;
                m_failed = true;
                return 0;
            }
            const auto byte = static_cast<unsigned char>(*m_at++);
            value |= std::uint64_t{byte & 0x7fU} << (shift < 64 ? shift : 63);
            if (byte < 0x80)
                return value;
        }
        m_failed = true;
        return 0;
    }

    template <typename T>
    bool fixed()
    {
        if (static_cast<std::size_t>(m_end - m_at) < sizeof(T)) {
            m_cut = true;
            return fail();
        }
        T value;
        std::memcpy(&value, m_at, sizeof(T));
        if constexpr (std::endian::native == std::endian::big)
            value = swapped(value);
        m_at += sizeof(T);
        m_bits = value;
        return true;
    }

    template <typename T>
    static T swapped(T value)
    {
        T result = 0;
        for (std::size_t i = 0; i < sizeof(T); ++i)
            result = static_cast<T>(result << 8 | ((value >> (8 * i)) & 0xffU));
        return result;
    }

    bool takeBytes()
    {
        const std::uint64_t length = varint();
        if (m_failed)
            return false;
        const auto left = static_cast<std::uint64_t>(m_end - m_at);
        m_cut = length > left;
        m_bytes = {m_at, static_cast<std::size_t>(m_cut ? left : length)};
        m_at += m_bytes.size();
        return true;
    }

    const char* m_begin;
    const char* m_at;
    const char* m_end;
    const char* m_fieldBegin = nullptr;
    std::uint64_t m_bits = 0;
    std::string_view m_bytes;
    std::uint32_t m_field = 0;
    WireType m_type = WireType::Varint;
    bool m_failed = false;
    bool m_cut = false;
};

} // namespace spanlight::formats
