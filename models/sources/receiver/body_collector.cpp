#include "models/sources/receiver/body_collector.h"

#include <algorithm>

namespace spanlight::sources {

namespace {

constexpr std::size_t kSmallest = std::size_t{64} << 10;
/// Memory that a sender gets for a promise.
constexpr std::size_t kMostExpected = std::size_t{4} << 20;
/// More than zstd needs at the levels that anybody sends with.
constexpr std::size_t kMaxWindow = std::size_t{8} << 20;

} // namespace

bool BodyCollector::fail(int status, std::string what)
{
    m_fault = {status, std::move(what)};
    return false;
}

bool BodyCollector::setEncoding(std::string_view encoding)
{
    if (encoding.empty() || encoding == "identity")
        return true;
    if (encoding == "gzip" || encoding == "x-gzip")
        m_unpacker = formats::makeUnpacker("gzip");
    else if (encoding == "deflate" || encoding == "zlib")
        m_unpacker = formats::makeUnpacker("zlib");
    else if (encoding == "zstd")
        m_unpacker = formats::makeUnpacker("zstd", kMaxWindow);
    return m_unpacker != nullptr || fail(400, "unsupported Content-Encoding: " + std::string(encoding.substr(0, 40)) +
                                                  "; supported are gzip, zstd, deflate and none");
}

bool BodyCollector::grow(std::size_t size)
{
    if (size <= m_body.capacity() && size <= m_share.bytes())
        return true;
    const auto expected = static_cast<std::size_t>(std::min<std::uint64_t>(m_expected, kMostExpected));
    const std::size_t more = std::max({2 * m_body.capacity(), kSmallest, expected});
    const std::size_t wanted = std::max(size, std::min(m_maxBytes, more));
    if (!m_share.growTo(wanted))
        return fail(503, "too many requests are in memory already; send it again later");
    m_body.reserve(wanted);
    return true;
}

bool BodyCollector::append(std::string_view bytes)
{
    if (bytes.size() > m_maxBytes - m_body.size())
        return fail(413, "the request is larger than " + std::to_string(m_maxBytes) +
                             (m_unpacker ? " bytes when unpacked" : " bytes") + "; send fewer spans at once");
    if (!grow(m_body.size() + bytes.size()))
        return false;
    m_body += bytes;
    return true;
}

bool BodyCollector::take(std::string_view bytes)
{
    m_sentBytes += bytes.size();
    if (!m_unpacker)
        return append(bytes);
    if (m_sentBytes > m_maxBytes)
        return fail(413,
                    "the request is larger than " + std::to_string(m_maxBytes) + " bytes; send fewer spans at once");
    if (m_unpacker->feed(bytes, [this](std::string_view unpacked) { return append(unpacked); }))
        return true;
    return m_unpacker->error() ? fail(400, *m_unpacker->error()) : false;
}

bool BodyCollector::finish()
{
    if (!m_fault.what.empty())
        return false;
    // An empty body is an empty request, packed or not.
    if (!m_unpacker || m_sentBytes == 0 || m_unpacker->complete())
        return true;
    return fail(400, "the packed body ends in the middle");
}

} // namespace spanlight::sources
