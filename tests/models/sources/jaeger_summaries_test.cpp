// What Jaeger 2.19 and newer tell of traces before these are fetched.
#include "models/sources/source_factory.h"

#include "tests/support/source_run.h"
#include "tests/support/test_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace spanlight::sources {
namespace {

using test::explain;
using test::finished;
using test::matchedIds;
using test::ServerRequest;
using test::TestServer;
using ::testing::ElementsAre;

const QString kTrace = QStringLiteral("7c1a5e0f9b2d4c68a3e1f7d0245b9c01");

const char* const kLargeTrace = R"({"summaries":[{"traceId":"7c1a5e0f9b2d4c68a3e1f7d0245b9c01",)"
                                R"("minStartTimeUnixNano":"5","spanCount":80000}]})";
const char* const kNoTraces = R"({"error":{"httpCode":404,"message":"No traces found"}})";

// Jaeger 2.20 with two services: the summaries of each of their searches, and an answer to everything else.
TestServer::Handler jaegerWithSummaries(int status, const QByteArray& summaries, TestServer::Handler rest)
{
    return [=](const ServerRequest& request, QTcpSocket& socket) {
        const QString path = request.path();
        if (path.endsWith(QLatin1String("/services")))
            return TestServer::reply(socket, 200, "application/json", R"({"services":["a","b"]})");
        if (path.endsWith(QLatin1String("/trace-summaries")) && !request.hasQuery(QStringLiteral("query.service_name")))
            return TestServer::reply(socket, 400, "application/json", R"({"error":{"httpCode":400,"message":"x"}})");
        if (path.endsWith(QLatin1String("/trace-summaries")))
            return TestServer::reply(socket, status, "application/json", summaries);
        rest(request, socket);
    };
}

TestServer::Handler always(int status, const QByteArray& body)
{
    return
        [=](const ServerRequest&, QTcpSocket& socket) { TestServer::reply(socket, status, "application/json", body); };
}

TEST(JaegerSource, ALargeTraceOfSeveralServicesIsFetchedOnce)
{
    TestServer server(
        jaegerWithSummaries(200, kLargeTrace,
                            always(200, R"({"result":{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":)"
                                        R"("7c1a5e0f9b2d4c68a3e1f7d0245b9c01","spanId":"0000000000000001","name":"n",)"
                                        R"("startTimeUnixNano":"5","endTimeUnixNano":"6"}]}]}]}})")));
    const auto source = test::sourceOf(QStringLiteral("jaeger+") + server.url());
    const auto job = finished(*source, {});
    EXPECT_THAT(matchedIds(*job), ElementsAre("7c1a5e0f9b2d4c68a3e1f7d0245b9c01")) << explain(*job);
    const auto asked = [&](const char* path) {
        const auto& all = server.requests();
        return std::count_if(all.begin(), all.end(), [&](const ServerRequest& one) {
            return one.path() == QLatin1String(path) && !one.hasQuery(QStringLiteral("raw_traces")); // only counted
        });
    };
    EXPECT_EQ(asked("/api/v3/traces/7c1a5e0f9b2d4c68a3e1f7d0245b9c01"), 1);
    EXPECT_EQ(asked("/api/v3/traces"), 0);
    EXPECT_TRUE(source->capabilities().summaries);
}

TEST(JaegerSource, ATraceThatWasListedAndNotHandedOutIsALoss)
{
    TestServer server(jaegerWithSummaries(200, kLargeTrace, always(404, kNoTraces)));
    const auto source = test::sourceOf(QStringLiteral("jaeger+") + server.url());
    const auto job = finished(*source, {});
    EXPECT_FALSE(job->answer().report.complete);
    EXPECT_NE(explain(*job).find("did not hand it out"), std::string::npos) << explain(*job);
}

const char* const kManySpans = R"({"summaries":[{"traceId":"7c1a5e0f9b2d4c68a3e1f7d0245b9c01",)"
                               R"("minStartTimeUnixNano":"5","spanCount":1203}]})";

QByteArray traceOfSpans(int spans)
{
    QByteArray all;
    for (int i = 1; i <= spans; ++i)
        all += QByteArray(i > 1 ? "," : "") +
               R"({"traceId":"7c1a5e0f9b2d4c68a3e1f7d0245b9c01","spanId":"000000000000)" +
               QByteArray::number(i).rightJustified(4, '0') +
               R"(","name":"n","startTimeUnixNano":"5","endTimeUnixNano":"6"})";
    return R"({"result":{"resourceSpans":[{"scopeSpans":[{"spans":[)" + all + "]}]}]}}";
}

// 1,203 spans are announced.
TestServer::Handler tracesOf(int spans, int spansAsSent)
{
    return [=](const ServerRequest& request, QTcpSocket& socket) {
        const bool asSent = request.query(QStringLiteral("raw_traces")) == QLatin1String("true");
        TestServer::reply(socket, 200, "application/json", traceOfSpans(asSent ? spansAsSent : spans));
    };
}

