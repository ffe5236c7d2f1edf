// Every scenario is told to real back ends and asked for again: the verdict is that of the file.
#include "models/formats/reader.h"
#include "models/trace/time_text.h"
#include "tests/scenarios/variation.h"
#include "tests/servers/server_process.h"
#include "tests/support/run_program.h"

#include <QDateTime>
#include <QDeadlineTimer>

#include <gtest/gtest.h>

#include <algorithm>

namespace spanlight::test {
namespace {

using nlohmann::json;

constexpr std::int64_t kHourNs = 3'600'000'000'000;
constexpr std::int64_t kApartNs = 72 * kHourNs; // nothing that one case is compared with belongs to another one

struct Told
{
    ScenarioCase one;
    Question question;
    std::vector<SpanData> spans;
};

/// One case of each scenario, in turn those of all vocabularies; SPANLIGHT_LIVE_CASES=all: all of them.
bool isChosen(std::size_t scenario, std::size_t index, std::size_t cases)
{
    return qEnvironmentVariable("SPANLIGHT_LIVE_CASES") == QLatin1String("all") || scenario % cases == index;
}

std::vector<Told> casesApart()
{
    std::vector<Told> told;
    const std::vector<std::string> scenarios = scenarioNames();
    const std::int64_t nowNs = QDateTime::currentMSecsSinceEpoch() * 1'000'000;
    for (std::size_t s = 0; s < scenarios.size(); ++s) {
        const std::vector<ScenarioCase> cases = casesOf(scenarios[s]);
        for (std::size_t i = 0; i < cases.size(); ++i) {
            if (!isChosen(s, i, cases.size()))
                continue;
            const ScenarioCase& one = cases[i];
            Told next{one, questionOf(one), spansOf(*readCase(one).stores().front())};
            const std::int64_t targetNs = nowNs - kHourNs - static_cast<std::int64_t>(told.size()) * kApartNs;
            moveInTime(next.spans, next.question, (targetNs - next.question.asOfNs) / 1'000'000 * 1'000'000);
            told.push_back(std::move(next));
        }
    }
    return told;
}

json askServer(const ServerProcess& server, const Told& told)
{
    const QStringList arguments{QStringLiteral("diagnose"),
                                server.sourceUrl(),
                                told.question.isTrace ? QStringLiteral("--trace") : QStringLiteral("--operation"),
                                QString::fromStdString(told.question.id),
                                QStringLiteral("--profile"),
                                QString::fromStdString(told.question.profile),
                                QStringLiteral("--now"),
                                QString::fromStdString(trace::toRfc3339(told.question.asOfNs)),
                                QStringLiteral("--format"),
                                QStringLiteral("json")};
    const ProgramRun run = runProgram(arguments);
    json document = json::parse(run.output, nullptr, false);
    EXPECT_FALSE(document.is_discarded()) << run.output << run.errors;
    return document;
}

/// Why an operation is not there depends on what else a server holds.
json withoutReason(json document)
{
    for (json& finding : document["findings"])
        if (finding["rule"] == "operation-not-found")
            finding["facts"].erase("reason");
    return document;
}

trace::TraceSet storedHere(const std::vector<SpanData>& spans)
{
    trace::TraceBuilder builder;
    (void)formats::readBytes(otlpJson(spans, {}), "spans", builder);
    return trace::TraceSet({builder.freeze()});
}

class LiveVerdicts : public testing::TestWithParam<const char*>
{
};

TEST_P(LiveVerdicts, AreThoseOfTheFile)
{
    const auto server = startServer(qEnvironmentVariable("SPANLIGHT_SERVERS"), QLatin1String(GetParam()));
    if (!server)
        GTEST_SKIP() << "SPANLIGHT_SERVERS does not name a folder with " << GetParam() << " (tests/servers/build.sh)";
    ASSERT_TRUE(server->isReady()) << server->log().toStdString();
    const std::vector<Told> all = casesApart();
    for (const Told& told : all)
        ASSERT_TRUE(server->sendSpans(told.spans)) << told.one.name << server->log().toStdString();
    for (const Told& told : all) {
        json expected = inLowerCase(json::parse(diagnose(storedHere(told.spans), told.question)));
        expected = withoutReason(std::move(expected));
        std::vector<std::string> list{"not asked"};
        // The server takes spans into its storage a moment after it has accepted them.
        for (const QDeadlineTimer deadline(5'000); !list.empty() && !deadline.hasExpired();)
            list = differences(expected, withoutReason(inLowerCase(askServer(*server, told))), {});
        EXPECT_TRUE(list.empty()) << told.one.name << ": " << testing::PrintToString(list);
    }
}

INSTANTIATE_TEST_SUITE_P(Servers, LiveVerdicts,
                         testing::Values("jaeger-v1.76.0", "jaeger-v2.13.0", "zipkin-v3.6.1.jar", "spanlight"),
                         [](const auto& server) { return testNameOf(server.param); });

} // namespace
} // namespace spanlight::test
