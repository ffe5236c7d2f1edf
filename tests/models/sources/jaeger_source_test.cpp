#include "models/sources/source_factory.h"

#include "tests/support/replay_server.h"
#include "tests/support/source_run.h"

#include <QElapsedTimer>
#include <QSignalSpy>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace spanlight::sources {
namespace {

using test::explain;
using test::finished;
using test::matchedIds;
using test::operationQuery;
using test::ReplayServer;
using test::ServerRequest;
using test::TestServer;
using test::traceQuery;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

const QString kOperation = QStringLiteral("op_training_20251111_123456_abcd1234");
const QString kTrace = QStringLiteral("7c1a5e0f9b2d4c68a3e1f7d0245b9c01");

std::unique_ptr<Source> jaegerAt(const QString& url, const ConnectionOptions& options = {})
{
    return test::sourceOf(QStringLiteral("jaeger+") + url, options);
}

/// The same expectations against what real servers of every generation answered.
class RecordedJaegerTest : public ::testing::TestWithParam<const char*>
{
protected:
    ReplayServer m_server{QStringLiteral(SPANLIGHT_RECORDED "/") + QLatin1String(GetParam())};
    [[nodiscard]] static bool isVictoria() { return QLatin1String(GetParam()).startsWith(QLatin1String("victoria")); }
    std::unique_ptr<Source> m_source =
        isVictoria() ? test::sourceOf(QStringLiteral("victoriatraces+") + m_server.url()) : jaegerAt(m_server.url());
};

TEST_P(RecordedJaegerTest, SaysWhatItCanDoByItself)
{
    (void)finished(*m_source, operationQuery(kOperation)); // it has told by now
    const Capabilities can = m_source->capabilities();
    const QLatin1String name(GetParam());
    EXPECT_FALSE(can.searchWithoutService); // each service is asked by itself
    EXPECT_TRUE(can.attributeSearch);
    EXPECT_TRUE(can.durationSearch);
    EXPECT_TRUE(can.suggests);
    EXPECT_TRUE(can.structuralQuery.isEmpty());
    EXPECT_EQ(can.summaries, name == QLatin1String("jaeger-2.20.0") || name.startsWith(QLatin1String("jaeger-main")));
    EXPECT_EQ(can.maxLimit, isVictoria() ? 1000 : 0);
    EXPECT_FALSE(can.receives);
}

TEST_P(RecordedJaegerTest, FindsAnOperationOverAllServicesOnceAndWhole)
{
    const auto job = finished(*m_source, operationQuery(kOperation));
    ASSERT_FALSE(job->error().has_value()) << explain(*job);
    const SearchAnswer& answer = job->answer();
    EXPECT_EQ(matchedIds(*job), std::vector<std::string>{kTrace.toStdString()});
    ASSERT_EQ(answer.stores.size(), 1U);
    EXPECT_EQ(answer.stores.front()->spanCount(), 12U) << "two services answered with the same trace";
    EXPECT_TRUE(answer.report.complete) << explain(*job);
    EXPECT_FALSE(answer.report.limitReached);
    EXPECT_THAT(answer.report.services, Contains(QStringLiteral("ktrdr-worker")));
    EXPECT_THAT(answer.report.services, Not(Contains(QStringLiteral("jaeger"))));
    EXPECT_THAT(answer.report.services, Not(Contains(QStringLiteral("jaeger-all-in-one"))));
    EXPECT_GT(answer.report.requests, 3);
}

TEST_P(RecordedJaegerTest, AnUnknownOperationIsACompleteSearchWithoutResult)
{
    const auto job = finished(*m_source, operationQuery(QStringLiteral("op_none")));
    EXPECT_FALSE(job->error().has_value()) << explain(*job);
    EXPECT_TRUE(job->answer().matched.empty());
    EXPECT_TRUE(job->answer().report.complete) << explain(*job);
}

TEST_P(RecordedJaegerTest, FetchesATraceById)
{
    SearchQuery query;
    query.traceIds = {kTrace};
    const auto job = finished(*m_source, query);
    ASSERT_FALSE(job->error().has_value()) << explain(*job);
    EXPECT_EQ(job->answer().stores.front()->spanCount(), 12U);
    EXPECT_EQ(job->answer().matched.size(), 1U);
}

TEST_P(RecordedJaegerTest, AnUnknownTraceIdIsNoError)
{
    SearchQuery query;
    query.traceIds = {QStringLiteral("deadbeefdeadbeefdeadbeefdeadbeef")};
    const auto job = finished(*m_source, query);
    EXPECT_FALSE(job->error().has_value()) << explain(*job);
    EXPECT_TRUE(job->answer().matched.empty());
    EXPECT_TRUE(job->answer().report.complete);
}

TEST_P(RecordedJaegerTest, KeepsParentsAndTypesOfATraceWithLinks)
{
    SearchQuery query;
    query.traceIds = {QStringLiteral("7c1a5e0f9b2d4c68a3e1f7d0245b9c03")};
    const auto job = finished(*m_source, query);
    ASSERT_FALSE(job->error().has_value()) << explain(*job);
    const auto& store = *job->answer().stores.front();
    EXPECT_EQ(store.spanCount(), 2U);
    EXPECT_EQ(store.importLog().count(trace::ProblemCode::ParentCycle), 0U);
}

TEST_P(RecordedJaegerTest, ASearchOfOneServiceListsServicesAndSaysItsRange)
{
    QSignalSpy changed(m_source.get(), &Source::servicesChanged);
    SearchQuery query;
    query.service = QStringLiteral("ktrdr-api");
    const auto job = finished(*m_source, query);
    ASSERT_FALSE(job->error().has_value()) << explain(*job);
    EXPECT_GE(job->answer().matched.size(), 4U);
    EXPECT_EQ(changed.count(), 1);
    const std::vector<QString> services = m_source->services();
    EXPECT_THAT(services, Contains(QStringLiteral("ktrdr-cli")));
    EXPECT_TRUE(std::is_sorted(services.begin(), services.end()));
    EXPECT_TRUE(job->answer().report.fromNs.has_value());
    EXPECT_TRUE(job->answer().report.origin.startsWith(isVictoria() ? QStringLiteral("VictoriaTraces · 127")
                                                                    : QStringLiteral("Jaeger")))
        << job->answer().report.origin.toStdString();
}

TEST_P(RecordedJaegerTest, ErrorsAreFoundWhateverTheServerThinksOfItsErrorTag)
{
    SearchQuery query;
    query.service = QStringLiteral("ktrdr-api");
    query.errorsOnly = true;
    query.service = QStringLiteral("ktrdr-worker");
    const auto job = finished(*m_source, query);
    EXPECT_FALSE(job->error().has_value()) << explain(*job);
    for (const std::string& id : matchedIds(*job))
        EXPECT_NE(id, kTrace.toStdString()) << "the healthy trace is no error";
}

INSTANTIATE_TEST_SUITE_P(Generations, RecordedJaegerTest,
                         ::testing::Values("jaeger-1.76.0", "jaeger-2.13.0", "jaeger-2.20.0", "jaeger-main-8498073f",
                                           "victoriatraces-0297391d"),
                         [](const auto& test) {
                             std::string name = test.param;
                             std::replace_if(
                                 name.begin(), name.end(), [](char c) { return c == '-' || c == '.'; }, '_');
                             return name;
                         });

TEST(JaegerSourceTest, ValuesThatTheLegacyApiCannotDeliverAreFetchedThroughV3)
{
    ReplayServer server(QStringLiteral(SPANLIGHT_RECORDED "/jaeger-2.13.0"));
    const auto source = jaegerAt(server.url());
    SearchQuery query;
    query.traceIds = {QStringLiteral("7c1a5e0f9b2d4c68a3e1f7d0245b9c0b")};
    const auto job = finished(*source, query);
    ASSERT_FALSE(job->error().has_value()) << explain(*job);
    EXPECT_EQ(job->answer().matched.size(), 1U) << explain(*job);
}

TEST(JaegerSourceTest, TheProbeIsNotRepeatedForAKnownServer)
{
    ReplayServer server(QStringLiteral(SPANLIGHT_RECORDED "/jaeger-2.20.0"));
    const auto source = jaegerAt(server.url());
    SearchQuery query;
    query.traceIds = {kTrace};
    (void)finished(*source, query);
    const std::size_t before = server.requests().size();
    (void)finished(*source, query);
    EXPECT_EQ(server.requests().size(), before + 1);
}

TEST(JaegerSourceTest, ABasePathIsPutBeforeEveryRequest)
{
    ReplayServer server(QStringLiteral(SPANLIGHT_RECORDED "/jaeger-2.20.0"), QStringLiteral("/tools/jaeger"));
    const auto source = jaegerAt(server.url());
    const auto job = finished(*source, operationQuery(kOperation));
    EXPECT_EQ(job->answer().matched.size(), 1U) << explain(*job);
    for (const ServerRequest& request : server.requests())
        EXPECT_TRUE(request.path().startsWith(QStringLiteral("/tools/jaeger/api/"))) << request.target.toStdString();
}

TEST(JaegerSourceTest, AnAddressWithoutPrefixIsProbed)
{
    ReplayServer server(QStringLiteral(SPANLIGHT_RECORDED "/jaeger-2.20.0"));
    const auto source = makeSource(server.url(), {});
    ASSERT_TRUE(source.has_value());
    const auto job = finished(**source, operationQuery(kOperation));
    EXPECT_EQ(job->answer().matched.size(), 1U) << explain(*job);
    EXPECT_TRUE((*source)->title().startsWith(QStringLiteral("jaeger · 127.0.0.1:")));
}

/// A small legacy Jaeger whose answers the tests choose.
class FakeJaeger
{
public:
    using Handler = TestServer::Handler;

