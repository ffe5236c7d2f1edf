// Searches in real Jaeger servers, as tests/servers/build.sh builds them.
#include "models/sources/keep_job.h"
#include "models/sources/source_factory.h"
#include "tests/servers/jaeger_process.h"
#include "tests/support/source_run.h"

#include <QDateTime>
#include <QDeadlineTimer>
#include <QFileInfo>
#include <QSignalSpy>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace spanlight::sources {
namespace {

using test::JaegerProcess;
using test::matchedIds;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;
using ::testing::SizeIs;

constexpr auto kOperationTrace = "5a5a0000000000000000000000000001";
constexpr auto kErrorTrace = "5a5a0000000000000000000000000002";
constexpr auto kOtherTrace = "5a5a00000000000000000000000000%1";
const QString kOperation = QStringLiteral("op_training_20251111_123456_live0001");
constexpr int kOtherTraces = 8;

QByteArray span(const QByteArray& trace, const QByteArray& id, const QByteArray& parent, const QByteArray& name,
                qint64 startMs, const QByteArray& more = {})
{
    return R"({"traceId":")" + trace + R"(","spanId":")" + id + R"(","parentSpanId":")" + parent + R"(","name":")" +
           name + R"(","kind":1,"startTimeUnixNano":")" + QByteArray::number(startMs) +
           R"(000000","endTimeUnixNano":")" + QByteArray::number(startMs + 20) + R"(000000")" + more + "}";
}

QByteArray resource(const QByteArray& service, const QByteArray& spans)
{
    return R"({"resource":{"attributes":[{"key":"service.name","value":{"stringValue":")" + service +
           R"("}}]},"scopeSpans":[{"scope":{"name":"live"},"spans":[)" + spans + "]}]}";
}

QByteArray operationId()
{
    return R"(,"attributes":[{"key":"operation.id","value":{"stringValue":")" + kOperation.toUtf8() + R"("}}])";
}

/// An operation over three services, an error, and some traces that have nothing to do with them.
QByteArray someTraces()
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch() - 60'000;
    const QByteArray error = R"(,"status":{"code":2,"message":"no such file"})";
    QByteArray parts =
        resource("live-cli", span(kOperationTrace, "0000000000000001", "", "train", now)) + "," +
        resource("live-api", span(kOperationTrace, "0000000000000002", "0000000000000001", "operation.register",
                                  now + 2, operationId()) +
                                 "," + span(kErrorTrace, "0000000000000001", "", "load", now + 1000, error)) +
        "," +
        resource("live-worker", span(kOperationTrace, "0000000000000003", "0000000000000002", "training.loop", now + 4,
                                     operationId()));
    for (int i = 0; i < kOtherTraces; ++i)
        parts += "," + resource("live-api", span(QString::fromLatin1(kOtherTrace).arg(10 + i).toLatin1(),
                                                 "0000000000000001", "", "list", now + 2000 + i));
    return R"({"resourceSpans":[)" + parts + "]}";
}

class LiveJaegerTest : public ::testing::TestWithParam<const char*>
{
protected:
    void SetUp() override
    {
        const QString folder = qEnvironmentVariable("SPANLIGHT_SERVERS");
        if (folder.isEmpty())
            GTEST_SKIP() << "SPANLIGHT_SERVERS does not name the folder of real servers (tests/servers/build.sh)";
        const QString binary = folder + QLatin1Char('/') + QLatin1String(GetParam());
        if (!QFileInfo(binary).isExecutable())
            GTEST_SKIP() << binary.toStdString() << " is not there (tests/servers/build.sh)";
        m_jaeger = std::make_unique<JaegerProcess>(binary);
        ASSERT_TRUE(m_jaeger->isReady()) << m_jaeger->log().toStdString();
        ASSERT_TRUE(m_jaeger->send(someTraces())) << m_jaeger->log().toStdString();
        auto source = makeSource(m_jaeger->queryUrl(), {});
        ASSERT_TRUE(source.has_value());
        m_source = std::move(*source);
        waitUntilStored();
    }

