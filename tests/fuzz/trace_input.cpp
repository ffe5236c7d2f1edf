// Any bytes as an input: no crash, no hang, no silence, and the same result however the bytes arrive and however many
// threads read them. The first byte chooses the size of the pieces and the limits.

#include "models/formats/reader.h"
#include "models/formats/writer.h"
#include "models/trace/trace_store.h"

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

namespace {

namespace formats = spanlight::formats;
namespace trace = spanlight::trace;

struct Outcome
{
    std::size_t spans = 0;
    std::size_t attributes = 0;
    std::size_t problems = 0;

    friend bool operator==(const Outcome&, const Outcome&) = default;
};

// What was read can be written, and is there again when that is read.
void writeAndReadAgain(const trace::TraceStore& store, formats::WriteFormat format)
{
    std::string bytes;
    (void)formats::writeTraces(store, format, [&](std::string_view piece) {
        bytes += piece;
        return true;
    });
    trace::TraceBuilder again;
    formats::readBytes(bytes, "again", again);
    if (again.spanCount() != store.spanCount())
        std::abort();
}

Outcome outcomeOf(const std::shared_ptr<const trace::TraceStore>& store)
{
    Outcome outcome{store->spanCount(), 0, store->importLog().problems().size()};
    for (std::uint32_t i = 0; i < store->spanCount(); ++i)
        outcome.attributes += store->attributes(trace::SpanRow{i}).size();
    if (outcome.spans == 0 && outcome.problems == 0)
        std::abort(); // an input without spans must say why
    return outcome;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    formats::ReadOptions options;
    if ((data[0] & 0x80) != 0) {
        options.maxValueBytes = 16;
        options.maxRecordBytes = 256;
        options.maxAttributes = 2;
        options.maxNesting = 2;
    }
    const std::size_t piece = 1 + (data[0] & 0x7f);
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);

    options.threads = 1;
    trace::TraceBuilder whole;
    formats::readBytes(bytes, "whole", whole, options);
    trace::TraceBuilder pieces;
    options.chunkBytes = piece;
    options.threads = 2;
    options.bytesBeforeThreads = 0;
    options.batchBytes = piece;
    formats::readBytes(bytes, "pieces", pieces, options);
    // How much is read before a limit or damage inside packed bytes is seen depends on the pieces.
    const std::string_view format = formats::detectFormat(bytes);
    const bool limited = (data[0] & 0x80) != 0 || format == "gzip" || format == "zstd";
    const auto store = whole.freeze();
    if (const Outcome one = outcomeOf(store), two = outcomeOf(pieces.freeze()); !limited && one != two)
        std::abort();
    if (store->spanCount() > 0)
        writeAndReadAgain(*store, static_cast<formats::WriteFormat>(data[0] % 3));
    return 0;
}
