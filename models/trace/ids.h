#pragma once

#include "models/trace/hash.h"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace spanlight::trace {

/// Row of a span in its TraceStore. Rows are dense, in order of arrival.
enum class SpanRow : std::uint32_t {};
inline constexpr SpanRow kNoSpan{0xffffffffU};

/// Row of a trace in its TraceStore, in order of first appearance.
enum class TraceRow : std::uint32_t {};

/// Interned text; 0 is the empty text.
enum class StringId : std::uint32_t {};
inline constexpr StringId kEmptyString{0};

/// Interned pair of key and value.
enum class AttributeId : std::uint32_t {};

/// Interned resource (service and its attributes); 0 is the unknown resource without service.
enum class ResourceRow : std::uint32_t {};

/// Interned instrumentation scope; 0 is the empty scope.
enum class ScopeRow : std::uint32_t {};

[[nodiscard]] constexpr std::uint32_t index(SpanRow row) { return static_cast<std::uint32_t>(row); }
[[nodiscard]] constexpr std::uint32_t index(TraceRow row) { return static_cast<std::uint32_t>(row); }
[[nodiscard]] constexpr std::uint32_t index(StringId id) { return static_cast<std::uint32_t>(id); }
[[nodiscard]] constexpr std::uint32_t index(AttributeId id) { return static_cast<std::uint32_t>(id); }
[[nodiscard]] constexpr std::uint32_t index(ResourceRow row) { return static_cast<std::uint32_t>(row); }
[[nodiscard]] constexpr std::uint32_t index(ScopeRow row) { return static_cast<std::uint32_t>(row); }

/// 128 bits as in W3C Trace Context. Ids that are not hexadecimal are hashed; the store keeps their text.
struct TraceId
{
    std::uint64_t high = 0;
    std::uint64_t low = 0;

    friend constexpr auto operator<=>(const TraceId&, const TraceId&) = default;
    [[nodiscard]] constexpr bool empty() const { return high == 0 && low == 0; }
};

/// 64 bits as in W3C Trace Context; 0 is "no span".
struct SpanId
{
    std::uint64_t value = 0;

    friend constexpr auto operator<=>(const SpanId&, const SpanId&) = default;
    [[nodiscard]] constexpr bool empty() const { return value == 0; }
};

/// 32 lower-case hexadecimal digits.
[[nodiscard]] std::string toHex(TraceId id);
/// 16 lower-case hexadecimal digits.
[[nodiscard]] std::string toHex(SpanId id);

/// 1 to 32 hexadecimal digits of any case; leading zeros may be missing. Nothing for any other text.
[[nodiscard]] std::optional<TraceId> parseTraceId(std::string_view hex);
/// 1 to 16 hexadecimal digits of any case (17 to 32 if the rest is zero). Nothing for any other text.
[[nodiscard]] std::optional<SpanId> parseSpanId(std::string_view hex);

} // namespace spanlight::trace

template <>
struct std::hash<spanlight::trace::TraceId>
{
    std::size_t operator()(const spanlight::trace::TraceId& id) const noexcept
    {
        return static_cast<std::size_t>(spanlight::trace::mix(id.high ^ 0xa0761d6478bd642fULL, 0xe7037ed1a0b428dbULL) ^
                                        spanlight::trace::mix(id.low ^ 0xe7037ed1a0b428dbULL, 0x9e3779b97f4a7c15ULL));
    }
};

template <>
struct std::hash<spanlight::trace::SpanId>
{
    std::size_t operator()(const spanlight::trace::SpanId& id) const noexcept
    {
        return static_cast<std::size_t>(id.value * 0x9e3779b97f4a7c15ULL);
    }
};
