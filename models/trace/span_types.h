#pragma once

#include "models/trace/attributes.h"
#include "models/trace/ids.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace spanlight::trace {

/// OTLP's span kinds, with OTLP's numbers.
enum class SpanKind : std::uint8_t { Unspecified, Internal, Server, Client, Producer, Consumer };

/// OTLP's status codes, with OTLP's numbers.
enum class StatusCode : std::uint8_t { Unset, Ok, Error };

/// "internal", "server", …; "unspecified".
[[nodiscard]] std::string_view name(SpanKind kind);
/// "unset", "ok", "error".
[[nodiscard]] std::string_view name(StatusCode status);

/// What is special about a span; a set of bits.
enum SpanMark : std::uint8_t {
    kMarkNoStart = 1,     ///< the input gave no start; startNs is 0
    kMarkNoDuration = 2,  ///< the input gave no duration or end; durationNs is 0
    kMarkCycleCut = 4,    ///< the link to its parent was ignored because it closes a cycle
    kMarkDuplicateId = 8, ///< an earlier span of the trace has the same id and is not the other half of a call
    kMarkRepeated = 16,   ///< an earlier span of the trace has the same id, name, start and duration
    kMarkMayShareId = 32, ///< the server's half of a call, which may have the id of the client's half (Zipkin)
};

/// What a reader hands over for an event. Views need to live only during the call.
struct EventRecord
{
    std::int64_t timeNs = 0;
    StringId name{};
    std::uint32_t droppedAttributes = 0;
    std::span<const AttributeId> attributes;
};

/// What a reader hands over for a link.
struct LinkRecord
{
    TraceId traceId;
    SpanId spanId;
    StringId traceState{};
    std::uint32_t flags = 0;
    std::uint32_t droppedAttributes = 0;
    std::span<const AttributeId> attributes;
};

/// What a reader hands over for a span.
struct SpanRecord
{
    TraceId traceId;
    SpanId spanId;
    SpanId parentSpanId;
    StringId name{};
    StringId statusMessage{};
    StringId traceState{};
    SpanKind kind = SpanKind::Unspecified;
    StatusCode status = StatusCode::Unset;
    std::uint8_t marks = 0;  ///< kMarkNoStart, kMarkNoDuration, kMarkMayShareId
    std::uint32_t flags = 0; ///< OTLP's span flags
    ResourceRow resource{};
    ScopeRow scope{};
    std::int64_t startNs = 0;    ///< since the Unix epoch
    std::int64_t durationNs = 0; ///< end − start, may be negative
    std::uint32_t droppedAttributes = 0;
    std::uint32_t droppedEvents = 0;
    std::uint32_t droppedLinks = 0;
    std::span<const AttributeId> attributes;
    std::span<const EventRecord> events;
    std::span<const LinkRecord> links;
    std::span<const StringId> warnings;
};

/// An event as readers of the store see it.
struct EventView
{
    std::int64_t timeNs = 0;
    std::string_view name;
    std::uint32_t droppedAttributes = 0;
    AttributeRange attributes;
};

/// A link as readers of the store see it.
struct LinkView
{
    TraceId traceId;
    SpanId spanId;
    std::string_view traceState;
    std::uint32_t flags = 0;
    std::uint32_t droppedAttributes = 0;
    AttributeRange attributes;
};

/// A resource as readers of the store see it. `attributes` includes service.name if the input had it.
struct ResourceView
{
    std::string_view service;
    StringId serviceId{};
    std::string_view schemaUrl;
    AttributeRange attributes;
};

/// An instrumentation scope as readers of the store see it.
struct ScopeView
{
    std::string_view name;
    std::string_view version;
    std::string_view schemaUrl;
    AttributeRange attributes;
};

/// One input of a store: a file, an answer, standard input.
struct InputInfo
{
    std::string name;        ///< as the user gave it, without secrets
    std::string format;      ///< contract's format name, empty when nothing was recognised
    std::uint64_t bytes = 0; ///< after unpacking
    std::uint64_t traces = 0;
    std::uint64_t spans = 0;
};

} // namespace spanlight::trace
