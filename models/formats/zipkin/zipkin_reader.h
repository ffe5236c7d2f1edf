#pragma once

#include "models/formats/record_context.h"
#include "models/formats/zipkin/zipkin_names.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spanlight::formats {

/// Turns spans of Zipkin's JSON (v2) into rows of the builder. A span carries all its data itself: there is no order
/// between calls. Members that OpenTelemetry has no place for become the attributes that its collector gives them.
class ZipkinReader
{
public:
    ZipkinReader(RecordContext& context) : m_context(context), m_inner(context.builder(), context.options()) {}

    /// Adds one span.
    RecordResult span(const Record& record);

private:
    struct Endpoint
    {
        trace::StringId service{};
        trace::StringId address{}; ///< IPv4, or IPv6 when there is no IPv4
        std::int64_t port = 0;
    };
    struct Tag
    {
        trace::StringId key{};
        trace::Value value;
    };
    struct Event
    {
        std::int64_t timeNs = 0;
        trace::StringId name{};
        std::uint32_t dropped = 0;
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
    void readMember(JsonCursor& cursor, ZipkinMember member);
    void readTimes(JsonCursor& cursor, ZipkinMember member);
    [[nodiscard]] trace::SpanId readSpanId(JsonCursor& cursor, std::string_view member);
    [[nodiscard]] bool readFlag(JsonCursor& cursor, std::string_view member);
    [[nodiscard]] Endpoint readEndpoint(JsonCursor& cursor, std::string_view member);
    void readTags(JsonCursor& cursor);
    void readAnnotations(JsonCursor& cursor);
    void readAnnotation(JsonCursor& cursor);
    void addSpan();

    // What tags and annotations mean (zipkin_generated.cpp).
    void splitAnnotation(std::string_view text, Event& event);
    bool splitNamedObject(std::string_view text, Event& event);
    bool takeGenerated(const Tag& tag);
    bool takeStatus(std::string_view text);
    bool takeScope(std::string_view key, trace::StringId text);
    bool takeLink(std::string_view text);
    void finishTags();
    void finishStatus();
    void addEndpoints();
    void add(std::string_view key, trace::Value value);
    /// Calls take(key, cursor) for the members of an object in a text; false when the text is no JSON object.
    template <typename Take>
    bool readObject(std::string_view json, const Take& take);
    [[nodiscard]] bool readAttributes(std::string_view json, std::vector<trace::AttributeId>& attributes);
    [[nodiscard]] std::string_view textOf(trace::Value value);

    RecordContext& m_context;
    RecordContext m_inner; // for JSON inside texts
    std::string m_innerText;
    trace::SpanRecord m_span;
    Endpoint m_local;
    Endpoint m_remote;
    bool m_hasTraceId = false;
    bool m_hasId = false;
    bool m_hasOther = false;   // another member that Zipkin's spans have
    bool m_hasForeign = false; // one that they do not have
    bool m_debug = false;
    bool m_shared = false;
    bool m_error = false;
    bool m_statusTaken = false;
    trace::StringId m_errorText{};
    trace::StringId m_scopeName{};
    trace::StringId m_scopeVersion{};
    std::vector<Tag> m_tags;
    std::vector<trace::AttributeId> m_attributes;
    std::vector<trace::AttributeId> m_resourceAttributes;
    std::vector<trace::AttributeId> m_partAttributes; // of events and links
    std::vector<Event> m_events;
    std::vector<Link> m_links;
    std::vector<trace::EventRecord> m_eventRecords;
    std::vector<trace::LinkRecord> m_linkRecords;
};

} // namespace spanlight::formats
