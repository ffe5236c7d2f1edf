#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace spanlight::formats {

/// Unpacks a stream that arrives in pieces; holds only its window. Several packed parts behind each other are one
/// stream, as gzip and zstd define it.
class Unpacker
{
public:
    /// Takes unpacked bytes; returns false to stop.
    using Take = std::function<bool(std::string_view bytes)>;

    virtual ~Unpacker() = default;
    /// Unpacks the next piece. False: stopped by `take` or by damage (see error()).
    virtual bool feed(std::string_view bytes, const Take& take) = 0;
    /// Whether the stream may end here.
    [[nodiscard]] virtual bool complete() const = 0;
    /// What is wrong with the packed bytes; nothing when they are good.
    [[nodiscard]] const std::optional<std::string>& error() const { return m_error; }

protected:
    std::optional<std::string> m_error;
};

/// Unpacker for the format `gzip`, `zlib` or `zstd`; null for any other. `maxWindowBytes`: zstd data that need a larger
/// window are refused, because that much memory would be held while they are unpacked; 0: the library's own limit.
[[nodiscard]] std::unique_ptr<Unpacker> makeUnpacker(std::string_view format, std::size_t maxWindowBytes = 0);

} // namespace spanlight::formats
