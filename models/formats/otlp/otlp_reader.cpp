#include "models/formats/otlp/otlp_reader.h"

#include "models/formats/id_text.h"

#include <algorithm>
#include <array>

namespace spanlight::formats {

using trace::SpanKind;
using trace::SpanRow;
using trace::StatusCode;
using trace::StringId;
using trace::ValueType;

namespace {

// The text without a prefix such as SPAN_KIND_.
std::string_view withoutPrefix(std::string_view text, std::string_view prefix)
{
    return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

} // namespace

void OtlpReader::beginResource()
{
    m_resourceAttributes.clear();
    m_service = m_resourceSchemaUrl = trace::kEmptyString;
    m_resourceFirst = m_context.builder().spanCount();
}

bool OtlpReader::resource(const Record& record)
{
    auto cursor = m_context.open(record, "a resource");
    if (!cursor)
        return false;
    m_resourceAttributes.clear();
    m_service = trace::kEmptyString;
    auto& pool = m_context.builder().pool();
    const auto take = [&](const OtlpAttribute& attribute) {
        if (!m_context.mayAppend(m_resourceAttributes.size(), *cursor))
            return;
        if (attribute.key == kServiceNameAttribute && attribute.value.type == ValueType::String &&
            m_service == trace::kEmptyString)
            m_service = StringId{static_cast<std::uint32_t>(attribute.value.bits)};
        m_resourceAttributes.push_back(pool.intern(m_context.internKey(attribute.key), attribute.value));
    };
    if (!cursor->atObject())
        m_context.skipUnlessNull(*cursor, "resource");
    else
        for (JsonMembers members(*cursor); members.next();) {
            if (otlpMember(members.key()) == OtlpMember::Attributes)
                readOtlpAttributes(m_context, *cursor, take);
            else
                cursor->skip();
        }
    return m_context.close(*cursor, "a resource");
}

bool OtlpReader::resourceSchemaUrl(const Record& record)
{
    return readText(record, "schemaUrl", m_resourceSchemaUrl);
}

bool OtlpReader::readText(const Record& record, std::string_view member, StringId& text)
{
    auto cursor = m_context.open(record, member);
    if (!cursor)
        return false;
    text = m_context.internText(*cursor, member);
    return m_context.close(*cursor, member);
}

void OtlpReader::endResource()
{
    auto& builder = m_context.builder();
    if (m_resourceFirst == builder.spanCount())
        return;
    const trace::ResourceRow row = builder.resource(m_service, m_resourceAttributes, m_resourceSchemaUrl);
    for (std::size_t i = m_resourceFirst; i < builder.spanCount(); ++i)
        builder.setResource(SpanRow{static_cast<std::uint32_t>(i)}, row);
    m_resourceFirst = builder.spanCount();
}

void OtlpReader::beginScope()
{
    m_scopeAttributes.clear();
    m_scopeName = m_scopeVersion = m_scopeSchemaUrl = trace::kEmptyString;
    m_scopeFirst = m_context.builder().spanCount();
}

bool OtlpReader::scope(const Record& record)
{
    auto cursor = m_context.open(record, "a scope");
    if (!cursor)
        return false;
    m_scopeAttributes.clear();
    if (!cursor->atObject())
        m_context.skipUnlessNull(*cursor, "scope");
    else
        for (JsonMembers members(*cursor); members.next();) {
            switch (otlpMember(members.key())) {
            case OtlpMember::Name:
                m_scopeName = m_context.internText(*cursor, "name");
                break;
            case OtlpMember::Version:
                m_scopeVersion = m_context.internText(*cursor, "version");
                break;
            case OtlpMember::Attributes:
                appendOtlpAttributes(m_context, *cursor, m_scopeAttributes);
                break;
            default:
                cursor->skip();
            }
        }
    return m_context.close(*cursor, "a scope");
}

bool OtlpReader::scopeSchemaUrl(const Record& record)
{
    return readText(record, "schemaUrl", m_scopeSchemaUrl);
}

void OtlpReader::endScope()
{
    auto& builder = m_context.builder();
    if (m_scopeFirst == builder.spanCount())
        return;
    const trace::ScopeRow row = builder.scope(m_scopeName, m_scopeVersion, m_scopeAttributes, m_scopeSchemaUrl);
    for (std::size_t i = m_scopeFirst; i < builder.spanCount(); ++i)
        builder.setScope(SpanRow{static_cast<std::uint32_t>(i)}, row);
    m_scopeFirst = builder.spanCount();
}

void OtlpReader::clear()
{
    m_span = {};
    m_isSpan = m_isOther = false;
    m_start.reset();
    m_end.reset();
    m_attributes.clear();
    m_innerAttributes.clear();
    m_events.clear();
    m_links.clear();
    m_eventRecords.clear();
    m_linkRecords.clear();
    m_warnings.clear();
}

RecordResult OtlpReader::span(const Record& record)
{
    auto cursor = m_context.open(record, "a span");
    if (!cursor)
        return RecordResult::Broken;
    clear();
    for (JsonMembers members(*cursor); members.next();)
        readMember(*cursor, otlpMember(members.key()));
    if (!m_context.close(*cursor, "a span"))
        return RecordResult::Broken;
    if (!m_isSpan || m_isOther)
        return RecordResult::NoSpan;
    addSpan();
    return RecordResult::Good;
}

void OtlpReader::readMember(JsonCursor& cursor, OtlpMember member)
{
    m_isSpan |= member == OtlpMember::SpanId || member == OtlpMember::TraceId || member == OtlpMember::Name ||
                member == OtlpMember::StartTimeUnixNano;
    m_isOther |= member == OtlpMember::Key || member == OtlpMember::TimeUnixNano;
    switch (member) {
    case OtlpMember::TraceId:
        m_span.traceId = readTraceId(cursor);
        break;
    case OtlpMember::SpanId:
        m_span.spanId = readSpanId(cursor);
        break;
    case OtlpMember::ParentSpanId:
        m_span.parentSpanId = readSpanId(cursor);
        break;
    case OtlpMember::TraceState:
        m_span.traceState = m_context.internText(cursor, "traceState");
        break;
    case OtlpMember::Name:
        m_span.name = m_context.internText(cursor, "name");
        break;
    case OtlpMember::Kind:
        m_span.kind = readKind(cursor);
        break;
    case OtlpMember::StartTimeUnixNano:
        m_start = m_context.ticks(cursor, "startTimeUnixNano");
        break;
    case OtlpMember::EndTimeUnixNano:
        m_end = m_context.ticks(cursor, "endTimeUnixNano");
        break;
    case OtlpMember::Attributes:
        readAttributes(cursor);
        break;
    case OtlpMember::Events:
        readEvents(cursor);
        break;
    case OtlpMember::Links:
        readLinks(cursor);
        break;
    case OtlpMember::Status:
        readStatus(cursor);
        break;
    case OtlpMember::Flags:
        m_span.flags = m_context.count(cursor, "flags");
        break;
    case OtlpMember::DroppedAttributesCount:
        m_span.droppedAttributes = m_context.count(cursor, "droppedAttributesCount");
        break;
    case OtlpMember::DroppedEventsCount:
        m_span.droppedEvents = m_context.count(cursor, "droppedEventsCount");
        break;
    case OtlpMember::DroppedLinksCount:
        m_span.droppedLinks = m_context.count(cursor, "droppedLinksCount");
        break;
    default:
        cursor.skip();
    }
}

trace::TraceId OtlpReader::readTraceId(JsonCursor& cursor)
{
    const auto text = m_context.text(cursor, "traceId");
    return text ? traceIdFromText(m_context.builder(), *text, true) : trace::TraceId{};
}

trace::SpanId OtlpReader::readSpanId(JsonCursor& cursor)
{
    const auto text = m_context.text(cursor, "spanId");
    return text ? spanIdFromText(m_context.builder(), *text, true) : trace::SpanId{};
}

SpanKind OtlpReader::readKind(JsonCursor& cursor)
{
    constexpr std::array<std::string_view, 6> names{"UNSPECIFIED", "INTERNAL", "SERVER",
                                                    "CLIENT",      "PRODUCER", "CONSUMER"};
    JsonCursor before = cursor;
    const auto text = m_context.text(cursor, "kind");
    if (!text || text->empty())
        return SpanKind::Unspecified;
    const std::string_view word = withoutPrefix(*text, "SPAN_KIND_");
    for (std::size_t i = 0; i < names.size(); ++i)
        if (word == names[i] || (word.size() == 1 && word[0] == static_cast<char>('0' + i)))
            return static_cast<SpanKind>(i);
    m_context.wrongType(before, "kind");
    return SpanKind::Unspecified;
}

StatusCode OtlpReader::readCode(JsonCursor& cursor)
{
    constexpr std::array<std::string_view, 3> names{"UNSET", "OK", "ERROR"};
    JsonCursor before = cursor;
    const auto text = m_context.text(cursor, "code");
    if (!text || text->empty())
        return StatusCode::Unset;
    const std::string_view word = withoutPrefix(*text, "STATUS_CODE_");
    for (std::size_t i = 0; i < names.size(); ++i)
        if (word == names[i] || (word.size() == 1 && word[0] == static_cast<char>('0' + i)))
            return static_cast<StatusCode>(i);
    m_context.wrongType(before, "code");
    return StatusCode::Unset;
}

void OtlpReader::readStatus(JsonCursor& cursor)
{
    if (!cursor.atObject())
        return m_context.skipUnlessNull(cursor, "status");
    for (JsonMembers members(cursor); members.next();) {
        switch (otlpMember(members.key())) {
        case OtlpMember::Code:
            m_span.status = readCode(cursor);
            break;
        case OtlpMember::Message:
            m_span.statusMessage = m_context.internText(cursor, "message");
            break;
        default:
            cursor.skip();
        }
    }
}

void OtlpReader::readAttributes(JsonCursor& cursor)
{
    if (!cursor.atArray())
        return readOtlpAttributes(m_context, cursor, [&](const OtlpAttribute& a) { takeAttribute(a, cursor); });
    for (JsonElements elements(cursor); elements.next();)
        readAttributeElement(cursor);
}

void OtlpReader::readAttributeElement(JsonCursor& cursor)
{
    JsonCursor behind = cursor;
    if (cursor.atObject())
        behind.skip();
    const bool whole = cursor.atObject() && !behind.failed();
    const std::string_view text = whole ? cursor.textUntil(behind) : std::string_view();
    if (const AttributeCache::Entry* known = m_known.find(text); known != nullptr && whole) {
        if (m_context.mayAppend(m_attributes.size(), cursor))
            m_attributes.push_back(*known->id);
        cursor = behind;
        return;
    }
    const std::uint64_t problems = m_context.problems();
    const auto attribute = readOtlpAttribute(m_context, cursor);
    if (!attribute)
        return;
    const auto id = takeAttribute(*attribute, cursor);
    if (whole && id && problems == m_context.problems())
        if (AttributeCache::Entry* entry = m_known.keep(text, attribute->key, attribute->value))
            entry->id = id;
}

std::optional<trace::AttributeId> OtlpReader::takeAttribute(const OtlpAttribute& attribute, const JsonCursor& cursor)
{
    if (!m_context.mayAppend(m_attributes.size(), cursor))
        return std::nullopt;
    const auto id = m_context.builder().pool().intern(m_context.internKey(attribute.key), attribute.value);
    if (attribute.key == kJaegerWarnings && takeWarnings(id))
        return std::nullopt;
    m_attributes.push_back(id);
    return id;
}

// Jaeger's API v3 sends the warnings of a span as an attribute, with in-memory storage once more for each time that the
// trace was looked at.
bool OtlpReader::takeWarnings(trace::AttributeId id)
{
    auto& pool = m_context.builder().pool();
    const trace::ValueView value = pool.view(id).value;
    if (value.type() != ValueType::Array)
        return false;
    for (std::size_t i = 0; i < value.count(); ++i) {
        const StringId warning = m_context.builder().intern(value.at(i).text());
        if (std::find(m_warnings.begin(), m_warnings.end(), warning) == m_warnings.end())
            m_warnings.push_back(warning);
    }
    return true;
}

void OtlpReader::readEvents(JsonCursor& cursor)
{
    if (!cursor.atArray())
        return m_context.skipUnlessNull(cursor, "events");
    for (JsonElements elements(cursor); elements.next();) {
        if (cursor.atObject())
            readEvent(cursor);
        else
            m_context.skipUnlessNull(cursor, "event");
    }
}

void OtlpReader::readEvent(JsonCursor& cursor)
{
    Event event;
    event.begin = m_innerAttributes.size();
    for (JsonMembers members(cursor); members.next();) {
        switch (otlpMember(members.key())) {
        case OtlpMember::TimeUnixNano:
            event.record.timeNs = m_context.ticks(cursor, "timeUnixNano").value_or(0);
            break;
        case OtlpMember::Name:
            event.record.name = m_context.internText(cursor, "name");
            break;
        case OtlpMember::Attributes:
            appendOtlpAttributes(m_context, cursor, m_innerAttributes, event.begin);
            break;
        case OtlpMember::DroppedAttributesCount:
            event.record.droppedAttributes = m_context.count(cursor, "droppedAttributesCount");
            break;
        default:
            cursor.skip();
        }
    }
    event.count = m_innerAttributes.size() - event.begin;
    m_events.push_back(event);
}

void OtlpReader::readLinks(JsonCursor& cursor)
{
    if (!cursor.atArray())
        return m_context.skipUnlessNull(cursor, "links");
    for (JsonElements elements(cursor); elements.next();) {
        if (cursor.atObject())
            readLink(cursor);
        else
            m_context.skipUnlessNull(cursor, "link");
    }
}

void OtlpReader::readLink(JsonCursor& cursor)
{
    Link link;
    link.begin = m_innerAttributes.size();
    for (JsonMembers members(cursor); members.next();) {
        switch (otlpMember(members.key())) {
        case OtlpMember::TraceId:
            link.record.traceId = readTraceId(cursor);
            break;
        case OtlpMember::SpanId:
            link.record.spanId = readSpanId(cursor);
            break;
        case OtlpMember::TraceState:
            link.record.traceState = m_context.internText(cursor, "traceState");
            break;
        case OtlpMember::Flags:
            link.record.flags = m_context.count(cursor, "flags");
            break;
        case OtlpMember::Attributes:
            appendOtlpAttributes(m_context, cursor, m_innerAttributes, link.begin);
            break;
        case OtlpMember::DroppedAttributesCount:
            link.record.droppedAttributes = m_context.count(cursor, "droppedAttributesCount");
            break;
        default:
            cursor.skip();
        }
    }
    link.count = m_innerAttributes.size() - link.begin;
    m_links.push_back(link);
}

void OtlpReader::addSpan()
{
    // Protobuf leaves out zeros: a time of 0 is a time that was not given.
    const bool started = m_start.value_or(0) != 0;
    const bool ended = m_end.value_or(0) != 0;
    m_span.startNs = started ? *m_start : 0;
    m_span.durationNs = started && ended ? saturatedSubtract(*m_end, *m_start) : 0;
    m_span.marks = static_cast<std::uint8_t>((started ? 0 : trace::kMarkNoStart) |
                                             (started && ended ? 0 : trace::kMarkNoDuration));
    const std::span<const trace::AttributeId> inner(m_innerAttributes);
    for (Event& event : m_events) {
        event.record.attributes = inner.subspan(event.begin, event.count);
        m_eventRecords.push_back(event.record);
    }
    for (Link& link : m_links) {
        link.record.attributes = inner.subspan(link.begin, link.count);
        m_linkRecords.push_back(link.record);
    }
    m_span.attributes = m_attributes;
    m_span.events = m_eventRecords;
    m_span.links = m_linkRecords;
    m_span.warnings = m_warnings;
    m_context.builder().addSpan(m_span);
}

} // namespace spanlight::formats
