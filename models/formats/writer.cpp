#include "models/formats/writer.h"

#include "models/formats/jaeger/jaeger_writer.h"
#include "models/formats/otlp/otlp_json_writer.h"
#include "models/formats/otlp/otlp_names.h"
#include "models/formats/otlp/otlp_protobuf_writer.h"
#include "models/formats/write_parts.h"

#include <numeric>

namespace spanlight::formats {

using trace::SpanRow;

namespace {

// More spans of one resource go into a further group: a reader holds one at a time.
constexpr std::size_t kMostInGroup = 2'000;

} // namespace

std::optional<WriteFormat> writeFormatFromName(std::string_view name)
{
    if (name == "jaeger-json")
        return WriteFormat::JaegerJson;
    if (name == "otlp-jsonl")
        return WriteFormat::OtlpJson;
    return name == "otlp-protobuf" ? std::optional(WriteFormat::OtlpProtobuf) : std::nullopt;
}

void forEachGroup(const trace::TraceStore& store, const std::function<bool(const SpanGroup&)>& take)
{
    std::vector<SpanRow> order(store.spanCount());
    for (std::uint32_t i = 0; i < order.size(); ++i)
        order[i] = SpanRow{i};
    std::stable_sort(order.begin(), order.end(), [&](SpanRow a, SpanRow b) {
        return std::pair(store.resourceOf(a), store.scopeOf(a)) < std::pair(store.resourceOf(b), store.scopeOf(b));
    });
    SpanGroup group;
    std::size_t size = 0;
    for (const SpanRow row : order) {
        if (size > 0 && (group.resource != store.resourceOf(row) || size == kMostInGroup)) {
            if (!take(group))
                return;
            group.scopes.clear();
            size = 0;
        }
        group.resource = store.resourceOf(row);
        if (group.scopes.empty() || group.scopes.back().first != store.scopeOf(row))
            group.scopes.emplace_back(store.scopeOf(row), std::vector<SpanRow>());
        group.scopes.back().second.push_back(row);
        ++size;
    }
    if (size > 0)
        take(group);
}

bool lacksServiceName(const trace::ResourceView& resource)
{
    return !resource.service.empty() && !resource.attributes.find(kServiceNameAttribute);
}

std::vector<WriteLoss> writeTraces(const trace::TraceStore& store, WriteFormat format, const WriteSink& sink)
{
    switch (format) {
    case WriteFormat::JaegerJson:
        return writeJaegerJson(store, sink);
    case WriteFormat::OtlpJson:
        return writeOtlpJson(store, sink);
    case WriteFormat::OtlpProtobuf:
        break;
    }
    return writeOtlpProtobuf(store, sink);
}

} // namespace spanlight::formats
