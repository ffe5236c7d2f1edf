#include "models/formats/jaeger/jaeger_writer.h"

#include "models/formats/jaeger/jaeger_names.h"
#include "models/formats/json/json_writer.h"
#include "models/formats/write_parts.h"

#include <cmath>
#include <cstdio>
#include <map>

namespace spanlight::formats {

using trace::SpanRow;
using trace::ValueType;
using trace::ValueView;

namespace {

constexpr std::int64_t kNsPerUs = 1000;

class JaegerWriter
{
public:
    JaegerWriter(const trace::TraceStore& store, const WriteSink& sink)
        : m_store(store), m_pieces(sink), m_json(m_pieces.text())
    {
    }

    std::vector<WriteLoss> write()
    {
        m_json.begin('{');
        m_json.key("data");
        m_json.begin('[');
        for (std::uint32_t i = 0; i < m_store.traceCount() && m_pieces.mayGoOn(); ++i)
            writeTrace(trace::TraceRow{i});
        m_json.end(']');
        m_json.end('}');
        m_pieces.text() += '\n';
        m_pieces.flush();
        return m_losses.take();
    }

private:
    void writeTrace(trace::TraceRow trace)
    {
        const trace::TraceId id = m_store.traceId(trace);
        m_processes.clear();
        m_json.begin('{');
        m_json.member("traceID", id.empty() ? std::string() : m_store.traceIdText(id));
        m_json.key("spans");
        m_json.begin('[');
        for (const SpanRow row : m_store.traceSpans(trace)) {
            writeSpan(row);
            if (!m_pieces.mayGoOn())
                break;
        }
        m_json.end(']');
        m_json.key("processes");
        m_json.begin('{');
        for (const auto& [resource, name] : m_processes) {
            m_json.key(name);
            writeProcess(m_store.resource(resource));
        }
        m_json.end('}');
        m_json.end('}');
    }

    void writeProcess(const trace::ResourceView& resource)
    {
        m_losses.add("schema URLs were left out", resource.schemaUrl.empty() ? 0 : 1);
        m_json.begin('{');
        m_json.member("serviceName", resource.service);
        m_json.key("tags");
        m_json.begin('[');
        for (const trace::AttributeView& attribute : resource.attributes)
            if (attribute.key != kServiceName || attribute.value.string() != resource.service)
                writeTag(attribute.key, attribute.value);
        m_json.end(']');
        m_json.end('}');
    }

    const std::string& processOf(SpanRow row)
    {
        return m_processes.try_emplace(m_store.resourceOf(row), "p" + std::to_string(m_processes.size() + 1))
            .first->second;
    }

    void writeSpan(SpanRow row)
    {
        const trace::TraceId traceId = m_store.traceId(m_store.traceOf(row));
        m_json.begin('{');
        m_json.member("traceID", traceId.empty() ? std::string() : m_store.traceIdText(traceId));
        m_json.member("spanID", m_store.spanId(row).empty() ? std::string() : m_store.spanIdText(m_store.spanId(row)));
        m_json.optional("flags", m_store.flags(row));
        m_json.member("operationName", m_store.name(row));
        writeReferences(row, traceId);
        writeTimes(row);
        writeTags(row);
        writeLogs(row);
        m_json.member("processID", processOf(row));
        writeWarnings(row);
        m_json.end('}');
        const auto dropped = m_store.dropped(row);
        m_losses.add("counts of attributes, events and links that were dropped before",
                     dropped.attributes + dropped.events + dropped.links > 0 ? 1 : 0);
    }

    void writeTimes(SpanRow row)
    {
        const bool started = (m_store.marks(row) & trace::kMarkNoStart) == 0;
        const bool ended = (m_store.marks(row) & trace::kMarkNoDuration) == 0;
        const std::int64_t startNs = started ? m_store.startNs(row) : 0;
        const std::int64_t durationNs = ended ? m_store.durationNs(row) : 0;
        m_json.key("startTime");
        m_json.number(startNs / kNsPerUs);
        m_json.key("duration");
        m_json.number(durationNs / kNsPerUs);
        m_losses.add("times were cut to microseconds", startNs % kNsPerUs != 0 || durationNs % kNsPerUs != 0 ? 1 : 0);
    }

    void writeReference(std::string_view type, trace::TraceId traceId, trace::SpanId spanId)
    {
        m_json.begin('{');
        m_json.member("refType", type);
        m_json.member("traceID", traceId.empty() ? std::string() : m_store.traceIdText(traceId));
        m_json.member("spanID", spanId.empty() ? std::string() : m_store.spanIdText(spanId));
        m_json.end('}');
    }

