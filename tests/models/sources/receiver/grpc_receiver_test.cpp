// The receiver over gRPC, asked by gRPC's own client.
#include "models/sources/receiver/otlp_receiver.h"
#include "tests/models/sources/receiver/list_sink.h"
#include "tests/models/sources/receiver/raw_sender.h"

#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <thread>

namespace spanlight::sources {
namespace {

using test::exportRequest;
using test::ListSink;
using testing::HasSubstr;

constexpr const char* kExport = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

/// What a call gave.
struct CallResult
{
    grpc::Status status;
    std::string response;
};

class GrpcReceiverTest : public testing::Test
{
protected:
    void start()
    {
        m_options.httpPort = 0;
        m_options.grpcPort = 0;
        auto started = OtlpReceiver::start(m_options, m_sink);
        ASSERT_TRUE(started.has_value()) << started.error().what;
        m_receiver = std::move(*started);
        const std::string target = "127.0.0.1:" + std::to_string(*m_receiver->grpcPort());
        m_channel = grpc::CreateChannel(target, grpc::InsecureChannelCredentials());
    }

    CallResult call(const std::string& bytes, grpc_compression_algorithm compression = GRPC_COMPRESS_NONE,
                    const std::string& method = kExport)
    {
        grpc::GenericStub stub(m_channel);
        grpc::CompletionQueue queue;
        grpc::ClientContext context;
        context.set_compression_algorithm(compression);
        context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
        const grpc::Slice slice(bytes);
        const grpc::ByteBuffer request(&slice, 1);
        grpc::ByteBuffer response;
        CallResult result;
        const auto pending = stub.PrepareUnaryCall(&context, method, request, &queue);
        pending->StartCall();
        pending->Finish(&response, &result.status, &result);
        void* tag = nullptr;
        bool ok = false;
        queue.Next(&tag, &ok);
        grpc::Slice whole;
        if (response.Valid() && response.DumpToSingleSlice(&whole).ok())
            result.response.assign(reinterpret_cast<const char*>(whole.begin()), whole.size());
        return result;
    }

