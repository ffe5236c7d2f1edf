#pragma once

#include <cstdint>
#include <string_view>

namespace spanlight::formats {

/// Members that lead to spans, and members by which a document is told apart from others.
enum class DocumentMember : std::uint8_t {
    Unknown,
    Data,   ///< answer of Jaeger's API, download of its UI
    Result, ///< answer of Jaeger's API v3
    Trace,  ///< answer of Tempo's API v2
    ResourceSpans,
    Batches,    ///< resourceSpans as Tempo's API v1 calls them
    ScopeSpans, ///< also instrumentationLibrarySpans
    Resource,
    Scope, ///< also instrumentationLibrary
    SchemaUrl,
    Spans,
    Processes,
    Warnings,
    TraceId,      ///< traceID: Jaeger
    ModelTraceId, ///< traceId: Zipkin, OTLP and the protobuf JSON of Jaeger
    SpanId,
    OperationName,
    Id,
    LocalEndpoint,
    TraceEvents, ///< Chrome's trace event format
    OtherSignal, ///< resourceMetrics, resourceLogs, resourceProfiles
    Paging,      ///< total, limit, offset: what Jaeger's API puts next to `data`
    Errors,
    Error,
    Code,
    Message,
    Status,
};

/// What a key between quotes means; Unknown for every other one.
[[nodiscard]] DocumentMember documentMember(std::string_view key);

} // namespace spanlight::formats
