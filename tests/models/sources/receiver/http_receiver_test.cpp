// The receiver over HTTP: what senders get for what they send.
#include "models/formats/reader.h"
#include "models/sources/receiver/otlp_receiver.h"
#include "tests/models/sources/receiver/list_sink.h"
#include "tests/models/sources/receiver/raw_sender.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <thread>

namespace spanlight::sources {
namespace {

using test::answerTo;
using test::exportRequest;
using test::ListSink;
using test::post;
using test::RawAnswer;
using test::RawSender;
using testing::HasSubstr;

constexpr const char* kJson = "application/json";
constexpr const char* kOneSpan =
    R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"0102030405060708090a0b0c0d0e0f10",)"
    R"("spanId":"0102030405060708","name":"json","startTimeUnixNano":"1","endTimeUnixNano":"2"}]}]}]})";

class HttpReceiverTest : public testing::Test
{
protected:
    void start()
    {
        m_options.httpPort = 0;
        m_options.grpcPort = std::nullopt;
        auto started = OtlpReceiver::start(m_options, m_sink);
        ASSERT_TRUE(started.has_value()) << started.error().what;
        m_receiver = std::move(*started);
    }
    [[nodiscard]] std::uint16_t port() const { return m_receiver->httpPort(); }
    [[nodiscard]] RawAnswer answer(std::string_view request) const { return answerTo(port(), request); }

