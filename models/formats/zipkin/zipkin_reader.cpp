#include "models/formats/zipkin/zipkin_reader.h"

#include "models/formats/id_text.h"

#include <utility>

namespace spanlight::formats {

using trace::ProblemCode;
using trace::SpanKind;
using trace::StringId;

namespace {

constexpr std::int64_t kNsPerUs = 1000;

SpanKind kindFromText(std::string_view text)
{
    constexpr std::pair<std::string_view, SpanKind> kinds[] = {{"CLIENT", SpanKind::Client},
                                                               {"SERVER", SpanKind::Server},
                                                               {"PRODUCER", SpanKind::Producer},
                                                               {"CONSUMER", SpanKind::Consumer}};
    for (const auto& [name, kind] : kinds)
        if (text == name)
            return kind;
    return SpanKind::Unspecified;
}

} // namespace

void ZipkinReader::clear()
{
    m_span = {};
    m_local = m_remote = {};
    m_hasTraceId = m_hasId = m_hasOther = m_hasForeign = false;
    m_debug = m_shared = m_error = m_statusTaken = false;
    m_errorText = m_scopeName = m_scopeVersion = {};
    m_tags.clear();
    m_attributes.clear();
    m_resourceAttributes.clear();
    m_partAttributes.clear();
    m_events.clear();
    m_links.clear();
    m_eventRecords.clear();
    m_linkRecords.clear();
}

RecordResult ZipkinReader::span(const Record& record)
{
    auto cursor = m_context.open(record, "a span");
    if (!cursor)
        return RecordResult::Broken;
    clear();
    m_span.marks = trace::kMarkNoStart | trace::kMarkNoDuration;
    for (JsonMembers members(*cursor); members.next();)
        readMember(*cursor, zipkinMember(members.key()));
    if (!m_context.close(*cursor, "a span"))
        return RecordResult::Broken;
    // Only the ids must be there. With foreign members beside them it is some record that refers to a trace.
    if ((!m_hasTraceId && !m_hasId) || (m_hasForeign && !m_hasOther))
        return RecordResult::NoSpan;
    addSpan();
    return RecordResult::Good;
}

void ZipkinReader::readMember(JsonCursor& cursor, ZipkinMember member)
{
    m_hasOther |= member >= ZipkinMember::ParentId && member <= ZipkinMember::Tags;
    switch (member) {
    case ZipkinMember::TraceId:
        m_hasTraceId = true;
        if (const auto text = m_context.text(cursor, "traceId"))
            m_span.traceId = traceIdFromText(m_context.builder(), *text, false);
        break;
    case ZipkinMember::Id:
        m_hasId = true;
        m_span.spanId = readSpanId(cursor, "id");
        break;
    case ZipkinMember::ParentId:
        m_span.parentSpanId = readSpanId(cursor, "parentId");
        break;
    case ZipkinMember::Name:
        m_span.name = m_context.internText(cursor, "name");
        break;
    case ZipkinMember::Kind:
        if (cursor.atString())
            m_span.kind = kindFromText(cursor.takeString());
        else
            m_context.skipUnlessNull(cursor, "kind");
        break;
    case ZipkinMember::Timestamp:
    case ZipkinMember::Duration:
        readTimes(cursor, member);
        break;
    case ZipkinMember::Debug:
        m_debug = readFlag(cursor, "debug");
        break;
    case ZipkinMember::Shared:
        m_shared = readFlag(cursor, "shared");
        break;
    case ZipkinMember::LocalEndpoint:
        m_local = readEndpoint(cursor, "localEndpoint");
        break;
    case ZipkinMember::RemoteEndpoint:
        m_remote = readEndpoint(cursor, "remoteEndpoint");
        break;
    case ZipkinMember::Annotations:
        readAnnotations(cursor);
        break;
    case ZipkinMember::Tags:
        readTags(cursor);
        break;
    case ZipkinMember::BinaryAnnotations:
        if (cursor.atArray())
            m_context.problem(ProblemCode::WrongType, cursor,
                              "a span has the form of Zipkin v1; its binary annotations were left out");
        m_hasOther = true;
        cursor.skip();
        break;
    default:
        m_hasForeign = true;
        cursor.skip();
    }
}

// Absent where the tracer did not know it; a start of 0 is the same to Zipkin.
void ZipkinReader::readTimes(JsonCursor& cursor, ZipkinMember member)
{
    const bool start = member == ZipkinMember::Timestamp;
    const auto ticks = m_context.ticks(cursor, start ? "timestamp" : "duration");
    if (!ticks || (start && *ticks == 0))
        return;
    (start ? m_span.startNs : m_span.durationNs) = saturatedMultiply(*ticks, kNsPerUs);
    m_span.marks &= static_cast<std::uint8_t>(~(start ? trace::kMarkNoStart : trace::kMarkNoDuration));
}

trace::SpanId ZipkinReader::readSpanId(JsonCursor& cursor, std::string_view member)
{
    const auto text = m_context.text(cursor, member);
    return text ? spanIdFromText(m_context.builder(), *text, false) : trace::SpanId{};
}

bool ZipkinReader::readFlag(JsonCursor& cursor, std::string_view member)
{
    const auto text = m_context.text(cursor, member);
    return text == "true";
}

ZipkinReader::Endpoint ZipkinReader::readEndpoint(JsonCursor& cursor, std::string_view member)
{
    Endpoint endpoint;
    if (!cursor.atObject()) {
        m_context.skipUnlessNull(cursor, member);
        return endpoint;
    }
    StringId ipv6{};
    for (JsonMembers members(cursor); members.next();) {
        switch (zipkinMember(members.key())) {
        case ZipkinMember::ServiceName:
            endpoint.service = m_context.internText(cursor, "serviceName");
            break;
        case ZipkinMember::Ipv4:
            endpoint.address = m_context.internText(cursor, "ipv4");
            break;
        case ZipkinMember::Ipv6:
            ipv6 = m_context.internText(cursor, "ipv6");
            break;
        case ZipkinMember::Port:
            endpoint.port = m_context.integer(cursor, "port").value_or(0);
            break;
        default:
            cursor.skip();
        }
    }
    if (endpoint.address == trace::kEmptyString)
        endpoint.address = ipv6;
    return endpoint;
}

void ZipkinReader::readTags(JsonCursor& cursor)
{
    if (!cursor.atObject())
        return m_context.skipUnlessNull(cursor, "tags");
    for (JsonMembers members(cursor); members.next();) {
        const std::string_view key = members.key();
        if (!m_context.mayAppend(m_tags.size(), cursor)) {
            cursor.skip();
            continue;
        }
        const StringId name = m_context.internKey(key);
        m_tags.push_back({name, m_context.plainValue(cursor)});
    }
}

void ZipkinReader::readAnnotations(JsonCursor& cursor)
{
    if (!cursor.atArray())
        return m_context.skipUnlessNull(cursor, "annotations");
    for (JsonElements elements(cursor); elements.next();) {
        if (cursor.atObject())
            readAnnotation(cursor);
        else
            m_context.skipUnlessNull(cursor, "annotation");
    }
}

void ZipkinReader::readAnnotation(JsonCursor& cursor)
{
    Event event;
    event.begin = m_partAttributes.size();
    for (JsonMembers members(cursor); members.next();) {
        switch (zipkinMember(members.key())) {
        case ZipkinMember::Timestamp:
            event.timeNs = saturatedMultiply(m_context.ticks(cursor, "timestamp").value_or(0), kNsPerUs);
            break;
        case ZipkinMember::Value:
            if (const auto text = m_context.text(cursor, "value"))
                splitAnnotation(std::string(*text), event);
            break;
        case ZipkinMember::Endpoint: // v1: who reported the span
            if (m_local.service == trace::kEmptyString)
                m_local = readEndpoint(cursor, "endpoint");
            else
                cursor.skip();
            break;
        default:
            cursor.skip();
        }
    }
    event.count = m_partAttributes.size() - event.begin;
    m_events.push_back(event);
}

void ZipkinReader::addSpan()
{
    finishTags();
    addEndpoints();
    finishStatus();
    for (const Event& event : m_events)
        m_eventRecords.push_back(
            {event.timeNs, event.name, event.dropped, std::span(m_partAttributes).subspan(event.begin, event.count)});
    for (Link& link : m_links) {
        link.record.attributes = std::span(m_partAttributes).subspan(link.begin, link.count);
        m_linkRecords.push_back(link.record);
    }
    // Client and server report their halves of a call under one id. The flag is missing where a tracer or a store lost
    // it, so every server's span may be such a half; only the builder sees whether the other one is there.
    // A span with neither kind nor start is what was reported late of one of them, mostly of the server's.
    const bool late = m_span.kind == SpanKind::Unspecified && (m_span.marks & trace::kMarkNoStart) != 0;
    if (m_shared || late || m_span.kind == SpanKind::Server)
        m_span.marks |= trace::kMarkMayShareId;
    m_span.attributes = m_attributes;
    m_span.events = m_eventRecords;
    m_span.links = m_linkRecords;
    m_context.builder().addSpan(m_span);
}

} // namespace spanlight::formats
