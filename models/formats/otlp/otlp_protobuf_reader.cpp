#include "models/formats/otlp/otlp_protobuf_reader.h"

#include <algorithm>

namespace spanlight::formats {

using trace::ProblemCode;

namespace {

// Longest tag and length of a field.
constexpr std::size_t kMostHeader = 20;

struct Varint
{
    std::uint64_t value = 0;
    std::size_t size = 0; ///< 0: it goes on behind the end
    bool broken = false;
};

Varint varintAt(std::string_view bytes)
{
    Varint result;
    for (std::size_t i = 0; i < std::min<std::size_t>(bytes.size(), 10); ++i) {
        const auto byte = static_cast<unsigned char>(bytes[i]);
        result.value |= std::uint64_t{byte & 0x7fU} << (7 * i < 64 ? 7 * i : 63);
        if (byte < 0x80) {
            result.size = i + 1;
            return result;
        }
    }
    result.broken = bytes.size() >= 10;
    return result;
}

std::uint32_t prefixAt(std::string_view bytes)
{
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i)
        value = value << 8 | static_cast<unsigned char>(bytes[i]);
    return value;
}

// A length-delimited field in front of `bytes`: takes its tag and length off and returns its number.
std::optional<std::uint32_t> enterField(std::string_view& bytes)
{
    if (bytes.empty() || (static_cast<unsigned char>(bytes[0]) & 7) != 2 || static_cast<unsigned char>(bytes[0]) > 0x7f)
        return std::nullopt;
    const std::uint32_t field = static_cast<unsigned char>(bytes[0]) >> 3;
    const Varint length = varintAt(bytes.substr(1));
    if (length.size == 0)
        return std::nullopt;
    bytes.remove_prefix(1 + length.size);
    return field;
}

// TracesData { ResourceSpans resource_spans = 1 { Resource resource = 1 { KeyValue attributes = 1 { string key = 1 …
bool looksLikeTraces(std::string_view head)
{
    if (enterField(head) != 1U)
        return false;
    const auto inner = enterField(head);
    if (inner == 1U) { // resource, perhaps empty
        if (head.empty() || head[0] == '\x12')
            return true;
        const auto attributes = enterField(head);
        return attributes == 1U && enterField(head) == 1U;
    }
    if (inner != 2U) // scope_spans
        return false;
    const std::uint32_t first = enterField(head).value_or(0); // scope or spans
    return first >= 1 && first <= 2;
}

} // namespace

std::optional<ProtobufFraming> detectOtlpProtobuf(std::string_view head)
{
    if (looksLikeTraces(head))
        return ProtobufFraming::None;
    if (head.size() > 4 && head[0] == 0 && looksLikeTraces(head.substr(4)))
        return ProtobufFraming::LengthPrefix;
    if (const Varint length = varintAt(head);
        length.size > 0 && length.value > 1 && looksLikeTraces(head.substr(length.size)))
        return ProtobufFraming::Delimited;
    return std::nullopt;
}

bool OtlpProtobufReader::feed(std::string_view bytes)
{
    if (m_stopped)
        return false;
    m_buffer.append(bytes);
    work();
    m_buffer.erase(0, m_at);
    m_base += m_at;
    m_at = 0;
    return !m_stopped;
}

void OtlpProtobufReader::work()
{
    while (!m_stopped && step() != Step::NeedsMore) {
    }
}

OtlpProtobufReader::Step OtlpProtobufReader::step()
{
    if (m_skipTo > offset()) {
        take(static_cast<std::size_t>(std::min<std::uint64_t>(m_skipTo - offset(), waiting().size())));
        return m_skipTo > offset() ? Step::NeedsMore : Step::Done;
    }
    if (waiting().empty())
        return Step::NeedsMore;
    if (m_framing != ProtobufFraming::None && offset() >= m_frameEnd)
        return startFrame();
    return takeField();
}

OtlpProtobufReader::Step OtlpProtobufReader::startFrame()
{
    if (m_framing == ProtobufFraming::LengthPrefix) {
        if (waiting().size() < 4)
            return Step::NeedsMore;
        const std::uint32_t length = prefixAt(waiting());
        take(4);
        m_frameEnd = offset() + length;
        return Step::Done;
    }
    const Varint length = varintAt(waiting());
    if (length.broken) {
        breakOff("the length of a message cannot be read");
        return Step::Broken;
    }
    if (length.size == 0)
        return Step::NeedsMore;
    take(length.size);
    m_frameEnd = offset() + std::min<std::uint64_t>(length.value, std::uint64_t{1} << 62);
    return Step::Done;
}

// One field of the outermost message.
OtlpProtobufReader::Step OtlpProtobufReader::takeField()
{
    const std::string_view bytes = waiting();
    const Varint tag = varintAt(bytes);
    const Varint length = tag.size > 0 ? varintAt(bytes.substr(tag.size)) : Varint{};
    const bool isBytes = tag.size > 0 && (tag.value & 7) == 2;
    if (bytes.size() < kMostHeader && (tag.size == 0 || length.size == 0) && !tag.broken && !length.broken)
        return Step::NeedsMore;
    if (!isBytes || tag.broken || length.broken) {
        breakOff("this is not protobuf");
        return Step::Broken;
    }
    const std::size_t header = tag.size + length.size;
    const bool inFrame =
        m_framing == ProtobufFraming::None || length.value <= m_frameEnd - std::min(m_frameEnd, offset() + header);
    if (!inFrame) {
        breakOff("a resource with its spans is longer than the message that holds it");
        return Step::Broken;
    }
    if (tag.value >> 3 != 1 || length.value > m_options.maxRecordBytes) {
        if (tag.value >> 3 == 1)
            m_builder.problem(ProblemCode::LimitReached, offset(),
                              "a resource with its spans is longer than " + std::to_string(m_options.maxRecordBytes) +
                                  " bytes; it was left out");
        m_skipTo = offset() + header + std::min<std::uint64_t>(length.value, std::uint64_t{1} << 62);
        return Step::Done;
    }
    if (bytes.size() - header < length.value)
        return Step::NeedsMore;
    m_message.resourceSpans(bytes.substr(header, static_cast<std::size_t>(length.value)), offset() + header);
    take(header + static_cast<std::size_t>(length.value));
    return Step::Done;
}

void OtlpProtobufReader::take(std::size_t bytes)
{
    m_at += bytes;
}

// The rest of a framed message is passed over, the next one may be good; without frames nothing tells where to go on.
void OtlpProtobufReader::breakOff(std::string message)
{
    const bool framed = m_framing != ProtobufFraming::None && m_frameEnd > offset();
    m_builder.problem(ProblemCode::BrokenRecord, offset(),
                      std::move(message) +
                          (framed ? "; the rest of this message was left out" : "; the rest was left out"));
    if (framed)
        m_skipTo = m_frameEnd;
    else
        m_stopped = true;
}

void OtlpProtobufReader::finish()
{
    if (m_stopped)
        return;
    const bool inside = m_skipTo > offset() || m_frameEnd > offset() || !waiting().empty();
    if (!inside)
        return;
    const std::string_view bytes = waiting();
    const Varint tag = varintAt(bytes);
    const Varint length = tag.size > 0 ? varintAt(bytes.substr(tag.size)) : Varint{};
    if (m_skipTo <= offset() && tag.value == (1 << 3 | 2) && length.size > 0) {
        const std::size_t header = tag.size + length.size;
        m_message.resourceSpans(bytes.substr(header), offset() + header, true);
    }
    m_builder.problem(ProblemCode::Truncated, offset() + bytes.size(),
                      "the input ends in the middle of a message; the rest is missing");
}

} // namespace spanlight::formats
