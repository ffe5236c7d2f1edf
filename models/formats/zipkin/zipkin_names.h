#pragma once

#include <cstdint>
#include <string_view>

namespace spanlight::formats {

/// Members of Zipkin's spans (v2), their endpoints and annotations.
enum class ZipkinMember : std::uint8_t {
    Unknown,
    TraceId,
    Id,
    ParentId,
    Name,
    Kind,
    Timestamp,
    Duration,
    Debug,
    Shared,
    LocalEndpoint,
    RemoteEndpoint,
    Annotations,
    Tags,
    Value,             ///< of an annotation
    Endpoint,          ///< of an annotation; v1 only
    BinaryAnnotations, ///< v1 only
    ServiceName,
    Ipv4,
    Ipv6,
    Port,
};

/// What a key between quotes means; Unknown for every other one.
[[nodiscard]] ZipkinMember zipkinMember(std::string_view key);

/// Tags that stand for what Zipkin has no member for, and attributes for members that OpenTelemetry has none for.
inline constexpr std::string_view kZipkinLinkTag = "otlp.link.";
inline constexpr std::string_view kZipkinDebug = "zipkin.debug";
inline constexpr std::string_view kZipkinShared = "zipkin.shared";

} // namespace spanlight::formats
