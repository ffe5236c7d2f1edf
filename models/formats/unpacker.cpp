#include "models/formats/unpacker.h"

#define ZLIB_CONST // zlib does not write to its input
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <bit>
#include <limits>
#include <vector>

namespace spanlight::formats {

namespace {

constexpr std::size_t kOutputBytes = std::size_t{256} << 10;

/// gzip, or with `bare` the zlib format that HTTP calls deflate.
class GzipUnpacker final : public Unpacker
{
public:
    explicit GzipUnpacker(bool bare) : m_name(bare ? "zlib" : "gzip"), m_output(kOutputBytes)
    {
        constexpr int gzipOnly = 16;
        if (inflateInit2(&m_stream, MAX_WBITS + (bare ? 0 : gzipOnly)) != Z_OK)
            m_error = std::string("no memory to unpack ") + m_name;
    }
    ~GzipUnpacker() override { inflateEnd(&m_stream); }
    GzipUnpacker(const GzipUnpacker&) = delete;
    GzipUnpacker& operator=(const GzipUnpacker&) = delete;

    bool feed(std::string_view bytes, const Take& take) override
    {
        while (!bytes.empty() && !m_error && !m_padding) {
            constexpr std::size_t most = std::numeric_limits<uInt>::max();
            const std::string_view piece = bytes.substr(0, most);
            bytes.remove_prefix(piece.size());
            if (!feedPiece(piece, take))
                return false;
        }
        return !m_error;
    }

    [[nodiscard]] bool complete() const override { return m_atEnd; }

private:
    bool feedPiece(std::string_view piece, const Take& take)
    {
        m_stream.next_in = reinterpret_cast<const Bytef*>(piece.data());
        m_stream.avail_in = static_cast<uInt>(piece.size());
        bool more = true; // output that did not fit yet
        while (m_stream.avail_in > 0 || more) {
            if (m_atEnd && !beginMember())
                return !m_error;
            m_stream.next_out = m_output.data();
            m_stream.avail_out = static_cast<uInt>(m_output.size());
            const int result = inflate(&m_stream, Z_NO_FLUSH);
            const std::size_t size = m_output.size() - m_stream.avail_out;
            more = m_stream.avail_out == 0;
            if (size > 0 && !take({reinterpret_cast<const char*>(m_output.data()), size}))
                return false;
            if (result == Z_STREAM_END) {
                m_atEnd = true;
                more = false;
            } else if (result != Z_OK && result != Z_BUF_ERROR) {
                m_error = std::string("the ") + m_name + " data are damaged (" +
                          (m_stream.msg != nullptr ? m_stream.msg : "out of memory") + ")";
                return false;
            }
        }
        return true;
    }

    // Zeros behind the last member pad it to a block; anything else must be another member.
    bool beginMember()
    {
        if (m_stream.avail_in == 0)
            return false;
        if (*m_stream.next_in == 0) {
            m_padding = true;
            return false;
        }
        inflateReset(&m_stream);
        m_atEnd = false;
        return true;
    }

    const char* m_name;
    z_stream m_stream{};
    std::vector<Bytef> m_output;
    bool m_atEnd = false;
    bool m_padding = false;
};

class ZstdUnpacker final : public Unpacker
{
public:
    explicit ZstdUnpacker(std::size_t maxWindowBytes) : m_stream(ZSTD_createDStream()), m_output(kOutputBytes)
    {
        if (m_stream == nullptr)
            m_error = "no memory to unpack zstd";
        else if (maxWindowBytes > 0)
            ZSTD_DCtx_setParameter(m_stream, ZSTD_d_windowLogMax, static_cast<int>(std::bit_width(maxWindowBytes)) - 1);
    }
    ~ZstdUnpacker() override { ZSTD_freeDStream(m_stream); }
    ZstdUnpacker(const ZstdUnpacker&) = delete;
    ZstdUnpacker& operator=(const ZstdUnpacker&) = delete;

    bool feed(std::string_view bytes, const Take& take) override
    {
        if (m_error)
            return false;
        ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
        bool more = false;
        while (input.pos < input.size || more) {
            ZSTD_outBuffer output{m_output.data(), m_output.size(), 0};
            m_missing = ZSTD_decompressStream(m_stream, &output, &input);
            if (output.pos > 0 && !take({m_output.data(), output.pos}))
                return false;
            if (ZSTD_isError(m_missing) != 0) {
                m_error = std::string("the zstd data are damaged (") + ZSTD_getErrorName(m_missing) + ")";
                return false;
            }
            more = output.pos == output.size;
        }
        return true;
    }

    [[nodiscard]] bool complete() const override { return m_missing == 0; }

private:
    ZSTD_DStream* m_stream;
    std::vector<char> m_output;
    std::size_t m_missing = 1; // 0 at the end of a frame
};

} // namespace

std::unique_ptr<Unpacker> makeUnpacker(std::string_view format, std::size_t maxWindowBytes)
{
    if (format == "gzip" || format == "zlib")
        return std::make_unique<GzipUnpacker>(format == "zlib");
    if (format == "zstd")
        return std::make_unique<ZstdUnpacker>(maxWindowBytes);
    return nullptr;
}

} // namespace spanlight::formats
