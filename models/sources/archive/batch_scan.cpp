#include "models/sources/archive/batch_scan.h"

#include "models/formats/protobuf/wire_reader.h"
#include "models/formats/protobuf/wire_writer.h"
#include "models/formats/utf8.h"
#include "models/trace/hash.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace spanlight::sources {

using formats::WireReader;
using formats::WireType;
using formats::WireWriter;
using trace::TraceId;

namespace {

// Field numbers of opentelemetry/proto/trace/v1/trace.proto.
constexpr std::uint32_t kResourceSpans = 1;
constexpr std::uint32_t kResource = 1;
constexpr std::uint32_t kScopeSpans = 2;
constexpr std::uint32_t kScopeSpansBefore = 1000; // before scopes had their name
constexpr std::uint32_t kSpan = 2;
constexpr int kStatusError = 2;

constexpr std::uint32_t kNoWord = 0xffffffffU;

bool isScopeSpans(const WireReader& wire)
{
    return wire.is(kScopeSpans, WireType::Bytes) || wire.is(kScopeSpansBefore, WireType::Bytes);
}

std::int64_t timeOf(std::uint64_t ns)
{
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
    return static_cast<std::int64_t>(std::min(ns, most));
}

std::uint64_t bigEndian(std::string_view bytes)
{
    std::uint64_t value = 0;
    for (const char c : bytes)
        value = value << 8 | static_cast<unsigned char>(c);
    return value;
}

struct StringAttribute
{
    std::string_view key;
    std::string_view value;
    bool isText = false;
};

StringAttribute attributeOf(std::string_view keyValue)
{
    StringAttribute attribute;
    WireReader wire(keyValue);
    while (wire.next()) {
        if (wire.is(1, WireType::Bytes))
            attribute.key = wire.bytes();
        if (!wire.is(2, WireType::Bytes))
            continue;
        WireReader any(wire.bytes());
        attribute.isText = any.next() && any.is(1, WireType::Bytes);
        attribute.value = attribute.isText ? any.bytes() : std::string_view();
    }
    return attribute;
}

class BatchScanner
{
public:
    explicit BatchScanner(const std::vector<std::string>& operationKeys) : m_keys(operationKeys)
    {
        for (const std::string& key : m_keys)
            m_keyLengths |= std::uint64_t{1} << (key.size() & 63U);
    }

    ScannedBatch scan(std::string_view otlp)
    {
        WireReader wire(otlp);
        while (wire.next())
            if (wire.is(kResourceSpans, WireType::Bytes))
                resourceSpans(wire.bytes());
        check(wire);
        return std::move(m_batch);
    }

private:
    void check(const WireReader& wire) { m_batch.whole = m_batch.whole && !wire.failed() && !wire.isCut(); }

    void resourceSpans(std::string_view message)
    {
        m_service = kNoWord;
        m_outerWords.clear();
        for (WireReader wire(message); wire.next();)
            if (wire.is(kResource, WireType::Bytes))
                resource(wire.bytes());
        const std::size_t resourceWords = m_outerWords.size();
        WireReader wire(message);
        while (wire.next())
            if (isScopeSpans(wire)) {
                scopeSpans(wire.bytes());
                m_outerWords.resize(resourceWords);
            }
        check(wire);
    }

    void resource(std::string_view message)
    {
        WireReader wire(message);
        while (wire.next()) {
            if (!wire.is(1, WireType::Bytes))
                continue;
            const StringAttribute attribute = attributeOf(wire.bytes());
            if (!attribute.isText)
                continue;
            if (m_service == kNoWord && attribute.key == "service.name") {
                m_service = word(WordKind::Service, attribute.value);
                if (m_service != kNoWord)
                    m_outerWords.push_back(m_service);
            }
            if (isOperationKey(attribute.key))
                addTo(m_outerWords, word(WordKind::OperationId, attribute.value));
        }
    }

    void scopeSpans(std::string_view message)
    {
        for (WireReader wire(message); wire.next();)
            if (wire.is(1, WireType::Bytes))
                attributes(wire.bytes(), 3, m_outerWords);
        WireReader wire(message);
        while (wire.next())
            if (wire.is(kSpan, WireType::Bytes))
                span(wire.bytes());
        check(wire);
    }

    // Operation ids among the attributes of a scope or an event.
    void attributes(std::string_view message, std::uint32_t field, std::vector<std::uint32_t>& words)
    {
        for (WireReader wire(message); wire.next();)
            if (wire.is(field, WireType::Bytes))
                operationId(wire.bytes(), words);
    }

