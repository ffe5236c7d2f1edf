#pragma once

#include <cstdint>
#include <string_view>

namespace spanlight::formats {

/// Members of OTLP's JSON; the names of protobuf's fields in lowerCamelCase, snake_case means the same.
enum class OtlpMember : std::uint8_t {
    Unknown,
    ResourceSpans, ///< also `batches`
    Resource,
    ScopeSpans, ///< also `instrumentationLibrarySpans`
    Scope,      ///< also `instrumentationLibrary`
    Spans,
    SchemaUrl,
    Attributes,
    DroppedAttributesCount,
    DroppedEventsCount,
    DroppedLinksCount,
    Name,
    Version,
    TraceId,
    SpanId,
    ParentSpanId,
    TraceState,
    Kind,
    StartTimeUnixNano,
    EndTimeUnixNano,
    TimeUnixNano,
    Events,
    Links,
    Status,
    Code,
    Message,
    Flags,
    Key,
    Value,
    Values,
    StringValue,
    BoolValue,
    IntValue,
    DoubleValue,
    ArrayValue,
    KvlistValue,
    BytesValue,
};

/// What a key between quotes means; Unknown for every other one.
[[nodiscard]] OtlpMember otlpMember(std::string_view key);

/// The attribute in which Jaeger's API v3 sends the warnings of a span.
inline constexpr std::string_view kJaegerWarnings = "@jaeger@warnings";
inline constexpr std::string_view kServiceNameAttribute = "service.name";

} // namespace spanlight::formats
