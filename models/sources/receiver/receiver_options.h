#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace spanlight::sources {

/// What the receiver takes from its senders before it says no.
struct ReceiverLimits
{
    /// Of one request, as it is sent and also unpacked; the specification recommends 64 MiB.
    std::size_t maxBodyBytes = std::size_t{64} << 20;
    /// Of all requests that are being read, converted or kept at one moment; more are told to come again.
    std::size_t maxMemoryBytes = std::size_t{512} << 20;
    /// Connections over HTTP; more wait until one ends.
    std::size_t maxConnections = 256;
    /// From the first byte of a request to the end of its headers.
    std::chrono::milliseconds headTimeout{10'000};
    /// A body may take this long, and a second more for every `minBytesPerSecond` of it.
    std::chrono::milliseconds bodyTimeout{30'000};
    std::size_t minBytesPerSecond = std::size_t{16} << 10;
    /// Between two requests of one connection.
    std::chrono::milliseconds idleTimeout{120'000};
    std::chrono::milliseconds writeTimeout{10'000};
};

/// Where to receive.
struct ReceiverOptions
{
    std::string host = "127.0.0.1"; ///< an address or name of this machine; "localhost" means IPv4 and IPv6
    std::uint16_t httpPort = 4318;  ///< 0: any free one
    std::optional<std::uint16_t> grpcPort = 4317; ///< 0: any free one; nothing: no gRPC
    /// Names by which senders may call this machine, besides `host`, localhost and addresses in numbers. Any other name
    /// in a request is refused: a web page can make a browser send requests under a name of its own.
    std::vector<std::string> allowedHosts;
    ReceiverLimits limits;
};

/// Why receiving could not begin.
struct ReceiverError
{
    std::string what;
    std::string where;
    std::string advice;
    bool inUse = false; ///< another program has the port
};

/// Requests that were not taken for one reason.
struct TurnedAway
{
    std::string reason; ///< a sentence that names the path or what else was wrong
    std::uint64_t requests = 0;
};

/// What has happened since the start.
struct ReceiverCounts
{
    std::uint64_t requests = 0;
    std::uint64_t spans = 0;     ///< kept and acknowledged
    std::uint64_t rejected = 0;  ///< spans with invalid ids
    std::uint64_t malformed = 0; ///< requests that were no OTLP, for another path, too large, or foreign
    std::uint64_t refused = 0;   ///< requests that were told to come again
    std::uint64_t bytes = 0;     ///< of the requests that were kept, unpacked
    std::uint64_t waiting = 0;   ///< requests that are being kept at this moment
    std::uint64_t memory = 0;    ///< bytes of the requests in memory at this moment
    std::uint64_t connections = 0;
    std::vector<TurnedAway> turnedAway; ///< the reasons for `malformed` that came first, some twenty at most
};

} // namespace spanlight::sources