    explicit FakeJaeger(QByteArray services, Handler onTraces)
        : m_server([services, onTraces](const ServerRequest& request, QTcpSocket& socket) {
              if (request.path() == QLatin1String("/api/services"))
                  TestServer::reply(socket, 200, "application/json",
                                    R"({"data":)" + services + R"(,"total":0,"errors":null})");
              else if (request.path().startsWith(QLatin1String("/api/traces")))
                  onTraces(request, socket);
              else
                  TestServer::reply(socket, 404, "text/plain", "404 page not found\n");
          })
    {
    }
    [[nodiscard]] QString url() const { return m_server.url(); }
    [[nodiscard]] std::vector<ServerRequest> searches() const
    {
        std::vector<ServerRequest> found;
        for (const ServerRequest& request : m_server.requests())
            if (request.path().startsWith(QLatin1String("/api/traces")))
                found.push_back(request);
        return found;
    }

    static QByteArray trace(const QByteArray& id, const QByteArray& service, const QByteArray& tags = "[]")
    {
        return R"({"traceID":")" + id + R"(","spans":[{"traceID":")" + id +
               R"(","spanID":"1","operationName":"GET","references":[],"startTime":1700000000000000,"duration":2000,"tags":)" +
               tags + R"(,"logs":[],"processID":"p1"}],"processes":{"p1":{"serviceName":")" + service +
               R"(","tags":[]}}})";
    }
    static QByteArray traces(const QByteArray& inner)
    {
        return R"({"data":[)" + inner + R"(],"total":0,"limit":0,"offset":0,"errors":null})";
    }

