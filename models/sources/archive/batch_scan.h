#pragma once

#include "models/sources/archive/archive_schema.h"
#include "models/trace/ids.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace spanlight::sources {

/// What an index must know of the spans of one trace in a batch.
struct ScannedTrace
{
    trace::TraceId id;
    std::int64_t startNs = 0;
    std::int64_t endNs = 0;
    std::uint32_t spans = 0;
    std::uint32_t errors = 0;
    std::vector<std::uint32_t> words; ///< into ScannedBatch::words, each once
};

struct ScannedWord
{
    WordKind kind{};
    std::string text;
};

struct ScannedBatch
{
    std::vector<ScannedTrace> traces; ///< in order of their first span
    std::vector<ScannedWord> words;
    std::uint64_t spans = 0;
    bool whole = true; ///< false: it is not well formed; what was met before is here
};

/// Looks through the bytes of an ExportTraceServiceRequest for what a search wants to know, without building anything.
/// `operationKeys`: attributes of spans, events, scopes and resources whose texts are operation ids. O(bytes).
[[nodiscard]] ScannedBatch scanBatch(std::string_view otlp, const std::vector<std::string>& operationKeys);

/// Says whether a span should stay; gets its trace and its bytes.
using KeepSpan = std::function<bool(trace::TraceId trace, std::string_view span)>;
/// The same message with some of its spans only; resources and scopes without spans are left out.
[[nodiscard]] std::string selectSpans(std::string_view otlp, const KeepSpan& keep);

/// Id as the readers understand it: short ones have leading zeros. Longer ones than 16 bytes are hashed.
[[nodiscard]] trace::TraceId traceIdOf(std::string_view bytes);
/// 16 bytes, high byte first.
[[nodiscard]] std::string traceIdBytes(trace::TraceId id);

/// Hash of a batch for the file: the same on every machine.
[[nodiscard]] std::int64_t batchHash(std::string_view bytes);

} // namespace spanlight::sources