    void operationId(std::string_view keyValue, std::vector<std::uint32_t>& words)
    {
        WireReader wire(keyValue);
        if (!wire.next() || (wire.is(1, WireType::Bytes) && !isOperationKey(wire.bytes())))
            return;
        const StringAttribute attribute = attributeOf(keyValue);
        if (attribute.isText && isOperationKey(attribute.key))
            addTo(words, word(WordKind::OperationId, attribute.value));
    }

    void span(std::string_view message)
    {
        TraceId id;
        std::uint64_t start = 0;
        std::uint64_t end = 0;
        std::string_view name;
        bool isError = false;
        m_spanWords.clear();
        WireReader wire(message);
        while (wire.next()) {
            if (wire.type() == WireType::Fixed64) {
                (wire.field() == 7 ? start : wire.field() == 8 ? end : m_unused) = wire.bits();
                continue;
            }
            if (wire.type() != WireType::Bytes)
                continue;
            switch (wire.field()) {
            case 1:
                id = traceIdOf(wire.bytes());
                break;
            case 5:
                name = wire.bytes();
                break;
            case 9:
                operationId(wire.bytes(), m_spanWords);
                break;
            case 11:
                attributes(wire.bytes(), 3, m_spanWords);
                break;
            case 15:
                isError = statusIsError(wire.bytes());
                break;
            default:
                break;
            }
        }
        check(wire);
        ++m_batch.spans;
        note(id, timeOf(start), start != 0 && end > start ? timeOf(end) : timeOf(start), isError, name);
    }

    static bool statusIsError(std::string_view message)
    {
        bool isError = false;
        for (WireReader wire(message); wire.next();)
            if (wire.is(3, WireType::Varint))
                isError = wire.bits() == kStatusError;
        return isError;
    }

    void note(TraceId id, std::int64_t startNs, std::int64_t endNs, bool isError, std::string_view name)
    {
        ScannedTrace& entry = entryOf(id, startNs, endNs);
        entry.startNs = std::min(entry.startNs, startNs);
        entry.endNs = std::max(entry.endNs, endNs);
        ++entry.spans;
        entry.errors += isError ? 1 : 0;
        for (const auto* list : {&m_outerWords, &m_spanWords})
            for (const std::uint32_t each : *list)
                addTo(entry.words, each);
        addTo(entry.words, word(WordKind::SpanName, name));
    }

    ScannedTrace& entryOf(TraceId id, std::int64_t startNs, std::int64_t endNs)
    {
        if (!m_batch.traces.empty() && m_batch.traces[m_last].id == id)
            return m_batch.traces[m_last];
        const auto [at, isNew] = m_rows.try_emplace(id, static_cast<std::uint32_t>(m_batch.traces.size()));
        if (isNew) {
            m_batch.traces.emplace_back();
            m_batch.traces.back().id = id;
            m_batch.traces.back().startNs = startNs;
            m_batch.traces.back().endNs = endNs;
        }
        m_last = at->second;
        return m_batch.traces[m_last];
    }

    [[nodiscard]] bool isOperationKey(std::string_view key) const
    {
        return (m_keyLengths >> (key.size() & 63U) & 1U) != 0 &&
               std::any_of(m_keys.begin(), m_keys.end(), [&](const std::string& known) { return known == key; });
    }

    std::uint32_t word(WordKind kind, std::string_view text)
    {
        if (text.empty() || text.size() > kMostWordBytes)
            return kNoWord;
        auto& known = m_known[static_cast<std::size_t>(kind)];
        if (const auto at = known.find(text); at != known.end())
            return at->second;
        const auto next = static_cast<std::uint32_t>(m_batch.words.size());
        m_batch.words.push_back({kind, formats::isUtf8(text) ? std::string(text) : formats::repairedUtf8(text)});
        known.emplace(text, next);
        return next;
    }

    static void addTo(std::vector<std::uint32_t>& words, std::uint32_t word)
    {
        if (word != kNoWord && std::find(words.rbegin(), words.rend(), word) == words.rend())
            words.push_back(word);
    }