    void writeReferences(SpanRow row, trace::TraceId traceId)
    {
        m_json.key("references");
        m_json.begin('[');
        if (const trace::SpanId parent = m_store.parentSpanId(row); !parent.empty())
            writeReference("CHILD_OF", traceId, parent);
        for (std::size_t i = 0; i < m_store.linkCount(row); ++i) {
            const trace::LinkView link = m_store.link(row, i);
            writeReference("FOLLOWS_FROM", link.traceId, link.spanId);
            m_losses.add("attributes, state and flags of links were left out",
                         !link.attributes.empty() || !link.traceState.empty() || link.flags != 0 ? 1 : 0);
        }
        m_json.end(']');
    }

    void writeTags(SpanRow row)
    {
        m_json.key("tags");
        m_json.begin('[');
        for (const trace::AttributeView& attribute : m_store.attributes(row))
            writeTag(attribute.key, attribute.value);
        const trace::ScopeView scope = m_store.scope(m_store.scopeOf(row));
        m_losses.add("attributes and schema URLs of scopes were left out",
                     !scope.attributes.empty() || !scope.schemaUrl.empty() ? 1 : 0);
        writeTextTag(kTagScopeName, scope.name);
        writeTextTag(kTagScopeVersion, scope.version);
        if (m_store.kind(row) != trace::SpanKind::Unspecified)
            writeTextTag(kTagSpanKind, trace::name(m_store.kind(row)));
        writeStatus(row);
        writeTextTag(kTagTraceState, m_store.traceState(row));
        m_json.end(']');
    }

    void writeStatus(SpanRow row)
    {
        const trace::StatusCode status = m_store.status(row);
        if (status != trace::StatusCode::Unset)
            writeTextTag(kTagStatusCode, status == trace::StatusCode::Ok ? "OK" : "ERROR");
        if (status == trace::StatusCode::Error &&
            !m_store.attributes(row).find(kTagError)) { // what Jaeger's page looks at
            beginTag(kTagError, "bool");
            m_json.raw("true");
            m_json.end('}');
        }
        writeTextTag(kTagStatusDescription, m_store.statusMessage(row));
    }

    void writeLogs(SpanRow row)
    {
        m_json.key("logs");
        m_json.begin('[');
        for (std::size_t i = 0; i < m_store.eventCount(row); ++i) {
            const trace::EventView event = m_store.event(row, i);
            m_json.begin('{');
            m_json.key("timestamp");
            m_json.number(event.timeNs / kNsPerUs);
            m_losses.add("times were cut to microseconds", event.timeNs % kNsPerUs != 0 ? 1 : 0);
            m_json.key("fields");
            m_json.begin('[');
            writeTextTag(kFieldEvent, event.name);
            for (const trace::AttributeView& attribute : event.attributes)
                writeTag(attribute.key, attribute.value);
            m_json.end(']');
            m_json.end('}');
        }
        m_json.end(']');
    }

    void writeWarnings(SpanRow row)
    {
        m_json.key("warnings");
        if (m_store.warnings(row).empty())
            return m_json.raw("null");
        m_json.begin('[');
        for (const trace::StringId warning : m_store.warnings(row))
            m_json.text(m_store.text(warning));
        m_json.end(']');
    }

    void writeTextTag(std::string_view key, std::string_view text)
    {
        if (text.empty())
            return;
        beginTag(key, "string");
        m_json.text(text);
        m_json.end('}');
    }

    void beginTag(std::string_view key, std::string_view type)
    {
        m_json.begin('{');
        m_json.member("key", key);
        m_json.member("type", type);
        m_json.key("value");
    }

    void writeTag(std::string_view key, const ValueView& value)
    {
        switch (value.type()) {
        case ValueType::Bool:
            beginTag(key, "bool");
            m_json.raw(value.boolean() ? "true" : "false");
            break;
        case ValueType::Int:
            beginTag(key, "int64");
            m_json.number(value.integer());
            break;
        case ValueType::Double:
            beginTag(key, "float64");
            writeDouble(value.floating());
            break;
        case ValueType::Bytes:
            beginTag(key, "binary");
            m_json.text(trace::toBase64(value.string()));
            break;
        case ValueType::String:
            beginTag(key, "string");
            m_json.text(value.string());
            break;
        default:
            m_losses.add("arrays, maps and empty values became texts");
            beginTag(key, "string");
            m_json.text(value.text());
        }
        m_json.end('}');
    }

    void writeDouble(double value)
    {
        if (!std::isfinite(value))
            return m_json.text(std::isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
        char text[32];
        std::snprintf(text, sizeof text, "%.17g", value);
        m_json.raw(text);
    }

    const trace::TraceStore& m_store;
    PieceWriter m_pieces;
    JsonWriter m_json;
    LossCount m_losses;
    std::map<trace::ResourceRow, std::string> m_processes; // of the trace
};

} // namespace

std::vector<WriteLoss> writeJaegerJson(const trace::TraceStore& store, const WriteSink& sink)
{
    return JaegerWriter(store, sink).write();
}

} // namespace spanlight::formats
