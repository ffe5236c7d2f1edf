#include "models/formats/otlp/otlp_names.h"

#include "models/formats/name_table.h"

#include <array>
#include <utility>

namespace spanlight::formats {

namespace {

using Name = std::pair<std::string_view, OtlpMember>;

constexpr NameTable kNames(std::array{
    Name{"resourceSpans", OtlpMember::ResourceSpans},
    Name{"resource_spans", OtlpMember::ResourceSpans},
    Name{"batches", OtlpMember::ResourceSpans},
    Name{"resource", OtlpMember::Resource},
    Name{"scopeSpans", OtlpMember::ScopeSpans},
    Name{"scope_spans", OtlpMember::ScopeSpans},
    Name{"instrumentationLibrarySpans", OtlpMember::ScopeSpans},
    Name{"instrumentation_library_spans", OtlpMember::ScopeSpans},
    Name{"scope", OtlpMember::Scope},
    Name{"instrumentationLibrary", OtlpMember::Scope},
    Name{"instrumentation_library", OtlpMember::Scope},
    Name{"spans", OtlpMember::Spans},
    Name{"schemaUrl", OtlpMember::SchemaUrl},
    Name{"schema_url", OtlpMember::SchemaUrl},
    Name{"attributes", OtlpMember::Attributes},
    Name{"droppedAttributesCount", OtlpMember::DroppedAttributesCount},
    Name{"dropped_attributes_count", OtlpMember::DroppedAttributesCount},
    Name{"droppedEventsCount", OtlpMember::DroppedEventsCount},
    Name{"dropped_events_count", OtlpMember::DroppedEventsCount},
    Name{"droppedLinksCount", OtlpMember::DroppedLinksCount},
    Name{"dropped_links_count", OtlpMember::DroppedLinksCount},
    Name{"name", OtlpMember::Name},
    Name{"version", OtlpMember::Version},
    Name{"traceId", OtlpMember::TraceId},
    Name{"trace_id", OtlpMember::TraceId},
    Name{"spanId", OtlpMember::SpanId},
    Name{"span_id", OtlpMember::SpanId},
    Name{"parentSpanId", OtlpMember::ParentSpanId},
    Name{"parent_span_id", OtlpMember::ParentSpanId},
    Name{"traceState", OtlpMember::TraceState},
    Name{"trace_state", OtlpMember::TraceState},
    Name{"kind", OtlpMember::Kind},
    Name{"startTimeUnixNano", OtlpMember::StartTimeUnixNano},
    Name{"start_time_unix_nano", OtlpMember::StartTimeUnixNano},
    Name{"endTimeUnixNano", OtlpMember::EndTimeUnixNano},
    Name{"end_time_unix_nano", OtlpMember::EndTimeUnixNano},
    Name{"timeUnixNano", OtlpMember::TimeUnixNano},
    Name{"time_unix_nano", OtlpMember::TimeUnixNano},
    Name{"events", OtlpMember::Events},
    Name{"links", OtlpMember::Links},
    Name{"status", OtlpMember::Status},
    Name{"code", OtlpMember::Code},
    Name{"message", OtlpMember::Message},
    Name{"flags", OtlpMember::Flags},
    Name{"key", OtlpMember::Key},
    Name{"value", OtlpMember::Value},
    Name{"values", OtlpMember::Values},
    Name{"stringValue", OtlpMember::StringValue},
    Name{"string_value", OtlpMember::StringValue},
    Name{"boolValue", OtlpMember::BoolValue},
    Name{"bool_value", OtlpMember::BoolValue},
    Name{"intValue", OtlpMember::IntValue},
    Name{"int_value", OtlpMember::IntValue},
    Name{"doubleValue", OtlpMember::DoubleValue},
    Name{"double_value", OtlpMember::DoubleValue},
    Name{"arrayValue", OtlpMember::ArrayValue},
    Name{"array_value", OtlpMember::ArrayValue},
    Name{"kvlistValue", OtlpMember::KvlistValue},
    Name{"kvlist_value", OtlpMember::KvlistValue},
    Name{"bytesValue", OtlpMember::BytesValue},
    Name{"bytes_value", OtlpMember::BytesValue},
});

} // namespace

OtlpMember otlpMember(std::string_view key)
{
    return kNames.find(key);
}

} // namespace spanlight::formats
