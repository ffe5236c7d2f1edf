#pragma once

#include "models/trace/trace_store.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace spanlight::test {

/// Keys and values; values as JSON keeps whole numbers and fractions apart.
using AttributeData = std::vector<std::pair<std::string, nlohmann::json>>;

struct EventData
{
    std::int64_t timeNs = 0;
    std::string name;
    AttributeData attributes;
};

struct LinkData
{
    std::string traceId;
    std::string spanId;
    AttributeData attributes;
};

/// A span that can be changed and written again. Ids as a store writes them, empty parent: root.
struct SpanData
{
    std::string traceId;
    std::string spanId;
    std::string parentId;
    std::string name;
    std::string message;
    std::string scope;
    trace::SpanKind kind = trace::SpanKind::Unspecified;
    trace::StatusCode status = trace::StatusCode::Unset;
    bool hasStart = true;
    std::int64_t startNs = 0;
    std::int64_t durationNs = 0;
    AttributeData attributes;
    AttributeData resource; ///< service.name in it
    std::vector<EventData> events;
    std::vector<LinkData> links;
};

/// Everything that a store knows about its spans, in its order.
[[nodiscard]] std::vector<SpanData> spansOf(const trace::TraceStore& store);

/// How Jaeger JSON may be written.
struct JaegerStyle
{
    bool upperCaseIds = false;
    bool shortIds = false;        ///< without leading zeros
    bool embeddedProcess = false; ///< in each span instead of a table
    bool numbersAsText = false;   ///< int64 values between quotes
    bool bareArray = false;       ///< without "data" around the traces
};
[[nodiscard]] std::string jaegerJson(const std::vector<SpanData>& spans, const JaegerStyle& style);

/// How OTLP JSON may be written.
struct OtlpStyle
{
    bool base64Ids = false;
    bool upperCaseIds = false;
    bool snakeCase = false;
    bool enumNames = false;
    bool plainNumbers = false; ///< int64 values without quotes
    bool lines = false;        ///< one document for each resource, one per line
};
[[nodiscard]] std::string otlpJson(const std::vector<SpanData>& spans, const OtlpStyle& style);

/// Packed as gzip does.
[[nodiscard]] std::string gzipped(const std::string& bytes);

} // namespace spanlight::test
