#include "models/formats/otlp/otlp_protobuf_writer.h"

#include "models/formats/otlp/otlp_names.h"
#include "models/formats/protobuf/wire_writer.h"
#include "models/formats/write_parts.h"
#include "models/trace/intervals.h"

namespace spanlight::formats {

using trace::SpanRow;
using trace::ValueType;
using trace::ValueView;

namespace {

std::string bigEndian(std::uint64_t value)
{
    std::string bytes(8, '\0');
    for (std::size_t i = 0; i < 8; ++i)
        bytes[7 - i] = static_cast<char>(value >> (8 * i) & 0xffU);
    return bytes;
}

std::string idBytes(trace::TraceId id)
{
    return id.empty() ? std::string() : bigEndian(id.high) + bigEndian(id.low);
}

std::string idBytes(trace::SpanId id)
{
    return id.empty() ? std::string() : bigEndian(id.value);
}

std::string keyValue(std::string_view key, const std::string& anyValue)
{
    WireWriter out;
    out.bytes(1, key);
    out.message(2, anyValue);
    return out.take();
}

// AnyValue; nested ones are at most as deep as the reader's limit.
std::string anyValue(const ValueView& value)
{
    WireWriter out;
    switch (value.type()) {
    case ValueType::Empty:
        break;
    case ValueType::String:
        out.message(1, value.string());
        break;
    case ValueType::Bool:
        out.always(2, value.boolean() ? 1 : 0);
        break;
    case ValueType::Int:
        out.always(3, static_cast<std::uint64_t>(value.integer()));
        break;
    case ValueType::Double:
        out.fixed64Always(4, value.raw().bits);
        break;
    case ValueType::Bytes:
        out.message(7, value.string());
        break;
    case ValueType::Array: {
        WireWriter values;
        for (std::size_t i = 0; i < value.count(); ++i)
            values.message(1, anyValue(value.at(i)));
        out.message(5, values.take());
        break;
    }
    case ValueType::Map: {
        WireWriter values;
        for (std::size_t i = 0; i < value.count(); ++i)
            values.message(1, keyValue(value.keyAt(i), anyValue(value.at(i))));
        out.message(6, values.take());
        break;
    }
    }
    return out.take();
}

void addAttributes(WireWriter& out, std::uint32_t field, const trace::AttributeRange& attributes)
{
    for (const trace::AttributeView& attribute : attributes)
        out.message(field, keyValue(attribute.key, anyValue(attribute.value)));
}

std::string textValue(std::string_view text)
{
    WireWriter out;
    out.message(1, text);
    return out.take();
}

std::string warningsValue(const trace::TraceStore& store, SpanRow row)
{
    WireWriter values;
    for (const trace::StringId warning : store.warnings(row))
        values.message(1, textValue(store.text(warning)));
    WireWriter out;
    out.message(5, values.take());
    return out.take();
}

std::string eventMessage(const trace::EventView& event)
{
    WireWriter out;
    out.fixed64(1, static_cast<std::uint64_t>(event.timeNs));
    out.bytes(2, event.name);
    addAttributes(out, 3, event.attributes);
    out.varint(4, event.droppedAttributes);
    return out.take();
}

std::string linkMessage(const trace::LinkView& link)
{
    WireWriter out;
    out.bytes(1, idBytes(link.traceId));
    out.bytes(2, idBytes(link.spanId));
    out.bytes(3, link.traceState);
    addAttributes(out, 4, link.attributes);
    out.varint(5, link.droppedAttributes);
    out.fixed32(6, link.flags);
    return out.take();
}

std::string spanMessage(const trace::TraceStore& store, SpanRow row)
{
    WireWriter out;
    out.bytes(1, idBytes(store.traceId(store.traceOf(row))));
    out.bytes(2, idBytes(store.spanId(row)));
    out.bytes(3, store.traceState(row));
    out.bytes(4, idBytes(store.parentSpanId(row)));
    out.bytes(5, store.name(row));
    out.varint(6, static_cast<std::uint64_t>(store.kind(row)));
    const bool started = (store.marks(row) & trace::kMarkNoStart) == 0;
    const bool ended = (store.marks(row) & trace::kMarkNoDuration) == 0;
    // Also 0: without ids nothing else tells a span from a metric.
    out.fixed64Always(7, started ? static_cast<std::uint64_t>(store.startNs(row)) : 0);
    out.fixed64(8, started && ended
                       ? static_cast<std::uint64_t>(trace::saturatedSum(store.startNs(row), store.durationNs(row)))
                       : 0);
    addAttributes(out, 9, store.attributes(row));
    if (!store.warnings(row).empty())
        out.message(9, keyValue(kJaegerWarnings, warningsValue(store, row)));
    const auto dropped = store.dropped(row);
    out.varint(10, dropped.attributes);
    for (std::size_t i = 0; i < store.eventCount(row); ++i)
        out.message(11, eventMessage(store.event(row, i)));
    out.varint(12, dropped.events);
    for (std::size_t i = 0; i < store.linkCount(row); ++i)
        out.message(13, linkMessage(store.link(row, i)));
    out.varint(14, dropped.links);
    WireWriter status;
    status.bytes(2, store.statusMessage(row));
    status.varint(3, static_cast<std::uint64_t>(store.status(row)));
    if (std::string message = status.take(); !message.empty())
        out.message(15, message);
    out.fixed32(16, store.flags(row));
    return out.take();
}

std::string resourceMessage(const trace::ResourceView& resource)
{
    WireWriter out;
    if (lacksServiceName(resource))
        out.message(1, keyValue(kServiceNameAttribute, textValue(resource.service)));
    addAttributes(out, 1, resource.attributes);
    return out.take();
}

std::string groupMessage(const trace::TraceStore& store, const SpanGroup& group)
{
    const trace::ResourceView resource = store.resource(group.resource);
    WireWriter out;
    out.message(1, resourceMessage(resource));
    for (const auto& [scopeRow, rows] : group.scopes) {
        const trace::ScopeView scope = store.scope(scopeRow);
        WireWriter head;
        head.bytes(1, scope.name);
        head.bytes(2, scope.version);
        addAttributes(head, 3, scope.attributes);
        WireWriter spans;
        spans.message(1, head.take());
        for (const SpanRow row : rows)
            spans.message(2, spanMessage(store, row));
        spans.bytes(3, scope.schemaUrl);
        out.message(2, spans.take());
    }
    out.bytes(3, resource.schemaUrl);
    return out.take();
}

} // namespace

std::vector<WriteLoss> writeOtlpProtobuf(const trace::TraceStore& store, const WriteSink& sink)
{
    PieceWriter pieces(sink);
    forEachGroup(store, [&](const SpanGroup& group) {
        WireWriter out;
        out.message(1, groupMessage(store, group));
        pieces.text() += out.take();
        return pieces.mayGoOn();
    });
    pieces.flush();
    LossCount losses;
    losses.add("ids that are not hexadecimal were replaced by numbers",
               store.importLog().count(trace::ProblemCode::OddId));
    return losses.take();
}

} // namespace spanlight::formats
