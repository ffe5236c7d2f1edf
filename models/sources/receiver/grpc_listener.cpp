#include "models/sources/receiver/grpc_listener.h"

#include "models/sources/receiver/body_collector.h"
#include "models/sources/receiver/sender_answer.h"

#include <grpc/support/log.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/resource_quota.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <chrono>
#include <cstdlib>
#include <limits>
#include <new>

namespace spanlight::sources {

namespace {

constexpr std::string_view kExport = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
/// Requests of one connection at once; each may be as large as the limit.
constexpr int kMaxStreams = 16;
/// How long a request that is half here may take when the receiver stops.
constexpr std::chrono::milliseconds kFarewell{1'000};

/// The name of the compression by the first bytes, as HTTP has it. A message of OTLP begins with neither of them: they
/// would be fields that do not exist, the first one of a type that does not exist.
std::string_view encodingOf(std::string_view bytes)
{
    if (bytes.size() < 2)
        return {};
    const auto first = static_cast<unsigned char>(bytes[0]);
    const auto second = static_cast<unsigned char>(bytes[1]);
    if (first == 0x1f && second == 0x8b)
        return "gzip";
    return first == 0x78 && (first * 256 + second) % 31 == 0 ? "deflate" : "";
}

grpc::Status statusOf(const HttpFault& fault)
{
    const auto code = fault.status == 413   ? grpc::StatusCode::RESOURCE_EXHAUSTED
                      : fault.status == 503 ? grpc::StatusCode::UNAVAILABLE
                                            : grpc::StatusCode::INVALID_ARGUMENT;
    return {code, fault.what};
}

grpc::Status statusOf(const IntakeResult& result)
{
    switch (result.verdict) {
    case IntakeResult::Verdict::Kept:
        return grpc::Status::OK;
    case IntakeResult::Verdict::Malformed:
        return {grpc::StatusCode::INVALID_ARGUMENT, result.message};
    case IntakeResult::Verdict::Busy:
    case IntakeResult::Verdict::NotKept:
        break;
    }
    return {grpc::StatusCode::UNAVAILABLE, result.message};
}

grpc::ByteBuffer bufferOf(const std::string& bytes)
{
    const grpc::Slice slice(bytes);
    return {&slice, 1};
}

/// One call; deletes itself when gRPC is done with it.
class ExportCall final : public grpc::ServerGenericBidiReactor
{
public:
    ExportCall(SpanIntake& intake, MemoryBudget& memory, std::size_t maxBytes)
        : m_intake(intake), m_collector(maxBytes, memory)
    {
        StartRead(&m_request);
    }

    void OnReadDone(bool ok) override
    {
        if (!ok)
            return Finish({grpc::StatusCode::INVALID_ARGUMENT, "the call holds no request"});
        if (!collectSafely()) {
            if (m_collector.fault().status == 503)
                m_intake.countRefused();
            else
                m_intake.countMalformed(m_collector.fault().what);
            return Finish(statusOf(m_collector.fault()));
        }
        m_request.Clear();
        m_intake.take(std::move(m_collector.body()), std::move(m_collector.share()),
                      [this](const IntakeResult& result) { answer(result); });
    }

    void OnDone() override { delete this; }

private:
    // An exception would end in gRPC, which has none, and the call would never end.
    bool collectSafely()
    {
        try {
            return collect();
        } catch (const std::bad_alloc&) {
            return m_collector.fail(503, "there is no memory for the request; send it again later");
        }
    }

    // Unpacked here and not by gRPC, which would unpack a bomb first and look at its size then.
    bool collect()
    {
        std::vector<grpc::Slice> slices;
        if (!m_request.Dump(&slices).ok())
            return true;
        bool isFirst = true;
        for (const grpc::Slice& slice : slices) {
            const std::string_view bytes(reinterpret_cast<const char*>(slice.begin()), slice.size());
            if (std::exchange(isFirst, false) && !m_collector.setEncoding(encodingOf(bytes)))
                return false;
            if (!m_collector.take(bytes))
                return false;
        }
        return m_collector.finish();
    }

    void answer(const IntakeResult& result)
    {
        if (result.verdict != IntakeResult::Verdict::Kept)
            return Finish(statusOf(result));
        m_response = bufferOf(exportResponse(result));
        StartWriteAndFinish(&m_response, grpc::WriteOptions(), grpc::Status::OK);
    }

    SpanIntake& m_intake;
    BodyCollector m_collector;
    grpc::ByteBuffer m_request;
    grpc::ByteBuffer m_response;
};

/// Any other call.
class UnknownCall final : public grpc::ServerGenericBidiReactor
{
public:
    UnknownCall()
    {
        Finish({grpc::StatusCode::UNIMPLEMENTED,
                "Spanlight receives traces only. Set OTEL_METRICS_EXPORTER=none and OTEL_LOGS_EXPORTER=none, or send "
                "metrics and logs elsewhere."});
    }
    void OnDone() override { delete this; }
};

class ExportService final : public grpc::CallbackGenericService
{
public:
    ExportService(SpanIntake& intake, MemoryBudget& memory, std::size_t maxBytes)
        : m_intake(intake), m_memory(memory), m_maxBytes(maxBytes)
    {
    }

    grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext* context) override
    {
        if (context->method() == kExport)
            return new ExportCall(m_intake, m_memory, m_maxBytes);
        return new UnknownCall();
    }

private:
    SpanIntake& m_intake;
    MemoryBudget& m_memory;
    std::size_t m_maxBytes;
};

ReceiverError cannotListen(const std::string& address, std::uint16_t port)
{
    ReceiverError error;
    error.what = "Port " + std::to_string(port) +
                 " cannot be used for gRPC; most likely another program has it, perhaps a collector or Spanlight";
    error.where = address;
    error.advice = "End that program, or choose another port for gRPC, or none, here and in the senders";
    error.inUse = true;
    return error;
}

/// What gRPC would print to standard error is told by errors and answers; wanted only by who searches in gRPC itself.
void silenceLibrary()
{
    if (std::getenv("GRPC_VERBOSITY") == nullptr)
        gpr_set_log_function([](gpr_log_func_args*) {});
}

} // namespace

struct GrpcListener::Server
{
    Server(SpanIntake& intake, MemoryBudget& memory, std::size_t maxBytes) : service(intake, memory, maxBytes) {}

