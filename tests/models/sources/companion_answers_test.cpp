#include "models/sources/companions/companion_answers.h"

#include "models/sources/companions/companion_requests.h"

#include <QFile>
#include <QUrlQuery>

#include <gtest/gtest.h>

#include <cmath>

namespace spanlight::sources {
namespace {

const QString kId = QStringLiteral("op_training_1");

HttpAnswer answer(const QByteArray& body, int status = 200)
{
    HttpAnswer result;
    result.url = QUrl(QStringLiteral("http://127.0.0.1:8000/api/v1/operations/op_training_1?token=secret"));
    result.status = status;
    result.body = body;
    return result;
}

HttpAnswer recorded(const char* name, int status = 200)
{
    QFile file(QStringLiteral(SPANLIGHT_RECORDED "/prometheus-2.42.0/") + QLatin1String(name));
    EXPECT_TRUE(file.open(QIODevice::ReadOnly)) << name;
    return answer(file.readAll(), status);
}

operations::MetricQuery query()
{
    return {"up", "Service up", "", "up", operations::MetricUse::Up, {}};
}

TEST(OperationAnswer, IsReadInTheRealShape)
{
    const auto fact =
        operationIn(answer(R"({"success": true, "data": {"operation_id": "op_training_1", "operation_type": "training",
          "status": "running", "completed_at": null, "error_message": null, "progress": {"percentage": 18.5,
          "current_step": "training-loop", "steps_completed": 3, "steps_total": 100}}})"),
                    kId, 7);
    ASSERT_TRUE(fact);
    EXPECT_TRUE(fact->known);
    EXPECT_EQ(fact->status, "running");
    EXPECT_EQ(fact->percentage, 18.5);
    EXPECT_EQ(fact->step, "training-loop");
    EXPECT_EQ(fact->stepsDone, 3);
    EXPECT_FALSE(fact->updatedAtNs);
    EXPECT_EQ(fact->origin.timeNs, 7);
    EXPECT_EQ(fact->origin.url, "http://127.0.0.1:8000/api/v1/operations/op_training_1");
}

TEST(OperationAnswer, IsReadInTheDocumentedShapes)
{
    const auto bare = operationIn(answer(R"({"id": "op_training_1", "status": "RUNNING", "progress": 45})"), kId, 0);
    ASSERT_TRUE(bare);
    EXPECT_EQ(bare->percentage, 45);
    const auto nested = operationIn(
        answer(R"({"operation": {"status": "FAILED", "error": "no data", "completed_at": "2025-11-11T12:50:00",
          "progress": {"percentage": "40", "updated_at": 1762865400.5}}})"),
        kId, 0);
    ASSERT_TRUE(nested);
    EXPECT_EQ(nested->percentage, 40);
    EXPECT_EQ(nested->error, "no data");
    EXPECT_EQ(nested->updatedAtNs, 1'762'865'400'500'000'000);
    EXPECT_EQ(nested->completedAtNs, 1'762'865'400'000'000'000);
}

TEST(OperationAnswer, IsADenialOnlyWhereTheServerNamesTheId)
{
    const auto denied = operationIn(answer(R"({"detail": "Operation not found: op_training_1"})", 404), kId, 0);
    ASSERT_TRUE(denied);
    EXPECT_FALSE(denied->known);
    EXPECT_FALSE(operationIn(answer(R"({"detail": "Not Found"})", 404), kId, 0)); // this server has no such path
    EXPECT_FALSE(operationIn(answer("op_training_1 not found", 404), kId, 0));    // a file server
    EXPECT_FALSE(operationIn(answer(R"({"detail": "op_training_1: not found"})", 500), kId, 0));
}

TEST(OperationAnswer, OfAnotherOperationOrOfNoneIsNoAnswer)
{
    EXPECT_FALSE(operationIn(answer(R"({"data": {"operation_id": "op_training_2", "status": "running"}})"), kId, 0));
    for (const char* body : {"", "[]", "{}", "null", "{\"data\": 1}", "<html>x</html>", "{\"success\": true, \"data\""})
        EXPECT_FALSE(operationIn(answer(body), kId, 0)) << body;
    EXPECT_FALSE(operationIn(answer(R"({"detail": "boom"})", 500), kId, 0));
}

TEST(OperationAnswer, SurvivesOddValues)
{
    const auto fact =
        operationIn(answer(R"({"status": "running", "progress": {"percentage": "many", "current_step": {"a": 1},
          "steps_completed": 1e300, "updated_at": -5}, "completed_at": "yesterday"})"),
                    kId, 0);
    ASSERT_TRUE(fact);
    EXPECT_FALSE(fact->percentage);
    EXPECT_FALSE(fact->updatedAtNs);
    EXPECT_FALSE(fact->completedAtNs);
    EXPECT_FALSE(fact->stepsDone);
}

