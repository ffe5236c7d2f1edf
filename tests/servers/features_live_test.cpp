// What the table "What works where" of the README promises: the same questions to every back end, the same answers.
#include "tests/servers/server_process.h"
#include "tests/support/run_program.h"

#include <QDateTime>
#include <QDeadlineTimer>
#include <QFile>
#include <QTemporaryDir>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <sstream>

namespace spanlight::test {
namespace {

using nlohmann::json;

constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr std::int64_t kMillisecondNs = 1'000'000;

constexpr auto kRun = "c0ffee00000000000000000000000001";
constexpr auto kPoll = "c0ffee00000000000000000000000002";
constexpr auto kBroken = "c0ffee00000000000000000000000003";
constexpr auto kQuick = "c0ffee00000000000000000000000004";
constexpr auto kOld = "c0ffee00000000000000000000000005";
constexpr auto kLong = "c0ffee00000000000000000000000006";

SpanData span(const char* trace, int number, const char* service, const char* name, std::int64_t startNs,
              std::int64_t durationNs, AttributeData attributes = {})
{
    SpanData data;
    data.traceId = trace;
    data.spanId = "000000000000000" + std::to_string(number);
    data.parentId = number > 1 ? "0000000000000001" : "";
    data.name = name;
    data.kind = number > 1 ? trace::SpanKind::Internal : trace::SpanKind::Server;
    data.startNs = startNs;
    data.durationNs = durationNs;
    data.attributes = std::move(attributes);
    data.resource = {{"service.name", service}};
    return data;
}

/// Six traces of four services, `baseNs` is some minutes ago.
std::vector<SpanData> traces(std::int64_t baseNs)
{
    const auto at = [baseNs](std::int64_t seconds) { return baseNs + seconds * kSecondNs; };
    std::vector<SpanData> spans{
        span(kRun, 1, "shop-api", "POST /jobs", at(0), 3 * kSecondNs),
        span(kRun, 2, "shop-worker", "job.run", at(1), kSecondNs, {{"operation.id", "shop_1"}, {"retries", 3}}),
        span(kPoll, 1, "shop-api", "GET /jobs", at(10), 20 * kMillisecondNs, {{"operation.id", "shop_1"}}),
        span(kBroken, 1, "shop-api", "POST /jobs", at(20), 40 * kMillisecondNs, {{"http.status_code", 500}}),
        span(kBroken, 2, "shop-db", "SELECT", at(20) + kMillisecondNs, 30 * kMillisecondNs),
        span(kQuick, 1, "shop-api", "GET /health", at(30), 5 * kMillisecondNs, {{"region", "grün & \"west\""}}),
        span(kOld, 1, "shop-worker", "POST /jobs", at(-7200), 500 * kMillisecondNs),
        span(kLong, 1, "shop-worker", "batch", at(40), 90 * kSecondNs),
    };
    spans[4].status = trace::StatusCode::Error;
    spans[4].message = "no such table";
    return spans;
}

struct Question
{
    const char* feature; ///< as the table's test names it
    std::vector<QString> arguments;
    std::vector<std::string> traceIds; ///< newest first
};

std::vector<Question> questions(std::int64_t baseNs)
{
    const QString hourBefore = QString::number(baseNs / kSecondNs - 3600);
    return {
        {"operation-id", {"--operation", "shop_1"}, {kPoll, kRun}},
        {"operation-id", {"--operation", "shop_2"}, {}},
        {"trace-id", {"--trace", kBroken}, {kBroken}},
        {"trace-id", {"--trace", "c0ffee00000000000000000000000099"}, {}},
        {"service", {"--service", "shop-db"}, {kBroken}},
        {"service", {"--service", "shop-worker"}, {kLong, kRun, kOld}},
        {"name", {"--name", "job.run"}, {kRun}},
        {"name", {"--service", "shop-api", "--name", "POST /jobs"}, {kBroken, kRun}},
        {"attribute", {"--attr", "region=grün & \"west\""}, {kQuick}},
        {"attribute", {"--attr", "http.status_code=500"}, {kBroken}},
        {"attribute", {"--attr", "retries=3", "--attr", "operation.id=shop_1"}, {kRun}},
        {"errors", {"--errors"}, {kBroken}},
        {"duration", {"--min-duration", "60s"}, {kLong}},
        {"duration", {"--max-duration", "10ms"}, {kQuick}},
        {"duration", {"--name", "POST /jobs", "--min-duration", "1s"}, {kRun}},
        {"time-range", {"--since", QString::number(baseNs / kSecondNs - 9000), "--until", hourBefore}, {kOld}},
        {"time-range", {"--since", hourBefore}, {kLong, kQuick, kBroken, kPoll, kRun}},
    };
}

struct Answer
{
    int exitCode = -1;
    std::vector<std::string> traceIds;
    json summary;
    std::string errors;
};

Answer search(const QString& source, const std::vector<QString>& arguments)
{
    QStringList all{QStringLiteral("search"),   source,
                    QStringLiteral("--by"),     QStringLiteral("trace"),
                    QStringLiteral("--format"), QStringLiteral("json")};
    all.append(QStringList(arguments.begin(), arguments.end()));
    ProgramRun run = runProgram(all);
    Answer answer{run.exitCode, {}, {}, std::move(run.errors)};
    std::istringstream lines(run.output);
    for (std::string line; std::getline(lines, line);) {
        json document = json::parse(line, nullptr, false);
        if (document.is_object() && document.contains("traceId"))
            answer.traceIds.push_back(document["traceId"]);
        else
            answer.summary = std::move(document);
    }
    return answer;
}

class BackEnd : public testing::TestWithParam<const char*>
{
protected:
    void SetUp() override
    {
        if (QLatin1String(GetParam()) == QLatin1String("file")) {
            QFile file(m_folder.filePath(QStringLiteral("traces.json")));
            ASSERT_TRUE(file.open(QIODevice::WriteOnly));
            file.write(QByteArray::fromStdString(otlpJson(traces(m_baseNs), {})));
            m_source = file.fileName();
            return;
        }
        m_server = startServer(qEnvironmentVariable("SPANLIGHT_SERVERS"), QLatin1String(GetParam()));
        if (!m_server)
            GTEST_SKIP() << "SPANLIGHT_SERVERS does not name a folder with " << GetParam()
                         << " (tests/servers/build.sh)";
        ASSERT_TRUE(m_server->isReady()) << m_server->log().toStdString();
        ASSERT_TRUE(m_server->sendSpans(traces(m_baseNs))) << m_server->log().toStdString();
        m_source = m_server->sourceUrl();
        // The server takes spans into its storage a moment after it has accepted them.
        for (const QDeadlineTimer deadline(10'000); !deadline.hasExpired();)
            if (search(m_source, {}).traceIds.size() == 6)
                break;
    }

    const std::int64_t m_baseNs = (QDateTime::currentSecsSinceEpoch() - 600) * kSecondNs;
    QTemporaryDir m_folder;
    QString m_source;

private:
    std::unique_ptr<ServerProcess> m_server;
};

TEST_P(BackEnd, AnswersEveryQuestionOfTheForm)
{
    for (const Question& question : questions(m_baseNs)) {
        const Answer answer = search(m_source, question.arguments);
        EXPECT_EQ(answer.traceIds, question.traceIds)
            << question.feature << ' ' << testing::PrintToString(question.arguments.front().toStdString()) << ": "
            << answer.errors;
        EXPECT_EQ(answer.summary.value("failures", json()), json::array()) << question.feature;
    }
}

TEST_P(BackEnd, SaysThatItsLimitWasReached)
{
    const Answer cut = search(m_source, {"--limit", "2"});
    EXPECT_EQ(cut.traceIds.size(), 2U) << cut.errors;
    EXPECT_EQ(cut.summary.value("limitReached", json()), json(true));
    const Answer whole = search(m_source, {"--limit", "50"});
    EXPECT_EQ(whole.traceIds, (std::vector<std::string>{kLong, kQuick, kBroken, kPoll, kRun, kOld})) << whole.errors;
    EXPECT_EQ(whole.summary.value("limitReached", json()), json(false));
}

TEST_P(BackEnd, KeepsTypesAndParents)
{
    const std::string run =
        runProgram({QStringLiteral("convert"), m_source, QStringLiteral("--trace"), QString::fromLatin1(kRun),
                    QStringLiteral("--to"), QStringLiteral("otlp-jsonl"), QStringLiteral("-")})
            .output;
    const bool hasTypes = m_source.startsWith(QLatin1String("zipkin")) == false; // Zipkin keeps texts only
    EXPECT_EQ(run.find(R"("intValue":"3")") != std::string::npos, hasTypes) << run;
    EXPECT_NE(run.find(R"("parentSpanId":"0000000000000001")"), std::string::npos) << run;
}

INSTANTIATE_TEST_SUITE_P(All, BackEnd,
                         testing::Values("file", "spanlight", "jaeger-v1.76.0", "jaeger-v2.13.0", "zipkin-v3.6.1.jar"),
                         [](const auto& server) { return testNameOf(server.param); });

} // namespace
} // namespace spanlight::test
