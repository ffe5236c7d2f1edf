#include "models/formats/packer.h"

#include <zstd.h>

#include <algorithm>

namespace spanlight::formats {

std::string packZstd(std::string_view bytes)
{
    std::string packed(ZSTD_compressBound(bytes.size()), '\0');
    const std::size_t size = ZSTD_compress(packed.data(), packed.size(), bytes.data(), bytes.size(), 1);
    packed.resize(ZSTD_isError(size) != 0 ? 0 : size); // only without memory
    return packed;
}

std::optional<std::string> unpackZstd(std::string_view packed, std::size_t mostBytes)
{
    const unsigned long long size = ZSTD_getFrameContentSize(packed.data(), packed.size());
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > mostBytes)
        return std::nullopt;
    std::string bytes(static_cast<std::size_t>(size), '\0');
    const std::size_t got = ZSTD_decompress(bytes.data(), bytes.size(), packed.data(), packed.size());
    return ZSTD_isError(got) != 0 || got != bytes.size() ? std::nullopt : std::optional(std::move(bytes));
}

} // namespace spanlight::formats
