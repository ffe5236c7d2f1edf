#include "models/formats/id_text.h"

#include "models/formats/json/json_text.h"

namespace spanlight::formats {

namespace {

std::uint64_t bigEndian(std::string_view bytes)
{
    std::uint64_t value = 0;
    for (const char c : bytes)
        value = value << 8 | static_cast<unsigned char>(c);
    return value;
}

// The bytes of a base64 text with the length that `size` bytes have, padded or not.
std::optional<std::string> base64Of(std::string_view text, std::size_t size)
{
    const std::size_t plain = (size * 8 + 5) / 6;
    if (text.size() != plain && text.size() != (size + 2) / 3 * 4)
        return std::nullopt;
    auto bytes = fromBase64(text);
    return bytes && bytes->size() == size ? bytes : std::nullopt;
}

} // namespace

trace::TraceId traceIdFromText(trace::TraceBuilder& builder, std::string_view text, bool mayBeBase64)
{
    if (mayBeBase64 && !trace::parseTraceId(text)) {
        if (const auto bytes = base64Of(text, 16))
            return {bigEndian(std::string_view(*bytes).substr(0, 8)), bigEndian(std::string_view(*bytes).substr(8))};
        if (const auto bytes = base64Of(text, 8)) // 64-bit ids of old Jaeger data
            return {0, bigEndian(*bytes)};
    }
    return builder.traceIdFromText(text);
}

trace::SpanId spanIdFromText(trace::TraceBuilder& builder, std::string_view text, bool mayBeBase64)
{
    if (mayBeBase64 && !trace::parseSpanId(text))
        if (const auto bytes = base64Of(text, 8))
            return {bigEndian(*bytes)};
    return builder.spanIdFromText(text);
}

} // namespace spanlight::formats
