#pragma once

#include "models/sources/receiver/span_intake.h"

#include <tl/expected.hpp>

#include <memory>

namespace spanlight::sources {

/// TraceService/Export of OTLP over gRPC. Without generated code: requests come as bytes, and what checks them does not
/// build messages either.
class GrpcListener
{
public:
    /// Only when options.grpcPort is given. The intake lives longer than the listener.
    [[nodiscard]] static tl::expected<std::unique_ptr<GrpcListener>, ReceiverError>
    start(const ReceiverOptions& options, SpanIntake& intake, MemoryBudget& memory);
    /// Waits until what has arrived is answered.
    ~GrpcListener();
    GrpcListener(const GrpcListener&) = delete;
    GrpcListener& operator=(const GrpcListener&) = delete;

    [[nodiscard]] std::uint16_t port() const { return m_port; }

private:
    struct Server; // keeps gRPC out of this header

    GrpcListener();

    std::unique_ptr<Server> m_server;
    std::uint16_t m_port = 0;
};

} // namespace spanlight::sources