TEST(WorkersAnswer, IsReadInBothShapes)
{
    const auto real = workersIn(
        answer(R"([{"worker_id": "w1", "worker_type": "training", "endpoint_url": "http://w1:5005", "status": "BUSY",
          "current_operation_id": "op_training_1", "capabilities": {"gpu": true, "tpu": false, "cores": 4},
          "last_healthy_at": "2025-11-11T12:50:00+00:00", "health_check_failures": 2}])"),
        0);
    ASSERT_TRUE(real);
    ASSERT_EQ(real->workers.size(), 1U);
    EXPECT_EQ(real->workers[0].status, "busy");
    EXPECT_EQ(real->workers[0].currentOperation, "op_training_1");
    EXPECT_EQ(real->workers[0].capabilities, (std::vector<std::string>{"cores=4", "gpu"}));
    EXPECT_EQ(real->workers[0].healthCheckFailures, 2);
    const auto documented = workersIn(
        answer(R"({"workers": [{"id": "w1", "type": "TRAINING", "url": "http://w1:5005", "capabilities": ["gpu"]}]})"),
        0);
    ASSERT_TRUE(documented);
    EXPECT_EQ(documented->workers[0].url, "http://w1:5005");
    EXPECT_EQ(documented->workers[0].capabilities, std::vector<std::string>{"gpu"});
    EXPECT_TRUE(workersIn(answer("[]"), 0)->workers.empty());
    for (const char* body : {"", "{}", "[1]", "[{}]", "<html>"})
        EXPECT_FALSE(workersIn(answer(body), 0)) << body;
}

TEST(WorkerHealthAnswer, TellsFailuresBehindStatus200)
{
    const auto ill = workerAnswerIn(answer(R"({"healthy": false, "error": "CUDA lost"})"), "w1", 0);
    ASSERT_TRUE(ill);
    EXPECT_FALSE(ill->healthy);
    EXPECT_EQ(ill->error, "CUDA lost");
    const auto idle = workerAnswerIn(
        answer(R"({"healthy": true, "status": "operational", "worker_status": "idle", "current_operation": null})"),
        "w1", 0);
    ASSERT_TRUE(idle);
    EXPECT_TRUE(idle->healthy);
    EXPECT_TRUE(idle->tellsOperation);
    EXPECT_EQ(idle->currentOperation, "");
    EXPECT_FALSE(workerAnswerIn(answer(R"({"status": "ok"})"), "w1", 0)->tellsOperation);
    EXPECT_FALSE(workerAnswerIn(answer("{}"), "w1", 0));
}

TEST(PrometheusAnswer, HasVectorsMatricesAndScalars)
{
    const auto vector = metricsIn(recorded("query.json"), query(), 0);
    ASSERT_TRUE(vector);
    ASSERT_EQ(vector->series.size(), 3U);
    EXPECT_EQ(vector->series[1].labels.at("instance"), "127.0.0.1:9");
    EXPECT_EQ(vector->series[1].samples.front().value, 0);
    EXPECT_EQ(vector->series[1].samples.front().timeNs, 1'795'225'275'870'000'000);
    const auto matrix = metricsIn(recorded("query_range.json"), query(), 0);
    ASSERT_TRUE(matrix);
    EXPECT_EQ(matrix->series[0].samples.size(), 4U);
    EXPECT_EQ(metricsIn(recorded("query_scalar.json"), query(), 0)->series.front().samples.front().value, 2.5);
    EXPECT_TRUE(metricsIn(recorded("query_empty.json"), query(), 0)->series.empty());
    EXPECT_TRUE(metricsIn(recorded("query_string.json"), query(), 0)->series.empty());
}

TEST(PrometheusAnswer, HasNumbersThatAreNone)
{
    const auto read = metricsIn(recorded("query_nan_inf.json"), query(), 0);
    ASSERT_TRUE(read);
    ASSERT_EQ(read->series.size(), 3U);
    EXPECT_TRUE(std::isnan(read->series[0].samples.front().value));
    EXPECT_EQ(read->series[1].samples.front().value, HUGE_VAL);
    EXPECT_EQ(read->series[2].samples.front().value, -HUGE_VAL);
}

TEST(PrometheusAnswer, SaysWhatPrometheusSaysAboutAWrongQuery)
{
    const auto wrong = metricsIn(recorded("query_syntax_error.json", 400), query(), 0);
    ASSERT_FALSE(wrong);
    EXPECT_TRUE(wrong.error().what.contains(QLatin1String("unexpected end of input inside braces")));
    EXPECT_TRUE(wrong.error().advice.contains(QLatin1String("profile")));
    EXPECT_FALSE(metricsIn(recorded("unknown_path.txt", 404), query(), 0));
    EXPECT_FALSE(metricsIn(answer("<html>Grafana</html>"), query(), 0));
}