private:
    TestServer m_server;
};

TEST(JaegerSourceTest, AServiceThatFailsIsReportedAndTheOthersAreShown)
{
    FakeJaeger server(R"(["a","b"])", [](const ServerRequest& request, QTcpSocket& socket) {
        if (request.query(QStringLiteral("service")) == QLatin1String("a"))
            TestServer::reply(socket, 500, "text/plain",
                              R"({"data":null,"errors":[{"code":500,"msg":"storage is down"}]})");
        else
            TestServer::reply(socket, 200, "application/json", FakeJaeger::traces(FakeJaeger::trace("b1", "b")));
    });
    const auto source = jaegerAt(server.url());
    const auto job = finished(*source, {});
    EXPECT_FALSE(job->error().has_value());
    EXPECT_EQ(job->answer().matched.size(), 1U);
    EXPECT_FALSE(job->answer().report.complete);
    ASSERT_EQ(job->answer().report.failures.size(), 1U);
    EXPECT_EQ(job->answer().report.failures.front().part, QStringLiteral("a"));
    EXPECT_TRUE(
        job->answer().report.failures.front().error.text().contains(QStringLiteral("HTTP 500: storage is down")));
}

TEST(JaegerSourceTest, WhenEveryServiceFailsTheSearchFails)
{
    FakeJaeger server(R"(["a","b"])", [](const ServerRequest&, QTcpSocket& socket) {
        TestServer::reply(socket, 503, "text/html", "<html><title>Maintenance</title>");
    });
    const auto source = jaegerAt(server.url());
    const auto job = finished(*source, {});
    ASSERT_TRUE(job->error().has_value());
    EXPECT_EQ(job->error()->kind, SourceError::Kind::ServerError);
    EXPECT_EQ(job->error()->httpStatus, 503);
}