    ExportService service;
    std::unique_ptr<grpc::Server> server;
};

GrpcListener::GrpcListener() = default;

GrpcListener::~GrpcListener()
{
    if (m_server && m_server->server)
        m_server->server->Shutdown(std::chrono::system_clock::now() + kFarewell);
}

tl::expected<std::unique_ptr<GrpcListener>, ReceiverError> GrpcListener::start(const ReceiverOptions& options,
                                                                               SpanIntake& intake, MemoryBudget& memory)
{
    silenceLibrary();
    std::unique_ptr<GrpcListener> listener(new GrpcListener);
    listener->m_server = std::make_unique<Server>(intake, memory, options.limits.maxBodyBytes);
    const bool isIp6 = options.host.find(':') != std::string::npos;
    const std::string address =
        (isIp6 ? "[" + options.host + "]" : options.host) + ":" + std::to_string(*options.grpcPort);
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort(address, grpc::InsecureServerCredentials(), &port);
    builder.RegisterCallbackGenericService(&listener->m_server->service);
    builder.SetMaxReceiveMessageSize(
        static_cast<int>(std::min<std::size_t>(options.limits.maxBodyBytes, std::numeric_limits<int>::max())));
    builder.AddChannelArgument(GRPC_ARG_ENABLE_PER_MESSAGE_DECOMPRESSION, 0);
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0); // else two programs share the port, and the spans
    builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxStreams);
    builder.SetResourceQuota(grpc::ResourceQuota("receiver").Resize(options.limits.maxMemoryBytes));
    listener->m_server->server = builder.BuildAndStart();
    if (!listener->m_server->server || port <= 0)
        return tl::make_unexpected(cannotListen(address, *options.grpcPort));
    listener->m_port = static_cast<std::uint16_t>(port);
    return listener;
}

} // namespace spanlight::sources