    /// The server takes spans into its storage a moment after it has accepted them.
    void waitUntilStored()
    {
        SearchQuery query;
        query.service = QStringLiteral("live-api");
        const QDeadlineTimer deadline(30'000);
        std::size_t found = 0;
        while (found < kOtherTraces + 2 && !deadline.hasExpired())
            found = search(query)->answer().matched.size();
        ASSERT_EQ(found, kOtherTraces + 2U);
    }

    std::unique_ptr<SourceJob> search(const SearchQuery& query)
    {
        auto job = test::finished(*m_source, query);
        EXPECT_FALSE(job->error().has_value()) << job->error()->text().toStdString();
        return job;
    }

    std::unique_ptr<JaegerProcess> m_jaeger;
    std::unique_ptr<Source> m_source;
};

TEST_P(LiveJaegerTest, FindsAnOperationOverAllServices)
{
    const auto job = search(test::operationQuery(kOperation));
    EXPECT_THAT(matchedIds(*job), ElementsAre(kOperationTrace));
    ASSERT_THAT(job->answer().stores, SizeIs(1));
    EXPECT_EQ(job->answer().stores.front()->spanCount(), 3U);
    EXPECT_TRUE(job->answer().report.complete);
    EXPECT_THAT(job->answer().report.services, Contains(QStringLiteral("live-worker")));
}

TEST_P(LiveJaegerTest, AnUnknownOperationIsNotFoundAfterACompleteSearch)
{
    SearchQuery query;
    query.operationId = QStringLiteral("op_training_20200101_000000_none");
    query.operationKeys = {QStringLiteral("operation.id")};
    const auto job = search(query);
    EXPECT_THAT(job->answer().matched, SizeIs(0));
    EXPECT_TRUE(job->answer().report.complete);
}

TEST_P(LiveJaegerTest, FindsTracesOfAServiceWithinALimit)
{
    SearchQuery query;
    query.service = QStringLiteral("live-api");
    query.limit = 3;
    const auto job = search(query);
    EXPECT_THAT(job->answer().matched, SizeIs(3));
    EXPECT_TRUE(job->answer().report.limitReached);
    query.limit = 100;
    const auto all = search(query);
    EXPECT_THAT(all->answer().matched, SizeIs(kOtherTraces + 2));
    EXPECT_FALSE(all->answer().report.limitReached);
}

TEST_P(LiveJaegerTest, FetchesATraceById)
{
    SearchQuery query;
    query.traceIds = {QString::fromLatin1(kErrorTrace).toUpper()};
    EXPECT_THAT(matchedIds(*search(query)), ElementsAre(kErrorTrace));
    query.traceIds = {QStringLiteral("deadbeef")};
    const auto none = search(query);
    EXPECT_THAT(none->answer().matched, SizeIs(0));
    EXPECT_TRUE(none->answer().report.complete);
}

TEST_P(LiveJaegerTest, FindsErrorsOnly)
{
    SearchQuery query;
    query.service = QStringLiteral("live-api");
    query.errorsOnly = true;
    EXPECT_THAT(matchedIds(*search(query)), ElementsAre(kErrorTrace));
}

TEST_P(LiveJaegerTest, ATimeRangeAndANameNarrowTheSearch)
{
    SearchQuery query;
    query.service = QStringLiteral("live-api");
    query.name = QStringLiteral("list");
    EXPECT_THAT(search(query)->answer().matched, SizeIs(kOtherTraces));
    query.untilNs = std::int64_t{QDateTime::currentMSecsSinceEpoch() - 3'600'000} * 1'000'000;
    EXPECT_THAT(search(query)->answer().matched, SizeIs(0));
}

// Jaeger 1 has no archive in memory; Jaeger 2 gets one here.
TEST_P(LiveJaegerTest, KeepsATraceInItsArchiveOrSaysThatItHasNone)
{
    const bool hasArchive = std::string(GetParam()).find("v1.") == std::string::npos;
    const auto job = m_source->keepTrace(trace::parseTraceId(kErrorTrace).value());
    ASSERT_NE(job, nullptr);
    QSignalSpy done(job.get(), &KeepJob::finished);
    ASSERT_TRUE(done.wait(20'000));
    const std::string said = job->error() ? job->error()->text().toStdString() : "kept";
    EXPECT_THAT(said, ::testing::HasSubstr(hasArchive ? "kept" : "This Jaeger has no archive storage (HTTP 500"));
    const auto unknown = m_source->keepTrace(trace::TraceId{0, 0xdeadbeef});
    QSignalSpy asked(unknown.get(), &KeepJob::finished);
    ASSERT_TRUE(asked.wait(20'000));
    ASSERT_TRUE(unknown->error().has_value());
    EXPECT_THAT(unknown->error()->text().toStdString(),
                ::testing::HasSubstr(hasArchive ? "does not hold this trace" : "no archive storage"));
}

TEST_P(LiveJaegerTest, KnowsTheServices)
{
    const std::vector<QString> services = m_source->services();
    EXPECT_THAT(services, Contains(QStringLiteral("live-cli")));
    EXPECT_TRUE(m_source->title().startsWith(QStringLiteral("jaeger · 127.0.0.1:")));
}

INSTANTIATE_TEST_SUITE_P(Generations, LiveJaegerTest, ::testing::Values("jaeger-v1.76.0", "jaeger-v2.13.0"),
                         [](const auto& test) {
                             std::string name = test.param;
                             std::replace_if(
                                 name.begin(), name.end(), [](char c) { return c == '-' || c == '.'; }, '_');
                             return name;
                         });

} // namespace
} // namespace spanlight::sources
