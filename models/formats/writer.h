#pragma once

#include "models/trace/trace_store.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spanlight::formats {

/// Formats that traces can be written in.
enum class WriteFormat : std::uint8_t {
    JaegerJson,   ///< the answer of Jaeger's API: one document
    OtlpJson,     ///< JSON lines as the collector's file exporter writes them
    OtlpProtobuf, ///< one message TracesData
};

/// "jaeger-json", "otlp-jsonl", "otlp-protobuf": as detectFormat() names them. Nothing for any other name.
[[nodiscard]] std::optional<WriteFormat> writeFormatFromName(std::string_view name);

/// Something that a format cannot hold, in a phrase for "N × …".
struct WriteLoss
{
    std::string what;
    std::uint64_t count = 0;
};

/// Takes the next bytes; false: no more can be taken, writing stops.
using WriteSink = std::function<bool(std::string_view bytes)>;

/// Writes every span of the store and returns what the format could not hold. Spans of a resource and scope, or of a
/// trace, are together; their order is that of the store otherwise. Deterministic. The sink gets pieces of some hundred
/// KiB; memory does not grow with the number of spans.
std::vector<WriteLoss> writeTraces(const trace::TraceStore& store, WriteFormat format, const WriteSink& sink);

} // namespace spanlight::formats
