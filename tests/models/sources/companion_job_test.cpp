#include "models/sources/companions/companion_job.h"
#include "tests/support/replay_server.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTemporaryFile>

#include <gtest/gtest.h>

#include <algorithm>

namespace spanlight::sources {
namespace {

using operations::Companion;
using operations::CompanionFacts;
using test::ReplayServer;
using test::ServerRequest;
using test::TestServer;

const QByteArray kJson = "application/json";

CompanionQuestion question()
{
    CompanionQuestion asked;
    asked.operationId = QStringLiteral("op_training_1");
    asked.endNs = 600'000'000'000;
    asked.secondLookMs = 20;
    return asked;
}

CompanionFacts asked(const CompanionAddresses& addresses, const CompanionQuestion& what, ConnectionOptions options = {})
{
    options.timeoutMs = std::min(options.timeoutMs, 3000);
    CompanionJob job(addresses, options, what);
    QSignalSpy finished(&job, &CompanionJob::finished);
    job.start();
    EXPECT_TRUE(job.isFinished() || finished.wait(10'000));
    return job.facts();
}

CompanionAddresses api(const QString& url)
{
    return *companionAddresses({}, url, {});
}

QByteArray operation(double percentage)
{
    return R"({"success":true,"data":{"operation_id":"op_training_1","status":"running","progress":{"percentage":)" +
           QByteArray::number(percentage) + "}}}";
}

bool tells(const CompanionFacts& facts, Companion companion, const char* text)
{
    return std::any_of(facts.problems.begin(), facts.problems.end(), [&](const auto& problem) {
        return problem.companion == companion && problem.text.find(text) != std::string::npos;
    });
}

// An operations API with one worker, itself, whose progress moves by `step` from look to look.
class Api
{
public:
    explicit Api(double step) : m_step(step) {}
    [[nodiscard]] QString url() const { return m_server.url(); }
    [[nodiscard]] const std::vector<ServerRequest>& requests() const { return m_server.requests(); }

private:
    void answer(const ServerRequest& request, QTcpSocket& socket)
    {
        const QString path = request.path();
        if (path == QLatin1String("/api/v1/operations/op_training_1"))
            TestServer::reply(socket, 200, kJson, operation(10 + m_step * m_looks++));
        else if (path == QLatin1String("/api/v1/workers"))
            TestServer::reply(socket, 200, kJson,
                              R"([{"worker_id":"w1","status":"busy","current_operation_id":"op_training_1",
                                   "endpoint_url":")" +
                                  m_server.url().toUtf8() + "\"}]");
        else if (path == QLatin1String("/health"))
            TestServer::reply(socket, 200, kJson,
                              R"({"healthy":true,"status":"ok","current_operation":"op_training_1"})");
        else
            TestServer::reply(socket, 404, kJson, R"({"detail":"Not Found"})");
    }

    double m_step;
    int m_looks = 0;
    TestServer m_server{[this](const ServerRequest& request, QTcpSocket& socket) { answer(request, socket); }};
};

TEST(CompanionJob, ReadsOperationWorkersHealthAndTheWorkerItself)
{
    Api server(0);
    const auto facts = asked(api(server.url()), question());
    ASSERT_EQ(facts.operation.size(), 1U);
    EXPECT_EQ(facts.operation[0].percentage, 10);
    ASSERT_TRUE(facts.workers);
    ASSERT_EQ(facts.workerAnswers.size(), 1U);
    EXPECT_EQ(facts.workerAnswers[0].currentOperation, "op_training_1");
    ASSERT_TRUE(facts.health); // at /health, because /api/v1/health is not there
    EXPECT_EQ(facts.health->status, "ok");
    EXPECT_TRUE(facts.problems.empty());
}

TEST(CompanionJob, LooksAgainAtProgressWithoutADate)
{
    Api server(0.5);
    CompanionQuestion twice = question();
    twice.lookTwice = true;
    const auto facts = asked(api(server.url()), twice);
    ASSERT_EQ(facts.operation.size(), 2U);
    EXPECT_EQ(facts.operation[0].percentage, 10);
    EXPECT_EQ(facts.operation[1].percentage, 10.5);
    EXPECT_LE(facts.operation[0].origin.timeNs, facts.operation[1].origin.timeNs);
}

TEST(CompanionJob, TellsWhatIsThereBeforeItLooksAgain)
{
    Api server(0.5);
    CompanionQuestion twice = question();
    twice.lookTwice = true;
    CompanionJob job(api(server.url()), {}, twice);
    QSignalSpy finished(&job, &CompanionJob::finished);
    std::size_t answers = 0;
    bool workers = false;
    QObject::connect(&job, &CompanionJob::looked, &job, [&] {
        answers = job.facts().operation.size();
        workers = job.facts().workers.has_value();
    });
    job.start();
    ASSERT_TRUE(finished.wait(60'000));
    EXPECT_EQ(answers, 1U);
    EXPECT_TRUE(workers);
    EXPECT_EQ(job.facts().operation.size(), 2U);
}

TEST(CompanionJob, SendsSecretsToTheCompanionAndNotToWorkers)
{
    Api server(0);
    QTemporaryFile token;
    ASSERT_TRUE(token.open());
    token.write("s3cret-token");
    token.close();
    ConnectionOptions options;
    options.tokenFile = token.fileName();
    (void)asked(api(server.url()), question(), options);
    int withToken = 0;
    for (const ServerRequest& request : server.requests())
        withToken += request.headers.value("authorization").contains("s3cret") ? 1 : 0;
    EXPECT_EQ(withToken, static_cast<int>(server.requests().size()) - 1); // but the worker's own /health
}

TEST(CompanionOptions, SecretsOfASourceAreNotForOtherServers)
{
    ConnectionOptions options;
    options.token = QStringLiteral("s3cret-token");
    options.headers = {{QStringLiteral("X-Api-Key"), QStringLiteral("s3cret")}};
    options.timeoutMs = 5;
    const auto sources = serversOf({QStringLiteral("traces.json"), QStringLiteral("tempo+https://gate:443/tempo")});
    const auto same = *companionAddresses(QStringLiteral("https://gate/prometheus"), {}, {});
    EXPECT_EQ(companionOptions(options, same, sources).token, options.token);
    const auto other = *companionAddresses(QStringLiteral("https://gate/prometheus"), QStringLiteral("http://api"), {});
    EXPECT_EQ(companionOptions(options, other, sources).token, QString());
    EXPECT_TRUE(companionOptions(options, other, sources).headers.empty());
    EXPECT_EQ(companionOptions(options, other, sources).timeoutMs, 5);
    EXPECT_EQ(companionOptions(options, other, serversOf({QStringLiteral("traces.json")})).token, options.token);
}

TEST(CompanionJob, AServerThatIsDownIsOneProblemAndNoError)
{
    const auto facts = asked(api(QStringLiteral("http://127.0.0.1:1")), question());
    EXPECT_TRUE(facts.operation.empty());
    EXPECT_EQ(facts.problems.size(), 1U);
    EXPECT_TRUE(tells(facts, Companion::OperationsApi, "refused"));
}

TEST(CompanionJob, AServerThatIsNoOperationsApiSaysNothingOfTheOperation)
{
    TestServer server([](const ServerRequest&, QTcpSocket& socket) {
        TestServer::reply(socket, 404, kJson, R"({"detail":"Not Found"})");
    });
    const auto facts = asked(api(server.url()), question());
    EXPECT_TRUE(facts.operation.empty());
    EXPECT_FALSE(facts.problems.empty());
}

TEST(CompanionJob, EndsInTimeWhereAServerStalls)
{
    TestServer server([](const ServerRequest&, QTcpSocket&) {});
    ConnectionOptions options;
    options.timeoutMs = 200;
    QElapsedTimer timer;
    timer.start();
    const auto facts = asked(api(server.url()), question(), options);
    EXPECT_LT(timer.elapsed(), 2000);
    EXPECT_FALSE(facts.problems.empty());
}

TEST(CompanionJob, AsksPrometheusTheQueriesOfTheProfile)
{
    ReplayServer server(QStringLiteral(SPANLIGHT_RECORDED "/prometheus-2.42.0"));
    ASSERT_TRUE(server.isReady());
    CompanionQuestion metrics = question();
    metrics.metrics = {{"up", "Service up", "", "up", operations::MetricUse::Up, {}},
                       {"bad", "Bad", "", "up{", operations::MetricUse::Show, {}}};
    const auto facts = asked(*companionAddresses(server.url(), {}, {}), metrics);
    ASSERT_EQ(facts.series.size(), 3U);
    EXPECT_EQ(facts.series[0].samples.size(), 4U);
    EXPECT_FALSE(facts.problems.empty()); // the second query was refused, the first counts all the same
}

TEST(CompanionJob, AsksForCountsAtTheMomentOfSelection)
{
    TestServer server([](const ServerRequest& request, QTcpSocket& socket) {
        const QByteArray type = request.path().endsWith(QLatin1String("query")) ? "vector" : "matrix";
        TestServer::reply(socket, 200, kJson,
                          R"({"status":"success","data":{"resultType":")" + type + R"(","result":[]}})");
    });
    CompanionQuestion metrics = question();
    metrics.selectionNs = 5'000'000'000;
    metrics.metrics = {{"w", "Workers", "", "workers", operations::MetricUse::WorkersAvailable, "type"}};
    const auto facts = asked(*companionAddresses(server.url(), {}, {}), metrics);
    EXPECT_TRUE(facts.problems.empty());
    ASSERT_EQ(server.requests().size(), 2U);
    const auto instant = std::find_if(server.requests().begin(), server.requests().end(),
                                      [](const ServerRequest& r) { return r.hasQuery(QStringLiteral("time")); });
    ASSERT_NE(instant, server.requests().end());
    EXPECT_EQ(instant->query(QStringLiteral("time")), QStringLiteral("5.000"));
}

TEST(CompanionJob, WithoutAnyCompanionEndsAtOnce)
{
    const auto facts = asked({}, question());
    EXPECT_TRUE(facts.problems.empty());
    EXPECT_FALSE(facts.toldOperation());
}

} // namespace
} // namespace spanlight::sources
