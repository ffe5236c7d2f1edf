#include "models/formats/zip/zip_member_reader.h"

#include "models/formats/unpacker.h"

#include <utility>

namespace spanlight::formats {

namespace {

// Enough of a file to recognise it, also when it is packed.
constexpr std::size_t kHeadBytes = std::size_t{64} << 10;

std::string unpackedHead(const std::string& head, std::string_view format)
{
    const auto unpacker = makeUnpacker(format);
    if (!unpacker)
        return head;
    std::string unpacked;
    unpacker->feed(head, [&](std::string_view bytes) {
        unpacked.append(bytes.substr(0, kHeadBytes - unpacked.size()));
        return unpacked.size() < kHeadBytes;
    });
    return unpacked;
}

} // namespace

ZipMemberReader::ZipMemberReader(trace::TraceBuilder& builder, std::string name, std::string shownName,
                                 const ReadOptions& options)
    : m_builder(builder), m_name(std::move(name)), m_shownName(std::move(shownName)), m_options(options)
{
    m_options.progress = {}; // that of the archive counts
}

bool ZipMemberReader::take(std::string_view bytes)
{
    if (m_content == Content::Traces)
        return m_reader->feed(bytes);
    if (m_content != Content::Unknown)
        return false;
    m_head.append(bytes);
    return m_head.size() < kHeadBytes || decide();
}

bool ZipMemberReader::decide()
{
    const std::string_view packing = detectFormat(m_head);
    const std::string_view format = detectFormat(unpackedHead(m_head, packing));
    if (packing == "zip" || format == "zip")
        m_content = Content::Archive;
    else if (isReadable(format) || format == "other-signal" || format == "error-answer")
        m_content = Content::Traces;
    else
        m_content = Content::Other;
    if (m_content != Content::Traces)
        return false;
    m_reader.emplace(m_builder, m_shownName, m_options);
    const std::string head = std::exchange(m_head, {});
    return m_reader->feed(head);
}

ReadResult ZipMemberReader::finish(const std::string& damage)
{
    if (m_content == Content::Unknown)
        (void)decide();
    if (!m_reader)
        return {};
    return damage.empty() ? m_reader->finish() : m_reader->abort(damage);
}

} // namespace spanlight::formats
