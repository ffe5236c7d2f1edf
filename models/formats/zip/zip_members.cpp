#include "models/formats/zip/zip_members.h"

#include "models/formats/utf8.h"

#define ZLIB_CONST // zlib does not write to its input
#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace spanlight::formats {

namespace {

constexpr std::string_view kLocalHeader("PK\x03\x04", 4);
constexpr std::string_view kDirectory("PK\x01\x02", 4);
constexpr std::string_view kEnd("PK\x05\x06", 4);
constexpr std::string_view kEnd64("PK\x06\x06", 4);
constexpr std::string_view kDescriptor("PK\x07\x08", 4);
constexpr std::size_t kHeaderBytes = 30;
constexpr std::uint32_t kInExtra = 0xffffffffU; // the size is in the ZIP64 part
constexpr std::uint16_t kEncrypted = 1;
constexpr std::uint16_t kFollows = 8;
constexpr std::uint16_t kStoredMethod = 0;
constexpr std::uint16_t kDeflateMethod = 8;

std::uint64_t little(std::string_view bytes, std::size_t at, std::size_t size)
{
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
        value |= std::uint64_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
    return value;
}

// Packed size in the ZIP64 part of the extra field (4.5.3): behind the unpacked one if that is there, too.
std::uint64_t packedSize64(std::string_view extra, bool unpackedToo)
{
    while (extra.size() >= 4) {
        const std::uint64_t tag = little(extra, 0, 2);
        const std::size_t size = std::min<std::size_t>(little(extra, 2, 2), extra.size() - 4);
        const std::size_t at = unpackedToo ? 8 : 0;
        if (tag == 1 && size >= at + 8)
            return little(extra, 4 + at, 8);
        extra.remove_prefix(4 + size);
    }
    return 0;
}

std::string methodName(std::uint16_t method)
{
    static constexpr std::array<std::pair<std::uint16_t, const char*>, 6> kNames{
        {{9, "Deflate64"}, {12, "bzip2"}, {14, "LZMA"}, {93, "Zstandard"}, {95, "XZ"}, {98, "PPMd"}}};
    for (const auto& [number, name] : kNames)
        if (number == method)
            return name;
    return "method " + std::to_string(method);
}

bool startsAny(std::string_view bytes)
{
    return bytes.starts_with(kLocalHeader) || bytes.starts_with(kDirectory) || bytes.starts_with(kEnd) ||
           bytes.starts_with(kEnd64);
}

} // namespace

struct ZipMembers::Inflater
{
    Inflater() : isGood(inflateInit2(&stream, -MAX_WBITS) == Z_OK) {}
    ~Inflater() { inflateEnd(&stream); }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    z_stream stream{};
    bool isGood;
    std::array<Bytef, std::size_t{64} << 10> output{};
};

ZipMembers::ZipMembers(Sink& sink) : m_sink(sink) {}
ZipMembers::~ZipMembers() = default;

void ZipMembers::feed(std::string_view bytes)
{
    if (isComplete())
        return;
    m_buffer.append(bytes);
    while (step()) {
    }
    m_buffer.erase(0, m_at);
    m_at = 0;
}

void ZipMembers::finish()
{
    if (m_isOpen)
        endMember("the archive ends in the middle of it");
}

// False: more bytes are needed, or nothing more matters.
bool ZipMembers::step()
{
    switch (m_step) {
    case Step::Header:
        return header();
    case Step::Stored:
        return stored();
    case Step::Deflated:
        return deflated();
    case Step::Descriptor:
        return descriptor();
    case Step::Skip:
        return skip();
    case Step::Search:
        return search();
    case Step::Directory:
        m_at = m_buffer.size();
        return false;
    }
    return false;
}

bool ZipMembers::header()
{
    const std::string_view bytes = waiting();
    if (bytes.size() < 4)
        return false;
    if (!bytes.starts_with(kLocalHeader)) {
        m_step = startsAny(bytes) ? Step::Directory : Step::Search;
        return true;
    }
    if (bytes.size() < kHeaderBytes)
        return false;
    const std::size_t nameBytes = little(bytes, 26, 2);
    const std::size_t extraBytes = little(bytes, 28, 2);
    if (bytes.size() < kHeaderBytes + nameBytes + extraBytes)
        return false;
    const auto flags = static_cast<std::uint16_t>(little(bytes, 6, 2));
    const auto method = static_cast<std::uint16_t>(little(bytes, 8, 2));
    ZipMember member;
    member.name = repairedUtf8(bytes.substr(kHeaderBytes, nameBytes));
    member.checksum = static_cast<std::uint32_t>(little(bytes, 14, 4));
    member.packedBytes = little(bytes, 18, 4);
    const bool unpackedToo = little(bytes, 22, 4) == kInExtra;
    if (member.packedBytes == kInExtra)
        member.packedBytes = packedSize64(bytes.substr(kHeaderBytes + nameBytes, extraBytes), unpackedToo);
    member.isSizeKnown = (flags & kFollows) == 0 || member.packedBytes > 0;
    m_at += kHeaderBytes + nameBytes + extraBytes;
    beginData(member, flags, method);
    return true;
}

