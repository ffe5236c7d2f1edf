#include "models/formats/jaeger/jaeger_names.h"

#include <array>
#include <utility>

namespace spanlight::formats {

namespace {

using Name = std::pair<std::string_view, JaegerMember>;

constexpr std::array kNames{
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
};

// First entry of each length, so that a key is compared with names of its own length only.
constexpr std::size_t kLongest = 15;
constexpr auto kFirstOfLength = [] {
    std::array<std::uint8_t, kLongest + 2> first{};
    std::size_t at = 0;
    for (std::size_t length = 0; length < first.size(); ++length) {
        while (at < kNames.size() && kNames[at].first.size() < length)
            ++at;
        first[length] = static_cast<std::uint8_t>(at);
    }
    return first;
}();

} // namespace

JaegerMember jaegerMember(std::string_view key)
{
    if (key.size() > kLongest)
        return JaegerMember::Unknown;
    for (std::size_t i = kFirstOfLength[key.size()]; i < kFirstOfLength[key.size() + 1]; ++i)
        if (kNames[i].first == key)
            return kNames[i].second;
    return JaegerMember::Unknown;
}

} // namespace spanlight::formats
