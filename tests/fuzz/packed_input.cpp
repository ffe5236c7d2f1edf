// Packed bytes, also damaged ones: no crash, no hang, no silence, bounded memory.

#include "models/formats/reader.h"
#include "models/trace/trace_store.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace spanlight;
    formats::ReadOptions options;
    options.maxBytes = std::uint64_t{8} << 20;
    options.chunkBytes = 100;
    trace::TraceBuilder builder;
    formats::readBytes({reinterpret_cast<const char*>(data), size}, "packed", builder, options);
    const auto store = builder.freeze();
    if (store->spanCount() == 0 && store->importLog().empty())
        std::abort();
    return 0;
}
