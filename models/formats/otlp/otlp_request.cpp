#include "models/formats/otlp/otlp_request.h"

#include "models/formats/protobuf/wire_reader.h"
#include "models/formats/protobuf/wire_writer.h"

#include <algorithm>
#include <array>
#include <span>
#include <unordered_map>

namespace spanlight::formats {

namespace {

enum class Kind : std::uint8_t {
    None,
    Request,
    ResourceSpans,
    Resource,
    EntityRef,
    ScopeSpans,
    Scope,
    Span,
    Event,
    Link,
    Status,
    KeyValue,
    AnyValue,
    ArrayValue,
    KeyValueList,
};

constexpr std::array<std::string_view, 15> kNames{"a field",
                                                  "the request",
                                                  "a resource with its spans",
                                                  "a resource",
                                                  "an entity of a resource",
                                                  "a scope with its spans",
                                                  "a scope",
                                                  "a span",
                                                  "an event",
                                                  "a link",
                                                  "the status of a span",
                                                  "an attribute",
                                                  "the value of an attribute",
                                                  "an array",
                                                  "a map"};

/// A field that OTLP knows: how it is written, and what message it holds.
struct Field
{
    WireType type = WireType::Group; ///< Group: not known
    Kind child = Kind::None;
};

constexpr Field kText{WireType::Bytes};
constexpr Field kNumber{WireType::Varint};
constexpr Field kTime{WireType::Fixed64};
constexpr Field kFlags{WireType::Fixed32};
constexpr Field kUnknown{};

constexpr Field message(Kind kind)
{
    return {WireType::Bytes, kind};
}

// Indexed by the numbers of the fields.
constexpr std::array kRequest{kUnknown, message(Kind::ResourceSpans)};
constexpr std::array kResourceSpans{kUnknown, message(Kind::Resource), message(Kind::ScopeSpans), kText};
constexpr std::array kResource{kUnknown, message(Kind::KeyValue), kNumber, message(Kind::EntityRef)};
constexpr std::array kEntityRef{kUnknown, kText, kText, kText, kText};
constexpr std::array kScopeSpans{kUnknown, message(Kind::Scope), message(Kind::Span), kText};
constexpr std::array kScope{kUnknown, kText, kText, message(Kind::KeyValue), kNumber};
constexpr std::array kSpan{kUnknown, kText,
                           kText,    kText,
                           kText,    kText,
                           kNumber,  kTime,
                           kTime,    message(Kind::KeyValue),
                           kNumber,  message(Kind::Event),
                           kNumber,  message(Kind::Link),
                           kNumber,  message(Kind::Status),
                           kFlags};
constexpr std::array kEvent{kUnknown, kTime, kText, message(Kind::KeyValue), kNumber};
constexpr std::array kLink{kUnknown, kText, kText, kText, message(Kind::KeyValue), kNumber, kFlags};
constexpr std::array kStatus{kUnknown, kUnknown, kText, kNumber};
constexpr std::array kKeyValue{kUnknown, kText, message(Kind::AnyValue)};
constexpr std::array kAnyValue{
    kUnknown, kText, kNumber, kNumber, kTime, message(Kind::ArrayValue), message(Kind::KeyValueList), kText};
constexpr std::array kArrayValue{kUnknown, message(Kind::AnyValue)};
constexpr std::array kKeyValueList{kUnknown, message(Kind::KeyValue)};

constexpr std::array<std::span<const Field>, 15> kMessages{std::span<const Field>(),
                                                           kRequest,
                                                           kResourceSpans,
                                                           kResource,
                                                           kEntityRef,
                                                           kScopeSpans,
                                                           kScope,
                                                           kSpan,
                                                           kEvent,
                                                           kLink,
                                                           kStatus,
                                                           kKeyValue,
                                                           kAnyValue,
                                                           kArrayValue,
                                                           kKeyValueList};

/// Instrumentation libraries, before scopes had their name.
constexpr std::uint32_t kOldScopeSpans = 1000;
constexpr std::uint32_t kScopeSpansField = 2;
constexpr std::uint32_t kSpanField = 2;

/// Messages inside one value; what lies deeper is not looked at: readers leave it out with a note.
constexpr int kDeepest = 200;

bool isZero(std::string_view bytes)
{
    return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c == 0; });
}