    const std::vector<std::string>& m_keys;
    std::uint64_t m_keyLengths = 0; // a bit for each length that a key has
    ScannedBatch m_batch;
    std::unordered_map<TraceId, std::uint32_t> m_rows;
    std::uint32_t m_last = 0;
    std::unordered_map<std::string_view, std::uint32_t> m_known[3]; // by kind
    std::uint32_t m_service = kNoWord;
    std::vector<std::uint32_t> m_outerWords; // of the resource and the scope
    std::vector<std::uint32_t> m_spanWords;
    std::uint64_t m_unused = 0;
};

// One field as it was.
void copyField(const WireReader& wire, WireWriter& out)
{
    switch (wire.type()) {
    case WireType::Varint:
        out.always(wire.field(), wire.bits());
        break;
    case WireType::Fixed64:
        out.fixed64Always(wire.field(), wire.bits());
        break;
    case WireType::Fixed32:
        out.fixed32(wire.field(), static_cast<std::uint32_t>(wire.bits()));
        break;
    default:
        out.message(wire.field(), wire.bytes());
        break;
    }
}

TraceId traceOfSpan(std::string_view span)
{
    TraceId id;
    for (WireReader wire(span); wire.next();)
        if (wire.is(1, WireType::Bytes)) {
            id = traceIdOf(wire.bytes());
            break; // writers give it once, and first
        }
    return id;
}

// Empty when no span stays.
std::string selectInScope(std::string_view message, const KeepSpan& keep)
{
    WireWriter out;
    bool some = false;
    for (WireReader wire(message); wire.next();) {
        if (!wire.is(kSpan, WireType::Bytes)) {
            copyField(wire, out);
        } else if (keep(traceOfSpan(wire.bytes()), wire.bytes())) {
            out.message(kSpan, wire.bytes());
            some = true;
        }
    }
    return some ? out.take() : std::string();
}

std::string selectInResource(std::string_view message, const KeepSpan& keep)
{
    WireWriter out;
    bool some = false;
    for (WireReader wire(message); wire.next();) {
        if (!isScopeSpans(wire)) {
            copyField(wire, out);
            continue;
        }
        const std::string scope = selectInScope(wire.bytes(), keep);
        some = some || !scope.empty();
        out.bytes(wire.field(), scope);
    }
    return some ? out.take() : std::string();
}

} // namespace

ScannedBatch scanBatch(std::string_view otlp, const std::vector<std::string>& operationKeys)
{
    return BatchScanner(operationKeys).scan(otlp);
}

std::string selectSpans(std::string_view otlp, const KeepSpan& keep)
{
    WireWriter out;
    for (WireReader wire(otlp); wire.next();)
        if (wire.is(kResourceSpans, WireType::Bytes))
            out.bytes(kResourceSpans, selectInResource(wire.bytes(), keep));
    return out.take();
}

TraceId traceIdOf(std::string_view bytes)
{
    if (bytes.size() > 16)
        return {static_cast<std::uint64_t>(batchHash(bytes)), bytes.size()};
    const std::size_t low = std::min<std::size_t>(bytes.size(), 8);
    return {bigEndian(bytes.substr(0, bytes.size() - low)), bigEndian(bytes.substr(bytes.size() - low))};
}

std::string traceIdBytes(TraceId id)
{
    std::string bytes(16, '\0');
    for (std::size_t i = 0; i < 8; ++i) {
        bytes[7 - i] = static_cast<char>(id.high >> (8 * i) & 0xffU);
        bytes[15 - i] = static_cast<char>(id.low >> (8 * i) & 0xffU);
    }
    return bytes;
}

std::int64_t batchHash(std::string_view bytes)
{
    constexpr std::uint64_t k0 = 0xa0761d6478bd642fULL;
    constexpr std::uint64_t k1 = 0xe7037ed1a0b428dbULL;
    const auto word = [](const char* p, std::size_t n) {
        std::uint64_t value = 0;
        if (std::endian::native == std::endian::little && n == 8) {
            std::memcpy(&value, p, 8);
            return value;
        }
        for (std::size_t i = 0; i < n; ++i)
            value |= std::uint64_t{static_cast<unsigned char>(p[i])} << (8 * i);
        return value;
    };
    std::uint64_t hash = k0 ^ bytes.size();
    const char* p = bytes.data();
    std::size_t rest = bytes.size();
    for (; rest >= 16; p += 16, rest -= 16)
        hash = trace::mix(word(p, 8) ^ k1, word(p + 8, 8) ^ hash);
    const std::size_t first = std::min<std::size_t>(rest, 8);
    hash = trace::mix(word(p, first) ^ k1, word(p + first, rest - first) ^ hash);
    return static_cast<std::int64_t>(trace::mix(hash, k1));
}

} // namespace spanlight::sources
