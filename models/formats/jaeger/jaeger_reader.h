#pragma once

#include "models/formats/attribute_cache.h"
#include "models/formats/jaeger/jaeger_names.h"
#include "models/formats/jaeger/jaeger_tags.h"
#include "models/formats/record_context.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spanlight::formats {

/// Turns the spans and processes of Jaeger JSON into rows of the builder. A trace may give its processes before or
/// behind its spans. Order of calls: beginTrace(), then the parts as they come, endTrace().
class JaegerReader
{
public:
    explicit JaegerReader(RecordContext& context) : m_context(context) {}

    void beginTrace();
    /// Id of the trace object, for spans that have none of their own.
    bool traceId(const Record& record);
    /// Warnings about the whole trace go to the log.
    bool traceWarnings(const Record& record);
    /// Adds one span.
    RecordResult span(const Record& record);
    /// A member of `processes`; false when the record is broken (logged).
    bool process(std::string_view id, const Record& record);
    /// Gives the spans of the trace their processes.
    void endTrace();

    /// From now on only spans come, without what stands around them: the names of their processes are kept by row.
    /// Forgets what was read before.
    void readSpansOnly(std::vector<trace::StringId>& processes);
    /// Spans that have no trace id of their own belong to the trace around them.
    [[nodiscard]] bool someHaveNoTraceId() const { return m_someHaveNoTraceId; }
    /// The process of a span of the current trace; `offset` of the span's record.
    void giveProcess(trace::SpanRow row, trace::StringId process, std::uint64_t offset);

private:
    struct Reference
    {
        trace::TraceId traceId;
        trace::SpanId spanId;
        bool hasTraceId = false;
        bool childOf = true;
    };
    struct Event
    {
        std::int64_t timeNs = 0;
        trace::StringId name{};
        std::size_t begin = 0;
        std::size_t count = 0;
    };
    /// What the tags that stand for OpenTelemetry data say.
    struct Generated
    {
        trace::StringId scopeName{};
        trace::StringId scopeVersion{};
        bool kind = false;
        bool status = false;
        bool description = false;
        bool traceState = false;
        bool error = false; ///< some tag says that the span failed
    };
    enum class Time : std::uint8_t { Micros, Millis };

    void clear();
    void readMember(JsonCursor& cursor, JaegerMember member);
    void readTags(JsonCursor& cursor);
    void readTagElement(JsonCursor& cursor);
    void takeTag(const JaegerTag& tag, std::optional<trace::AttributeId>& id, const JsonCursor& cursor);
    bool takeGenerated(const JaegerTag& tag);
    bool takeStatus(std::string_view text);
    bool takeScope(const JaegerTag& tag, trace::StringId text);
    void readReferences(JsonCursor& cursor);
    void readReference(JsonCursor& cursor);
    void readLogs(JsonCursor& cursor);
    void readLog(JsonCursor& cursor);
    void readFields(JsonCursor& cursor, Event& event);
    void readWarnings(JsonCursor& cursor);
    std::optional<std::int64_t> readTime(JsonCursor& cursor, std::string_view member, Time unit = Time::Micros);
    std::optional<std::int64_t> readDuration(JsonCursor& cursor);
    [[nodiscard]] trace::TraceId readTraceId(JsonCursor& cursor, bool mayBeBase64);
    [[nodiscard]] trace::SpanId readSpanId(JsonCursor& cursor, bool mayBeBase64);
    [[nodiscard]] trace::ResourceRow readProcess(JsonCursor& cursor);
    void finishTags();
    void finishParent();
    void finishEvents();
    [[nodiscard]] std::span<const trace::AttributeId> childOfAttribute();
    void addSpan(std::uint64_t offset);
    [[nodiscard]] const trace::ResourceRow* findProcess(trace::StringId id) const;

    RecordContext& m_context;
    AttributeCache m_tags;
    trace::SpanRecord m_span;
    Generated m_generated;
    bool m_hasTraceId = false;
    bool m_isSpan = false;  // has a member that spans have
    bool m_isOther = false; // has one that tags, references or logs have
    trace::SpanId m_parentMember;
    trace::StringId m_processId{};
    std::vector<trace::AttributeId> m_attributes;
    std::vector<trace::AttributeId> m_eventAttributes;
    std::vector<Event> m_events;
    std::vector<trace::EventRecord> m_eventRecords;
    std::vector<Reference> m_references;
    std::vector<trace::LinkRecord> m_links;
    std::array<trace::AttributeId, 1> m_childOf{};
    std::vector<trace::StringId> m_warnings;

    std::vector<trace::StringId>* m_spansOnly = nullptr; // the processes of the spans by row
    bool m_someHaveNoTraceId = false;
    trace::TraceId m_traceId;
    std::vector<std::pair<trace::StringId, trace::ResourceRow>> m_processes; // of the current trace
    bool m_processesSorted = true;
    std::vector<std::pair<trace::SpanRow, trace::StringId>> m_waiting; // spans whose process did not come yet
    std::uint64_t m_waitingOffset = 0;                                 // of the first of them
};

} // namespace spanlight::formats
