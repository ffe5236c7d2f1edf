#include "models/sources/source_factory.h"
#include "tests/support/replay_server.h"
#include "tests/support/source_run.h"

#include <QSignalSpy>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

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
using ::testing::IsEmpty;
using ::testing::SizeIs;

const QString kOperation = QStringLiteral("op_training_20251111_123456_abcd1234");
const QString kTrace = QStringLiteral("7c1a5e0f9b2d4c68a3e1f7d0245b9c01");

std::unique_ptr<Source> tempoAt(const QString& url, const ConnectionOptions& options = {})
{
    return test::sourceOf(QStringLiteral("tempo+") + url, options);
}

class RecordedTempoTest : public ::testing::Test
{
protected:
    ReplayServer m_server{QStringLiteral(SPANLIGHT_RECORDED "/tempo-3.0.3")};
    std::unique_ptr<Source> m_source = tempoAt(m_server.url());
};

TEST_F(RecordedTempoTest, FindsAnOperationWithoutAService)
{
    const auto job = finished(*m_source, operationQuery(kOperation));
    ASSERT_FALSE(job->error().has_value()) << explain(*job);
    EXPECT_THAT(matchedIds(*job), ElementsAre(kTrace.toStdString()));
    ASSERT_THAT(job->answer().stores, SizeIs(1));
    EXPECT_EQ(job->answer().stores.front()->spanCount(), 12U);
    EXPECT_TRUE(job->answer().report.complete) << explain(*job);
    EXPECT_TRUE(job->answer().report.origin.startsWith(QStringLiteral("Tempo · 127.0.0.1:")));
    EXPECT_THAT(job->answer().report.services, IsEmpty());
}

TEST_F(RecordedTempoTest, AnUnknownOperationIsNotFoundAfterACompleteSearch)
{
    const auto job = finished(*m_source, operationQuery(QStringLiteral("op_none")));
    EXPECT_FALSE(job->error().has_value()) << explain(*job);
    EXPECT_THAT(matchedIds(*job), IsEmpty());
    EXPECT_TRUE(job->answer().report.complete);
}

TEST_F(RecordedTempoTest, FetchesATraceByIdAsProtobuf)
{
    const auto job = finished(*m_source, traceQuery(kTrace.toUpper()));
    EXPECT_THAT(matchedIds(*job), ElementsAre(kTrace.toStdString())) << explain(*job);
    ASSERT_THAT(m_server.requests(), SizeIs(1));
    EXPECT_EQ(m_server.requests().front().headers.value("accept"), "application/protobuf");
    EXPECT_EQ(job->answer().stores.front()->inputs().front().format, "otlp-protobuf");
}

TEST_F(RecordedTempoTest, AnUnknownTraceIsNotFoundWithoutAnError)
{
    const auto job = finished(*m_source, traceQuery(QStringLiteral("deadbeefdeadbeefdeadbeefdeadbeef")));
    EXPECT_FALSE(job->error().has_value()) << explain(*job);
    EXPECT_THAT(matchedIds(*job), IsEmpty());
    EXPECT_TRUE(job->answer().report.complete) << explain(*job);
}

TEST_F(RecordedTempoTest, FindsErrorsAlsoWhereAnAnswerIsJson)
{
    SearchQuery query;
    query.errorsOnly = true;
    const auto job = finished(*m_source, query);
    EXPECT_THAT(matchedIds(*job), ElementsAre("7c1a5e0f9b2d4c68a3e1f7d0245b9c02")) << explain(*job);
}