/// The ids of a span as they stand in its message.
struct SpanIds
{
    std::string_view trace;
    std::string_view span;
    std::string_view parent;

    void take(const WireReader& wire)
    {
        if (wire.type() != WireType::Bytes)
            return;
        if (wire.field() == 1)
            trace = wire.bytes();
        else if (wire.field() == 2)
            span = wire.bytes();
        else if (wire.field() == 4)
            parent = wire.bytes();
    }

    [[nodiscard]] bool good() const
    {
        return trace.size() == 16 && span.size() == 8 && !isZero(trace) && !isZero(span) &&
               (parent.empty() || parent.size() == 8);
    }

    [[nodiscard]] std::string complaint() const
    {
        const auto wrong = [](std::string_view name, std::string_view bytes, std::size_t size) {
            const std::string has =
                bytes.size() == size ? std::string("is zero") : "has " + std::to_string(bytes.size()) + " bytes";
            return "a " + std::string(name) + " " + (bytes.empty() ? "is missing" : has) + "; it must have " +
                   std::to_string(size) + " bytes that are not all zero";
        };
        if (trace.size() != 16 || isZero(trace))
            return wrong("trace id", trace, 16);
        if (span.size() != 8 || isZero(span))
            return wrong("span id", span, 8);
        return "the id of a parent span has " + std::to_string(parent.size()) + " bytes; it must have 8 or none";
    }
};

SpanIds idsOf(std::string_view span)
{
    SpanIds ids;
    for (WireReader wire(span); wire.next();)
        ids.take(wire);
    return ids;
}

class RequestScan
{
public:
    explicit RequestScan(std::string_view message) : m_begin(message.data()) {}

    bool scan(Kind kind, std::string_view bytes, int depth)
    {
        const std::span<const Field> fields = kMessages[static_cast<std::size_t>(kind)];
        SpanIds ids;
        WireReader wire(bytes);
        while (wire.next()) {
            if (wire.isCut())
                return fault(kind, bytes, wire, " goes on behind the end of the message that holds it");
            std::uint32_t number = wire.field();
            if (number == kOldScopeSpans && kind == Kind::ResourceSpans)
                number = kScopeSpansField;
            const Field field = number < fields.size() ? fields[number] : kUnknown;
            if (field.type == WireType::Group)
                continue;
            if (field.type != wire.type())
                return fault(kind, bytes, wire,
                             " has a field " + std::to_string(number) + " of another type than OTLP's");
            if (kind == Kind::Span)
                ids.take(wire);
            if (field.child != Kind::None && depth < kDeepest && !scan(field.child, wire.bytes(), depth + 1))
                return false;
        }
        if (wire.failed())
            return fault(kind, bytes, wire, " is not well formed");
        if (kind == Kind::Span)
            count(ids);
        return true;
    }

    [[nodiscard]] OtlpRequest& result() { return m_result; }
    [[nodiscard]] OtlpFault& found() { return m_fault; }

private:
    void count(const SpanIds& ids)
    {
        if (ids.good()) {
            ++m_result.spans;
            return;
        }
        if (m_result.rejected++ == 0)
            m_result.rejection = ids.complaint();
    }

    bool fault(Kind kind, std::string_view bytes, const WireReader& wire, const std::string& what)
    {
        m_fault = {std::string(kNames[static_cast<std::size_t>(kind)]) + what,
                   static_cast<std::size_t>(bytes.data() - m_begin) + wire.offset()};
        return false;
    }

    const char* m_begin;
    OtlpRequest m_result;
    OtlpFault m_fault;
};

