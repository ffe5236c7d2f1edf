#include "models/formats/otlp/otlp_json_writer.h"

#include "models/formats/json/json_writer.h"
#include "models/formats/otlp/otlp_names.h"
#include "models/formats/write_parts.h"
#include "models/trace/intervals.h"

#include <cmath>
#include <cstdio>

namespace spanlight::formats {

using trace::SpanRow;
using trace::ValueType;
using trace::ValueView;

namespace {

void writeDouble(JsonWriter& json, double value)
{
    if (std::isnan(value))
        return json.text("NaN");
    if (std::isinf(value))
        return json.text(value > 0 ? "Infinity" : "-Infinity");
    char text[32];
    std::snprintf(text, sizeof text, "%.17g", value);
    json.raw(text);
}

void writeValue(JsonWriter& json, const ValueView& value);

void writeKeyValue(JsonWriter& json, std::string_view key, const ValueView& value)
{
    json.begin('{');
    json.member("key", key);
    json.key("value");
    writeValue(json, value);
    json.end('}');
}

void writeNested(JsonWriter& json, const ValueView& value)
{
    json.begin('{');
    json.key("values");
    json.begin('[');
    for (std::size_t i = 0; i < value.count(); ++i)
        if (value.type() == ValueType::Map)
            writeKeyValue(json, value.keyAt(i), value.at(i));
        else
            writeValue(json, value.at(i));
    json.end(']');
    json.end('}');
}

void writeValue(JsonWriter& json, const ValueView& value)
{
    json.begin('{');
    switch (value.type()) {
    case ValueType::Empty:
        break;
    case ValueType::String:
        json.member("stringValue", value.string());
        break;
    case ValueType::Bool:
        json.key("boolValue");
        json.raw(value.boolean() ? "true" : "false");
        break;
    case ValueType::Int:
        json.member("intValue", std::to_string(value.integer()));
        break;
    case ValueType::Double:
        json.key("doubleValue");
        writeDouble(json, value.floating());
        break;
    case ValueType::Bytes:
        json.member("bytesValue", trace::toBase64(value.string()));
        break;
    case ValueType::Array:
        json.key("arrayValue");
        writeNested(json, value);
        break;
    case ValueType::Map:
        json.key("kvlistValue");
        writeNested(json, value);
        break;
    }
    json.end('}');
}

void writeAttributes(JsonWriter& json, const trace::AttributeRange& attributes)
{
    if (attributes.empty())
        return;
    json.key("attributes");
    json.begin('[');
    for (const trace::AttributeView& attribute : attributes)
        writeKeyValue(json, attribute.key, attribute.value);
    json.end(']');
}

void writeTextAttribute(JsonWriter& json, std::string_view key, std::string_view text)
{
    json.begin('{');
    json.member("key", key);
    json.key("value");
    json.begin('{');
    json.member("stringValue", text);
    json.end('}');
    json.end('}');
}

void writeSpanAttributes(JsonWriter& json, const trace::TraceStore& store, SpanRow row)
{
    if (store.warnings(row).empty())
        return writeAttributes(json, store.attributes(row));
    json.key("attributes");
    json.begin('[');
    for (const trace::AttributeView& attribute : store.attributes(row))
        writeKeyValue(json, attribute.key, attribute.value);
    json.begin('{');
    json.member("key", kJaegerWarnings);
    json.key("value");
    json.begin('{');
    json.key("arrayValue");
    json.begin('{');
    json.key("values");
    json.begin('[');
    for (const trace::StringId warning : store.warnings(row)) {
        json.begin('{');
        json.member("stringValue", store.text(warning));
        json.end('}');
    }
    json.end(']');
    json.end('}');
    json.end('}');
    json.end('}');
    json.end(']');
}

void writeEvents(JsonWriter& json, const trace::TraceStore& store, SpanRow row)
{
    if (store.eventCount(row) == 0)
        return;
    json.key("events");
    json.begin('[');
    for (std::size_t i = 0; i < store.eventCount(row); ++i) {
        const trace::EventView event = store.event(row, i);
        json.begin('{');
        json.member("timeUnixNano", std::to_string(event.timeNs));
        json.optional("name", event.name);
        writeAttributes(json, event.attributes);
        json.optional("droppedAttributesCount", event.droppedAttributes);
        json.end('}');
    }
    json.end(']');
}

void writeLinks(JsonWriter& json, const trace::TraceStore& store, SpanRow row)
{
    if (store.linkCount(row) == 0)
        return;
    json.key("links");
    json.begin('[');
    for (std::size_t i = 0; i < store.linkCount(row); ++i) {
        const trace::LinkView link = store.link(row, i);
        json.begin('{');
        json.optional("traceId", link.traceId.empty() ? std::string() : store.traceIdText(link.traceId));
        json.optional("spanId", link.spanId.empty() ? std::string() : store.spanIdText(link.spanId));
        json.optional("traceState", link.traceState);
        writeAttributes(json, link.attributes);
        json.optional("droppedAttributesCount", link.droppedAttributes);
        json.optional("flags", link.flags);
        json.end('}');
    }
    json.end(']');
}

void writeStatus(JsonWriter& json, const trace::TraceStore& store, SpanRow row)
{
    json.key("status");
    json.begin('{');
    json.optional("message", store.statusMessage(row));
    json.optional("code", static_cast<std::uint32_t>(store.status(row)));
    json.end('}');
}

void writeSpan(JsonWriter& json, const trace::TraceStore& store, SpanRow row)
{
    const auto id = [](bool empty, std::string text) { return empty ? std::string() : std::move(text); };
    const trace::TraceId traceId = store.traceId(store.traceOf(row));
    const trace::SpanId parent = store.parentSpanId(row);
    const bool started = (store.marks(row) & trace::kMarkNoStart) == 0;
    const bool ended = (store.marks(row) & trace::kMarkNoDuration) == 0;
    const auto dropped = store.dropped(row);
    json.begin('{');
    json.member("traceId", id(traceId.empty(), store.traceIdText(traceId)));
    json.member("spanId", id(store.spanId(row).empty(), store.spanIdText(store.spanId(row))));
    json.optional("traceState", store.traceState(row));
    json.optional("parentSpanId", id(parent.empty(), store.spanIdText(parent)));
    json.optional("flags", store.flags(row));
    json.member("name", store.name(row));
    json.optional("kind", static_cast<std::uint32_t>(store.kind(row)));
    json.member("startTimeUnixNano", std::to_string(started ? store.startNs(row) : 0));
    json.member("endTimeUnixNano",
                std::to_string(started && ended ? trace::saturatedSum(store.startNs(row), store.durationNs(row)) : 0));
    writeSpanAttributes(json, store, row);
    json.optional("droppedAttributesCount", dropped.attributes);
    writeEvents(json, store, row);
    json.optional("droppedEventsCount", dropped.events);
    writeLinks(json, store, row);
    json.optional("droppedLinksCount", dropped.links);
    writeStatus(json, store, row);
    json.end('}');
}

void writeResource(JsonWriter& json, const trace::ResourceView& resource)
{
    json.key("resource");
    json.begin('{');
    if (!lacksServiceName(resource)) {
        writeAttributes(json, resource.attributes);
    } else {
        json.key("attributes");
        json.begin('[');
        writeTextAttribute(json, kServiceNameAttribute, resource.service);
        for (const trace::AttributeView& attribute : resource.attributes)
            writeKeyValue(json, attribute.key, attribute.value);
        json.end(']');
    }
    json.end('}');
}

void writeGroup(JsonWriter& json, const trace::TraceStore& store, const SpanGroup& group)
{
    const trace::ResourceView resource = store.resource(group.resource);
    json.begin('{');
    json.key("resourceSpans");
    json.begin('[');
    json.begin('{');
    writeResource(json, resource);
    json.key("scopeSpans");
    json.begin('[');
    for (const auto& [scopeRow, rows] : group.scopes) {
        const trace::ScopeView scope = store.scope(scopeRow);
        json.begin('{');
        json.key("scope");
        json.begin('{');
        json.optional("name", scope.name);
        json.optional("version", scope.version);
        writeAttributes(json, scope.attributes);
        json.end('}');
        json.key("spans");
        json.begin('[');
        for (const SpanRow row : rows)
            writeSpan(json, store, row);
        json.end(']');
        json.optional("schemaUrl", scope.schemaUrl);
        json.end('}');
    }
    json.end(']');
    json.optional("schemaUrl", resource.schemaUrl);
    json.end('}');
    json.end(']');
    json.end('}');
}

} // namespace

std::vector<WriteLoss> writeOtlpJson(const trace::TraceStore& store, const WriteSink& sink)
{
    PieceWriter pieces(sink);
    forEachGroup(store, [&](const SpanGroup& group) {
        JsonWriter json(pieces.text());
        writeGroup(json, store, group);
        pieces.text() += '\n';
        return pieces.mayGoOn();
    });
    if (store.spanCount() == 0)
        pieces.text() += "{\"resourceSpans\":[]}\n";
    pieces.flush();
    return {};
}

} // namespace spanlight::formats