TEST(JaegerSourceTest, AnAnswerAtItsLimitIsSaidToBeCut)
{
    FakeJaeger server(R"(["a"])", [](const ServerRequest&, QTcpSocket& socket) {
        TestServer::reply(socket, 200, "application/json",
                          FakeJaeger::traces(FakeJaeger::trace("a1", "a") + "," + FakeJaeger::trace("a2", "a")));
    });
    const auto source = jaegerAt(server.url());
    SearchQuery query;
    query.limit = 2;
    EXPECT_TRUE(finished(*source, query)->answer().report.limitReached);
    query.limit = 3;
    EXPECT_FALSE(finished(*source, query)->answer().report.limitReached);
}

TEST(JaegerSourceTest, ALimitThatTheServerRefusesIsLowered)
{
    FakeJaeger server(R"(["a"])", [](const ServerRequest& request, QTcpSocket& socket) {
        if (request.query(QStringLiteral("limit")).toInt() > 50)
            TestServer::reply(
                socket, 500, "text/plain",
                R"({"data":null,"errors":[{"code":500,"msg":"search depth must be greater than 0 and less than max traces"}]})");
        else
            TestServer::reply(socket, 200, "application/json", FakeJaeger::traces(FakeJaeger::trace("a1", "a")));
    });
    const auto source = jaegerAt(server.url());
    const auto job = finished(*source, {});
    EXPECT_EQ(job->answer().matched.size(), 1U) << explain(*job);
    EXPECT_TRUE(job->answer().report.complete);
    EXPECT_EQ(server.searches().back().query(QStringLiteral("limit")), QStringLiteral("50"));
}

TEST(JaegerSourceTest, AStorageThatSearchesNoDurationsBesideAttributesIsAskedWithoutThem)
{
    FakeJaeger server(R"(["a"])", [](const ServerRequest& request, QTcpSocket& socket) {
        if (request.hasQuery(QStringLiteral("minDuration")))
            TestServer::reply(
                socket, 500, "text/plain",
                R"({"data":null,"errors":[{"code":500,"msg":"cannot query for duration and tags simultaneously"}]})");
        else
            TestServer::reply(socket, 200, "application/json",
                              FakeJaeger::traces(FakeJaeger::trace(
                                  "a1", "a", R"([{"key":"symbol","type":"string","value":"AAPL"}])")));
    });
    SearchQuery query;
    query.name = QStringLiteral("GET");
    query.attributes = {{QStringLiteral("symbol"), QStringLiteral("AAPL")}};
    query.minDurationNs = 1'000'000; // the span lasts 2 ms
    const auto source = jaegerAt(server.url());
    const auto job = finished(*source, query);
    EXPECT_FALSE(job->error().has_value()) << explain(*job);
    EXPECT_EQ(job->answer().matched.size(), 1U);
    query.minDurationNs = 3'000'000;
    EXPECT_TRUE(finished(*source, query)->answer().matched.empty());
}

// A gateway in front of the server, which no longer knows the way.
TEST(JaegerSourceTest, ANotFoundThatIsNotJaegersIsAnError)
{
    FakeJaeger server(R"(["a"])", [](const ServerRequest&, QTcpSocket& socket) {
        TestServer::reply(socket, 404, "application/json", R"({"message":"no Route matched with those values"})");
    });
    const auto job = finished(*jaegerAt(server.url()), {});
    ASSERT_TRUE(job->error().has_value());
    EXPECT_TRUE(job->error()->text().contains(QStringLiteral("no Route matched"))) << explain(*job);
}

TEST(JaegerSourceTest, AnAttributeOfAResourceIsFoundInVictoriaTraces)
{
    ReplayServer server(QStringLiteral(SPANLIGHT_RECORDED "/victoriatraces-0297391d"));
    const auto source = test::sourceOf(QStringLiteral("victoriatraces+") + server.url());
    SearchQuery query;
    query.service = QStringLiteral("ktrdr-worker");
    query.attributes = {{QStringLiteral("worker.id"), QStringLiteral("training-worker-1a2b3c4d")}};
    const auto job = finished(*source, query);
    EXPECT_THAT(matchedIds(*job), Contains(kTrace.toStdString())) << explain(*job);
}