    ListSink m_sink;
    ReceiverOptions m_options;
    std::unique_ptr<OtlpReceiver> m_receiver;
};

nlohmann::json jsonOf(const RawAnswer& answer)
{
    return nlohmann::json::parse(answer.body, nullptr, false);
}

TEST_F(HttpReceiverTest, KeepsSpansInProtobufAndAnswersEmpty)
{
    start();
    const std::string request = exportRequest(3);
    const RawAnswer got = answer(post(request));
    EXPECT_EQ(got.status, 200);
    EXPECT_EQ(got.headers.at("content-type"), "application/x-protobuf");
    EXPECT_TRUE(got.body.empty());
    ASSERT_EQ(m_sink.batches().size(), 1U);
    EXPECT_EQ(m_sink.batches()[0].otlpProtobuf, request);
    EXPECT_EQ(m_sink.batches()[0].spans, 3U);
    EXPECT_GT(m_sink.batches()[0].receivedUnixNs, 1'700'000'000'000'000'000);
    EXPECT_EQ(m_receiver->counts().spans, 3U);
}

TEST_F(HttpReceiverTest, KeepsSpansInJsonAndAnswersInJson)
{
    start();
    const RawAnswer got = answer(post(kOneSpan, "application/json; charset=utf-8"));
    EXPECT_EQ(got.status, 200);
    EXPECT_EQ(got.headers.at("content-type"), kJson);
    EXPECT_EQ(got.body, "{}");
    ASSERT_EQ(m_sink.batches().size(), 1U);
    trace::TraceBuilder builder;
    formats::readBytes(m_sink.batches()[0].otlpProtobuf, "kept", builder);
    const auto store = builder.freeze();
    ASSERT_EQ(store->spanCount(), 1U);
    EXPECT_EQ(store->name(trace::SpanRow{0}), "json");
    EXPECT_EQ(store->traceIdText(store->traceId(trace::TraceRow{0})), "0102030405060708090a0b0c0d0e0f10");
}

TEST_F(HttpReceiverTest, RemembersWhyRequestsWereTurnedAway)
{
    start();
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(answer(post("x", "application/x-protobuf", {}, "/v1/trace")).status, 404);
    EXPECT_EQ(answer(post("x", "application/x-protobuf", {}, "/v1/metrics")).status, 404);
    EXPECT_EQ(answer(post("no protobuf")).status, 400);
    const ReceiverCounts counts = m_receiver->counts();
    EXPECT_EQ(counts.malformed, 5U);
    ASSERT_EQ(counts.turnedAway.size(), 3U);
    EXPECT_EQ(counts.turnedAway[0].reason, "POST /v1/trace: traces go to POST /v1/traces.");
    EXPECT_EQ(counts.turnedAway[0].requests, 3U);
    EXPECT_NE(counts.turnedAway[1].reason.find("only traces are received"), std::string::npos);
}

TEST_F(HttpReceiverTest, RemembersFewReasonsOfAHostileSender)
{
    start();
    for (int i = 0; i < 60; ++i)
        EXPECT_EQ(
            answer(post("x", "application/x-protobuf", {}, "/" + std::string(200, 'a') + std::to_string(i))).status,
            404);
    for (int i = 0; i < 60; ++i)
        EXPECT_EQ(answer(post("x", "application/x-protobuf", {}, "/" + std::to_string(i))).status, 404);
    const ReceiverCounts counts = m_receiver->counts();
    EXPECT_EQ(counts.malformed, 120U);
    EXPECT_LE(counts.turnedAway.size(), 20U);
    for (const TurnedAway& one : counts.turnedAway)
        EXPECT_LE(one.reason.size(), 240U);
}

TEST_F(HttpReceiverTest, AnEmptyRequestIsASuccess)
{
    start();
    EXPECT_EQ(answer(post("")).status, 200);
    EXPECT_EQ(answer(post("{}", kJson)).body, "{}");
    EXPECT_TRUE(m_sink.batches().empty());
}

TEST_F(HttpReceiverTest, UnpacksGzipDeflateAndZstd)
{
    start();
    const std::string request = exportRequest(50);
    EXPECT_EQ(answer(post(test::gzipped(request), "application/x-protobuf", "Content-Encoding: gzip\r\n")).status, 200);
    EXPECT_EQ(answer(post(test::deflated(request), "application/x-protobuf", "Content-Encoding: deflate\r\n")).status,
              200);
    EXPECT_EQ(answer(post(test::zstdPacked(request), "application/x-protobuf", "Content-Encoding: zstd\r\n")).status,
              200);
    EXPECT_EQ(answer(post(test::gzipped(kOneSpan), kJson, "Content-Encoding: GZIP\r\n")).status, 200);
    ASSERT_EQ(m_sink.batches().size(), 4U);
    EXPECT_EQ(m_sink.batches()[0].otlpProtobuf, request);
    EXPECT_EQ(m_sink.batches()[1].otlpProtobuf, request);
    EXPECT_EQ(m_sink.batches()[2].otlpProtobuf, request);
}

TEST_F(HttpReceiverTest, TakesChunkedRequestsOneAfterTheOther)
{
    start();
    RawSender sender(port());
    const std::string request = exportRequest(1);
    const std::string head = "POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-protobuf\r\n"
                             "Transfer-Encoding: chunked\r\n\r\n";
    for (int i = 0; i < 3; ++i) {
        sender.send(head);
        for (const char c : request)
            sender.send(std::string("1\r\n") + c + "\r\n");
        sender.send("0\r\n\r\n");
        EXPECT_EQ(sender.answer().status, 200);
    }
    EXPECT_EQ(m_sink.spans(), 3U);
}

TEST_F(HttpReceiverTest, TakesRequestsThatWereSentWithoutWaitingForAnswers)
{
    start();
    RawSender sender(port());
    sender.send(post(exportRequest(1)) + post(exportRequest(2)) + post("{}", kJson));
    EXPECT_EQ(sender.answer().status, 200);
    EXPECT_EQ(sender.answer().status, 200);
    EXPECT_EQ(sender.answer().body, "{}");
    EXPECT_EQ(m_sink.spans(), 3U);
}

TEST_F(HttpReceiverTest, TellsASenderThatAsksFirstToGoOn)
{
    start();
    RawSender sender(port());
    const std::string request = post(exportRequest(1), "application/x-protobuf", "Expect: 100-continue\r\n");
    const std::size_t head = request.find("\r\n\r\n") + 4;
    sender.send(request.substr(0, head));
    EXPECT_EQ(sender.interimLine(), "HTTP/1.1 100 Continue");
    sender.send(request.substr(head));
    EXPECT_EQ(sender.answer().status, 200);
}

TEST_F(HttpReceiverTest, TellsASenderThatAsksFirstThatItIsTooMuch)
{
    start();
    RawSender sender(port());
    sender.send("POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                "Content-Length: 99999999999\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(sender.answer().status, 413);
    EXPECT_TRUE(sender.isEnded());
}

TEST_F(HttpReceiverTest, EndsTheConnectionWhenTheSenderWantsThat)
{
    start();
    RawSender sender(port());
    sender.send(post(exportRequest(1), "application/x-protobuf", "Connection: close\r\n"));
    EXPECT_EQ(sender.answer().headers.at("connection"), "close");
    EXPECT_TRUE(sender.isEnded());
}

TEST_F(HttpReceiverTest, RejectsSpansWithInvalidIdsAndKeepsTheOthers)
{
    start();
    const std::string mixed = exportRequest(2) + test::exportRequestWithIds(std::string(16, '\0'), "spanspan");
    const RawAnswer got = answer(post(mixed));
    EXPECT_EQ(got.status, 200);
    EXPECT_THAT(got.body, HasSubstr("rejected because a trace id is zero"));
    EXPECT_EQ(got.body[0], '\x0a');               // partial_success
    EXPECT_EQ(got.body.substr(2, 2), "\x08\x01"); // rejected_spans: 1
    EXPECT_EQ(m_sink.spans(), 2U);
    EXPECT_EQ(m_receiver->counts().rejected, 1U);
}

TEST_F(HttpReceiverTest, SaysInJsonHowManySpansWereRejected)
{
    start();
    std::string json = kOneSpan;
    json.replace(json.find("0102030405060708090a"), 32, std::string(32, '0'));
    const auto got = jsonOf(answer(post(json, kJson)));
    EXPECT_EQ(got["partialSuccess"]["rejectedSpans"], "1");
    EXPECT_THAT(got["partialSuccess"]["errorMessage"], HasSubstr("trace id"));
}

TEST_F(HttpReceiverTest, RefusesBrokenProtobufWithAStatus)
{
    start();
    const RawAnswer got = answer(post("\x0a\xff\xff"));
    EXPECT_EQ(got.status, 400);
    EXPECT_EQ(got.headers.at("content-type"), "application/x-protobuf");
    EXPECT_EQ(got.body.substr(0, 2), "\x08\x03"); // code: INVALID_ARGUMENT
    EXPECT_THAT(got.body, HasSubstr("not well formed"));
    EXPECT_TRUE(m_sink.batches().empty());
}

TEST_F(HttpReceiverTest, RefusesBrokenJsonWithAStatus)
{
    start();
    for (const std::string body :
         {"{", "hello", "[]", R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"x"}]}]}]})"}) {
        const RawAnswer got = answer(post(body, kJson));
        EXPECT_EQ(got.status, 400) << body;
        EXPECT_EQ(got.headers.at("content-type"), kJson);
        EXPECT_EQ(jsonOf(got)["code"], 3);
        EXPECT_FALSE(jsonOf(got)["message"].get<std::string>().empty());
    }
}

