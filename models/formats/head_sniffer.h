#pragma once

#include <cstddef>
#include <string_view>

namespace spanlight::formats {

/// What the first bytes of an input say without parsing them.
enum class HeadKind : unsigned char {
    Blank, ///< white space only
    Json,  ///< a JSON document begins, or a line further on does
    Gzip,
    Zstd,
    OtlpProtobuf,
    Html,
    Utf16,
    Zip,
    Other,
};

/// Bytes that are enough to tell the kinds apart.
inline constexpr std::size_t kHeadBytes = std::size_t{4} << 10;

[[nodiscard]] HeadKind sniffHead(std::string_view head);

/// Length of a byte order mark and white space in front of the first document.
[[nodiscard]] std::size_t leadingSpace(std::string_view head);

} // namespace spanlight::formats
