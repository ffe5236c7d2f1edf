#include "models/formats/jaeger/jaeger_reader.h"

#include "models/formats/id_text.h"
#include "models/trace/time_text.h"

#include <algorithm>

namespace spanlight::formats {

using trace::ProblemCode;
using trace::StringId;
using trace::ValueType;

void JaegerReader::beginTrace()
{
    m_traceId = {};
    m_processes.clear();
    m_processesSorted = true;
    m_waiting.clear();
}

bool JaegerReader::traceId(const Record& record)
{
    auto cursor = m_context.open(record, "a trace id");
    if (!cursor)
        return false;
    m_traceId = readTraceId(*cursor, true);
    return m_context.close(*cursor, "a trace id");
}

bool JaegerReader::traceWarnings(const Record& record)
{
    auto cursor = m_context.open(record, "a list of warnings");
    if (!cursor)
        return false;
    m_warnings.clear();
    readWarnings(*cursor);
    for (const StringId warning : m_warnings)
        m_context.builder().problem(ProblemCode::SourceWarning, record.offset,
                                    std::string(m_context.builder().pool().strings().view(warning)));
    return m_context.close(*cursor, "a list of warnings");
}

bool JaegerReader::process(std::string_view id, const Record& record)
{
    auto cursor = m_context.open(record, "a process");
    if (!cursor)
        return false;
    if (!cursor->atObject()) {
        m_context.skipUnlessNull(*cursor, "process");
        return m_context.close(*cursor, "a process");
    }
    const trace::ResourceRow row = readProcess(*cursor);
    if (!m_context.close(*cursor, "a process"))
        return false;
    m_processes.emplace_back(m_context.internKey(id), row);
    m_processesSorted = false;
    return true;
}

const trace::ResourceRow* JaegerReader::findProcess(StringId id) const
{
    const auto at = std::lower_bound(m_processes.begin(), m_processes.end(), id,
                                     [](const auto& entry, StringId key) { return entry.first < key; });
    return at != m_processes.end() && at->first == id ? &at->second : nullptr;
}

void JaegerReader::endTrace()
{
    if (!m_processesSorted)
        std::stable_sort(m_processes.begin(), m_processes.end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
    m_processesSorted = true;
    std::uint64_t unknown = 0;
    for (const auto& [row, id] : m_waiting) {
        if (const trace::ResourceRow* process = findProcess(id))
            m_context.builder().setResource(row, *process);
        else
            ++unknown;
    }
    if (unknown > 0)
        m_context.builder().problem(ProblemCode::BrokenRecord, m_waitingOffset,
                                    "spans name a process that their trace does not define; their service is unknown",
                                    unknown);
    beginTrace();
}

trace::ResourceRow JaegerReader::readProcess(JsonCursor& cursor)
{
    std::vector<trace::AttributeId> attributes;
    StringId service{};
    StringId serviceTag{};
    auto& pool = m_context.builder().pool();
    const auto take = [&](const JaegerTag& tag) {
        if (!m_context.mayAppend(attributes.size(), cursor))
            return;
        if (tag.key == kServiceName && tag.value.type == ValueType::String && serviceTag == trace::kEmptyString)
            serviceTag = StringId{static_cast<std::uint32_t>(tag.value.bits)};
        attributes.push_back(pool.intern(m_context.internKey(tag.key), tag.value));
    };
    for (JsonMembers members(cursor); members.next();) {
        switch (jaegerMember(members.key())) {
        case JaegerMember::ServiceName:
            service = m_context.internText(cursor, "serviceName");
            break;
        case JaegerMember::Tags:
            readJaegerTags(m_context, cursor, "tags", take);
            break;
        case JaegerMember::TagMap:
            readJaegerTags(m_context, cursor, "tag", take);
            break;
        default:
            cursor.skip();
        }
    }
    return m_context.builder().resource(service == trace::kEmptyString ? serviceTag : service, attributes);
}

void JaegerReader::clear()
{
    m_span = {};
    m_generated = {};
    m_hasTraceId = m_isSpan = m_isOther = false;
    m_parentMember = {};
    m_processId = {};
    m_attributes.clear();
    m_eventAttributes.clear();
    m_events.clear();
    m_eventRecords.clear();
    m_references.clear();
    m_links.clear();
    m_warnings.clear();
}

RecordResult JaegerReader::span(const Record& record)
{
    auto cursor = m_context.open(record, "a span");
    if (!cursor)
        return RecordResult::Broken;
    clear();
    m_span.marks = trace::kMarkNoStart | trace::kMarkNoDuration;
    for (JsonMembers members(*cursor); members.next();)
        readMember(*cursor, jaegerMember(members.key()));
    if (!m_context.close(*cursor, "a span"))
        return RecordResult::Broken;
    if (!m_isSpan || m_isOther)
        return RecordResult::NoSpan;
    addSpan(record.offset);
    return RecordResult::Good;
}

void JaegerReader::readMember(JsonCursor& cursor, JaegerMember member)
{
    m_isSpan |= member == JaegerMember::SpanId || member == JaegerMember::ModelSpanId ||
                member == JaegerMember::OperationName || member == JaegerMember::StartTime;
    m_isOther |= member == JaegerMember::Key || member == JaegerMember::RefType || member == JaegerMember::Fields;
    switch (member) {
    case JaegerMember::TraceId:
    case JaegerMember::ModelTraceId:
        m_span.traceId = readTraceId(cursor, member == JaegerMember::ModelTraceId);
        m_hasTraceId = true;
        break;
    case JaegerMember::SpanId:
    case JaegerMember::ModelSpanId:
        m_span.spanId = readSpanId(cursor, member == JaegerMember::ModelSpanId);
        break;
    case JaegerMember::ParentSpanId:
        m_parentMember = readSpanId(cursor, false);
        break;
    case JaegerMember::OperationName:
        m_span.name = m_context.internText(cursor, "operationName");
        break;
    case JaegerMember::Flags:
        m_span.flags = m_context.count(cursor, "flags");
        break;
    case JaegerMember::References:
        readReferences(cursor);
        break;
    case JaegerMember::StartTime:
    case JaegerMember::StartTimeMillis: {
        const bool millis = member == JaegerMember::StartTimeMillis;
        if (millis && (m_span.marks & trace::kMarkNoStart) == 0)
            return cursor.skip(); // the same moment, less exact
        if (const auto time = readTime(cursor, "startTime", millis ? Time::Millis : Time::Micros)) {
            m_span.startNs = *time;
            m_span.marks &= static_cast<std::uint8_t>(~trace::kMarkNoStart);
        }
        break;
    }
    case JaegerMember::Duration:
        if (const auto duration = readDuration(cursor)) {
            m_span.durationNs = *duration;
            m_span.marks &= static_cast<std::uint8_t>(~trace::kMarkNoDuration);
        }
        break;
    case JaegerMember::Tags:
    case JaegerMember::TagMap:
        readTags(cursor);
        break;
    case JaegerMember::Logs:
        readLogs(cursor);
        break;
    case JaegerMember::ProcessId:
        m_processId = m_context.internText(cursor, "processID");
        break;
    case JaegerMember::Process:
        if (cursor.atObject())
            m_span.resource = readProcess(cursor);
        else
            m_context.skipUnlessNull(cursor, "process");
        break;
    case JaegerMember::Warnings:
        readWarnings(cursor);
        break;
    default:
        cursor.skip(); // what the UI adds to its downloads, and what newer versions may add
    }
}

trace::TraceId JaegerReader::readTraceId(JsonCursor& cursor, bool mayBeBase64)
{
    const auto text = m_context.text(cursor, "traceID");
    return text ? traceIdFromText(m_context.builder(), *text, mayBeBase64) : trace::TraceId{};
}

trace::SpanId JaegerReader::readSpanId(JsonCursor& cursor, bool mayBeBase64)
{
    const auto text = m_context.text(cursor, "spanID");
    return text ? spanIdFromText(m_context.builder(), *text, mayBeBase64) : trace::SpanId{};
}

std::optional<std::int64_t> JaegerReader::readTime(JsonCursor& cursor, std::string_view member, Time unit)
{
    if (cursor.atString()) {
        JsonCursor ahead = cursor;
        const std::string_view text = ahead.takeString();
        if (text.find('-', 1) != std::string_view::npos) // a date, as the protobuf JSON has it
            if (const auto time = trace::parseTime(text)) {
                cursor = ahead;
                return time;
            }
    }
    const auto ticks = m_context.ticks(cursor, member);
    return ticks ? std::optional(saturatedMultiply(*ticks, unit == Time::Micros ? 1'000 : 1'000'000)) : std::nullopt;
}

std::optional<std::int64_t> JaegerReader::readDuration(JsonCursor& cursor)
{
    if (cursor.atString()) {
        JsonCursor ahead = cursor;
        const std::string_view text = ahead.takeString();
        if (text.ends_with('s') || text.ends_with('m') || text.ends_with('h')) // 5000ns
            if (const auto duration = trace::parseDuration(text)) {
                cursor = ahead;
                return duration;
            }
    }
    const auto ticks = m_context.ticks(cursor, "duration");
    return ticks ? std::optional(saturatedMultiply(*ticks, 1'000)) : std::nullopt;
}

void JaegerReader::readReferences(JsonCursor& cursor)
{
    if (!cursor.atArray())
        return m_context.skipUnlessNull(cursor, "references");
    for (JsonElements elements(cursor); elements.next();) {
        if (cursor.atObject())
            readReference(cursor);
        else
            m_context.skipUnlessNull(cursor, "reference");
    }
}

void JaegerReader::readReference(JsonCursor& cursor)
{
    Reference reference;
    for (JsonMembers members(cursor); members.next();) {
        const JaegerMember member = jaegerMember(members.key());
        switch (member) {
        case JaegerMember::RefType:
            if (cursor.atString())
                reference.childOf = cursor.takeString() != "FOLLOWS_FROM";
            else
                m_context.skipUnlessNull(cursor, "refType");
            break;
        case JaegerMember::TraceId:
        case JaegerMember::ModelTraceId:
            reference.traceId = readTraceId(cursor, member == JaegerMember::ModelTraceId);
            reference.hasTraceId = true;
            break;
        case JaegerMember::SpanId:
        case JaegerMember::ModelSpanId:
            reference.spanId = readSpanId(cursor, member == JaegerMember::ModelSpanId);
            break;
        default:
            cursor.skip(); // enriched downloads carry a copy of the other span here
        }
    }
    m_references.push_back(reference);
}

void JaegerReader::readLogs(JsonCursor& cursor)
{
    if (!cursor.atArray())
        return m_context.skipUnlessNull(cursor, "logs");
    for (JsonElements elements(cursor); elements.next();) {
        if (cursor.atObject())
            readLog(cursor);
        else
            m_context.skipUnlessNull(cursor, "log");
    }
}

void JaegerReader::readLog(JsonCursor& cursor)
{
    Event event;
    event.begin = m_eventAttributes.size();
    for (JsonMembers members(cursor); members.next();) {
        switch (jaegerMember(members.key())) {
        case JaegerMember::Timestamp:
            event.timeNs = readTime(cursor, "timestamp").value_or(0);
            break;
        case JaegerMember::Fields:
            readFields(cursor, event);
            break;
        default:
            cursor.skip();
        }
    }
    event.count = m_eventAttributes.size() - event.begin;
    m_events.push_back(event);
}

void JaegerReader::readFields(JsonCursor& cursor, Event& event)
{
    auto& pool = m_context.builder().pool();
    readJaegerTags(m_context, cursor, "fields", [&](const JaegerTag& field) {
        if (field.key == kFieldEvent && field.value.type == ValueType::String && event.name == trace::kEmptyString) {
            event.name = StringId{static_cast<std::uint32_t>(field.value.bits)};
            return;
        }
        if (m_context.mayAppend(m_eventAttributes.size() - event.begin, cursor))
            m_eventAttributes.push_back(pool.intern(m_context.internKey(field.key), field.value));
    });
}

void JaegerReader::readWarnings(JsonCursor& cursor)
{
    if (!cursor.atArray())
        return m_context.skipUnlessNull(cursor, "warnings");
    for (JsonElements elements(cursor); elements.next();) {
        const StringId warning = m_context.internText(cursor, "warning");
        if (std::find(m_warnings.begin(), m_warnings.end(), warning) == m_warnings.end())
            m_warnings.push_back(warning);
    }
}

void JaegerReader::finishParent()
{
    bool found = false;
    for (const Reference& reference : m_references) {
        const bool own = !reference.hasTraceId || reference.traceId == m_span.traceId;
        if (!found && reference.childOf && own) {
            m_span.parentSpanId = reference.spanId;
            found = true;
            continue;
        }
        trace::LinkRecord link;
        link.traceId = own ? m_span.traceId : reference.traceId;
        link.spanId = reference.spanId;
        if (reference.childOf)
            link.attributes = childOfAttribute();
        m_links.push_back(link);
    }
    if (!found)
        m_span.parentSpanId = m_parentMember;
}

std::span<const trace::AttributeId> JaegerReader::childOfAttribute()
{
    auto& pool = m_context.builder().pool();
    m_childOf = {pool.intern(pool.strings().intern(kTagRefType), pool.string(kChildOf))};
    return m_childOf;
}

void JaegerReader::finishEvents()
{
    for (const Event& event : m_events)
        m_eventRecords.push_back(
            {event.timeNs, event.name, 0, std::span(m_eventAttributes).subspan(event.begin, event.count)});
}

void JaegerReader::addSpan(std::uint64_t offset)
{
    if (!m_hasTraceId)
        m_span.traceId = m_traceId;
    finishTags();
    finishParent();
    finishEvents();
    m_span.attributes = m_attributes;
    m_span.events = m_eventRecords;
    m_span.links = m_links;
    m_span.warnings = m_warnings;
    const trace::SpanRow row = m_context.builder().addSpan(m_span);
    if (m_spansOnly == nullptr)
        return giveProcess(row, m_processId, offset);
    m_someHaveNoTraceId |= !m_hasTraceId;
    m_spansOnly->resize(trace::index(row) + std::size_t{1});
    m_spansOnly->back() = m_processId;
}

void JaegerReader::giveProcess(trace::SpanRow row, StringId process, std::uint64_t offset)
{
    if (process == trace::kEmptyString || row == trace::kNoSpan)
        return;
    trace::TraceBuilder& builder = m_context.builder();
    if (const trace::ResourceRow* known = m_processesSorted ? findProcess(process) : nullptr) {
        builder.setResource(row, *known);
    } else if (builder.resourceOf(row) == trace::ResourceRow{}) {
        m_waitingOffset = m_waiting.empty() ? offset : m_waitingOffset;
        m_waiting.emplace_back(row, process);
    }
}

void JaegerReader::readSpansOnly(std::vector<StringId>& processes)
{
    m_spansOnly = &processes;
    m_someHaveNoTraceId = false;
    m_tags.clear();
}

} // namespace spanlight::formats
