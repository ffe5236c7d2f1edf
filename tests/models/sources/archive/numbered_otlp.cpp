#include "tests/models/sources/archive/numbered_otlp.h"

#include "models/formats/writer.h"
#include "tests/support/trace_text.h"

#include <chrono>

namespace spanlight::test {

std::int64_t wallClock()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

std::string otlpOf(std::string_view text)
{
    std::string bytes;
    (void)formats::writeTraces(*storeFromText(text), formats::WriteFormat::OtlpProtobuf, [&](std::string_view piece) {
        bytes += piece;
        return true;
    });
    return bytes;
}

std::string numberedOtlp(int number, int spans)
{
    const std::string n = std::to_string(number);
    std::string text = "trace " + n + "\nroot @" + n + "+900 api operation.id=op_" + n + "\n";
    for (int i = 1; i < spans; ++i)
        text += "  step-" + std::to_string(i) + " @" + std::to_string(number + i) +
                "+10 worker step:=" + std::to_string(i) + "\n";
    return otlpOf(text);
}

} // namespace spanlight::test