/// Calls `take` for every field with its bytes as they stand in the message, tag included.
template <typename Take>
void forEachField(std::string_view bytes, const Take& take)
{
    for (WireReader wire(bytes); wire.next();)
        take(wire, bytes.substr(wire.offset(), wire.endOffset() - wire.offset()));
}

bool isScopeSpans(const WireReader& wire)
{
    return wire.is(kScopeSpansField, WireType::Bytes) || wire.is(kOldScopeSpans, WireType::Bytes);
}

trace::TraceId traceIdOf(std::string_view bytes)
{
    trace::TraceId id;
    for (std::size_t i = 0; i < 16; ++i)
        (i < 8 ? id.high : id.low) = (i < 8 ? id.high : id.low) << 8 | static_cast<unsigned char>(bytes[i]);
    return id;
}

/// Bytes by trace, traces in the order in which they came.
class PartsByTrace
{
public:
    std::string& of(trace::TraceId id)
    {
        const auto [known, isNew] = m_rows.try_emplace(id, m_parts.size());
        if (isNew)
            m_parts.emplace_back(id, std::string());
        return m_parts[known->second].second;
    }
    [[nodiscard]] std::vector<TracePart>& parts() { return m_parts; }

private:
    std::unordered_map<trace::TraceId, std::size_t> m_rows;
    std::vector<TracePart> m_parts;
};

void appendMessage(std::string& out, std::uint32_t field, std::string_view head, std::string_view body)
{
    WireWriter writer;
    writer.message(field, std::string(head).append(body));
    out += writer.take();
}

void splitScope(std::string_view scopeSpans, PartsByTrace& out)
{
    std::string head;
    PartsByTrace spans;
    forEachField(scopeSpans, [&](const WireReader& wire, std::string_view raw) {
        if (wire.is(kSpanField, WireType::Bytes))
            spans.of(traceIdOf(idsOf(wire.bytes()).trace)) += raw;
        else
            head += raw;
    });
    for (const auto& [id, bytes] : spans.parts())
        appendMessage(out.of(id), kScopeSpansField, head, bytes);
}

} // namespace

tl::expected<OtlpRequest, OtlpFault> checkOtlpRequest(std::string_view message)
{
    RequestScan scan(message);
    if (!scan.scan(Kind::Request, message, 0))
        return tl::make_unexpected(std::move(scan.found()));
    return std::move(scan.result());
}

std::string withoutRejectedSpans(std::string_view message)
{
    std::string result;
    forEachField(message, [&](const WireReader& request, std::string_view rawRequest) {
        if (!request.is(1, WireType::Bytes)) {
            result += rawRequest;
            return;
        }
        std::string resource;
        forEachField(request.bytes(), [&](const WireReader& wire, std::string_view raw) {
            if (!isScopeSpans(wire)) {
                resource += raw;
                return;
            }
            std::string scope;
            forEachField(wire.bytes(), [&](const WireReader& inner, std::string_view rawInner) {
                if (!inner.is(kSpanField, WireType::Bytes) || idsOf(inner.bytes()).good())
                    scope += rawInner;
            });
            appendMessage(resource, kScopeSpansField, scope, {});
        });
        appendMessage(result, 1, resource, {});
    });
    return result;
}

std::vector<TracePart> splitByTrace(std::string_view message)
{
    PartsByTrace result;
    forEachField(message, [&](const WireReader& request, std::string_view) {
        if (!request.is(1, WireType::Bytes))
            return;
        std::string head;
        PartsByTrace scopes;
        forEachField(request.bytes(), [&](const WireReader& wire, std::string_view raw) {
            if (isScopeSpans(wire))
                splitScope(wire.bytes(), scopes);
            else
                head += raw;
        });
        for (const auto& [id, bytes] : scopes.parts())
            appendMessage(result.of(id), 1, head, bytes);
    });
    return std::move(result.parts());
}

} // namespace spanlight::formats
