// What the program says about an operation whose context only a real server knows.
#include "models/formats/reader.h"
#include "tests/servers/jaeger_process.h"
#include "tests/support/run_program.h"
#include "tests/support/trace_writer.h"

#include <QDateTime>
#include <QDeadlineTimer>
#include <QFileInfo>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>

namespace spanlight {
namespace {

using nlohmann::json;
using test::JaegerProcess;
using ::testing::Contains;

constexpr auto kCase = "tests/scenarios/cases/imbalance-policy-c2-00";

struct Outcome
{
    int exitCode = -1;
    json document;
    std::string errors;
};

Outcome diagnose(const QString& url, const std::string& operation)
{
    test::ProgramRun run =
        test::runProgram({QStringLiteral("diagnose"), QStringLiteral("jaeger+") + url, QStringLiteral("--operation"),
                          QString::fromStdString(operation), QStringLiteral("--profile"), QStringLiteral("ktrdr"),
                          QStringLiteral("--format"), QStringLiteral("json")});
    return {run.exitCode, json::parse(run.output, nullptr, false), std::move(run.errors)};
}

std::vector<std::string> rulesOf(const json& document)
{
    std::vector<std::string> rules;
    for (const json& finding : document.value("findings", json::array()))
        rules.push_back(finding.value("rule", ""));
    return rules;
}

/// Spans of a recorded case, moved so that the last one ended a minute ago.
std::vector<test::SpanData> recentSpans()
{
    trace::TraceBuilder builder;
    formats::readPath(std::string(kCase) + "/spans.json.gz", builder);
    std::vector<test::SpanData> spans = test::spansOf(*builder.freeze());
    std::int64_t endNs = 0;
    for (const test::SpanData& span : spans)
        endNs = std::max(endNs, span.startNs + span.durationNs);
    const std::int64_t shiftNs = (QDateTime::currentMSecsSinceEpoch() - 60'000) * 1'000'000 - endNs;
    for (test::SpanData& span : spans) {
        span.startNs += shiftNs;
        for (test::EventData& event : span.events)
            event.timeNs += shiftNs;
    }
    return spans;
}

class LiveDiagnosisTest : public ::testing::TestWithParam<const char*>
{
protected:
    void SetUp() override
    {
        const QString folder = qEnvironmentVariable("SPANLIGHT_SERVERS");
        const QString binary = folder + QLatin1Char('/') + QLatin1String(GetParam());
        if (folder.isEmpty() || !QFileInfo(binary).isExecutable())
            GTEST_SKIP() << "SPANLIGHT_SERVERS does not name a folder with " << GetParam()
                         << " (tests/servers/build.sh)";
        m_jaeger = std::make_unique<JaegerProcess>(binary);
        ASSERT_TRUE(m_jaeger->isReady()) << m_jaeger->log().toStdString();
        std::ifstream file(std::string(kCase) + "/expected.json");
        m_expected = json::parse(file);
    }

    /// The server takes spans into its storage a moment after it has accepted them.
    template <typename IsStored>
    [[nodiscard]] Outcome diagnoseWhen(const IsStored& isStored) const
    {
        Outcome run;
        const QDeadlineTimer deadline(30'000);
        do
            run = diagnose(m_jaeger->queryUrl(), m_expected["id"]);
        while (!isStored(run.document) && !deadline.hasExpired());
        return run;
    }

    std::unique_ptr<JaegerProcess> m_jaeger;
    json m_expected;
};

TEST_P(LiveDiagnosisTest, TheOtherOperationsOfTheServerShowTheImbalance)
{
    const auto spans = recentSpans();
    ASSERT_TRUE(m_jaeger->send(QByteArray::fromStdString(test::otlpJson(spans, {})))) << m_jaeger->log().toStdString();
    const Outcome run = diagnoseWhen([](const json& document) {
        const auto rules = rulesOf(document);
        return std::find(rules.begin(), rules.end(), "load-imbalance") != rules.end();
    });
    ASSERT_THAT(rulesOf(run.document), Contains("load-imbalance")) << run.errors << run.document.dump(1);
    const json& finding = run.document["findings"][0];
    EXPECT_EQ(finding["facts"]["worker"], m_expected["facts"]["load-imbalance"]["worker"]);
    EXPECT_EQ(finding["facts"]["selections"], m_expected["facts"]["load-imbalance"]["selections"]);
    EXPECT_EQ(run.exitCode, 0);
}

TEST_P(LiveDiagnosisTest, WithoutOtherOperationsNothingIsSaidAboutTheirWorkers)
{
    auto spans = recentSpans();
    std::string traceId;
    for (const test::SpanData& span : spans)
        for (const auto& [key, value] : span.attributes)
            if (value == m_expected["id"])
                traceId = span.traceId;
    std::erase_if(spans, [&](const test::SpanData& span) { return span.traceId != traceId; });
    ASSERT_TRUE(m_jaeger->send(QByteArray::fromStdString(test::otlpJson(spans, {})))) << m_jaeger->log().toStdString();
    const Outcome run = diagnoseWhen([&](const json& document) {
        return document.value(json::json_pointer("/subject/spans"), std::size_t{0}) >= spans.size();
    });
    EXPECT_EQ(run.document["subject"]["spans"], spans.size()) << run.errors;
    EXPECT_THAT(rulesOf(run.document), ::testing::Not(Contains("load-imbalance")));
}

INSTANTIATE_TEST_SUITE_P(Generations, LiveDiagnosisTest, ::testing::Values("jaeger-v1.76.0", "jaeger-v2.13.0"),
                         [](const auto& tested) {
                             std::string name = tested.param;
                             std::replace_if(
                                 name.begin(), name.end(), [](char c) { return c == '-' || c == '.'; }, '_');
                             return name;
                         });

} // namespace
} // namespace spanlight
