#include "models/formats/document_members.h"

#include "models/formats/name_table.h"

#include <array>
#include <utility>

namespace spanlight::formats {

namespace {

using Name = std::pair<std::string_view, DocumentMember>;

constexpr NameTable kNames(std::array{
    Name{"traceID", DocumentMember::TraceId},
    Name{"traceId", DocumentMember::ModelTraceId},
    Name{"trace_id", DocumentMember::ModelTraceId},
    Name{"spanID", DocumentMember::SpanId},
    Name{"spanId", DocumentMember::SpanId},
    Name{"span_id", DocumentMember::SpanId},
    Name{"operationName", DocumentMember::OperationName},
    Name{"spans", DocumentMember::Spans},
    Name{"processes", DocumentMember::Processes},
    Name{"warnings", DocumentMember::Warnings},
    Name{"data", DocumentMember::Data},
    Name{"resourceSpans", DocumentMember::ResourceSpans},
    Name{"resource_spans", DocumentMember::ResourceSpans},
    Name{"batches", DocumentMember::Batches},
    Name{"resource", DocumentMember::Resource},
    Name{"scopeSpans", DocumentMember::ScopeSpans},
    Name{"scope_spans", DocumentMember::ScopeSpans},
    Name{"instrumentationLibrarySpans", DocumentMember::ScopeSpans},
    Name{"instrumentation_library_spans", DocumentMember::ScopeSpans},
    Name{"scope", DocumentMember::Scope},
    Name{"instrumentationLibrary", DocumentMember::Scope},
    Name{"instrumentation_library", DocumentMember::Scope},
    Name{"schemaUrl", DocumentMember::SchemaUrl},
    Name{"schema_url", DocumentMember::SchemaUrl},
    Name{"result", DocumentMember::Result},
    Name{"trace", DocumentMember::Trace},
    Name{"id", DocumentMember::Id},
    Name{"localEndpoint", DocumentMember::LocalEndpoint},
    Name{"traceEvents", DocumentMember::TraceEvents},
    Name{"resourceMetrics", DocumentMember::OtherSignal},
    Name{"resource_metrics", DocumentMember::OtherSignal},
    Name{"resourceLogs", DocumentMember::OtherSignal},
    Name{"resource_logs", DocumentMember::OtherSignal},
    Name{"resourceProfiles", DocumentMember::OtherSignal},
    Name{"resource_profiles", DocumentMember::OtherSignal},
    Name{"total", DocumentMember::Paging},
    Name{"limit", DocumentMember::Paging},
    Name{"offset", DocumentMember::Paging},
    Name{"errors", DocumentMember::Errors},
    Name{"error", DocumentMember::Error},
    Name{"code", DocumentMember::Code},
    Name{"message", DocumentMember::Message},
    Name{"status", DocumentMember::Status},
});

} // namespace

DocumentMember documentMember(std::string_view key)
{
    return kNames.find(key);
}

} // namespace spanlight::formats
