#include "ui/span/span_json.h"

#include "models/trace/time_text.h"

namespace spanlight::ui {

namespace {

constexpr std::size_t kMostText = 200'000;

// Members with indentation; the values are written as JSON by the caller.
class Writer
{
public:
    explicit Writer(std::string& out) : m_out(out) {}

    void open(char bracket)
    {
        m_out += bracket;
        ++m_depth;
        m_first = true;
    }
    void close(char bracket)
    {
        --m_depth;
        if (!m_first)
            newLine();
        m_out += bracket;
        m_first = false;
    }
    void key(std::string_view name)
    {
        element();
        trace::appendJsonString(m_out, name);
        m_out += ": ";
    }
    void element()
    {
        if (!m_first)
            m_out += ',';
        newLine();
        m_first = false;
    }
    void text(std::string_view name, std::string_view value)
    {
        key(name);
        trace::appendJsonString(m_out, value);
    }
    void number(std::string_view name, std::int64_t value)
    {
        key(name);
        m_out += std::to_string(value);
    }
    void attributes(std::string_view name, const trace::AttributeRange& range)
    {
        key(name);
        open('{');
        for (const trace::AttributeView attribute : range) {
            key(attribute.key);
            if (attribute.value.string().size() > kMostText)
                trace::appendJsonString(m_out,
                                        std::string(attribute.value.string().substr(0, kMostText)) + " … (cut here)");
            else
                attribute.value.appendJson(m_out);
        }
        close('}');
    }

private:
    void newLine()
    {
        m_out += '\n';
        m_out.append(static_cast<std::size_t>(m_depth) * 2, ' ');
    }

    std::string& m_out;
    int m_depth = 0;
    bool m_first = true;
};

void writeEvents(Writer& json, const trace::TraceStore& store, trace::SpanRow row)
{
    json.key("events");
    json.open('[');
    for (std::size_t i = 0; i < store.eventCount(row); ++i) {
        const trace::EventView event = store.event(row, i);
        json.element();
        json.open('{');
        json.text("name", event.name);
        json.text("time", trace::toRfc3339(event.timeNs));
        json.attributes("attributes", event.attributes);
        json.close('}');
    }
    json.close(']');
}

void writeLinks(Writer& json, const trace::TraceStore& store, trace::SpanRow row)
{
    json.key("links");
    json.open('[');
    for (std::size_t i = 0; i < store.linkCount(row); ++i) {
        const trace::LinkView link = store.link(row, i);
        json.element();
        json.open('{');
        json.text("traceId", store.traceIdText(link.traceId));
        json.text("spanId", store.spanIdText(link.spanId));
        json.attributes("attributes", link.attributes);
        json.close('}');
    }
    json.close(']');
}

void writeHead(Writer& json, const trace::TraceStore& store, trace::SpanRow row)
{
    json.text("traceId", store.traceIdText(store.traceId(store.traceOf(row))));
    json.text("spanId", store.spanIdText(store.spanId(row)));
    if (!store.parentSpanId(row).empty())
        json.text("parentSpanId", store.spanIdText(store.parentSpanId(row)));
    json.text("name", store.name(row));
    json.text("service", store.service(row));
    json.text("kind", trace::name(store.kind(row)));
    json.text("start", trace::toRfc3339(store.startNs(row)));
    json.number("startUnixNano", store.startNs(row));
    json.number("durationNs", store.durationNs(row));
    json.text("status", trace::name(store.status(row)));
    if (!store.statusMessage(row).empty())
        json.text("statusMessage", store.statusMessage(row));
    if (!store.traceState(row).empty())
        json.text("traceState", store.traceState(row));
}

} // namespace

std::string spanJson(const trace::TraceSet& traces, trace::SpanRef span)
{
    if (!traces.contains(span))
        return {};
    const trace::TraceStore& store = traces.store(span);
    std::string out;
    Writer json(out);
    json.open('{');
    writeHead(json, store, span.row);
    json.attributes("attributes", store.attributes(span.row));
    writeEvents(json, store, span.row);
    writeLinks(json, store, span.row);
    json.attributes("resource", store.resource(store.resourceOf(span.row)).attributes);
    const trace::ScopeView scope = store.scope(store.scopeOf(span.row));
    if (!scope.name.empty()) {
        json.key("scope");
        json.open('{');
        json.text("name", scope.name);
        json.text("version", scope.version);
        json.close('}');
    }
    const auto warnings = store.warnings(span.row);
    if (!warnings.empty()) {
        json.key("warnings");
        json.open('[');
        for (const trace::StringId warning : warnings) {
            json.element();
            trace::appendJsonString(out, store.text(warning));
        }
        json.close(']');
    }
    json.close('}');
    out += '\n';
    return out;
}

} // namespace spanlight::ui
