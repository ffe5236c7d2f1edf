#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace spanlight::sources {

/// Ascending numbers from 0 on as bytes: distances of 7 bits each.
[[nodiscard]] inline std::string packNumbers(const std::vector<std::int64_t>& ascending)
{
    std::string bytes;
    std::int64_t before = 0;
    for (const std::int64_t number : ascending) {
        auto distance = static_cast<std::uint64_t>(number - before);
        for (; distance >= 0x80; distance >>= 7)
            bytes += static_cast<char>(distance | 0x80);
        bytes += static_cast<char>(distance);
        before = number;
    }
    return bytes;
}

[[nodiscard]] inline std::vector<std::int64_t> unpackNumbers(std::string_view bytes)
{
    std::vector<std::int64_t> numbers;
    std::uint64_t distance = 0;
    unsigned shift = 0;
    std::uint64_t before = 0;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        distance |= std::uint64_t{byte & 0x7fU} << (shift & 63U);
        shift += 7;
        if (byte >= 0x80)
            continue;
        before += distance;
        numbers.push_back(static_cast<std::int64_t>(before));
        distance = 0;
        shift = 0;
    }
    return numbers;
}

} // namespace spanlight::sources