    ListSink m_sink;
    ReceiverOptions m_options;
    std::unique_ptr<OtlpReceiver> m_receiver;
    std::shared_ptr<grpc::Channel> m_channel;
};

TEST_F(GrpcReceiverTest, KeepsSpansAndAnswersEmpty)
{
    start();
    const std::string request = exportRequest(3);
    const CallResult got = call(request);
    EXPECT_TRUE(got.status.ok()) << got.status.error_message();
    EXPECT_TRUE(got.response.empty());
    ASSERT_EQ(m_sink.batches().size(), 1U);
    EXPECT_EQ(m_sink.batches()[0].otlpProtobuf, request);
    EXPECT_EQ(m_receiver->counts().spans, 3U);
}

TEST_F(GrpcReceiverTest, AnEmptyRequestIsASuccess)
{
    start();
    EXPECT_TRUE(call("").status.ok());
    EXPECT_TRUE(call("", GRPC_COMPRESS_GZIP).status.ok());
}

TEST_F(GrpcReceiverTest, UnpacksGzipAndDeflate)
{
    start();
    const std::string request = exportRequest(500);
    EXPECT_TRUE(call(request, GRPC_COMPRESS_GZIP).status.ok());
    EXPECT_TRUE(call(request, GRPC_COMPRESS_DEFLATE).status.ok());
    ASSERT_EQ(m_sink.batches().size(), 2U);
    EXPECT_EQ(m_sink.batches()[0].otlpProtobuf, request);
    EXPECT_EQ(m_sink.batches()[1].otlpProtobuf, request);
}

TEST_F(GrpcReceiverTest, RejectsSpansWithInvalidIdsAndKeepsTheOthers)
{
    start();
    const CallResult got = call(exportRequest(2) + test::exportRequestWithIds("short", "spanspan"));
    EXPECT_TRUE(got.status.ok());
    EXPECT_EQ(got.response.substr(2, 2), "\x08\x01");
    EXPECT_EQ(m_sink.spans(), 2U);
}

TEST_F(GrpcReceiverTest, RefusesBrokenRequestsCutAnywhere)
{
    start();
    const std::string request = exportRequest(1);
    for (std::size_t size = 1; size < request.size(); ++size)
        ASSERT_EQ(call(request.substr(0, size)).status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << size;
    EXPECT_THAT(call("\x0a\xff").status.error_message(), HasSubstr("not well formed"));
    EXPECT_EQ(m_receiver->counts().spans, 0U);
}

TEST_F(GrpcReceiverTest, RefusesTooLargeRequests)
{
    m_options.limits.maxBodyBytes = 10'000;
    start();
    EXPECT_EQ(call(exportRequest(500)).status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
    EXPECT_TRUE(call(exportRequest(5)).status.ok());
}

TEST_F(GrpcReceiverTest, ABombIsRefusedAtTheLimitOfItsUnpackedSize)
{
    m_options.limits.maxBodyBytes = 1 << 20;
    start();
    const std::string zeros(64 << 20, '\0');
    const CallResult got = call(zeros, GRPC_COMPRESS_GZIP);
    EXPECT_EQ(got.status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
    EXPECT_THAT(got.status.error_message(), HasSubstr("when unpacked")); // said by who stopped unpacking
    EXPECT_LT(m_receiver->counts().memory, 2U << 20);
}

TEST_F(GrpcReceiverTest, TellsSendersToComeAgainWhenTooMuchWaits)
{
    m_sink.setMost(0);
    start();
    EXPECT_EQ(call(exportRequest(1)).status.error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(GrpcReceiverTest, TellsSendersToComeAgainWhenNothingCanBeKept)
{
    m_sink.failWith(QStringLiteral("The disk is full."));
    start();
    const CallResult got = call(exportRequest(1));
    EXPECT_EQ(got.status.error_code(), grpc::StatusCode::UNAVAILABLE);
    EXPECT_EQ(got.status.error_message(), "The disk is full.");
}

TEST_F(GrpcReceiverTest, SaysThatItTakesNoMetricsAndLogs)
{
    start();
    for (const char* method : {"/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
                               "/opentelemetry.proto.collector.logs.v1.LogsService/Export", "/other"}) {
        const CallResult got = call("", GRPC_COMPRESS_NONE, method);
        EXPECT_EQ(got.status.error_code(), grpc::StatusCode::UNIMPLEMENTED);
        EXPECT_THAT(got.status.error_message(), HasSubstr("traces only"));
    }
}

TEST_F(GrpcReceiverTest, WhatHasArrivedIsKeptAndAnsweredWhenItStops)
{
    m_sink.hold();
    start();
    CallResult got;
    std::thread calling([&] { got = call(exportRequest(1)); });
    m_sink.waitForWaiting(1);
    std::thread stopping([this] { m_receiver.reset(); });
    m_sink.release();
    stopping.join();
    calling.join();
    EXPECT_EQ(m_sink.spans(), 1U);
    EXPECT_TRUE(got.status.ok()) << got.status.error_message();
}

TEST_F(GrpcReceiverTest, ManyCallsAtOnceLoseNothing)
{
    start();
    std::vector<std::thread> callers;
    std::atomic<int> good = 0;
    for (std::uint32_t i = 0; i < 20; ++i)
        callers.emplace_back([&, i] {
            for (std::uint32_t j = 0; j < 10; ++j)
                good += call(exportRequest(20, "work", 1 + 1000 * i + 20 * j)).status.ok() ? 1 : 0;
        });
    for (std::thread& each : callers)
        each.join();
    EXPECT_EQ(good, 200);
    EXPECT_EQ(m_sink.spans(), 4'000U);
}

TEST_F(GrpcReceiverTest, SaysWhoHasThePortAndWhatToDo)
{
    start();
    ListSink sink;
    ReceiverOptions options;
    options.httpPort = 0;
    options.grpcPort = m_receiver->grpcPort();
    const auto second = OtlpReceiver::start(options, sink);
    ASSERT_FALSE(second.has_value());
    EXPECT_TRUE(second.error().inUse);
    EXPECT_EQ(second.error().where, "127.0.0.1:" + std::to_string(*m_receiver->grpcPort()));
    EXPECT_FALSE(second.error().advice.empty());
}

} // namespace
} // namespace spanlight::sources
