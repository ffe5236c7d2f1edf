#include "models/sources/receiver/otlp_receiver.h"

#include "models/sources/receiver/grpc_listener.h"
#include "models/sources/receiver/http_listener.h"
#include "models/sources/receiver/sender_check.h"

namespace spanlight::sources {

/// Members end in the opposite order: first those who serve, last what they use.
struct OtlpReceiver::Parts
{
    Parts(ReceiverOptions given, SpanSink& sink)
        : options(std::move(given)), memory(options.limits.maxMemoryBytes),
          intake(sink, memory), service{intake, memory, options.limits, options.allowedHosts, stop}
    {
    }

    ReceiverOptions options;
    MemoryBudget memory;
    SpanIntake intake;
    StopSignal stop;
    HttpService service;
    std::unique_ptr<HttpListener> http;
    std::unique_ptr<GrpcListener> grpc;
};

namespace {

bool isAny(const std::string& host)
{
    return host == "0.0.0.0" || host == "::";
}

std::string endpoint(const std::string& host, std::uint16_t port)
{
    const std::string name = isAny(host) ? "127.0.0.1" : host.find(':') != host.npos ? "[" + host + "]" : host;
    return "http://" + name + ":" + std::to_string(port);
}

} // namespace

OtlpReceiver::OtlpReceiver(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}

OtlpReceiver::~OtlpReceiver()
{
    m_parts->stop.raise();
    m_parts->grpc.reset();
    m_parts->http.reset();
}

tl::expected<std::unique_ptr<OtlpReceiver>, ReceiverError> OtlpReceiver::start(ReceiverOptions options, SpanSink& sink)
{
    options.allowedHosts.push_back(options.host);
    // Owns the stop signal and everything that waits for it, also when the second half cannot start.
    std::unique_ptr<OtlpReceiver> receiver(new OtlpReceiver(std::make_unique<Parts>(std::move(options), sink)));
    Parts& parts = *receiver->m_parts;
    auto http = HttpListener::start(parts.options, parts.service);
    if (!http)
        return tl::make_unexpected(std::move(http.error()));
    parts.http = std::move(*http);
    if (!parts.options.grpcPort)
        return receiver;
    auto grpc = GrpcListener::start(parts.options, parts.intake, parts.memory);
    if (!grpc)
        return tl::make_unexpected(std::move(grpc.error()));
    parts.grpc = std::move(*grpc);
    return receiver;
}

std::uint16_t OtlpReceiver::httpPort() const
{
    return m_parts->http->port();
}

std::optional<std::uint16_t> OtlpReceiver::grpcPort() const
{
    return m_parts->grpc ? std::optional(m_parts->grpc->port()) : std::nullopt;
}

std::string OtlpReceiver::httpEndpoint() const
{
    return endpoint(m_parts->options.host, httpPort());
}

std::optional<std::string> OtlpReceiver::grpcEndpoint() const
{
    return m_parts->grpc ? std::optional(endpoint(m_parts->options.host, m_parts->grpc->port())) : std::nullopt;
}

ReceiverCounts OtlpReceiver::counts() const
{
    ReceiverCounts counts = m_parts->intake.counts();
    counts.connections = m_parts->http->connections();
    return counts;
}

bool isLoopbackHost(const std::string& host)
{
    return isLoopbackOrigin("http://" + (host.find(':') != host.npos ? "[" + host + "]" : host));
}

} // namespace spanlight::sources