TEST_F(RecordedTempoTest, KnowsTheServices)
{
    QSignalSpy changed(m_source.get(), &Source::servicesChanged);
    m_source->refreshServices();
    ASSERT_TRUE(changed.wait(10'000));
    EXPECT_THAT(m_source->services(), Contains(QStringLiteral("ktrdr-worker")));
}

TEST_F(RecordedTempoTest, SaysWhatItCanDoByItself)
{
    const Capabilities can = m_source->capabilities();
    EXPECT_TRUE(can.searchWithoutService && can.attributeSearch && can.durationSearch && can.suggests && can.live);
    EXPECT_EQ(can.structuralQuery, QStringLiteral("TraceQL"));
    EXPECT_EQ(can.maxLimit, 262'144);
    EXPECT_FALSE(can.summaries || can.receives);
}

SearchQuery structural(const char* traceQl)
{
    SearchQuery query;
    query.structural = QString::fromUtf8(traceQl);
    return query;
}

TEST_F(RecordedTempoTest, AQueryOfTheUsersOwnIsAskedAsItIs)
{
    const auto job =
        finished(*m_source, structural("{ name = \"cli.train\" } >> { name = \"training.training_loop\" }"));
    EXPECT_THAT(matchedIds(*job), ElementsAre(kTrace.toStdString())) << explain(*job);
    EXPECT_TRUE(job->answer().report.complete) << explain(*job);
    EXPECT_NE(explain(*job).find(">>"), std::string::npos) << explain(*job);
}

TEST_F(RecordedTempoTest, AMistakeInTheQueryIsToldInTheServersWordsWithItsPlace)
{
    const auto job = finished(*m_source, structural("{ resource.service.name = "));
    ASSERT_TRUE(job->error().has_value());
    EXPECT_EQ(job->error()->kind, SourceError::Kind::BadQuery);
    EXPECT_TRUE(
        job->error()->what.endsWith(QStringLiteral("parse error at line 1, col 27: syntax error: unexpected $end")))
        << explain(*job);
    const auto second = finished(*m_source, structural("{ duration = \"fast\" }"));
    EXPECT_TRUE(second->error()->what.contains(QStringLiteral("duration = `fast`"))) << explain(*second);
}

TEST_F(RecordedTempoTest, ATraceIdAndAQueryCannotBeAskedTogether)
{
    SearchQuery query = traceQuery(kTrace);
    query.structural = QStringLiteral("{}");
    const auto job = finished(*m_source, query);
    ASSERT_TRUE(job->error().has_value());
    EXPECT_EQ(job->error()->kind, SourceError::Kind::BadQuery);
    EXPECT_THAT(m_server.requests(), IsEmpty());
}

TEST(TempoSource, OtherConditionsArePutToTheServerBesideTheQuery)
{
    std::vector<QString> asked;
    TestServer server([&](const ServerRequest& request, QTcpSocket& socket) {
        asked.push_back(request.query(QStringLiteral("q")));
        TestServer::reply(socket, 200, "application/json", R"({"traces":[],"metrics":{}})");
    });
    SearchQuery query = structural("{ a } >> { b }");
    query.service = QStringLiteral("api");
    query.limit = 7;
    (void)finished(*tempoAt(server.url()), query);
    EXPECT_THAT(asked, Contains(QStringLiteral("({ a } >> { b }\n) && ({ resource.service.name = \"api\" })")));
    EXPECT_EQ(server.requests().front().query(QStringLiteral("limit")), QStringLiteral("7"));
}

// Hints stand behind a whole query, never in brackets.
TEST(TempoSource, WhatCannotBeCombinedIsAskedAloneAndComparedHere)
{
    TestServer server([&](const ServerRequest& request, QTcpSocket& socket) {
        if (request.path() != QLatin1String("/api/search"))
            return TestServer::reply(
                socket, 200, "application/json",
                R"({"trace":{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":)"
                R"({"stringValue":"other"}}]},"scopeSpans":[{"spans":[{"traceId":"fBpeD5stTGij4ffQJFucAQ==",)"
                R"("spanId":"AAAAAAAAAAE=","name":"a","startTimeUnixNano":"1"}]}]}]}})");
        if (request.query(QStringLiteral("q")) != QLatin1String("{} with (most_recent=true)"))
            return TestServer::reply(socket, 400, "text/plain", "invalid TraceQL query: parse error at line 1, col 4");
        TestServer::reply(socket, 200, "application/json",
                          R"({"traces":[{"traceID":"7c1a5e0f9b2d4c68a3e1f7d0245b9c01"}],"metrics":{}})");
    });
    SearchQuery query = structural("{} with (most_recent=true)");
    query.service = QStringLiteral("api");
    const auto job = finished(*tempoAt(server.url()), query);
    EXPECT_FALSE(job->error().has_value()) << explain(*job);
    EXPECT_THAT(job->answer().stores, SizeIs(1));
    EXPECT_THAT(matchedIds(*job), IsEmpty());
    EXPECT_NE(explain(*job).find("compared here"), std::string::npos) << explain(*job);
}

TEST(TempoSource, AnErrorThatIsNotTheQuerysStaysWhatItIs)
{
    TestServer server([&](const ServerRequest&, QTcpSocket& socket) {
        TestServer::reply(socket, 400, "text/plain", "limit 1000000 exceeds max limit 262144");
    });
    const auto job = finished(*tempoAt(server.url()), structural("{}"));
    ASSERT_TRUE(job->error().has_value());
    EXPECT_NE(job->error()->kind, SourceError::Kind::BadQuery);
}

TEST(TempoSource, TheTenantMayStandInTheAddress)
{
    TestServer server([](const ServerRequest&, QTcpSocket& socket) {
        TestServer::reply(socket, 200, "application/json", R"({"traces":[],"metrics":{}})");
    });
    const auto source = tempoAt(server.url() + QStringLiteral("?tenant=team%20a"));
    (void)finished(*source, {});
    ASSERT_FALSE(server.requests().empty());
    EXPECT_EQ(server.requests().front().headers.value("x-scope-orgid"), "team a");
    EXPECT_TRUE(source->address().endsWith(QStringLiteral("?tenant=team%20a")));
}

TEST(TempoSource, AFallbackIsAskedWhenTheIdFindsNothing)
{
    std::vector<QString> asked;
    TestServer server([&](const ServerRequest& request, QTcpSocket& socket) {
        if (request.path() == QLatin1String("/api/search"))
            asked.push_back(request.query(QStringLiteral("q")));
        TestServer::reply(socket, 200, "application/json", R"({"traces":[],"metrics":{}})");
    });
    SearchQuery query = operationQuery(kOperation);
    query.fallbacks = {{QStringLiteral("api"), QStringLiteral("http.target"), QStringLiteral("/o/1")}};
    const auto source = tempoAt(server.url());
    const auto job = finished(*source, query);
    EXPECT_THAT(asked, Contains(QStringLiteral("{ resource.service.name = \"api\" && .http.target = \"/o/1\" }")));
    EXPECT_TRUE(job->answer().report.complete) << explain(*job);
}

TEST(TempoSource, ATraceThatWasFoundAndNotHandedOutIsALoss)
{
    TestServer server([](const ServerRequest& request, QTcpSocket& socket) {
        if (request.path().endsWith(QLatin1String("/search")))
            return TestServer::reply(socket, 200, "application/json",
                                     R"({"traces":[{"traceID":"7c1a5e0f9b2d4c68a3e1f7d0245b9c01"}],"metrics":{}})");
        TestServer::reply(socket, 404, "text/plain", "trace not found");
    });
    const auto source = test::sourceOf(QStringLiteral("tempo+") + server.url());
    const auto job = finished(*source, operationQuery(QStringLiteral("op_training_1")));
    EXPECT_THAT(matchedIds(*job), IsEmpty());
    EXPECT_FALSE(job->answer().report.complete);
    EXPECT_NE(explain(*job).find("did not hand it out"), std::string::npos) << explain(*job);
}

TEST(TempoSource, AnOlderTempoIsAskedByItsOwnPath)
{
    TestServer server([](const ServerRequest& request, QTcpSocket& socket) {
        if (request.path().startsWith(QLatin1String("/api/v2/")))
            return TestServer::reply(socket, 404, "text/plain", "404 page not found\n");
        TestServer::reply(socket, 200, "application/json",
                          R"({"batches":[{"resource":{},"instrumentationLibrarySpans":[{"spans":[{"traceId":)"
                          R"("fBpeD5stTGij4ffQJFucAQ==","spanId":"AAAAAAAAAAE=","name":"old"}]}]}]})");
    });
    const auto source = tempoAt(server.url());
    EXPECT_THAT(matchedIds(*finished(*source, traceQuery(kTrace))), ElementsAre(kTrace.toStdString()));
    EXPECT_THAT(matchedIds(*finished(*source, traceQuery(kTrace))), SizeIs(1));
    EXPECT_THAT(server.requests(), SizeIs(3)); // the second time it is known
}

TEST(TempoSource, APartialTraceIsALoss)
{
    // TraceByIDResponse with an empty trace of one span, status PARTIAL and a message.
    TestServer server([](const ServerRequest&, QTcpSocket& socket) {
        TestServer::reply(
            socket, 200, "application/json",
            R"({"trace":{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"fBpeD5stTGij4ffQJFucAQ==",)"
            R"("spanId":"AAAAAAAAAAE=","name":"a"}]}]}]},"status":"PARTIAL","message":"too large"})");
    });
    const auto source = tempoAt(server.url());
    const auto job = finished(*source, traceQuery(kTrace));
    EXPECT_FALSE(job->answer().report.complete);
    EXPECT_THAT(matchedIds(*job), SizeIs(1)) << explain(*job);
    EXPECT_NE(explain(*job).find("too large"), std::string::npos) << explain(*job);
}

TEST(TempoSource, APartialTraceInProtobufIsALoss)
{
    const QByteArray span =
        QByteArray("\x0a\x10", 2) + QByteArray(16, 'i') + QByteArray("\x12\x08", 2) + QByteArray(8, 's');
    const auto wrap = [](char tag, const QByteArray& inner) {
        return QByteArray(1, tag) + static_cast<char>(inner.size()) + inner;
    };
    const QByteArray resource = wrap('\x0a', wrap('\x0a', "") + wrap('\x12', wrap('\x12', span)));
    const QByteArray body = wrap('\x0a', resource) + QByteArray("\x18\x01\x22\x03"
                                                                "cut",
                                                                7);
    TestServer server([&](const ServerRequest&, QTcpSocket& socket) {
        TestServer::reply(socket, 200, "application/protobuf", body);
    });
    const auto source = tempoAt(server.url());
    const auto job = finished(
        *source,
        traceQuery(QString(32, QLatin1Char('a')).replace(0, 32, QStringLiteral("69696969696969696969696969696969"))));
    EXPECT_THAT(matchedIds(*job), SizeIs(1)) << explain(*job);
    EXPECT_FALSE(job->answer().report.complete);
    EXPECT_NE(explain(*job).find("cut"), std::string::npos) << explain(*job);
}

TEST(TempoSource, TheTenantIsNamedAsTempoWantsIt)
{
    TestServer server([](const ServerRequest&, QTcpSocket& socket) {
        TestServer::reply(socket, 200, "application/json", R"({"traces":[],"metrics":{}})");
    });
    ConnectionOptions options;
    options.tenant = QStringLiteral("team-a");
    const auto source = tempoAt(server.url(), options);
    (void)finished(*source, {});
    ASSERT_FALSE(server.requests().empty());
    EXPECT_EQ(server.requests().front().headers.value("x-scope-orgid"), "team-a");
    EXPECT_FALSE(server.requests().front().headers.contains("x-tenant"));
}

struct BadAnswer
{
    const char* name;
    int status;
    const char* type;
    const char* body;
    const char* said;
};

class BadTempo : public ::testing::TestWithParam<BadAnswer>
{
};

TEST_P(BadTempo, IsAClearErrorAndNeverAnEmptyResult)
{
    TestServer server([](const ServerRequest&, QTcpSocket& socket) {
        TestServer::reply(socket, GetParam().status, GetParam().type, GetParam().body);
    });
    for (const SearchQuery& query : {operationQuery(kOperation), traceQuery(kTrace)}) {
        const auto source = tempoAt(server.url());
        const auto job = finished(*source, query);
        ASSERT_TRUE(job->error().has_value() || !job->answer().report.complete) << explain(*job);
        EXPECT_NE(explain(*job).find(GetParam().said), std::string::npos) << explain(*job);
    }
}

INSTANTIATE_TEST_SUITE_P(Answers, BadTempo,
                         ::testing::Values(BadAnswer{"NoOrgId", 401, "text/plain", "no org id\n", "no org id"},
                                           BadAnswer{"TooMany", 429, "text/plain", "rate limited", "rate limited"},
                                           BadAnswer{"Internal", 500, "text/plain", "disk on fire", "disk on fire"},
                                           BadAnswer{"Page", 200, "text/html", "<!doctype html><title>Login</title>",
                                                     "web page"}),
                         [](const auto& tested) { return tested.param.name; });

TEST(TempoSource, RangesThatTempoRefusesAreSaid)
{
    TestServer server([](const ServerRequest&, QTcpSocket& socket) {
        TestServer::reply(socket, 400, "text/plain",
                          "range specified by start and end (200h0m0s) exceeds 168h0m0s. received start=1 end=2");
    });
    const auto source = tempoAt(server.url());
    const auto job = finished(*source, operationQuery(kOperation));
    ASSERT_TRUE(job->error().has_value());
    EXPECT_TRUE(job->error()->text().contains(QStringLiteral("exceeds 168h"))) << explain(*job);
}

const char* const kNothing = R"({"traces":[],"metrics":{"completedJobs":2,"totalJobs":2}})";

TEST(TempoSource, AShorterRangeThatTheServerAllowsIsKeptTo)
{
    qint64 longest = 0;
    TestServer server([&](const ServerRequest& request, QTcpSocket& socket) {
        const qint64 range =
            request.query(QStringLiteral("end")).toLongLong() - request.query(QStringLiteral("start")).toLongLong();
        if (range > 24 * 3600)
            return TestServer::reply(socket, 400, "text/plain",
                                     "range specified by start and end exceeds 24h0m0s. received start=1 end=2");
        longest = std::max(longest, range);
        TestServer::reply(socket, 200, "application/json", kNothing);
    });
    const auto source = tempoAt(server.url());
    const auto job = finished(*source, operationQuery(kOperation));
    EXPECT_FALSE(job->error().has_value()) << explain(*job);
    EXPECT_TRUE(job->answer().report.complete) << explain(*job);
    EXPECT_EQ(longest, 24 * 3600);
    EXPECT_THAT(server.requests(), SizeIs(2 + 14)); // two refusals, fourteen days
    (void)finished(*source, operationQuery(kOperation));
    EXPECT_THAT(server.requests(), SizeIs(2 + 14 + 14)); // the second time it is known
}

TEST(TempoSource, WhatTooShortRangesDoNotReachIsToldEveryTime)
{
    TestServer server([&](const ServerRequest& request, QTcpSocket& socket) {
        const qint64 range =
            request.query(QStringLiteral("end")).toLongLong() - request.query(QStringLiteral("start")).toLongLong();
        if (range > 3600)
            return TestServer::reply(socket, 400, "text/plain",
                                     "range specified by start and end exceeds 1h0m0s. received start=1 end=2");
        TestServer::reply(socket, 200, "application/json", kNothing);
    });
    const auto source = tempoAt(server.url());
    for (int look = 0; look < 2; ++look) { // the second time the limit is known
        const auto job = finished(*source, operationQuery(kOperation));
        EXPECT_FALSE(job->answer().report.complete) << explain(*job);
        ASSERT_THAT(job->answer().report.failures, SizeIs(2)) << "of each of the two weeks a part is left";
        EXPECT_NE(explain(*job).find("allows only 1 h in one request"), std::string::npos) << explain(*job);
    }
}

TEST(TempoSource, ASmallerLimitThatTheServerAllowsIsKeptToAndSaid)
{
    TestServer server([&](const ServerRequest& request, QTcpSocket& socket) {
        if (request.query(QStringLiteral("limit")).toInt() > 50)
            return TestServer::reply(socket, 400, "text/plain", "limit 1000 exceeds max limit 50");
        TestServer::reply(socket, 200, "application/json", kNothing);
    });
    const auto job = finished(*tempoAt(server.url()), operationQuery(kOperation));
    EXPECT_FALSE(job->error().has_value()) << explain(*job);
    EXPECT_TRUE(job->answer().report.complete) << explain(*job);
    EXPECT_NE(explain(*job).find("smaller limit: 50"), std::string::npos) << explain(*job);
}

// Tempo stops its jobs when it has as many matches as were asked for.
TEST(TempoSource, ASearchThatEndedAtItsLimitLostNothing)
{
    TestServer server([](const ServerRequest& request, QTcpSocket& socket) {
        if (request.path().endsWith(QLatin1String("/search")))
            return TestServer::reply(socket, 200, "application/json",
                                     R"({"traces":[{"traceID":"7c1a5e0f9b2d4c68a3e1f7d0245b9c01"}],)"
                                     R"("metrics":{"completedJobs":1,"totalJobs":9}})");
        TestServer::reply(socket, 200, "application/json",
                          R"({"trace":{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":)"
                          R"("fBpeD5stTGij4ffQJFucAQ==","spanId":"AAAAAAAAAAE=","name":"a",)"
                          R"("startTimeUnixNano":"1","endTimeUnixNano":"2"}]}]}]}})");
    });
    const auto source = tempoAt(server.url());
    SearchQuery query;
    query.limit = 1;
    const auto job = finished(*source, query);
    EXPECT_TRUE(job->answer().report.complete) << explain(*job);
    EXPECT_TRUE(job->answer().report.limitReached);
    query.limit = 2;
    EXPECT_FALSE(finished(*source, query)->answer().report.complete);
}

const char* const kOneHit = R"({"traces":[{"traceID":"7c1a5e0f9b2d4c68a3e1f7d0245b9c01"}],"metrics":{}})";

/// What was asked in one search of a server that has more matches than the limit of 1; `refuses` the hint.
std::vector<QString> askedAtTheLimit(const QString& own, int refusal, QString& notes)
{
    std::vector<QString> asked;
    TestServer server([&](const ServerRequest& request, QTcpSocket& socket) {
        if (!request.path().endsWith(QLatin1String("/search")))
            return TestServer::reply(socket, 200, "application/json", R"({"trace":{}})");
        asked.push_back(request.query(QStringLiteral("q")));
        const bool hinted = asked.back().contains(QLatin1String("most_recent"));
        hinted&& refusal != 0 ? TestServer::reply(socket, refusal, "text/plain", "invalid TraceQL query: with")
                              : TestServer::reply(socket, 200, "application/json", kOneHit);
    });
    SearchQuery query;
    query.limit = 1;
    query.sinceNs = 1'700'000'000'000'000'000;
    query.untilNs = *query.sinceNs + 1'000'000'000;
    query.structural = own;
    notes = QString::fromStdString(explain(*finished(*tempoAt(server.url()), query)));
    return asked;
}

TEST(TempoSource, OfMoreMatchesThanTheLimitTheNewestAreAskedFor)
{
    QString notes;
    EXPECT_THAT(askedAtTheLimit({}, 0, notes),
                ElementsAre(QStringLiteral("{}"), QStringLiteral("{} with (most_recent=true)")));
    EXPECT_TRUE(notes.contains(QStringLiteral("asked for the newest"))) << notes.toStdString();
}

TEST(TempoSource, AServerThatDoesNotKnowTheNewestGivesTheFirst)
{
    for (const int refusal : {400, 500}) {
        QString notes;
        const auto asked = askedAtTheLimit({}, refusal, notes);
        EXPECT_THAT(asked, SizeIs(3));
        EXPECT_EQ(asked.back(), QStringLiteral("{}"));
        EXPECT_TRUE(notes.contains(QStringLiteral("not the newest"))) << notes.toStdString();
    }
}

TEST(TempoSource, AQueryOfTheUsersOwnIsNotAddedTo)
{
    QString notes;
    EXPECT_THAT(askedAtTheLimit(QStringLiteral("{ a }"), 0, notes), SizeIs(1));
    EXPECT_TRUE(notes.contains(QStringLiteral("not the newest"))) << notes.toStdString();
}

TEST(TempoSource, ATraceThatIsTooLargeForTheServerNamesItsLimit)
{
    TestServer server([](const ServerRequest&, QTcpSocket& socket) {
        TestServer::reply(socket, 422, "text/plain", "trace exceeds max size (max bytes: 5000000)");
    });
    const auto job = finished(*tempoAt(server.url()), traceQuery(kTrace));
    ASSERT_TRUE(job->error().has_value());
    EXPECT_EQ(job->error()->kind, SourceError::Kind::TooLarge);
    EXPECT_TRUE(job->error()->text().contains(QStringLiteral("max_bytes_per_trace"))) << explain(*job);
}

TEST(TempoSource, AVersionWithoutEventsAndScopesIsAskedForTheRest)
{
    TestServer server([](const ServerRequest& request, QTcpSocket& socket) {
        if (request.query(QStringLiteral("q")).contains(QLatin1String("instrumentation:")))
            return TestServer::reply(socket, 400, "text/plain", "invalid TraceQL query: parse error at line 1");
        TestServer::reply(socket, 200, "application/json", kNothing);
    });
    SearchQuery query;
    query.attributes = {{QStringLiteral("otel.scope.name"), QStringLiteral("db")}};
    const auto job = finished(*tempoAt(server.url()), query);
    EXPECT_FALSE(job->error().has_value()) << explain(*job);
    EXPECT_EQ(server.requests().back().query(QStringLiteral("q")), QStringLiteral("{}"));
}

TEST(TempoSource, WhenNothingIsFoundItIsSaidThatTheNewestSecondsAreNotSearched)
{
    TestServer server(
        [](const ServerRequest&, QTcpSocket& socket) { TestServer::reply(socket, 200, "application/json", kNothing); });
    const auto source = tempoAt(server.url());
    EXPECT_NE(explain(*finished(*source, {})).find("newest half minute"), std::string::npos);
    SearchQuery past;
    past.untilNs = 1'700'000'000'000'000'000;
    EXPECT_EQ(explain(*finished(*source, past)).find("newest half minute"), std::string::npos);
}

// The experimental Tempo interface of VictoriaTraces.
TEST(TempoSource, AServerThatCallsUnknownPathsBadRequestsIsAskedByTheOldPath)
{
    TestServer server([](const ServerRequest& request, QTcpSocket& socket) {
        if (request.path().contains(QLatin1String("/api/v2/")))
            return TestServer::reply(socket, 400, "text/plain", "unsupported path requested: \"/select/tempo/api/v2\"");
        TestServer::reply(socket, 404, "text/plain", "");
    });
    const auto job = finished(*tempoAt(server.url() + QStringLiteral("/select/tempo")), traceQuery(kTrace));
    EXPECT_FALSE(job->error().has_value()) << explain(*job);
    EXPECT_THAT(server.requests(), SizeIs(2));
}

// A gateway that has lost its way is no Tempo that does not know the trace.
TEST(TempoSource, WhereNeitherPathIsThereTheTraceIsNotSaidToBeUnknown)
{
    bool lost = true;
    TestServer server([&lost](const ServerRequest&, QTcpSocket& socket) {
        lost ? TestServer::reply(socket, 404, "text/plain", "404 page not found\n")
             : TestServer::reply(socket, 200, "application/json", R"({"trace":{},"metrics":{}})");
    });
    const auto source = tempoAt(server.url());
    const auto job = finished(*source, traceQuery(kTrace));
    ASSERT_TRUE(job->error().has_value());
    EXPECT_EQ(job->error()->kind, SourceError::Kind::NotFound);
    lost = false;
    EXPECT_FALSE(finished(*source, traceQuery(kTrace))->error().has_value());
    EXPECT_TRUE(server.requests().back().path().contains(QLatin1String("/api/v2/traces/")));
}

TEST(TempoSource, CancelEndsAtOnce)
{
    TestServer server([](const ServerRequest&, QTcpSocket&) {}); // never answers: only cancel() ends it within 5 s
    const auto source = tempoAt(server.url());
    auto job = source->search(operationQuery(kOperation));
    QSignalSpy spy(job.get(), &SourceJob::finished);
    job->cancel();
    ASSERT_TRUE(spy.wait(5'000));
    EXPECT_EQ(job->error()->kind, SourceError::Kind::Cancelled);
}

} // namespace
} // namespace spanlight::sources