TEST_F(HttpReceiverTest, RequestsCutAnywhereAreRefusedAndTheConnectionStays)
{
    start();
    RawSender sender(port());
    const std::string protobuf = exportRequest(1);
    for (std::size_t size = 1; size < protobuf.size(); ++size) {
        sender.send(post(protobuf.substr(0, size)));
        ASSERT_EQ(sender.answer().status, 400) << size;
    }
    const std::string json = kOneSpan;
    for (std::size_t size = 1; size < json.size(); ++size) {
        sender.send(post(json.substr(0, size), kJson));
        ASSERT_EQ(sender.answer().status, 400) << size;
    }
    EXPECT_TRUE(m_sink.batches().empty());
}

TEST_F(HttpReceiverTest, RefusesUnknownAndBrokenPacking)
{
    start();
    const RawAnswer unknown = answer(post("x", kJson, "Content-Encoding: br\r\n"));
    EXPECT_EQ(unknown.status, 400);
    EXPECT_THAT(jsonOf(unknown)["message"], HasSubstr("unsupported Content-Encoding: br"));
    EXPECT_EQ(answer(post("no gzip", kJson, "Content-Encoding: gzip\r\n")).status, 400);
    const std::string packed = test::gzipped(exportRequest(20));
    const std::string cut = packed.substr(0, packed.size() / 2);
    EXPECT_EQ(answer(post(cut, "application/x-protobuf", "Content-Encoding: gzip\r\n")).status, 400);
    const std::string doubled = packed + "rest";
    EXPECT_EQ(answer(post(doubled, "application/x-protobuf", "Content-Encoding: gzip\r\n")).status, 400);
    EXPECT_TRUE(m_sink.batches().empty());
}