TEST(JaegerSource, ATraceWithFewerSpansThanWereAnnouncedIsALoss)
{
    TestServer server(jaegerWithSummaries(200, kManySpans, tracesOf(800, 800)));
    const auto source = test::sourceOf(QStringLiteral("jaeger+") + server.url());
    const auto job = finished(*source, {});
    EXPECT_THAT(matchedIds(*job), ElementsAre("7c1a5e0f9b2d4c68a3e1f7d0245b9c01"));
    EXPECT_FALSE(job->answer().report.complete);
    ASSERT_EQ(job->answer().report.failures.size(), 1U) << explain(*job);
    EXPECT_EQ(job->answer().report.failures.front().part, kTrace);
    EXPECT_NE(explain(*job).find("announced 1,203 spans of this trace and handed out 800"), std::string::npos)
        << explain(*job);
    EXPECT_EQ(job->answer().stores.front()->spanCount(), 800U);
}

// Jaeger announces spans that were sent twice, and hands them out once.
TEST(JaegerSource, SpansThatWereSentTwiceAreNoLoss)
{
    TestServer server(jaegerWithSummaries(200, kManySpans, tracesOf(800, 1203)));
    const auto source = test::sourceOf(QStringLiteral("jaeger+") + server.url());
    const auto job = finished(*source, {});
    EXPECT_TRUE(job->answer().report.complete) << explain(*job);
    EXPECT_EQ(job->answer().stores.front()->spanCount(), 800U);
    EXPECT_THAT(job->answer().stores.front()->inputs().size(), ::testing::Le(2U));
}

TEST(JaegerSource, MoreSpansThanAnnouncedAreThoseOfARunningTrace)
{
    TestServer server(jaegerWithSummaries(200, kManySpans, tracesOf(1300, 0)));
    const auto source = test::sourceOf(QStringLiteral("jaeger+") + server.url());
    const auto job = finished(*source, {});
    EXPECT_TRUE(job->answer().report.complete) << explain(*job);
}

TEST(JaegerSource, TracesAsTheyWereSentAreComparedAtOnce)
{
    TestServer server(jaegerWithSummaries(200, kManySpans, tracesOf(800, 800)));
    const auto source = test::sourceOf(QStringLiteral("jaeger+") + server.url() + QStringLiteral("?raw=true"));
    const auto job = finished(*source, {});
    EXPECT_NE(explain(*job).find("announced 1,203 spans"), std::string::npos) << explain(*job);
    const auto& all = server.requests();
    EXPECT_TRUE(std::none_of(all.begin(), all.end(), [](const ServerRequest& one) {
        return one.path().startsWith(QLatin1String("/api/v3/traces/"));
    }));
}

TEST(JaegerSource, ATraceThatWasListedAndIsMissingInTheAnswerOfTheSearchIsALoss)
{
    TestServer server(jaegerWithSummaries(200, kManySpans, always(404, kNoTraces)));
    const auto source = test::sourceOf(QStringLiteral("jaeger+") + server.url());
    const auto job = finished(*source, {});
    EXPECT_FALSE(job->answer().report.complete);
    EXPECT_NE(explain(*job).find("did not hand it out"), std::string::npos) << explain(*job);
}

TEST(JaegerSource, SummariesAtTheirLimitAreSaidToBeCut)
{
    TestServer server(jaegerWithSummaries(200, kLargeTrace, always(404, kNoTraces)));
    const auto source = test::sourceOf(QStringLiteral("jaeger+") + server.url());
    SearchQuery query;
    query.limit = 1;
    EXPECT_TRUE(finished(*source, query)->answer().report.limitReached);
    query.limit = 2;
    EXPECT_FALSE(finished(*source, query)->answer().report.limitReached);
}

TEST(JaegerSource, ServicesWithoutMatchesAreNotSearchedTwice)
{
    TestServer server(jaegerWithSummaries(200, R"({"summaries":[]})", always(404, kNoTraces)));
    const auto source = test::sourceOf(QStringLiteral("jaeger+") + server.url());
    const auto job = finished(*source, {});
    EXPECT_FALSE(job->error().has_value()) << explain(*job);
    EXPECT_TRUE(job->answer().report.complete);
    const auto& all = server.requests();
    EXPECT_TRUE(std::none_of(all.begin(), all.end(),
                             [](const ServerRequest& one) { return one.path() == QLatin1String("/api/v3/traces"); }));
}

TEST(JaegerSource, WhereSummariesFailTheSearchIsMadeAnywayAndTellsTheErrorOfApiV3)
{
    TestServer server(
        jaegerWithSummaries(500, "broken", always(500, R"({"error":{"httpCode":500,"message":"disk on fire"}})")));
    const auto source = test::sourceOf(QStringLiteral("jaeger+") + server.url());
    const auto job = finished(*source, {});
    ASSERT_TRUE(job->error().has_value());
    EXPECT_TRUE(job->error()->text().contains(QStringLiteral("disk on fire"))) << explain(*job);
}

} // namespace
} // namespace spanlight::sources