TEST(JaegerSourceTest, TheTenantOfVictoriaTracesIsAnAccountAndAProject)
{
    TestServer server([](const ServerRequest&, QTcpSocket& socket) {
        TestServer::reply(socket, 200, "application/json", R"({"data":[]})");
    });
    for (const auto& [tenant, account, project] :
         {std::tuple{"7", "7", "0"}, std::tuple{"7:3", "7", "3"}, std::tuple{" 8 : 4 ", "8", "4"}}) {
        ConnectionOptions options;
        options.tenant = QString::fromLatin1(tenant);
        (void)finished(*test::sourceOf(QStringLiteral("victoriatraces+") + server.url(), options), {});
        const ServerRequest& last = server.requests().back();
        EXPECT_EQ(last.headers.value("accountid"), account);
        EXPECT_EQ(last.headers.value("projectid"), project);
        EXPECT_FALSE(last.headers.contains("x-tenant"));
    }
}

TEST(JaegerSourceTest, AtMostSixRequestsAreOpenAtOnce)
{
    std::vector<QTcpSocket*> waiting;
    std::size_t most = 0;
    FakeJaeger server(R"(["a","b","c","d","e","f","g","h","i","j"])", [&](const ServerRequest&, QTcpSocket& socket) {
        waiting.push_back(&socket);
        most = std::max(most, waiting.size());
        QMetaObject::invokeMethod(
            &socket,
            [&waiting, &socket] {
                waiting.erase(std::find(waiting.begin(), waiting.end(), &socket));
                TestServer::reply(socket, 200, "application/json", FakeJaeger::traces(""));
            },
            Qt::QueuedConnection);
    });
    const auto source = jaegerAt(server.url());
    const auto job = source->search({});
    QSignalSpy progress(job.get(), &SourceJob::progressChanged);
    QSignalSpy done(job.get(), &SourceJob::finished);
    ASSERT_TRUE(done.wait(20'000));
    EXPECT_LE(most, 6U);
    EXPECT_EQ(server.searches().size(), 10U);
    ASSERT_FALSE(progress.isEmpty());
    EXPECT_EQ(progress.back().at(0).toLongLong(), 10);
    EXPECT_EQ(progress.back().at(1).toLongLong(), 10);
}

TEST(JaegerSourceTest, FallbackTagsAreAskedWhenTheIdFindsNothing)
{
    FakeJaeger server(R"(["a","b"])", [](const ServerRequest& request, QTcpSocket& socket) {
        const bool hit = request.query(QStringLiteral("tags")).contains(QLatin1String("http.target"));
        TestServer::reply(
            socket, 200, "application/json",
            FakeJaeger::traces(
                hit ? FakeJaeger::trace("b1", "b",
                                        R"([{"key":"http.target","type":"string","value":"/operations/op_1"}])")
                    : ""));
    });
    const auto source = jaegerAt(server.url());
    SearchQuery query = operationQuery(QStringLiteral("op_1"));
    query.fallbacks = {{QStringLiteral("b"), QStringLiteral("http.target"), QStringLiteral("/operations/op_1")}};
    const auto job = finished(*source, query);
    EXPECT_EQ(job->answer().matched.size(), 1U) << explain(*job);
    EXPECT_EQ(server.searches().size(), 3U);
    EXPECT_EQ(job->answer().report.services.size(), 2U);
}

TEST(JaegerSourceTest, ATruncatedAnswerKeepsWhatCameAndIsNotComplete)
{
    FakeJaeger server(R"(["a"])", [](const ServerRequest&, QTcpSocket& socket) {
        const QByteArray whole = FakeJaeger::traces(FakeJaeger::trace("a1", "a") + "," + FakeJaeger::trace("a2", "a"));
        TestServer::reply(socket, 200, "application/json", whole.left(whole.size() - 60));
    });
    const auto source = jaegerAt(server.url());
    const auto job = finished(*source, {});
    EXPECT_FALSE(job->error().has_value()) << explain(*job);
    EXPECT_GE(job->answer().matched.size(), 1U);
    EXPECT_FALSE(job->answer().report.complete);
    ASSERT_EQ(job->answer().report.failures.size(), 1U) << explain(*job);
}

TEST(JaegerSourceTest, ErrorsBesideTracesAreNotes)
{
    FakeJaeger server(R"(["a"])", [](const ServerRequest&, QTcpSocket& socket) {
        TestServer::reply(socket, 200, "application/json",
                          R"({"data":[],"total":0,"errors":[{"msg":"trace not found","traceID":"abc"}]})");
    });
    const auto source = jaegerAt(server.url());
    const auto job = finished(*source, {});
    EXPECT_THAT(job->answer().report.notes, Contains(QStringLiteral("abc: trace not found")));
    EXPECT_FALSE(job->error().has_value());
}

TEST(JaegerSourceTest, AnAnswerInSeveralDocumentsIsReadToItsEnd)
{
    const auto part = [](const QByteArray& trace) {
        return R"({"result":{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"a"}}]},"scopeSpans":[{"spans":[{"traceId":")" +
               trace +
               R"(","spanId":"0000000000000001","name":"x","startTimeUnixNano":"1700000000000000000","endTimeUnixNano":"1700000000000000100"}]}]}]}})" +
               "\n";
    };
    TestServer server([&part](const ServerRequest& request, QTcpSocket& socket) {
        if (request.path() == QLatin1String("/api/v3/services"))
            TestServer::reply(socket, 200, "application/json", R"({"services":["a"]})");
        else if (request.path() == QLatin1String("/api/v3/traces"))
            TestServer::reply(socket, 200, "application/json",
                              part("5a5a0000000000000000000000000001") + part("5a5a0000000000000000000000000002"));
        else
            TestServer::reply(socket, 404, "text/plain", "404 page not found\n");
    });
    const auto source = jaegerAt(server.url());
    const auto job = finished(*source, {});
    EXPECT_EQ(job->answer().matched.size(), 2U) << explain(*job);
    EXPECT_TRUE(job->answer().report.complete) << explain(*job);
}