TEST_F(HttpReceiverTest, RefusesOtherMethodsTypesAndPaths)
{
    start();
    const RawAnswer method = answer("GET /v1/traces HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(method.status, 405);
    EXPECT_EQ(method.body, "405 method not allowed, supported: [POST]");
    EXPECT_EQ(method.headers.at("allow"), "POST");
    EXPECT_EQ(answer("OPTIONS /v1/traces HTTP/1.1\r\nHost: localhost\r\n\r\n").status, 405);
    const RawAnswer type = answer(post("x", "text/plain"));
    EXPECT_EQ(type.status, 415);
    EXPECT_EQ(type.body, "415 unsupported media type, supported: [application/json, application/x-protobuf]");
    EXPECT_EQ(answer(post("{}", kJson, "", "/v1/other")).status, 404);
    EXPECT_EQ(answer("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").status, 404);
}

TEST_F(HttpReceiverTest, SaysThatItTakesNoMetricsAndLogs)
{
    start();
    for (const char* path : {"/v1/metrics", "/v1/logs"}) {
        const RawAnswer got = answer(post("{}", kJson, "", path));
        EXPECT_EQ(got.status, 404);
        EXPECT_THAT(jsonOf(got)["message"], HasSubstr("traces only"));
    }
}

TEST_F(HttpReceiverTest, RefusesWhatIsNoHttp)
{
    start();
    EXPECT_EQ(answer("hello\r\n").status, 400);
    EXPECT_EQ(answer("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").status, 505);
    EXPECT_EQ(answer("GET /" + std::string(100'000, 'a')).status, 431);
}

TEST_F(HttpReceiverTest, RefusesAForeignHost)
{
    m_options.allowedHosts = {"collector.test"};
    start();
    std::string request = post("{}", kJson);
    request.replace(request.find("localhost"), 9, "evil.example");
    const RawAnswer got = answer(request);
    EXPECT_EQ(got.status, 403);
    EXPECT_EQ(jsonOf(got)["code"], 7);
    request.replace(request.find("evil.example"), 12, "collector.test");
    EXPECT_EQ(answer(request).status, 200);
}

TEST_F(HttpReceiverTest, RefusesPagesOfOtherMachines)
{
    start();
    EXPECT_EQ(answer(post("{}", kJson, "Origin: https://evil.example\r\n")).status, 403);
    EXPECT_EQ(answer("OPTIONS /v1/traces HTTP/1.1\r\nHost: localhost\r\nOrigin: null\r\n\r\n").status, 403);
}

TEST_F(HttpReceiverTest, LetsPagesOfThisMachineSend)
{
    start();
    const RawAnswer asked = answer("OPTIONS /v1/traces HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:3000\r\n"
                                   "Access-Control-Request-Headers: content-type,x-mine\r\n\r\n");
    EXPECT_EQ(asked.status, 204);
    EXPECT_EQ(asked.headers.at("access-control-allow-origin"), "http://localhost:3000");
    EXPECT_EQ(asked.headers.at("access-control-allow-headers"), "content-type,x-mine");
    const RawAnswer sent = answer(post(kOneSpan, kJson, "Origin: http://localhost:3000\r\n"));
    EXPECT_EQ(sent.status, 200);
    EXPECT_EQ(sent.headers.at("access-control-allow-origin"), "http://localhost:3000");
}

TEST_F(HttpReceiverTest, ARequestThatDeclaresTooMuchIsRefusedUnread)
{
    m_options.limits.maxBodyBytes = 1'000;
    start();
    RawSender sender(port());
    sender.send("POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                "Content-Length: 10000000000\r\n\r\n");
    const RawAnswer got = sender.answer();
    EXPECT_EQ(got.status, 413);
    EXPECT_EQ(jsonOf(got)["code"], 8);
    EXPECT_EQ(got.headers.at("connection"), "close");
}

TEST_F(HttpReceiverTest, AnEndlessChunkedRequestIsRefusedAtTheLimit)
{
    m_options.limits.maxBodyBytes = 1 << 20;
    start();
    RawSender sender(port());
    sender.send("POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-protobuf\r\n"
                "Transfer-Encoding: chunked\r\n\r\n");
    const std::string chunk = "10000\r\n" + std::string(0x10000, 'x') + "\r\n";
    for (int i = 0; i < 20; ++i)
        sender.send(chunk);
    EXPECT_EQ(sender.answer().status, 413);
    EXPECT_LT(m_receiver->counts().memory, 2U << 20);
}

TEST_F(HttpReceiverTest, ABombIsRefusedAtTheLimitOfItsUnpackedSize)
{
    m_options.limits.maxBodyBytes = 1 << 20;
    start();
    const std::string zeros(64 << 20, '\0');
    for (const auto& [name, bomb] : {std::pair{"gzip", test::gzipped(zeros)}, {"zstd", test::zstdPacked(zeros)}}) {
        const std::string encoding = std::string("Content-Encoding: ") + name + "\r\n";
        const RawAnswer got = answer(post(bomb, "application/x-protobuf", encoding));
        EXPECT_EQ(got.status, 413) << name;
        EXPECT_THAT(got.body, HasSubstr("unpacked"));
    }
}

TEST_F(HttpReceiverTest, PackingThatNeedsMuchMemoryToUnpackIsRefused)
{
    start();
    const RawAnswer got =
        answer(post(test::zstdPackedWidely(exportRequest(1)), "application/x-protobuf", "Content-Encoding: zstd\r\n"));
    EXPECT_EQ(got.status, 400);
    EXPECT_THAT(got.body, HasSubstr("memory"));
}

TEST_F(HttpReceiverTest, TellsSendersToComeAgainWhenMemoryIsFull)
{
    m_options.limits.maxMemoryBytes = 100'000;
    start();
    const RawAnswer got = answer(post(exportRequest(5'000)));
    EXPECT_EQ(got.status, 503);
    EXPECT_EQ(got.headers.at("retry-after"), "1");
    EXPECT_EQ(answer(post(exportRequest(5))).status, 200);
    EXPECT_EQ(m_receiver->counts().refused, 1U);
}

TEST_F(HttpReceiverTest, TellsSendersToComeAgainWhenTooMuchWaits)
{
    m_sink.setMost(0);
    start();
    const RawAnswer got = answer(post(kOneSpan, kJson));
    EXPECT_EQ(got.status, 429);
    EXPECT_EQ(got.headers.at("retry-after"), "1");
    EXPECT_EQ(jsonOf(got)["code"], 14);
    EXPECT_EQ(m_receiver->counts().waiting, 0U);
}

TEST_F(HttpReceiverTest, TellsSendersToComeAgainLaterWhenNothingCanBeKept)
{
    m_sink.failWith(QStringLiteral("The disk is full."));
    start();
    const RawAnswer got = answer(post(kOneSpan, kJson));
    EXPECT_EQ(got.status, 503);
    EXPECT_EQ(got.headers.at("retry-after"), "30");
    EXPECT_EQ(jsonOf(got)["message"], "The disk is full.");
    EXPECT_EQ(m_receiver->counts().spans, 0U);
}

TEST_F(HttpReceiverTest, AnswersOnlyWhenTheSpansAreKept)
{
    m_sink.hold();
    start();
    RawSender sender(port());
    sender.send(post(exportRequest(1)));
    m_sink.waitForWaiting(1);
    EXPECT_EQ(m_receiver->counts().spans, 0U);
    EXPECT_EQ(m_receiver->counts().waiting, 1U);
    m_sink.release();
    EXPECT_EQ(sender.answer().status, 200);
    EXPECT_EQ(m_receiver->counts().spans, 1U);
}

TEST_F(HttpReceiverTest, WhatHasArrivedIsKeptAndAnsweredWhenItStops)
{
    m_sink.hold();
    start();
    RawSender sender(port());
    RawSender idle(port());
    RawSender half(port());
    half.send("POST /v1/traces HTTP/1.1\r\n");
    sender.send(post(exportRequest(1)));
    m_sink.waitForWaiting(1);
    std::thread stopping([this] { m_receiver.reset(); });
    m_sink.release();
    EXPECT_EQ(sender.answer().status, 200);
    EXPECT_TRUE(idle.isEnded());
    EXPECT_TRUE(half.isEnded());
    stopping.join();
    EXPECT_EQ(m_sink.spans(), 1U);
}

TEST_F(HttpReceiverTest, ASenderThatIsSlowWithItsHeadersIsLeft)
{
    m_options.limits.headTimeout = std::chrono::milliseconds(50);
    start();
    RawSender sender(port());
    sender.send("POST /v1/tra");
    EXPECT_EQ(sender.answer().status, 408);
    EXPECT_TRUE(sender.isEnded());
}

TEST_F(HttpReceiverTest, ASenderThatIsSlowWithItsBodyIsLeft)
{
    m_options.limits.bodyTimeout = std::chrono::milliseconds(50);
    start();
    RawSender sender(port());
    sender.send("POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                "Content-Length: 1000\r\n\r\n{");
    EXPECT_EQ(sender.answer().status, 408);
    EXPECT_TRUE(sender.isEnded());
}

TEST_F(HttpReceiverTest, AnIdleConnectionEndsWithoutAWord)
{
    m_options.limits.idleTimeout = std::chrono::milliseconds(50);
    start();
    RawSender sender(port());
    EXPECT_TRUE(sender.isEnded());
}

TEST_F(HttpReceiverTest, AConnectionThatBreaksInTheMiddleHarmsNobody)
{
    start();
    const std::string request = post(exportRequest(3));
    for (std::size_t size = 0; size < request.size(); size += 7) {
        RawSender sender(port());
        sender.send(request.substr(0, size));
        sender.close();
    }
    EXPECT_EQ(answer(request).status, 200);
    EXPECT_EQ(m_sink.spans(), 3U);
}

TEST_F(HttpReceiverTest, FiftySendersAtOnceLoseNothing)
{
    start();
    constexpr int kSenders = 50;
    constexpr int kRequests = 10;
    std::vector<std::thread> senders;
    std::atomic<int> good = 0;
    for (int i = 0; i < kSenders; ++i)
        senders.emplace_back([&, i] {
            RawSender sender(port());
            for (int j = 0; j < kRequests; ++j) {
                sender.send(post(exportRequest(20, "work", static_cast<std::uint32_t>(1 + 1000 * i + 20 * j))));
                good += sender.answer().status == 200 ? 1 : 0;
            }
        });
    for (std::thread& each : senders)
        each.join();
    EXPECT_EQ(good, kSenders * kRequests);
    EXPECT_EQ(m_sink.spans(), 20U * kSenders * kRequests);
    EXPECT_EQ(m_receiver->counts().spans, 20U * kSenders * kRequests);
}

TEST_F(HttpReceiverTest, AboveTheLimitConnectionsWaitUntilOneEnds)
{
    m_options.limits.maxConnections = 2;
    start();
    RawSender first(port());
    RawSender second(port());
    first.send(post("{}", kJson));
    second.send(post("{}", kJson));
    EXPECT_EQ(first.answer().status, 200);
    EXPECT_EQ(second.answer().status, 200);
    RawSender third(port());
    third.send(post("{}", kJson));
    first.close();
    EXPECT_EQ(third.answer().status, 200);
    EXPECT_LE(m_receiver->counts().connections, 2U);
}

TEST_F(HttpReceiverTest, SaysWhoHasThePortAndWhatToDo)
{
    start();
    ListSink sink;
    ReceiverOptions options = m_options;
    options.httpPort = port();
    const auto second = OtlpReceiver::start(options, sink);
    ASSERT_FALSE(second.has_value());
    EXPECT_TRUE(second.error().inUse);
    EXPECT_THAT(second.error().what, HasSubstr("in use by another program"));
    EXPECT_EQ(second.error().where, "127.0.0.1:" + std::to_string(port()));
    EXPECT_FALSE(second.error().advice.empty());
    EXPECT_EQ(answer(post("{}", kJson)).status, 200);
}

TEST_F(HttpReceiverTest, SaysThatAnAddressIsNotOfThisMachine)
{
    ListSink sink;
    ReceiverOptions options;
    options.host = "no such host";
    const auto started = OtlpReceiver::start(options, sink);
    ASSERT_FALSE(started.has_value());
    EXPECT_EQ(started.error().where, "no such host");
    EXPECT_FALSE(started.error().inUse);
}

TEST_F(HttpReceiverTest, ThePortIsFreeAgainAtOnce)
{
    start();
    const std::uint16_t port = m_receiver->httpPort();
    EXPECT_EQ(answer(post("{}", kJson)).status, 200);
    m_receiver.reset();
    m_options.httpPort = port;
    const auto again = OtlpReceiver::start(m_options, m_sink);
    EXPECT_TRUE(again.has_value()) << again.error().what;
}

TEST_F(HttpReceiverTest, LocalhostMeansEveryLoopbackAddress)
{
    m_options.host = "localhost";
    start();
    EXPECT_EQ(answer(post("{}", kJson)).status, 200);
    EXPECT_EQ(m_receiver->httpEndpoint(), "http://localhost:" + std::to_string(port()));
}

} // namespace
} // namespace spanlight::sources
