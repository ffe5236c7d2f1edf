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

/// What came of a record.
enum class RecordResult : std::uint8_t {
    Good,
    Broken, ///< not JSON; logged
    NoSpan, ///< JSON, but something else than a span; not logged
};

} // namespace spanlight::formats
