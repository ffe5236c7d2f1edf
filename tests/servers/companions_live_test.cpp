// Companions as they are: a real Prometheus that scrapes, and the replica of the observed system with its REST API.
#include "models/sources/companions/companion_job.h"
#include "tests/servers/jaeger_process.h"
#include "tests/servers/replica_process.h"
#include "tests/servers/server_process.h"
#include "tests/support/run_program.h"
#include "tests/support/test_server.h"

#include <QDateTime>
#include <QDeadlineTimer>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QStandardPaths>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace spanlight {
namespace {

using nlohmann::json;
using operations::CompanionFacts;
using test::ServerProcess;
using test::ServerRequest;
using test::TestServer;

constexpr int kPatienceMs = 60'000;

class PrometheusProcess final : public ServerProcess
{
public:
    explicit PrometheusProcess(const QString& target) : ServerProcess(1)
    {
        QFile config(file(QStringLiteral("prometheus.yml")));
        EXPECT_TRUE(config.open(QIODevice::WriteOnly));
        config.write("global: {scrape_interval: 1s}\nscrape_configs:\n  - job_name: ktrdr-api\n    static_configs: "
                     "[{targets: ['" +
                     target.toUtf8() + "', '127.0.0.1:9']}]\n");
        config.close();
        start(program(), {QStringLiteral("--config.file=") + config.fileName(),
                          QStringLiteral("--storage.tsdb.path=") + file(QStringLiteral("data")),
                          QStringLiteral("--web.listen-address=") + place(0)});
    }
    /// Empty: there is none.
    [[nodiscard]] static QString program()
    {
        const QString fetched = qEnvironmentVariable("SPANLIGHT_SERVERS") + QStringLiteral("/prometheus");
        return QFileInfo(fetched).isExecutable() ? fetched
                                                 : QStandardPaths::findExecutable(QStringLiteral("prometheus"));
    }
    [[nodiscard]] QString queryUrl() const override { return QStringLiteral("http://") + place(0); }
    [[nodiscard]] QString sourceUrl() const override { return queryUrl(); }
    [[nodiscard]] bool sendSpans(const std::vector<test::SpanData>&) const override { return false; }

private:
    [[nodiscard]] QStringList readyUrls() const override { return {queryUrl() + QStringLiteral("/-/ready")}; }
};

std::int64_t nowNs()
{
    return QDateTime::currentMSecsSinceEpoch() * 1'000'000;
}

CompanionFacts asked(const QString& prometheus, const sources::CompanionQuestion& question)
{
    sources::CompanionJob job(*sources::companionAddresses(prometheus, {}, {}), {}, question);
    QSignalSpy finished(&job, &sources::CompanionJob::finished);
    job.start();
    EXPECT_TRUE(job.isFinished() || finished.wait(kPatienceMs));
    return job.facts();
}

const operations::MetricSeries* seriesOf(const CompanionFacts& facts, const std::string& label,
                                         const std::string& value)
{
    for (const operations::MetricSeries& series : facts.series)
        if (const auto it = series.labels.find(label);
            it != series.labels.end() && it->second == value && !series.samples.empty())
            return &series;
    return nullptr;
}

TEST(LivePrometheus, TellsWhatItScraped)
{
    if (PrometheusProcess::program().isEmpty())
        GTEST_SKIP() << "there is no prometheus in SPANLIGHT_SERVERS (tests/servers/build.sh) or in the search path";
    TestServer target([](const ServerRequest&, QTcpSocket& socket) {
        TestServer::reply(socket, 200, "text/plain; version=0.0.4",
                          "ktrdr_workers_available{worker_type=\"training\"} 0\n"
                          "ktrdr_workers_available{worker_type=\"backtesting\"} 2\n");
    });
    PrometheusProcess prometheus(QStringLiteral("127.0.0.1:%1").arg(target.port()));
    ASSERT_TRUE(prometheus.isReady()) << prometheus.log().toStdString();
    sources::CompanionQuestion question;
    question.metrics = {{"available", "Workers available", "", "ktrdr_workers_available",
                         operations::MetricUse::WorkersAvailable, "worker_type"},
                        {"up", "Service up", "", "up{job=~\"ktrdr.*|backend\"}", operations::MetricUse::Up, {}},
                        {"wrong", "Wrong", "", "up{", operations::MetricUse::Show, {}}};
    CompanionFacts facts;
    const QDeadlineTimer deadline(kPatienceMs);
    do { // until it has scraped
        question.startNs = nowNs() - 60'000'000'000;
        question.endNs = nowNs();
        question.selectionNs = question.endNs;
        facts = asked(prometheus.queryUrl(), question);
    } while (seriesOf(facts, "worker_type", "training") == nullptr && !deadline.hasExpired());
    ASSERT_NE(seriesOf(facts, "worker_type", "training"), nullptr);
    EXPECT_EQ(seriesOf(facts, "worker_type", "training")->samples.back().value, 0);
    EXPECT_EQ(seriesOf(facts, "worker_type", "backtesting")->samples.back().value, 2);
    ASSERT_EQ(facts.problems.size(), 1U); // of the wrong query, in Prometheus' own words
    EXPECT_NE(facts.problems[0].text.find("parse error"), std::string::npos) << facts.problems[0].text;
}

TEST(LiveReplica, AKilledWorkerIsLostAndTheOperationsApiIsEvidence)
{
    const QString binary = qEnvironmentVariable("SPANLIGHT_SERVERS") + QStringLiteral("/jaeger-v1.76.0");
    if (!test::hasReplica() || !QFileInfo(binary).isExecutable())
        GTEST_SKIP() << test::kNoReplica << ", or SPANLIGHT_SERVERS no folder with jaeger-v1.76.0";
    test::JaegerProcess jaeger(binary);
    ASSERT_TRUE(jaeger.isReady()) << jaeger.log().toStdString();
    test::ReplicaProcess replica({QStringLiteral("worker-killed"), jaeger.receiverUrl()});
    const json played = replica.played();
    ASSERT_TRUE(played.is_object()) << replica.errors().toStdString();
    const test::ProgramRun run =
        test::runProgram({QStringLiteral("diagnose"), jaeger.sourceUrl(), QStringLiteral("--operation"),
                          QString::fromStdString(played["operationId"]), QStringLiteral("--ktrdr"),
                          QString::fromStdString(played["restUrl"]), QStringLiteral("--now"),
                          QString::fromStdString(played["asOf"]), QStringLiteral("--format"), QStringLiteral("json")});
    const json document = json::parse(run.output, nullptr, false);
    ASSERT_TRUE(document.is_object()) << run.errors;
    EXPECT_EQ(document["verdict"]["state"], "lost");
    EXPECT_EQ(document["verdict"]["primary"], "worker-lost");
    const json& evidence = document["findings"][0]["evidence"];
    EXPECT_TRUE(std::any_of(evidence.begin(), evidence.end(), [](const json& one) {
        return one["spanId"].is_null() && one["note"].get<std::string>().find("/api/v1/workers") != std::string::npos;
    })) << evidence.dump(1);
}

} // namespace
} // namespace spanlight
