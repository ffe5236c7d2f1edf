#pragma once

#include <cstdint>
#include <string_view>

namespace spanlight::formats {

/// Members of Jaeger's JSON: the query API, the UI's downloads, Elasticsearch documents and protobuf JSON of the model.
enum class JaegerMember : std::uint8_t {
    Unknown,
    TraceId,      ///< traceID
    SpanId,       ///< spanID
    ParentSpanId, ///< parentSpanID
    ModelTraceId, ///< traceId: may be base64
    ModelSpanId,  ///< spanId: may be base64
    Flags,
    OperationName,
    References,
    StartTime,
    StartTimeMillis,
    Duration,
    Tags,
    TagMap, ///< tag
    Logs,
    Timestamp,
    Fields,
    ProcessId, ///< processID
    Process,
    ServiceName,
    Warnings,
    RefType,
    Key,
    Type,
    Value,
    StringValue, ///< vStr
    BoolValue,   ///< vBool
    IntValue,    ///< vInt64
    DoubleValue, ///< vFloat64
    BinaryValue, ///< vBinary
};

/// What a key between quotes means; Unknown for every other one.
[[nodiscard]] JaegerMember jaegerMember(std::string_view key);

/// Tags that OpenTelemetry data get when Jaeger writes them, and the tag of OpenTracing's link kinds.
inline constexpr std::string_view kTagSpanKind = "span.kind";
inline constexpr std::string_view kTagError = "error";
inline constexpr std::string_view kTagStatusCode = "otel.status_code";
inline constexpr std::string_view kTagStatusDescription = "otel.status_description";
inline constexpr std::string_view kTagScopeName = "otel.scope.name";
inline constexpr std::string_view kTagScopeVersion = "otel.scope.version";
inline constexpr std::string_view kTagLibraryName = "otel.library.name";
inline constexpr std::string_view kTagLibraryVersion = "otel.library.version";
inline constexpr std::string_view kTagTraceState = "w3c.tracestate";
inline constexpr std::string_view kTagRefType = "opentracing.ref_type";
inline constexpr std::string_view kChildOf = "child_of";
inline constexpr std::string_view kFieldEvent = "event";
inline constexpr std::string_view kServiceName = "service.name";

} // namespace spanlight::formats
