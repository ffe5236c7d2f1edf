#include "models/sources/source_factory.h"

#include "tests/support/replay_server.h"
#include "tests/support/source_run.h"

#include <QSignalSpy>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace spanlight::sources {
namespace {

using test::explain;
using test::finished;
using test::operationQuery;
using test::ReplayServer;
using test::ServerRequest;
using test::TestServer;
using test::traceQuery;
using ::testing::Contains;
using ::testing::HasSubstr;

const QString kOperation = QStringLiteral("op_training_20251111_123456_abcd1234");
const QString kTrace = QStringLiteral("7c1a5e0f9b2d4c68a3e1f7d0245b9c01");
const QString kRecorded = QStringLiteral(SPANLIGHT_RECORDED "/zipkin-3.6.1");

std::unique_ptr<Source> zipkinAt(const QString& url, const ConnectionOptions& options = {})
{
    return test::sourceOf(QStringLiteral("zipkin+") + url, options);
}

class RecordedZipkinTest : public ::testing::Test
{
protected:
    ReplayServer m_server{kRecorded};
    std::unique_ptr<Source> m_source = zipkinAt(m_server.url());
};

TEST_F(RecordedZipkinTest, FindsAnOperationOverAllServicesWithOneRequest)
{
    const auto job = finished(*m_source, operationQuery(kOperation));
    ASSERT_FALSE(job->error().has_value()) << explain(*job);
    const SearchAnswer& answer = job->answer();
    ASSERT_EQ(answer.matched.size(), 1U) << explain(*job);
    EXPECT_EQ(trace::toHex(answer.matched.front()), kTrace.toStdString());
    EXPECT_EQ(answer.stores.front()->spanCount(), 12U);
    EXPECT_TRUE(answer.report.complete) << explain(*job);
    EXPECT_FALSE(answer.report.limitReached);
    EXPECT_EQ(answer.report.requests, 2) << "the services and the search";
    EXPECT_THAT(answer.report.services, Contains(QStringLiteral("ktrdr-worker")));
    EXPECT_TRUE(answer.report.origin.startsWith(QStringLiteral("Zipkin · ")));
    EXPECT_TRUE(answer.report.fromNs.has_value());
}

TEST_F(RecordedZipkinTest, AnUnknownOperationIsACompleteSearchWithoutResult)
{
    const auto job = finished(*m_source, operationQuery(QStringLiteral("op_none")));
    EXPECT_FALSE(job->error().has_value()) << explain(*job);
    EXPECT_TRUE(job->answer().matched.empty());
    EXPECT_TRUE(job->answer().report.complete) << explain(*job);
}

TEST_F(RecordedZipkinTest, FetchesTracesByLongAndShortIds)
{
    const auto job = finished(*m_source, traceQuery(kTrace.toUpper()));
    ASSERT_FALSE(job->error().has_value()) << explain(*job);
    EXPECT_EQ(job->answer().stores.front()->spanCount(), 12U);
    const auto shortOne = finished(*m_source, traceQuery(QStringLiteral("c0ffee1234567890")));
    EXPECT_EQ(shortOne->answer().matched.size(), 1U) << explain(*shortOne);
}

TEST_F(RecordedZipkinTest, AnUnknownTraceIdIsNoError)
{
    const auto job = finished(*m_source, traceQuery(QStringLiteral("deadbeefdeadbeefdeadbeefdeadbeef")));
    EXPECT_FALSE(job->error().has_value()) << explain(*job);
    EXPECT_TRUE(job->answer().matched.empty());
    EXPECT_TRUE(job->answer().report.complete) << explain(*job);
}

TEST_F(RecordedZipkinTest, HalvesOfACallArePutTogether)
{
    const auto job = finished(*m_source, traceQuery(QStringLiteral("7c1a5e0f9b2d4c68a3e1f7d0245b9c0c")));
    ASSERT_EQ(job->answer().stores.size(), 1U) << explain(*job);
    const auto& store = *job->answer().stores.front();
    ASSERT_EQ(store.spanCount(), 4U);
    EXPECT_EQ(store.importLog().count(trace::ProblemCode::DuplicateSpanId), 0U);
}

TEST_F(RecordedZipkinTest, NamesAreFoundWhateverTheirCase)
{
    SearchQuery query;
    query.service = QStringLiteral("KTRDR-Worker");
    query.name = QStringLiteral("Training.Data_Loading");
    const auto job = finished(*m_source, query);
    EXPECT_EQ(job->answer().matched.size(), 2U) << explain(*job);
}

TEST_F(RecordedZipkinTest, ErrorsAreAskedByTheirTag)
{
    SearchQuery query;
    query.errorsOnly = true;
    const auto job = finished(*m_source, query);
    EXPECT_EQ(job->answer().matched.size(), 3U) << explain(*job);
}

TEST_F(RecordedZipkinTest, ServicesAreListedAndNotAskedAgain)
{
    QSignalSpy changed(m_source.get(), &Source::servicesChanged);
    SearchQuery query;
    query.service = QStringLiteral("ktrdr-api");
    (void)finished(*m_source, query);
    EXPECT_EQ(changed.count(), 1);
    EXPECT_THAT(m_source->services(), Contains(QStringLiteral("ktrdr-cli")));
    const std::size_t before = m_server.requests().size();
    (void)finished(*m_source, query);
    EXPECT_EQ(m_server.requests().size(), before + 1);
}

TEST_F(RecordedZipkinTest, AnUnknownServiceIsSaid)
{
    SearchQuery query;
    query.service = QStringLiteral("nobody");
    const auto job = finished(*m_source, query);
    EXPECT_FALSE(job->error().has_value()) << explain(*job);
    EXPECT_THAT(explain(*job), HasSubstr("does not know the service “nobody”"));
}

TEST(ZipkinSourceTest, AnAddressWithoutPrefixIsProbed)
{
    ReplayServer server(kRecorded);
    const auto source = makeSource(server.url(), {});
    ASSERT_TRUE(source.has_value());
    const auto job = finished(**source, operationQuery(kOperation));
    EXPECT_EQ(job->answer().matched.size(), 1U) << explain(*job);
    EXPECT_TRUE((*source)->title().startsWith(QStringLiteral("zipkin · "))) << (*source)->title().toStdString();
    EXPECT_THAT((*source)->services(), Contains(QStringLiteral("ktrdr-cli")));
}

TEST(ZipkinSourceTest, ABasePathIsPutBeforeEveryRequest)
{
    ReplayServer server(kRecorded, QStringLiteral("/tools/zipkin"));
    const auto source = zipkinAt(server.url());
    EXPECT_EQ(finished(*source, operationQuery(kOperation))->answer().matched.size(), 1U);
    for (const ServerRequest& request : server.requests())
        EXPECT_TRUE(request.path().startsWith(QStringLiteral("/tools/zipkin/api/v2/"))) << request.target.toStdString();
}

/// A small Zipkin whose answers the tests choose.
class FakeZipkin
{
public:
    explicit FakeZipkin(TestServer::Handler onTraces)
        : m_server([onTraces](const ServerRequest& request, QTcpSocket& socket) {
              if (request.path() == QLatin1String("/api/v2/services"))
                  TestServer::reply(socket, 200, "application/json", R"(["a","b"])");
              else
                  onTraces(request, socket);
          })
    {
    }
    [[nodiscard]] QString url() const { return m_server.url(); }
    [[nodiscard]] std::size_t requests() const { return m_server.requests().size(); }