TEST(JaegerSourceTest, AServerThatHasOnlyTheLegacyApiIsNotWaitedForElsewhere)
{
    TestServer server([](const ServerRequest& request, QTcpSocket& socket) {
        if (request.path() == QLatin1String("/api/services"))
            TestServer::reply(socket, 200, "application/json", R"({"data":["a"]})");
        else if (request.path() == QLatin1String("/api/traces"))
            TestServer::reply(socket, 200, "application/json", FakeJaeger::traces(FakeJaeger::trace("a1", "a")));
        else if (request.path() == QLatin1String("/api/v3/services"))
            TestServer::reply(socket, 404, "text/plain", "404 page not found\n");
        // trace-summaries: never an answer
    });
    const auto source = jaegerAt(server.url());
    EXPECT_EQ(finished(*source, {})->answer().matched.size(), 1U);
}

TEST(JaegerSourceTest, AServerThatWasReplacedIsAskedAgainWhatItIs)
{
    bool replaced = false;
    TestServer server([&replaced](const ServerRequest& request, QTcpSocket& socket) {
        const bool v3 = request.path().startsWith(QStringLiteral("/api/v3/"));
        if (v3 != replaced)
            TestServer::reply(socket, 404, "text/plain", "404 page not found\n");
        else if (request.path().endsWith(QStringLiteral("/services")))
            TestServer::reply(socket, 200, "application/json", v3 ? R"({"services":["a"]})" : R"({"data":["a"]})");
        else
            TestServer::reply(socket, 200, "application/json",
                              v3 ? R"({"result":{"resourceSpans":[]}})" : R"({"data":[]})");
    });
    const auto source = jaegerAt(server.url());
    SearchQuery query;
    query.traceIds = {kTrace};
    EXPECT_FALSE(finished(*source, query)->error().has_value());
    replaced = true;
    EXPECT_TRUE(finished(*source, query)->error().has_value());
    EXPECT_FALSE(finished(*source, query)->error().has_value());
}

struct BadServerCase
{
    const char* name;
    int status;
    const char* type;
    const char* body;
    SourceError::Kind kind;
    const char* text;
};

class BadServerTest : public ::testing::TestWithParam<BadServerCase>
{
};