void ZipMembers::beginData(const ZipMember& member, std::uint16_t flags, std::uint16_t method)
{
    m_member = member;
    m_left = member.packedBytes;
    m_consumed = 0;
    m_checksum = 0;
    m_isOpen = m_isWanted = false;
    const bool isFolder = member.name.ends_with('/');
    const char* why = nullptr;
    std::string unknown;
    if ((flags & kEncrypted) != 0)
        why = "it is encrypted; unpack it with its password first";
    else if (method == kStoredMethod && !member.isSizeKnown)
        why = "its size is not in front of it; pack it again with another program";
    else if (method != kStoredMethod && method != kDeflateMethod)
        unknown = "it is packed with " + methodName(method) + "; pack it again with deflate";
    if (!isFolder && (why != nullptr || !unknown.empty())) {
        m_sink.lost(member.name, why != nullptr ? why : unknown);
        return passOver();
    }
    if (isFolder)
        return passOver();
    m_isOpen = true;
    m_isWanted = m_sink.begin(member);
    if (!m_isWanted && member.isSizeKnown) {
        endMember({});
        return passOver();
    }
    m_step = method == kStoredMethod ? Step::Stored : Step::Deflated;
    if (method == kDeflateMethod)
        m_inflater = std::make_unique<Inflater>();
}

void ZipMembers::passOver()
{
    m_step = m_member.isSizeKnown ? Step::Skip : Step::Search;
}

void ZipMembers::give(std::string_view bytes)
{
    constexpr std::size_t most = std::numeric_limits<uInt>::max();
    for (std::string_view rest = bytes; !rest.empty();) {
        const std::string_view piece = rest.substr(0, most);
        m_checksum = static_cast<std::uint32_t>(
            crc32(m_checksum, reinterpret_cast<const Bytef*>(piece.data()), static_cast<uInt>(piece.size())));
        rest.remove_prefix(piece.size());
    }
    m_isWanted = m_isWanted && m_sink.take(bytes);
}

void ZipMembers::endMember(std::string damage)
{
    m_inflater.reset();
    if (std::exchange(m_isOpen, false))
        m_sink.end(damage);
}

bool ZipMembers::stored()
{
    const std::string_view bytes = waiting().substr(
        0, static_cast<std::size_t>(std::min<std::uint64_t>(m_left, std::numeric_limits<std::size_t>::max())));
    give(bytes);
    m_at += bytes.size();
    m_left -= bytes.size();
    if (m_left > 0)
        return false;
    endMember(m_isWanted && m_checksum != m_member.checksum ? "its checksum is wrong" : "");
    m_step = Step::Header;
    return true;
}

bool ZipMembers::deflated()
{
    z_stream& stream = m_inflater->stream;
    const std::string_view bytes = waiting();
    if (bytes.empty())
        return false;
    stream.next_in = reinterpret_cast<const Bytef*>(bytes.data());
    stream.avail_in = static_cast<uInt>(std::min<std::size_t>(bytes.size(), std::size_t{1} << 30));
    const uInt before = stream.avail_in;
    stream.next_out = m_inflater->output.data();
    stream.avail_out = static_cast<uInt>(m_inflater->output.size());
    const int result = m_inflater->isGood ? inflate(&stream, Z_NO_FLUSH) : Z_MEM_ERROR;
    const std::size_t used = before - stream.avail_in;
    m_at += used;
    m_consumed += used;
    give({reinterpret_cast<const char*>(m_inflater->output.data()), m_inflater->output.size() - stream.avail_out});
    if (result == Z_STREAM_END) {
        m_inflater.reset();
        m_step = Step::Descriptor;
        return true;
    }
    if ((result != Z_OK && result != Z_BUF_ERROR) || !m_isWanted) {
        endMember(m_isWanted ? "its packed data are damaged" : "");
        m_left = m_member.packedBytes - std::min(m_member.packedBytes, m_consumed);
        passOver();
        return true;
    }
    return used > 0 || stream.avail_out == 0;
}

// What follows the data when the sizes were not known in front (4.3.9): a signature, which may be missing, the checksum
// and two sizes of 4 bytes, or of 8 in ZIP64.
bool ZipMembers::descriptor()
{
    std::uint32_t expected = m_member.checksum;
    if (!m_member.isSizeKnown || !startsAny(waiting())) {
        const std::string_view bytes = waiting();
        if (bytes.size() < 28)
            return false;
        const std::size_t at = bytes.starts_with(kDescriptor) ? 4 : 0;
        expected = static_cast<std::uint32_t>(little(bytes, at, 4));
        const bool isLong = startsAny(bytes.substr(at + 20)) && !startsAny(bytes.substr(at + 12));
        m_at += at + (isLong ? 20 : 12);
    }
    endMember(m_isWanted && m_checksum != expected ? "its checksum is wrong" : "");
    m_step = Step::Header;
    return true;
}

bool ZipMembers::skip()
{
    const std::size_t now = static_cast<std::size_t>(std::min<std::uint64_t>(m_left, waiting().size()));
    m_at += now;
    m_left -= now;
    if (m_left > 0)
        return false;
    m_step = Step::Header;
    return true;
}

// Nothing says where the next member begins: its signature does.
bool ZipMembers::search()
{
    const std::string_view bytes = waiting();
    for (std::size_t at = bytes.find("PK"); at != std::string_view::npos; at = bytes.find("PK", at + 1)) {
        if (!startsAny(bytes.substr(at)))
            continue;
        m_at += at;
        m_step = Step::Header;
        return true;
    }
    m_at += bytes.size() - std::min<std::size_t>(bytes.size(), 3);
    return false;
}

} // namespace spanlight::formats