    static QByteArray trace(const QByteArray& id, const QByteArray& tags = "{}")
    {
        return R"([{"traceId":")" + id + R"(","id":"1","name":"get","timestamp":1700000000000000,"duration":2000,)" +
               R"("localEndpoint":{"serviceName":"a"},"tags":)" + tags + "}]";
    }

private:
    TestServer m_server;
};

TEST(ZipkinSourceTest, TheErrorOfTheServerIsShown)
{
    FakeZipkin server(
        [](const ServerRequest&, QTcpSocket& socket) { TestServer::reply(socket, 400, "text/*", "lookback <= 0"); });
    const auto source = zipkinAt(server.url());
    const auto job = finished(*source, {});
    ASSERT_TRUE(job->error().has_value());
    EXPECT_THAT(job->error()->text().toStdString(), HasSubstr("HTTP 400: lookback <= 0"));
}

TEST(ZipkinSourceTest, ARequestThatFailsIsReportedAndTheOthersAreShown)
{
    FakeZipkin server([](const ServerRequest& request, QTcpSocket& socket) {
        if (request.path().endsWith(QLatin1String("000000000000a1")))
            TestServer::reply(socket, 500, "text/plain", "storage is down");
        else
            TestServer::reply(socket, 200, "application/json", FakeZipkin::trace("b1"));
    });
    const auto source = zipkinAt(server.url());
    SearchQuery query;
    query.traceIds = {QStringLiteral("a1"), QStringLiteral("b1")};
    const auto job = finished(*source, query);
    EXPECT_FALSE(job->error().has_value());
    EXPECT_EQ(job->answer().matched.size(), 1U) << explain(*job);
    EXPECT_FALSE(job->answer().report.complete);
    ASSERT_EQ(job->answer().report.failures.size(), 1U);
    EXPECT_THAT(explain(*job), HasSubstr("HTTP 500: storage is down"));
}

TEST(ZipkinSourceTest, AnAnswerAtItsLimitIsSaidToBeCut)
{
    FakeZipkin server([](const ServerRequest&, QTcpSocket& socket) {
        TestServer::reply(socket, 200, "application/json",
                          "[" + FakeZipkin::trace("a1") + "," + FakeZipkin::trace("a2") + "]");
    });
    const auto source = zipkinAt(server.url());
    SearchQuery query;
    query.limit = 2;
    EXPECT_TRUE(finished(*source, query)->answer().report.limitReached);
    query.limit = 3;
    EXPECT_FALSE(finished(*source, query)->answer().report.limitReached);
}

TEST(ZipkinSourceTest, ATruncatedAnswerKeepsWhatCameAndIsNotComplete)
{
    FakeZipkin server([](const ServerRequest&, QTcpSocket& socket) {
        const QByteArray whole = "[" + FakeZipkin::trace("a1") + "," + FakeZipkin::trace("a2") + "]";
        TestServer::reply(socket, 200, "application/json", whole.left(whole.size() - 20));
    });
    const auto source = zipkinAt(server.url());
    const auto job = finished(*source, {});
    EXPECT_FALSE(job->error().has_value()) << explain(*job);
    EXPECT_EQ(job->answer().matched.size(), 1U);
    EXPECT_FALSE(job->answer().report.complete);
}

TEST(ZipkinSourceTest, FallbackTagsAreAskedWhenTheIdFindsNothing)
{
    FakeZipkin server([](const ServerRequest& request, QTcpSocket& socket) {
        const bool hit = request.query(QStringLiteral("annotationQuery")).contains(QLatin1String("http.target"));
        TestServer::reply(socket, 200, "application/json",
                          hit ? "[" + FakeZipkin::trace("b1", R"({"http.target":"/operations/op_1"})") + "]" : "[]");
    });
    const auto source = zipkinAt(server.url());
    SearchQuery query = operationQuery(QStringLiteral("op_1"));
    query.fallbacks = {{QStringLiteral("A"), QStringLiteral("http.target"), QStringLiteral("/operations/op_1")}};
    const auto job = finished(*source, query);
    EXPECT_EQ(job->answer().matched.size(), 1U) << explain(*job);
}

TEST(ZipkinSourceTest, AServerThatIsSomethingElseIsSaidToBe)
{
    TestServer server([](const ServerRequest&, QTcpSocket& socket) {
        TestServer::reply(socket, 200, "text/html", "<html><title>Welcome</title>");
    });
    const auto source = zipkinAt(server.url());
    const auto job = finished(*source, {});
    ASSERT_TRUE(job->error().has_value());
    EXPECT_THAT(job->error()->text().toStdString(), HasSubstr("Welcome"));
}

TEST(ZipkinSourceTest, CancellingEndsTheSearchAtOnce)
{
    FakeZipkin server([](const ServerRequest&, QTcpSocket&) {});
    for (const bool probed : {false, true}) {
        const auto source = makeSource((probed ? QString() : QStringLiteral("zipkin+")) + server.url(), {});
        ASSERT_TRUE(source.has_value());
        const auto job = (*source)->search({});
        QSignalSpy spy(job.get(), &SourceJob::finished);
        job->cancel();
        ASSERT_TRUE(spy.wait(5'000));
        ASSERT_TRUE(job->error().has_value());
        EXPECT_EQ(job->error()->kind, SourceError::Kind::Cancelled);
    }
}

TEST(ZipkinSource, SaysWhatItCanDoByItself)
{
    const Capabilities can = test::sourceOf(QStringLiteral("zipkin+http://127.0.0.1:9411"))->capabilities();
    EXPECT_TRUE(can.searchWithoutService && can.attributeSearch && can.durationSearch && can.suggests && can.live);
    EXPECT_TRUE(can.structuralQuery.isEmpty());
    EXPECT_FALSE(can.summaries || can.receives);
}

} // namespace
} // namespace spanlight::sources
