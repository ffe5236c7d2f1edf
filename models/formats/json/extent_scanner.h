#pragma once

#include <cstddef>
#include <cstdint>

namespace spanlight::formats {

/// Finds where a JSON value ends, by quotes and brackets only, 64 bytes at a time. What lies inside is not checked.
///
/// Resumable: when the bytes end before the value does, call scan() again with more of them. Time is linear in the
/// bytes no matter how they arrive; memory is constant no matter how deep they nest.
class ExtentScanner
{
public:
    /// The value begins with this byte.
    void begin(char first);
    /// Continues at the first byte that was not seen yet (at the beginning: the first byte of the value). Returns the
    /// byte behind the value, or nullptr when it does not end in [from, to). 64 bytes behind `to` must be readable.
    const char* scan(const char* from, const char* to);
    /// The value is a number or word, which the end of the input ends too.
    [[nodiscard]] bool inScalar() const { return m_kind == Kind::Scalar; }

private:
    enum class Kind : std::uint8_t { Container, String, Scalar };

    const char* scanContainer(const char* from, const char* to);
    const char* scanBytes(const char* from, const char* to);
    const char* scanString(const char* from, const char* to);

    std::uint64_t m_depth = 0;
    std::uint64_t m_inString = 0; // all bits set inside a string
    std::uint64_t m_escaped = 0;  // 1 if the next byte is escaped
    Kind m_kind = Kind::Scalar;
};

} // namespace spanlight::formats
