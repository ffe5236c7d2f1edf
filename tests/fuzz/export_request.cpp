// Bodies of export requests: what is taken can be cleaned, taken apart and read without loss.

#include "models/formats/otlp/otlp_request.h"
#include "models/formats/reader.h"
#include "models/trace/trace_builder.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace spanlight;

void check(bool holds)
{
    if (!holds)
        std::abort();
}

void checkTaken(const std::string& message)
{
    const auto again = formats::checkOtlpRequest(message);
    check(again.has_value() && again->rejected == 0);
    std::uint32_t spans = 0;
    for (const auto& [id, part] : formats::splitByTrace(message)) {
        const auto one = formats::checkOtlpRequest(part);
        check(one.has_value() && one->rejected == 0 && one->spans > 0);
        spans += one->spans;
    }
    check(spans == again->spans);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (const auto checked = formats::checkOtlpRequest(bytes))
        checkTaken(formats::withoutRejectedSpans(bytes));
    else
        check(checked.error().offset <= size && !checked.error().what.empty());
    if (const auto converted = formats::otlpJsonToProtobuf(bytes))
        check(formats::checkOtlpRequest(converted->protobuf).has_value());
    return 0;
}
