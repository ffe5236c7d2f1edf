#include "models/trace/ids.h"

namespace spanlight::trace {

namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

void appendHex(std::string& out, std::uint64_t value)
{
    for (int shift = 60; shift >= 0; shift -= 4)
        out += kDigits[(value >> shift) & 0xf];
}

constexpr int digitValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

} // namespace

std::string toHex(TraceId id)
{
    std::string out;
    out.reserve(32);
    appendHex(out, id.high);
    appendHex(out, id.low);
    return out;
}

std::string toHex(SpanId id)
{
    std::string out;
    out.reserve(16);
    appendHex(out, id.value);
    return out;
}

std::optional<TraceId> parseTraceId(std::string_view hex)
{
    if (hex.empty() || hex.size() > 32)
        return std::nullopt;
    TraceId id;
    for (const char c : hex) {
        const int digit = digitValue(c);
        if (digit < 0)
            return std::nullopt;
        id.high = (id.high << 4) | (id.low >> 60);
        id.low = (id.low << 4) | static_cast<std::uint64_t>(digit);
    }
    return id;
}

std::optional<SpanId> parseSpanId(std::string_view hex)
{
    const auto id = parseTraceId(hex);
    if (!id || id->high != 0)
        return std::nullopt;
    return SpanId{id->low};
}

} // namespace spanlight::trace
