#include "models/formats/zipkin/zipkin_names.h"

#include "models/formats/name_table.h"

#include <array>
#include <utility>

namespace spanlight::formats {

namespace {

using Name = std::pair<std::string_view, ZipkinMember>;

constexpr NameTable kNames(std::array{
    Name{"id", ZipkinMember::Id},
    Name{"kind", ZipkinMember::Kind},
    Name{"name", ZipkinMember::Name},
    Name{"tags", ZipkinMember::Tags},
    Name{"ipv4", ZipkinMember::Ipv4},
    Name{"ipv6", ZipkinMember::Ipv6},
    Name{"port", ZipkinMember::Port},
    Name{"debug", ZipkinMember::Debug},
    Name{"value", ZipkinMember::Value},
    Name{"shared", ZipkinMember::Shared},
    Name{"traceId", ZipkinMember::TraceId},
    Name{"parentId", ZipkinMember::ParentId},
    Name{"duration", ZipkinMember::Duration},
    Name{"endpoint", ZipkinMember::Endpoint},
    Name{"timestamp", ZipkinMember::Timestamp},
    Name{"serviceName", ZipkinMember::ServiceName},
    Name{"annotations", ZipkinMember::Annotations},
    Name{"localEndpoint", ZipkinMember::LocalEndpoint},
    Name{"remoteEndpoint", ZipkinMember::RemoteEndpoint},
    Name{"binaryAnnotations", ZipkinMember::BinaryAnnotations},
});

} // namespace

ZipkinMember zipkinMember(std::string_view key)
{
    return kNames.find(key);
}

} // namespace spanlight::formats