TEST(PrometheusAnswer, KeepsWarningsAndLimitsSeries)
{
    QByteArray many = R"({"status":"success","warnings":["slow store"],"data":{"resultType":"vector","result":[)";
    for (int i = 0; i < 300; ++i)
        many += QByteArray(i > 0 ? "," : "") + R"({"metric":{"i":")" + QByteArray::number(i) + R"("},"value":[1,"1"]})";
    const auto read = metricsIn(answer(many + "]}}"), query(), 0);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->series.size(), 200U);
    EXPECT_EQ(read->warnings.size(), 2U);
}

TEST(PrometheusAnswer, TellsTheVersion)
{
    EXPECT_EQ(prometheusVersionIn(recorded("buildinfo.json")).value_or(QString()).left(4), QStringLiteral("2.42"));
    EXPECT_FALSE(prometheusVersionIn(answer("{}")));
}

TEST(CompanionAddress, IsUnderstoodAsPeopleCopyIt)
{
    const auto addresses = companionAddresses(QStringLiteral("http://127.0.0.1:9090/prom/graph?g0.expr=up"),
                                              QStringLiteral("http://127.0.0.1:8000/api/v1/"),
                                              QStringLiteral("http://127.0.0.1:3000/d/abc/x"));
    ASSERT_TRUE(addresses) << addresses.error().text().toStdString();
    EXPECT_EQ(addresses->prometheus.toString(), QStringLiteral("http://127.0.0.1:9090/prom"));
    EXPECT_EQ(addresses->operationsApi.toString(), QStringLiteral("http://127.0.0.1:8000"));
    EXPECT_EQ(addresses->grafana.toString(), QStringLiteral("http://127.0.0.1:3000"));
    EXPECT_FALSE(companionAddresses({}, {}, {})->any());
}

TEST(CompanionAddress, IsRefusedWithItsOption)
{
    for (const char* wrong : {"file:///etc/passwd", "jaeger+http://h:1", "h:9090", "http://u:p@h", "::"}) {
        const auto addresses = companionAddresses(QLatin1String(wrong), {}, {});
        ASSERT_FALSE(addresses) << wrong;
        EXPECT_TRUE(addresses.error().what.startsWith(QLatin1String("--prometheus: "))) << wrong;
        EXPECT_FALSE(addresses.error().text().contains(QLatin1String(":p@")));
    }
}

TEST(CompanionRequest, EncodesIdsAndQueries)
{
    const QUrl base(QStringLiteral("http://h:1/base"));
    EXPECT_EQ(operationUrl(base, QStringLiteral("a/../b?c d")).toString(QUrl::FullyEncoded),
              QStringLiteral("http://h:1/base/api/v1/operations/a%2F..%2Fb%3Fc%20d"));
    operations::MetricQuery sum = query();
    sum.promql = "sum(a{b=~\"c|d\"}) + 1";
    const QString url = instantUrl(base, sum, 1'500'000'000).toString(QUrl::FullyEncoded);
    EXPECT_TRUE(url.contains(QLatin1String("%2B"))) << url.toStdString();
    EXPECT_TRUE(url.endsWith(QLatin1String("time=1.500"))) << url.toStdString();
    EXPECT_EQ(QUrlQuery(QUrl(url)).queryItemValue(QStringLiteral("query"), QUrl::FullyDecoded).toStdString(),
              sum.promql);
}

TEST(CompanionRequest, AsksForFewEnoughPoints)
{
    const QUrl url = rangeUrl(QUrl(QStringLiteral("http://h:1")), query(), 0, 86'400'000'000'000 * 30);
    EXPECT_EQ(QUrlQuery(url).queryItemValue(QStringLiteral("step")), QStringLiteral("5185"));
    const QUrl brief = rangeUrl(QUrl(QStringLiteral("http://h:1")), query(), 0, 1);
    EXPECT_EQ(QUrlQuery(brief).queryItemValue(QStringLiteral("step")), QStringLiteral("15"));
}

TEST(CompanionRequest, AsksWorkersOnlyByHttp)
{
    EXPECT_EQ(workerHealthUrl(QStringLiteral("http://w:5005")).toString(), QStringLiteral("http://w:5005/health"));
    EXPECT_TRUE(workerHealthUrl(QStringLiteral("file:///etc")).isEmpty());
    EXPECT_TRUE(workerHealthUrl(QStringLiteral("w:5005")).isEmpty());
    EXPECT_TRUE(workerHealthUrl(QString()).isEmpty());
}

} // namespace
} // namespace spanlight::sources
