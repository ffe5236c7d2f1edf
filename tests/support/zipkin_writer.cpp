#include "tests/support/zipkin_writer.h"

#include <algorithm>
#include <cctype>

namespace spanlight::test {

using nlohmann::json;
using trace::SpanKind;
using trace::StatusCode;

namespace {

std::string textOf(const json& value)
{
    return value.is_string() ? value.get<std::string>() : value.dump();
}

/// As Zipkin keeps names.
std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

json asObject(const AttributeData& attributes)
{
    json object = json::object();
    for (const auto& [key, value] : attributes)
        object[key] = value;
    return object;
}

/// `name|{"key":…}|dropped`, or the name alone.
json annotationOf(const EventData& event)
{
    const std::string text =
        event.attributes.empty() ? event.name : event.name + "|" + asObject(event.attributes).dump() + "|0";
    return {{"timestamp", event.timeNs / 1000}, {"value", text}};
}

json tagsOf(const SpanData& span)
{
    json tags = json::object();
    for (const AttributeData* attributes : {&span.resource, &span.attributes})
        for (const auto& [key, value] : *attributes)
            if (key != "service.name")
                tags[key] = textOf(value);
    if (!span.scope.empty())
        tags["otel.library.name"] = span.scope;
    if (span.status != StatusCode::Unset)
        tags["otel.status_code"] = span.status == StatusCode::Error ? "ERROR" : "OK";
    if (span.status == StatusCode::Error)
        tags["error"] = span.message.empty() ? "true" : span.message;
    for (std::size_t i = 0; i < span.links.size(); ++i)
        tags["otlp.link." + std::to_string(i)] = span.links[i].traceId + "|" + span.links[i].spanId + "||" +
                                                 asObject(span.links[i].attributes).dump() + "|0";
    if (span.kind == SpanKind::Internal)
        tags["span.kind"] = "internal";
    return tags;
}

json spanOf(const SpanData& span)
{
    json written = {{"traceId", span.traceId}, {"id", span.spanId}, {"name", lower(span.name)}, {"tags", tagsOf(span)}};
    if (!span.parentId.empty())
        written["parentId"] = span.parentId;
    if (span.hasStart)
        written["timestamp"] = span.startNs / 1000;
    if (span.durationNs > 0)
        written["duration"] = std::max<std::int64_t>(span.durationNs / 1000, 1);
    const std::vector<std::pair<SpanKind, const char*>> kinds{{SpanKind::Server, "SERVER"},
                                                              {SpanKind::Client, "CLIENT"},
                                                              {SpanKind::Producer, "PRODUCER"},
                                                              {SpanKind::Consumer, "CONSUMER"}};
    for (const auto& [kind, name] : kinds)
        if (span.kind == kind)
            written["kind"] = name;
    for (const auto& [key, value] : span.resource)
        if (key == "service.name")
            written["localEndpoint"] = {{"serviceName", lower(value)}};
    for (const EventData& event : span.events)
        written["annotations"].push_back(annotationOf(event));
    return written;
}

} // namespace

std::string zipkinJson(const std::vector<SpanData>& spans)
{
    json list = json::array();
    for (const SpanData& span : spans)
        list.push_back(spanOf(span));
    return list.dump();
}

} // namespace spanlight::test
