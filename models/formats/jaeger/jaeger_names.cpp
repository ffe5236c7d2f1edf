#include "models/formats/jaeger/jaeger_names.h"

#include "models/formats/name_table.h"

#include <array>
#include <utility>

namespace spanlight::formats {

namespace {

using Name = std::pair<std::string_view, JaegerMember>;

constexpr NameTable kNames(std::array{
    Name{"key", JaegerMember::Key},
    Name{"tag", JaegerMember::TagMap},
    Name{"type", JaegerMember::Type},
    Name{"tags", JaegerMember::Tags},
    Name{"logs", JaegerMember::Logs},
    Name{"vStr", JaegerMember::StringValue},
    Name{"value", JaegerMember::Value},
    Name{"flags", JaegerMember::Flags},
    Name{"vType", JaegerMember::Type},
    Name{"vBool", JaegerMember::BoolValue},
    Name{"spanID", JaegerMember::SpanId},
    Name{"spanId", JaegerMember::ModelSpanId},
    Name{"fields", JaegerMember::Fields},
    Name{"vInt64", JaegerMember::IntValue},
    Name{"traceID", JaegerMember::TraceId},
    Name{"traceId", JaegerMember::ModelTraceId},
    Name{"process", JaegerMember::Process},
    Name{"refType", JaegerMember::RefType},
    Name{"vBinary", JaegerMember::BinaryValue},
    Name{"duration", JaegerMember::Duration},
    Name{"warnings", JaegerMember::Warnings},
    Name{"vFloat64", JaegerMember::DoubleValue},
    Name{"startTime", JaegerMember::StartTime},
    Name{"timestamp", JaegerMember::Timestamp},
    Name{"processID", JaegerMember::ProcessId},
    Name{"processId", JaegerMember::ProcessId},
    Name{"references", JaegerMember::References},
    Name{"serviceName", JaegerMember::ServiceName},
    Name{"parentSpanID", JaegerMember::ParentSpanId},
    Name{"operationName", JaegerMember::OperationName},
    Name{"startTimeMillis", JaegerMember::StartTimeMillis},
});

} // namespace

JaegerMember jaegerMember(std::string_view key)
{
    return kNames.find(key);
}

} // namespace spanlight::formats
