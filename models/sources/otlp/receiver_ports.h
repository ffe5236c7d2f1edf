#pragma once

#include <QString>

#include <cstdint>
#include <optional>

namespace spanlight::sources {

/// Ports to receive spans at; those of the specification are 4318 (HTTP) and 4317 (gRPC).
struct ReceiverPorts
{
    std::uint16_t http = 4318;
    std::uint16_t grpc = 4317;
};

/// Whether nobody listens at this port of this host at the moment. The port may be taken the moment after.
[[nodiscard]] bool isPortFree(const QString& host, std::uint16_t port);

/// The standard ports, each replaced by the next free one of a row that people can remember (14318, 24318, …) where
/// another program has it. Nothing when all of them are taken.
[[nodiscard]] std::optional<ReceiverPorts> freeReceiverPorts(const QString& host);

/// The address of a source that receives at these ports. `grpc` 0: over HTTP only. An empty file: nothing is kept.
[[nodiscard]] QString receiverAddress(const QString& host, const ReceiverPorts& ports, const QString& archiveFile);

} // namespace spanlight::sources
