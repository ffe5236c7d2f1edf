#pragma once

#include <cstdint>
#include <string_view>

namespace spanlight::formats {

/// Part of the input that holds one span, process, resource or scope.
struct Record
{
    std::string_view bytes;   ///< RecordTokens::kPadding readable bytes lie behind
    std::uint64_t offset = 0; ///< in the unpacked input
};

} // namespace spanlight::formats