TEST_P(BadServerTest, IsOneSentenceWithStatusAndUrl)
{
    const BadServerCase& bad = GetParam();
    TestServer server([&bad](const ServerRequest&, QTcpSocket& socket) {
        TestServer::reply(socket, bad.status, bad.type, bad.body);
    });
    const auto source = jaegerAt(server.url());
    const auto job = finished(*source, operationQuery(kOperation));
    ASSERT_TRUE(job->error().has_value());
    EXPECT_EQ(job->error()->kind, bad.kind) << explain(*job);
    EXPECT_THAT(job->error()->text().toStdString(), ::testing::HasSubstr(bad.text));
    EXPECT_THAT(job->error()->text().toStdString(), ::testing::HasSubstr(server.url().toStdString()));
    EXPECT_FALSE(job->answer().report.complete);
}

INSTANTIATE_TEST_SUITE_P(
    Answers, BadServerTest,
    ::testing::Values(
        BadServerCase{"Html", 200, "text/html", "<html><title>Sign in</title></html>", SourceError::Kind::BadAnswer,
                      "“Sign in”"},
        BadServerCase{"EmptyAnswer", 200, "text/plain", "", SourceError::Kind::BadAnswer, "an empty answer"},
        BadServerCase{"OtherJson", 200, "application/json", R"({"hello":1})", SourceError::Kind::BadAnswer,
                      "something else"},
        BadServerCase{"BrokenJson", 200, "application/json", R"({"data":["a")", SourceError::Kind::BadAnswer,
                      "something else"},
        BadServerCase{"BadRequest", 400, "text/plain", "no", SourceError::Kind::BadAnswer, "HTTP 400: no"},
        BadServerCase{"NoTenant", 401, "text/plain", "missing tenant header", SourceError::Kind::Refused,
                      "HTTP 401: missing tenant header"},
        BadServerCase{"Forbidden", 403, "text/html", "<h1>Forbidden</h1>", SourceError::Kind::Refused,
                      "HTTP 403: a web page"},
        BadServerCase{"NotFound", 404, "text/plain", "404 page not found", SourceError::Kind::NotFound,
                      "HTTP 404: 404 page not found"},
        BadServerCase{"TooMany", 429, "application/json", R"({"code":8,"message":"slow down"})",
                      SourceError::Kind::ServerError, "HTTP 429: slow down"},
        BadServerCase{"Failure", 500, "application/json", R"({"error":{"httpCode":500,"message":"boom"}})",
                      SourceError::Kind::ServerError, "HTTP 500: boom"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(JaegerSourceTest, OtherTraceServersAreRecognised)
{
    TestServer tempo([](const ServerRequest& request, QTcpSocket& socket) {
        const bool echo = request.path() == QLatin1String("/api/echo");
        TestServer::reply(socket, echo ? 200 : 404, "text/plain", echo ? "echo" : "404 page not found\n");
    });
    const auto source = makeSource(tempo.url(), {});
    const auto job = finished(**source, operationQuery(kOperation));
    ASSERT_TRUE(job->error().has_value());
    EXPECT_TRUE(job->error()->text().contains(QStringLiteral("Tempo"))) << explain(*job);
}

TEST(JaegerSourceTest, VictoriaTracesWithoutItsPathIsToldByItsPrefix)
{
    TestServer server([](const ServerRequest& request, QTcpSocket& socket) {
        TestServer::reply(socket, 400, "text/plain", "unsupported path requested: \"" + request.target + "\"\n");
    });
    const auto source = makeSource(server.url(), {});
    const auto job = finished(**source, operationQuery(kOperation));
    ASSERT_TRUE(job->error().has_value());
    EXPECT_TRUE(job->error()->text().contains(QStringLiteral("Write victoriatraces+") + server.url())) << explain(*job);
}

TEST(JaegerSourceTest, VictoriaTracesThatFindsNothingIsSaidToBeLate)
{
    ReplayServer server(QStringLiteral(SPANLIGHT_RECORDED "/victoriatraces-0297391d"));
    const auto source = test::sourceOf(QStringLiteral("victoriatraces+") + server.url());
    EXPECT_NE(explain(*finished(*source, operationQuery(QStringLiteral("op_none")))).find("half a minute"),
              std::string::npos);
    EXPECT_EQ(explain(*finished(*source, operationQuery(kOperation))).find("half a minute"), std::string::npos);
}

TEST(JaegerSourceTest, CancellingASilentSearchFinishesWithinATenthOfASecond)
{
    TestServer silent([](const ServerRequest&, QTcpSocket&) {});
    const auto source = jaegerAt(silent.url());
    const auto job = source->search(operationQuery(kOperation));
    QSignalSpy progress(job.get(), &SourceJob::progressChanged);
    ASSERT_TRUE(progress.wait(10'000));
    QSignalSpy done(job.get(), &SourceJob::finished);
    job->cancel();
    ASSERT_TRUE(done.wait(100));
    ASSERT_TRUE(job->error().has_value());
    EXPECT_EQ(job->error()->kind, SourceError::Kind::Cancelled);
    EXPECT_EQ(done.count(), 1);
}

TEST(JaegerSourceTest, ALongAnswerReportsItsBytesAndCanBeCancelled)
{
    FakeJaeger server(R"(["a"])", [](const ServerRequest&, QTcpSocket& socket) {
        socket.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"data\":[");
        QObject::connect(&socket, &QTcpSocket::bytesWritten, &socket,
                         [&socket] { socket.write(QByteArray(100'000, ' ')); });
    });
    const auto source = jaegerAt(server.url());
    const auto job = source->search({});
    QSignalSpy done(job.get(), &SourceJob::finished);
    QObject::connect(job.get(), &SourceJob::progressChanged, job.get(), [&job](qint64, qint64, const QString& text) {
        if (text.contains(QStringLiteral("MB on their way")))
            job->cancel();
    });
    ASSERT_TRUE(done.wait(20'000));
    EXPECT_EQ(job->error()->kind, SourceError::Kind::Cancelled);
}

TEST(JaegerSourceTest, AServerThatStopsInTheMiddleOfASearchTimesOut)
{
    FakeJaeger server(R"(["a"])", [](const ServerRequest&, QTcpSocket&) {});
    ConnectionOptions options;
    options.timeoutMs = 200;
    const auto source = jaegerAt(server.url(), options);
    const auto job = finished(*source, {});
    ASSERT_TRUE(job->error().has_value());
    EXPECT_EQ(job->error()->kind, SourceError::Kind::TimedOut);
}

TEST(JaegerSourceTest, AJobMayBeDestroyedAtAnyTime)
{
    ReplayServer server(QStringLiteral(SPANLIGHT_RECORDED "/jaeger-2.20.0"));
    const auto source = jaegerAt(server.url());
    auto job = source->search(operationQuery(kOperation));
    QObject::connect(job.get(), &SourceJob::progressChanged, job.get(), [&job](qint64 done) {
        if (done >= 2)
            job.reset();
    });
    QSignalSpy destroyed(job.get(), &QObject::destroyed);
    ASSERT_TRUE(destroyed.wait(20'000));
    source->search(operationQuery(kOperation)).reset();
    EXPECT_EQ(finished(*source, operationQuery(kOperation))->answer().matched.size(), 1U);
}

TEST(JaegerSourceTest, ServicesCanBeRefreshedWithoutASearch)
{
    ReplayServer server(QStringLiteral(SPANLIGHT_RECORDED "/jaeger-main-8498073f"));
    const auto source = jaegerAt(server.url());
    QSignalSpy changed(source.get(), &Source::servicesChanged);
    source->refreshServices();
    ASSERT_TRUE(changed.wait(20'000));
    EXPECT_THAT(source->services(), Contains(QStringLiteral("ktrdr-api")));
}

TEST(JaegerSource, TheTimesOfTheSpansAreAsTheyWereSentWhenTheAddressAsksForIt)
{
    ReplayServer server(QStringLiteral(SPANLIGHT_RECORDED "/jaeger-1.76.0"));
    const auto source = test::sourceOf(QStringLiteral("jaeger+") + server.url() + QStringLiteral("?raw=true"));
    EXPECT_TRUE(source->address().endsWith(QStringLiteral("?raw=true")));
    const auto job = finished(*source, traceQuery(QStringLiteral("7c1a5e0f9b2d4c68a3e1f7d0245b9c0a")));
    ASSERT_FALSE(job->error().has_value()) << explain(*job);
    EXPECT_EQ(job->answer().stores.front()->spanCount(), 4U);
    EXPECT_NE(explain(*job).find("without Jaeger"), std::string::npos) << explain(*job);
}

} // namespace
} // namespace spanlight::sources
