#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace spanlight::trace {

/// Product of two 64-bit numbers folded to 64 bits: the mixing step of the hashes below.
[[nodiscard]] inline std::uint64_t mix(std::uint64_t a, std::uint64_t b)
{
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

/// Fast hash of bytes for tables in memory; never stored, never compared between programs.
[[nodiscard]] inline std::uint64_t hashBytes(const char* data, std::size_t size)
{
    constexpr std::uint64_t k0 = 0xa0761d6478bd642fULL;
    constexpr std::uint64_t k1 = 0xe7037ed1a0b428dbULL;
    const auto load = [](const char* p, std::size_t n) {
        std::uint64_t word = 0;
        std::memcpy(&word, p, n);
        return word;
    };
    std::uint64_t hash = k0 ^ size;
    std::size_t rest = size;
    const char* p = data;
    while (rest > 16) {
        hash = mix(load(p, 8) ^ k1, load(p + 8, 8) ^ hash);
        p += 16;
        rest -= 16;
    }
    std::uint64_t a = 0;
    std::uint64_t b = 0;
    if (rest >= 8) {
        a = load(p, 8);
        b = load(p + rest - 8, 8);
    } else if (rest >= 4) {
        a = load(p, 4);
        b = load(p + rest - 4, 4);
    } else if (rest > 0) {
        a = static_cast<unsigned char>(p[0]) | (std::uint64_t{static_cast<unsigned char>(p[rest / 2])} << 8)
            | (std::uint64_t{static_cast<unsigned char>(p[rest - 1])} << 16);
    }
    return mix(k1 ^ size, mix(a ^ k1, b ^ hash));
}

[[nodiscard]] inline std::uint64_t hashBytes(std::string_view text) { return hashBytes(text.data(), text.size()); }

} // namespace spanlight::trace
