#include "models/formats/otlp/otlp_message.h"

#include "models/formats/json/json_text.h"
#include "models/formats/otlp/otlp_names.h"
#include "models/formats/record_context.h"
#include "models/formats/utf8.h"

#include <algorithm>
#include <limits>

namespace spanlight::formats {

using trace::ProblemCode;
using trace::SpanRow;
using trace::Value;
using trace::ValueType;

namespace {

constexpr std::string_view kCutMark = " …[cut]";

std::int64_t time(std::uint64_t ns)
{
    constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
    return static_cast<std::int64_t>(std::min(ns, kMost));
}

std::uint64_t bigEndian(std::string_view bytes)
{
    std::uint64_t value = 0;
    for (const char c : bytes)
        value = value << 8 | static_cast<unsigned char>(c);
    return value;
}

std::string toHexText(std::string_view bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

} // namespace

void OtlpMessage::problem(ProblemCode code, std::string message)
{
    m_builder.problem(code, m_offset, std::move(message));
}

void OtlpMessage::check(const WireReader& wire, std::string_view what)
{
    if ((wire.failed() || wire.isCut()) && !m_isCut)
        problem(ProblemCode::BrokenRecord, std::string(what) + " is not well formed; what follows in it was left out");
}

void OtlpMessage::resourceSpans(std::string_view message, std::uint64_t offset, bool cut)
{
    m_offset = offset;
    m_isCut = cut;
    m_resourceAttributes.clear();
    m_service = trace::kEmptyString;
    trace::StringId schemaUrl = trace::kEmptyString;
    const std::size_t first = m_builder.spanCount();
    WireReader wire(message);
    while (wire.next()) {
        if (wire.is(1, WireType::Bytes) && !wire.isCut())
            resource(wire.bytes());
        else if (wire.is(2, WireType::Bytes) || wire.is(1000, WireType::Bytes)) // 1000: before scopes had their name
            scopeSpans(wire.bytes());
        else if (wire.is(3, WireType::Bytes) && !wire.isCut())
            schemaUrl = intern(wire.bytes());
    }
    check(wire, "a resource with its spans");
    if (first == m_builder.spanCount())
        return;
    const trace::ResourceRow row = m_builder.resource(m_service, m_resourceAttributes, schemaUrl);
    for (std::size_t i = first; i < m_builder.spanCount(); ++i)
        m_builder.setResource(SpanRow{static_cast<std::uint32_t>(i)}, row);
}

void OtlpMessage::resource(std::string_view message)
{
    WireReader wire(message);
    while (wire.next())
        if (wire.is(1, WireType::Bytes))
            attribute(wire.bytes(), m_resourceAttributes, 0);
    check(wire, "a resource");
    for (const trace::AttributeId id : m_resourceAttributes) {
        const trace::AttributeView view = m_builder.pool().view(id);
        if (view.key == kServiceNameAttribute && view.value.type() == ValueType::String &&
            m_service == trace::kEmptyString)
            m_service = view.value.stringId();
    }
}

void OtlpMessage::scopeSpans(std::string_view message)
{
    m_scopeAttributes.clear();
    m_scopeName = m_scopeVersion = trace::kEmptyString;
    trace::StringId schemaUrl = trace::kEmptyString;
    const std::size_t first = m_builder.spanCount();
    WireReader wire(message);
    while (wire.next()) {
        if (wire.isCut())
            break;
        if (wire.is(1, WireType::Bytes))
            scope(wire.bytes());
        else if (wire.is(2, WireType::Bytes))
            span(wire.bytes());
        else if (wire.is(3, WireType::Bytes))
            schemaUrl = intern(wire.bytes());
    }
    check(wire, "a scope with its spans");
    if (first == m_builder.spanCount())
        return;
    const trace::ScopeRow row = m_builder.scope(m_scopeName, m_scopeVersion, m_scopeAttributes, schemaUrl);
    for (std::size_t i = first; i < m_builder.spanCount(); ++i)
        m_builder.setScope(SpanRow{static_cast<std::uint32_t>(i)}, row);
}

void OtlpMessage::scope(std::string_view message)
{
    WireReader wire(message);
    while (wire.next()) {
        if (wire.is(1, WireType::Bytes))
            m_scopeName = intern(wire.bytes());
        else if (wire.is(2, WireType::Bytes))
            m_scopeVersion = intern(wire.bytes());
        else if (wire.is(3, WireType::Bytes))
            attribute(wire.bytes(), m_scopeAttributes, 0);
    }
    check(wire, "a scope");
}

void OtlpMessage::span(std::string_view message)
{
    m_span = {};
    m_start = m_end = 0;
    m_isSpan = m_isOther = false;
    m_attributes.clear();
    m_innerAttributes.clear();
    m_events.clear();
    m_eventParts.clear();
    m_links.clear();
    m_linkParts.clear();
    m_warnings.clear();
    WireReader wire(message);
    while (wire.next())
        m_isOther |= !spanField(wire);
    if (wire.failed() || wire.isCut())
        return problem(ProblemCode::BrokenRecord, "a span is not well formed; it was left out");
    if (m_isOther || !m_isSpan) {
        ++m_others;
        return;
    }
    addSpan();
}

// False: a span has no field of this number and type; metrics and logs do.
bool OtlpMessage::spanField(const WireReader& wire)
{
    const auto bytes = [&](auto take) {
        if (wire.type() == WireType::Bytes)
            take();
        return wire.type() == WireType::Bytes;
    };
    switch (wire.field()) {
    case 1:
        m_isSpan |= wire.type() == WireType::Bytes && wire.bytes().size() == 16;
        return bytes([&] { m_span.traceId = traceId(wire.bytes()); });
    case 2:
        m_isSpan |= wire.type() == WireType::Bytes && wire.bytes().size() == 8;
        return bytes([&] { m_span.spanId = spanId(wire.bytes()); });
    case 3:
        return bytes([&] { m_span.traceState = intern(wire.bytes()); });
    case 4:
        return bytes([&] { m_span.parentSpanId = spanId(wire.bytes()); });
    case 5:
        return bytes([&] { m_span.name = intern(wire.bytes()); });
    case 6:
        m_span.kind = wire.bits() <= 5 ? static_cast<trace::SpanKind>(wire.bits()) : trace::SpanKind::Unspecified;
        return wire.type() == WireType::Varint;
    case 7:
        m_start = wire.bits();
        m_isSpan |= wire.type() == WireType::Fixed64;
        return wire.type() == WireType::Fixed64;
    case 8:
        m_end = wire.bits();
        return wire.type() == WireType::Fixed64;
    case 9:
        return bytes([&] { spanAttribute(wire.bytes()); });
    case 10:
        m_span.droppedAttributes = static_cast<std::uint32_t>(wire.bits());
        return wire.type() == WireType::Varint;
    case 11:
        return bytes([&] { event(wire.bytes()); });
    case 12:
        m_span.droppedEvents = static_cast<std::uint32_t>(wire.bits());
        return wire.type() == WireType::Varint;
    case 13:
        return bytes([&] { link(wire.bytes()); });
    case 14:
        m_span.droppedLinks = static_cast<std::uint32_t>(wire.bits());
        return wire.type() == WireType::Varint;
    case 15:
        return bytes([&] { status(wire.bytes()); });
    case 16:
        m_span.flags = static_cast<std::uint32_t>(wire.bits());
        return wire.type() == WireType::Fixed32;
    default:
        return true; // of a later version
    }
}

void OtlpMessage::status(std::string_view message)
{
    WireReader wire(message);
    while (wire.next()) {
        if (wire.is(2, WireType::Bytes))
            m_span.statusMessage = intern(wire.bytes());
        else if (wire.is(3, WireType::Varint) && wire.bits() <= 2)
            m_span.status = static_cast<trace::StatusCode>(wire.bits());
    }
    check(wire, "a status");
}

void OtlpMessage::event(std::string_view message)
{
    trace::EventRecord record;
    Inner part{m_innerAttributes.size(), 0};
    WireReader wire(message);
    while (wire.next()) {
        if (wire.is(1, WireType::Fixed64))
            record.timeNs = time(wire.bits());
        else if (wire.is(2, WireType::Bytes))
            record.name = intern(wire.bytes());
        else if (wire.is(3, WireType::Bytes))
            attribute(wire.bytes(), m_innerAttributes, part.begin);
        else if (wire.is(4, WireType::Varint))
            record.droppedAttributes = static_cast<std::uint32_t>(wire.bits());
    }
    check(wire, "an event");
    part.count = m_innerAttributes.size() - part.begin;
    m_events.push_back(record);
    m_eventParts.push_back(part);
}

void OtlpMessage::link(std::string_view message)
{
    trace::LinkRecord record;
    Inner part{m_innerAttributes.size(), 0};
    WireReader wire(message);
    while (wire.next()) {
        if (wire.is(1, WireType::Bytes))
            record.traceId = traceId(wire.bytes());
        else if (wire.is(2, WireType::Bytes))
            record.spanId = spanId(wire.bytes());
        else if (wire.is(3, WireType::Bytes))
            record.traceState = intern(wire.bytes());
        else if (wire.is(4, WireType::Bytes))
            attribute(wire.bytes(), m_innerAttributes, part.begin);
        else if (wire.is(5, WireType::Varint))
            record.droppedAttributes = static_cast<std::uint32_t>(wire.bits());
        else if (wire.is(6, WireType::Fixed32))
            record.flags = static_cast<std::uint32_t>(wire.bits());
    }
    check(wire, "a link");
    part.count = m_innerAttributes.size() - part.begin;
    m_links.push_back(record);
    m_linkParts.push_back(part);
}

void OtlpMessage::addSpan()
{
    const bool started = m_start != 0;
    const bool ended = m_end != 0;
    m_span.startNs = time(m_start);
    m_span.durationNs = started && ended ? saturatedSubtract(time(m_end), time(m_start)) : 0;
    m_span.marks = static_cast<std::uint8_t>((started ? 0 : trace::kMarkNoStart) |
                                             (started && ended ? 0 : trace::kMarkNoDuration));
    const std::span<const trace::AttributeId> inner(m_innerAttributes);
    for (std::size_t i = 0; i < m_events.size(); ++i)
        m_events[i].attributes = inner.subspan(m_eventParts[i].begin, m_eventParts[i].count);
    for (std::size_t i = 0; i < m_links.size(); ++i)
        m_links[i].attributes = inner.subspan(m_linkParts[i].begin, m_linkParts[i].count);
    m_span.attributes = m_attributes;
    m_span.events = m_events;
    m_span.links = m_links;
    m_span.warnings = m_warnings;
    m_builder.addSpan(m_span);
}

void OtlpMessage::attribute(std::string_view message, std::vector<trace::AttributeId>& out, std::size_t begin)
{
    if (!mayAppend(out.size() - begin))
        return;
    if (const AttributeCache::Entry* known = m_known.find(message); known != nullptr)
        return out.push_back(*known->id);
    std::string_view key;
    Value value;
    if (!keyValue(message, key, value, 0))
        return;
    const trace::AttributeId id = m_builder.pool().intern(intern(key), value);
    if (AttributeCache::Entry* entry = m_known.keep(message, key, value))
        entry->id = id;
    out.push_back(id);
}

void OtlpMessage::spanAttribute(std::string_view message)
{
    attribute(message, m_attributes, 0);
    if (!m_attributes.empty() && m_builder.pool().view(m_attributes.back()).key == kJaegerWarnings &&
        takeWarnings(m_attributes.back()))
        m_attributes.pop_back();
}

// Jaeger's API v3 sends the warnings of a span as an attribute, with in-memory storage once more for each time that the
// trace was looked at.
bool OtlpMessage::takeWarnings(trace::AttributeId id)
{
    const trace::ValueView value = m_builder.pool().view(id).value;
    if (value.type() != ValueType::Array)
        return false;
    for (std::size_t i = 0; i < value.count(); ++i) {
        const trace::StringId warning = m_builder.intern(value.at(i).text());
        if (std::find(m_warnings.begin(), m_warnings.end(), warning) == m_warnings.end())
            m_warnings.push_back(warning);
    }
    return true;
}

// False (logged): a key or value that cannot be read.
bool OtlpMessage::keyValue(std::string_view message, std::string_view& key, Value& value, std::size_t depth)
{
    WireReader wire(message);
    while (wire.next()) {
        if (wire.is(1, WireType::Bytes))
            key = wire.bytes();
        else if (wire.is(2, WireType::Bytes))
            value = anyValue(wire.bytes(), depth);
    }
    if (wire.failed() || wire.isCut()) {
        problem(ProblemCode::WrongType, "an attribute is not well formed; it was left out");
        return false;
    }
    return true;
}

Value OtlpMessage::anyValue(std::string_view message, std::size_t depth)
{
    Value value;
    WireReader wire(message);
    while (wire.next()) {
        if (wire.is(1, WireType::Bytes))
            value = m_builder.pool().string(text(wire.bytes()));
        else if (wire.is(2, WireType::Varint))
            value = trace::AttributePool::boolean(wire.bits() != 0);
        else if (wire.is(3, WireType::Varint))
            value = trace::AttributePool::integer(static_cast<std::int64_t>(wire.bits()));
        else if (wire.is(4, WireType::Fixed64))
            value = trace::AttributePool::floating(wire.floating());
        else if (wire.is(5, WireType::Bytes))
            value = arrayValue(wire.bytes(), depth);
        else if (wire.is(6, WireType::Bytes))
            value = mapValue(wire.bytes(), depth);
        else if (wire.is(7, WireType::Bytes))
            value = m_builder.pool().bytes(wire.bytes().substr(0, m_options.maxValueBytes));
    }
    check(wire, "a value");
    return value;
}

bool OtlpMessage::mayNest(std::size_t depth)
{
    if (depth < m_options.maxNesting)
        return true;
    problem(ProblemCode::TooDeep, "a value is nested more than " + std::to_string(m_options.maxNesting) +
                                      " levels deep; the inner part was left out");
    return false;
}

Value OtlpMessage::arrayValue(std::string_view message, std::size_t depth)
{
    std::vector<Value> elements;
    if (!mayNest(depth))
        return m_builder.pool().array(elements);
    WireReader wire(message);
    while (wire.next())
        if (wire.is(1, WireType::Bytes))
            elements.push_back(anyValue(wire.bytes(), depth + 1));
    check(wire, "an array");
    return m_builder.pool().array(elements);
}

Value OtlpMessage::mapValue(std::string_view message, std::size_t depth)
{
    std::vector<std::pair<trace::StringId, Value>> members;
    if (!mayNest(depth))
        return m_builder.pool().map(members);
    WireReader wire(message);
    while (wire.next()) {
        std::string_view key;
        Value value;
        if (wire.is(1, WireType::Bytes) && keyValue(wire.bytes(), key, value, depth + 1))
            members.emplace_back(intern(key), value);
    }
    check(wire, "a map");
    return m_builder.pool().map(members);
}

bool OtlpMessage::mayAppend(std::size_t size)
{
    if (size < m_options.maxAttributes)
        return true;
    problem(ProblemCode::LimitReached,
            "more than " + std::to_string(m_options.maxAttributes) + " attributes; the rest was left out");
    return false;
}

// The view lives until the next call.
std::string_view OtlpMessage::text(std::string_view bytes)
{
    if (isUtf8(bytes))
        return limited(bytes);
    problem(ProblemCode::RepairedText, "bytes that are not UTF-8 were replaced");
    m_text = repairedUtf8(bytes);
    return limited(m_text);
}

std::string_view OtlpMessage::limited(std::string_view text)
{
    const std::size_t limit = std::min(m_options.maxValueBytes, trace::StringPool::kMaxLength - kCutMark.size());
    if (text.size() <= limit)
        return text;
    problem(ProblemCode::ValueCut, "a value longer than " + std::to_string(limit) + " bytes was cut");
    m_limited.assign(cutUtf8(text, limit)).append(kCutMark);
    return m_limited;
}

trace::TraceId OtlpMessage::traceId(std::string_view bytes)
{
    if (bytes.size() == 16)
        return {bigEndian(bytes.substr(0, 8)), bigEndian(bytes.substr(8))};
    return bytes.empty() ? trace::TraceId{} : m_builder.traceIdFromText(toHexText(bytes.substr(0, 64)));
}

trace::SpanId OtlpMessage::spanId(std::string_view bytes)
{
    if (bytes.size() == 8)
        return {bigEndian(bytes)};
    return bytes.empty() ? trace::SpanId{} : m_builder.spanIdFromText(toHexText(bytes.substr(0, 64)));
}

} // namespace spanlight::formats
