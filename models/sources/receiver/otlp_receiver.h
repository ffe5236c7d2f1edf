#pragma once

#include "models/sources/receiver/receiver_options.h"
#include "models/sources/span_sink.h"

#include <tl/expected.hpp>

#include <memory>
#include <string>
#include <vector>

namespace spanlight::sources {

/// Receives spans as a collector does, OTLP over HTTP (protobuf and JSON) and over gRPC, in threads of its own, and
/// acknowledges them when the sink has kept them.
///
/// POST /v1/traces; bodies plain or packed with gzip, zstd or deflate. What can be read is answered with 200 and, if
/// some spans had invalid ids, partialSuccess; what cannot be read with 400, too much at once with 413 and too much
/// altogether with 429; what the sink cannot keep with 503. Metrics and logs are not taken (404, UNIMPLEMENTED).
class OtlpReceiver
{
public:
    /// Begins to receive. The sink lives longer than the receiver. May take some 10 ms.
    [[nodiscard]] static tl::expected<std::unique_ptr<OtlpReceiver>, ReceiverError> start(ReceiverOptions options,
                                                                                          SpanSink& sink);
    /// Stops: takes no further request, and waits until those that have arrived as a whole are kept and answered.
    ~OtlpReceiver();
    OtlpReceiver(const OtlpReceiver&) = delete;
    OtlpReceiver& operator=(const OtlpReceiver&) = delete;

    /// Ports that are really used.
    [[nodiscard]] std::uint16_t httpPort() const;
    [[nodiscard]] std::optional<std::uint16_t> grpcPort() const;
    /// "http://127.0.0.1:4318", as senders on this machine write it.
    [[nodiscard]] std::string httpEndpoint() const;
    [[nodiscard]] std::optional<std::string> grpcEndpoint() const;

    [[nodiscard]] ReceiverCounts counts() const;

private:
    struct Parts;
    explicit OtlpReceiver(std::unique_ptr<Parts> parts);

    std::unique_ptr<Parts> m_parts;
};

/// Whether senders on other machines can reach a receiver at this host.
[[nodiscard]] bool isLoopbackHost(const std::string& host);

} // namespace spanlight::sources
