#pragma once

#include "models/formats/attribute_cache.h"
#include "models/formats/otlp/otlp_names.h"
#include "models/formats/otlp/otlp_values.h"
#include "models/formats/record_context.h"

#include <optional>
#include <string_view>
#include <vector>

namespace spanlight::formats {

/// Turns the spans, resources and scopes of OTLP's JSON into rows of the builder. Resources, scopes and schema URLs may
/// stand before or behind the spans they belong to. Calls nest: beginResource(), beginScope(), span()…, endScope(),
/// endResource(). The functions that take a record return false when it is broken (logged).
class OtlpReader
{
public:
    explicit OtlpReader(RecordContext& context) : m_context(context) {}

    void beginResource();
    bool resource(const Record& record);
    bool resourceSchemaUrl(const Record& record);
    void endResource();
    void beginScope();
    bool scope(const Record& record);
    bool scopeSchemaUrl(const Record& record);
    void endScope();
    RecordResult span(const Record& record);
    /// Forgets the attributes that were read: the builder did.
    void forget() { m_known.clear(); }

private:
    struct Event
    {
        trace::EventRecord record;
        std::size_t begin = 0;
        std::size_t count = 0;
    };
    struct Link
    {
        trace::LinkRecord record;
        std::size_t begin = 0;
        std::size_t count = 0;
    };

    void clear();
    void readMember(JsonCursor& cursor, OtlpMember member);
    void readAttributes(JsonCursor& cursor);
    void readAttributeElement(JsonCursor& cursor);
    std::optional<trace::AttributeId> takeAttribute(const OtlpAttribute& attribute, const JsonCursor& cursor);
    bool takeWarnings(trace::AttributeId id);
    void readStatus(JsonCursor& cursor);
    void readEvents(JsonCursor& cursor);
    void readEvent(JsonCursor& cursor);
    void readLinks(JsonCursor& cursor);
    void readLink(JsonCursor& cursor);
    [[nodiscard]] trace::SpanKind readKind(JsonCursor& cursor);
    [[nodiscard]] trace::StatusCode readCode(JsonCursor& cursor);
    [[nodiscard]] trace::TraceId readTraceId(JsonCursor& cursor);
    [[nodiscard]] trace::SpanId readSpanId(JsonCursor& cursor);
    bool readText(const Record& record, std::string_view member, trace::StringId& text);
    void addSpan();

    RecordContext& m_context;
    AttributeCache m_known;

    std::vector<trace::AttributeId> m_resourceAttributes;
    trace::StringId m_service{};
    trace::StringId m_resourceSchemaUrl{};
    std::size_t m_resourceFirst = 0; // first span of the resource
    std::vector<trace::AttributeId> m_scopeAttributes;
    trace::StringId m_scopeName{};
    trace::StringId m_scopeVersion{};
    trace::StringId m_scopeSchemaUrl{};
    std::size_t m_scopeFirst = 0;

    trace::SpanRecord m_span;
    bool m_isSpan = false;  // has a member that spans have
    bool m_isOther = false; // has one that attributes or events have
    std::optional<std::int64_t> m_start;
    std::optional<std::int64_t> m_end;
    std::vector<trace::AttributeId> m_attributes;
    std::vector<trace::AttributeId> m_innerAttributes; // of events and links
    std::vector<Event> m_events;
    std::vector<Link> m_links;
    std::vector<trace::EventRecord> m_eventRecords;
    std::vector<trace::LinkRecord> m_linkRecords;
    std::vector<trace::StringId> m_warnings;
};

} // namespace spanlight::formats
