#include "tests/support/trace_writer.h"

#include "models/trace/attributes.h"

#include <zlib.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <stdexcept>

namespace spanlight::test {

using nlohmann::json;
using trace::SpanKind;
using trace::StatusCode;
using trace::ValueType;
using trace::ValueView;

namespace {

json valueOf(const ValueView& value)
{
    switch (value.type()) {
    case ValueType::Bool:
        return value.boolean();
    case ValueType::Int:
        return value.integer();
    case ValueType::Double:
        return value.floating();
    case ValueType::Array: {
        json list = json::array();
        for (std::size_t i = 0; i < value.count(); ++i)
            list.push_back(valueOf(value.at(i)));
        return list;
    }
    case ValueType::Map: {
        json map = json::object();
        for (std::size_t i = 0; i < value.count(); ++i)
            map[std::string(value.keyAt(i))] = valueOf(value.at(i));
        return map;
    }
    default:
        return value.text();
    }
}

AttributeData attributesOf(const trace::AttributeRange& range)
{
    AttributeData list;
    for (const trace::AttributeView& attribute : range)
        list.emplace_back(std::string(attribute.key), valueOf(attribute.value));
    return list;
}

SpanData spanOf(const trace::TraceStore& store, trace::SpanRow row)
{
    SpanData span;
    span.traceId = store.traceIdText(store.traceId(store.traceOf(row)));
    span.spanId = store.spanIdText(store.spanId(row));
    span.parentId = store.parentSpanId(row).empty() ? "" : store.spanIdText(store.parentSpanId(row));
    span.name = store.name(row);
    span.message = store.statusMessage(row);
    span.scope = store.scope(store.scopeOf(row)).name;
    span.kind = store.kind(row);
    span.status = store.status(row);
    span.hasStart = (store.marks(row) & trace::kMarkNoStart) == 0;
    span.startNs = store.startNs(row);
    span.durationNs = store.durationNs(row);
    span.attributes = attributesOf(store.attributes(row));
    const trace::ResourceView resource = store.resource(store.resourceOf(row));
    span.resource = attributesOf(resource.attributes);
    const auto isName = [](const auto& attribute) { return attribute.first == "service.name"; };
    if (!resource.service.empty() && std::none_of(span.resource.begin(), span.resource.end(), isName))
        span.resource.emplace_back("service.name", std::string(resource.service));
    for (std::size_t i = 0; i < store.eventCount(row); ++i) {
        const trace::EventView event = store.event(row, i);
        span.events.push_back({event.timeNs, std::string(event.name), attributesOf(event.attributes)});
    }
    for (std::size_t i = 0; i < store.linkCount(row); ++i) {
        const trace::LinkView link = store.link(row, i);
        span.links.push_back(
            {store.traceIdText(link.traceId), store.spanIdText(link.spanId), attributesOf(link.attributes)});
    }
    return span;
}

std::string upper(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

json jaegerTag(const std::string& key, const json& value, const JaegerStyle& style)
{
    if (value.is_boolean())
        return {{"key", key}, {"type", "bool"}, {"value", value}};
    if (value.is_number_integer())
        return {{"key", key}, {"type", "int64"}, {"value", style.numbersAsText ? json(value.dump()) : value}};
    if (value.is_number())
        return {{"key", key}, {"type", "float64"}, {"value", value}};
    return {{"key", key}, {"type", "string"}, {"value", value.is_string() ? value : json(value.dump())}};
}

json jaegerTags(const AttributeData& attributes, const JaegerStyle& style)
{
    json tags = json::array();
    for (const auto& [key, value] : attributes)
        tags.push_back(jaegerTag(key, value, style));
    return tags;
}

std::string jaegerId(const std::string& id, const JaegerStyle& style)
{
    const std::size_t first = style.shortIds ? std::min(id.find_first_not_of('0'), id.size() - 1) : 0;
    return style.upperCaseIds ? upper(id.substr(first)) : id.substr(first);
}

json jaegerProcess(const AttributeData& resource, const JaegerStyle& style)
{
    json process = {{"serviceName", ""}, {"tags", json::array()}};
    for (const auto& [key, value] : resource) {
        if (key == "service.name")
            process["serviceName"] = value;
        else
            process["tags"].push_back(jaegerTag(key, value, style));
    }
    return process;
}

json jaegerReferences(const SpanData& span, const JaegerStyle& style)
{
    json references = json::array();
    if (!span.parentId.empty())
        references.push_back({{"refType", "CHILD_OF"},
                              {"traceID", jaegerId(span.traceId, style)},
                              {"spanID", jaegerId(span.parentId, style)}});
    for (const LinkData& link : span.links)
        references.push_back({{"refType", "FOLLOWS_FROM"},
                              {"traceID", jaegerId(link.traceId, style)},
                              {"spanID", jaegerId(link.spanId, style)}});
    return references;
}

json jaegerSpan(const SpanData& span, const JaegerStyle& style)
{
    json tags = jaegerTags(span.attributes, style);
    if (span.kind != SpanKind::Unspecified)
        tags.push_back(jaegerTag("span.kind", std::string(trace::name(span.kind)), style));
    if (span.status != StatusCode::Unset)
        tags.push_back(jaegerTag("otel.status_code", span.status == StatusCode::Error ? "ERROR" : "OK", style));
    if (span.status == StatusCode::Error)
        tags.push_back(jaegerTag("error", true, style));
    if (!span.message.empty())
        tags.push_back(jaegerTag("otel.status_description", span.message, style));
    if (!span.scope.empty())
        tags.push_back(jaegerTag("otel.scope.name", span.scope, style));
    json logs = json::array();
    for (const EventData& event : span.events) {
        json fields = json::array({jaegerTag("event", event.name, style)});
        for (const json& field : jaegerTags(event.attributes, style))
            fields.push_back(field);
        logs.push_back({{"timestamp", event.timeNs / 1000}, {"fields", std::move(fields)}});
    }
    json written = {{"traceID", jaegerId(span.traceId, style)},
                    {"spanID", jaegerId(span.spanId, style)},
                    {"operationName", span.name},
                    {"references", jaegerReferences(span, style)},
                    {"duration", span.durationNs / 1000},
                    {"tags", std::move(tags)},
                    {"logs", std::move(logs)},
                    {"warnings", nullptr}};
    if (span.hasStart)
        written["startTime"] = span.startNs / 1000;
    return written;
}

json otlpValue(const json& value, const OtlpStyle& style)
{
    const auto key = [&](const char* camel, const char* snake) { return style.snakeCase ? snake : camel; };
    if (value.is_boolean())
        return {{key("boolValue", "bool_value"), value}};
    if (value.is_number_integer())
        return {{key("intValue", "int_value"), style.plainNumbers ? value : json(value.dump())}};
    if (value.is_number())
        return {{key("doubleValue", "double_value"), value}};
    json values = json::array();
    if (value.is_array()) {
        for (const json& element : value)
            values.push_back(otlpValue(element, style));
        return {{key("arrayValue", "array_value"), {{"values", std::move(values)}}}};
    }
    if (value.is_object()) {
        for (const auto& [name, member] : value.items())
            values.push_back({{"key", name}, {"value", otlpValue(member, style)}});
        return {{key("kvlistValue", "kvlist_value"), {{"values", std::move(values)}}}};
    }
    return {{key("stringValue", "string_value"), value}};
}

json otlpAttributes(const AttributeData& attributes, const OtlpStyle& style)
{
    json list = json::array();
    for (const auto& [key, value] : attributes)
        list.push_back({{"key", key}, {"value", otlpValue(value, style)}});
    return list;
}

std::string otlpId(const std::string& id, const OtlpStyle& style)
{
    const bool isHex = id.find_first_not_of("0123456789abcdef") == std::string::npos && id.size() % 2 == 0;
    if (!style.base64Ids || !isHex)
        return style.upperCaseIds ? upper(id) : id;
    std::string bytes;
    for (std::size_t i = 0; i < id.size(); i += 2)
        bytes += static_cast<char>(std::stoi(id.substr(i, 2), nullptr, 16));
    return trace::toBase64(bytes);
}

json otlpTime(std::int64_t ns, const OtlpStyle& style)
{
    return style.plainNumbers ? json(ns) : json(std::to_string(ns));
}

json otlpStatus(const SpanData& span, const OtlpStyle& style)
{
    json status = json::object();
    if (!span.message.empty())
        status["message"] = span.message;
    if (span.status != StatusCode::Unset) {
        const bool isError = span.status == StatusCode::Error;
        status["code"] =
            style.enumNames ? json(isError ? "STATUS_CODE_ERROR" : "STATUS_CODE_OK") : json(isError ? 2 : 1);
    }
    return status;
}

json otlpSpan(const SpanData& span, const OtlpStyle& style)
{
    const auto key = [&](const char* camel, const char* snake) { return style.snakeCase ? snake : camel; };
    json written = {{key("traceId", "trace_id"), otlpId(span.traceId, style)},
                    {key("spanId", "span_id"), otlpId(span.spanId, style)},
                    {"name", span.name},
                    {"attributes", otlpAttributes(span.attributes, style)},
                    {"status", otlpStatus(span, style)}};
    if (!span.parentId.empty())
        written[key("parentSpanId", "parent_span_id")] = otlpId(span.parentId, style);
    const json kind = static_cast<int>(span.kind);
    written["kind"] = style.enumNames ? json("SPAN_KIND_" + upper(std::string(trace::name(span.kind)))) : kind;
    if (span.hasStart)
        written[key("startTimeUnixNano", "start_time_unix_nano")] = otlpTime(span.startNs, style);
    written[key("endTimeUnixNano", "end_time_unix_nano")] = otlpTime(span.startNs + span.durationNs, style);
    for (const EventData& event : span.events)
        written["events"].push_back({{key("timeUnixNano", "time_unix_nano"), otlpTime(event.timeNs, style)},
                                     {"name", event.name},
                                     {"attributes", otlpAttributes(event.attributes, style)}});
    for (const LinkData& link : span.links)
        written["links"].push_back({{key("traceId", "trace_id"), otlpId(link.traceId, style)},
                                    {key("spanId", "span_id"), otlpId(link.spanId, style)},
                                    {"attributes", otlpAttributes(link.attributes, style)}});
    return written;
}

} // namespace

std::vector<SpanData> spansOf(const trace::TraceStore& store)
{
    std::vector<SpanData> spans;
    for (std::uint32_t row = 0; row < store.spanCount(); ++row)
        spans.push_back(spanOf(store, trace::SpanRow{row}));
    return spans;
}

std::string jaegerJson(const std::vector<SpanData>& spans, const JaegerStyle& style)
{
    std::vector<std::string> order;
    std::map<std::string, json> traces;
    std::map<std::string, std::map<std::string, std::string>> processes; // of a trace: the process's text to its name
    for (const SpanData& span : spans) {
        if (!traces.contains(span.traceId)) {
            order.push_back(span.traceId);
            traces[span.traceId] = {{"traceID", jaegerId(span.traceId, style)}, {"spans", json::array()}};
        }
        json& trace = traces[span.traceId];
        json written = jaegerSpan(span, style);
        const json process = jaegerProcess(span.resource, style);
        if (style.embeddedProcess) {
            written["process"] = process;
        } else {
            auto& known = processes[span.traceId];
            const std::string name =
                known.try_emplace(process.dump(), "p" + std::to_string(known.size() + 1)).first->second;
            trace["processes"][name] = process;
            written["processID"] = name;
        }
        trace["spans"].push_back(std::move(written));
    }
    json list = json::array();
    for (const std::string& id : order)
        list.push_back(std::move(traces[id]));
    return (style.bareArray ? list : json{{"data", std::move(list)}}).dump();
}

std::string otlpJson(const std::vector<SpanData>& spans, const OtlpStyle& style)
{
    const auto key = [&](const char* camel, const char* snake) { return style.snakeCase ? snake : camel; };
    std::vector<std::pair<json, std::map<std::string, json>>> resources; // spans by scope
    std::map<std::string, std::size_t> known;
    for (const SpanData& span : spans) {
        json resource = otlpAttributes(span.resource, style);
        const auto [it, isNew] = known.try_emplace(resource.dump(), resources.size());
        if (isNew)
            resources.emplace_back(std::move(resource), std::map<std::string, json>());
        resources[it->second].second[span.scope].push_back(otlpSpan(span, style));
    }
    json list = json::array();
    for (auto& [attributes, scopes] : resources) {
        json written = json::array();
        for (auto& [scope, scopeSpans] : scopes)
            written.push_back(
                {{"scope", scope.empty() ? json::object() : json{{"name", scope}}}, {"spans", std::move(scopeSpans)}});
        list.push_back({{"resource", {{"attributes", std::move(attributes)}}},
                        {key("scopeSpans", "scope_spans"), std::move(written)}});
    }
    if (!style.lines)
        return json{{key("resourceSpans", "resource_spans"), std::move(list)}}.dump();
    std::string text;
    for (json& resource : list)
        text += json{{key("resourceSpans", "resource_spans"), json::array({std::move(resource)})}}.dump() + "\n";
    return text;
}

std::string gzipped(const std::string& bytes)
{
    z_stream stream{};
    constexpr int kGzip = 15 + 16; // the largest window, with gzip's header
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::runtime_error("zlib cannot pack");
    std::string packed(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data())); // NOLINT: zlib knows no const
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    const int result = deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    if (result != Z_STREAM_END)
        throw std::runtime_error("zlib did not finish");
    return packed;
}

} // namespace spanlight::test
