// A small real system runs while it is watched: real processes, the real OpenTelemetry SDK, a real back end or our own
// receiver. What the replica knows that it did is what the diagnosis has to find.
#include "tests/servers/replica_process.h"
#include "tests/servers/server_process.h"
#include "tests/support/run_program.h"

#include <QDeadlineTimer>

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace spanlight::test {
namespace {

using nlohmann::json;

struct Play
{
    const char* server;
    const char* scenario;
    const char* vocabulary;
};

void PrintTo(const Play& play, std::ostream* out)
{
    *out << play.scenario << " in " << play.vocabulary << " at " << play.server;
}

/// What deviates from what was played; empty: nothing.
std::vector<std::string> deviations(const json& played, const json& document)
{
    std::vector<std::string> list;
    std::set<json> rules;
    for (const json& finding : document.value("findings", json::array()))
        rules.insert(finding["rule"]);
    const json verdict = document.value("verdict", json::object());
    const auto compare = [&](const char* what, const json& expected, const json& also) {
        const json found = verdict.value(what, json());
        if (found != expected && !(also.is_array() && std::find(also.begin(), also.end(), found) != also.end()))
            list.push_back(std::string(what) + " is " + found.dump() + ", expected " + expected.dump());
    };
    compare("state", played["expectedState"], played["alsoAccepted"]["states"]);
    compare("primary", played["expectedPrimary"], played["alsoAccepted"]["primaries"]);
    for (const json& rule : played["mustHave"])
        if (rules.count(rule) == 0)
            list.push_back("no " + rule.dump());
    for (const json& rule : played["mustNotHave"])
        if (rules.count(rule) != 0)
            list.push_back("false alarm " + rule.dump());
    return list;
}

json ask(const ServerProcess& server, const json& played)
{
    const bool isTrace = played["operationId"].is_null();
    const json& id = isTrace ? played["traceIds"][0] : played["operationId"];
    const ProgramRun run =
        runProgram({QStringLiteral("diagnose"), server.sourceUrl(),
                    isTrace ? QStringLiteral("--trace") : QStringLiteral("--operation"), QString::fromStdString(id),
                    QStringLiteral("--now"), QString::fromStdString(played["asOf"]), QStringLiteral("--format"),
                    QStringLiteral("json")});
    json document = json::parse(run.output, nullptr, false);
    EXPECT_TRUE(document.is_object()) << run.errors;
    return document.is_object() ? document : json::object();
}

class LiveReplicaPlay : public testing::TestWithParam<Play>
{
};

TEST_P(LiveReplicaPlay, IsUnderstood)
{
    const Play& play = GetParam();
    if (!hasReplica())
        GTEST_SKIP() << kNoReplica;
    const auto server = startServer(qEnvironmentVariable("SPANLIGHT_SERVERS"), QLatin1String(play.server));
    if (!server)
        GTEST_SKIP() << "SPANLIGHT_SERVERS does not name a folder with " << play.server << " (tests/servers/build.sh)";
    ASSERT_TRUE(server->isReady()) << server->log().toStdString();
    ReplicaProcess replica({QLatin1String(play.scenario), server->receiverUrl(), QLatin1String(play.vocabulary)});
    const json played = replica.played();
    ASSERT_TRUE(played.is_object()) << replica.errors().toStdString();
    std::vector<std::string> list{"not asked"};
    // The server takes spans into its storage a moment after it has accepted them.
    for (const QDeadlineTimer deadline(5'000); !list.empty() && !deadline.hasExpired();)
        list = deviations(played, ask(*server, played));
    EXPECT_TRUE(list.empty()) << testing::PrintToString(list);
}

constexpr auto kReceiver = "spanlight";
constexpr auto kJaeger1 = "jaeger-v1.76.0";
constexpr auto kJaeger2 = "jaeger-v2.13.0";

std::string nameOf(const testing::TestParamInfo<Play>& info)
{
    return testNameOf(std::string(info.param.server) + '_' + info.param.scenario + '_' + info.param.vocabulary);
}

/// In each group of causes one, the two generations of the vocabulary and the receivers in turn.
INSTANTIATE_TEST_SUITE_P(
    Some, LiveReplicaPlay,
    testing::Values(Play{kReceiver, "healthy-training-attached", "c2"}, Play{kJaeger2, "healthy-backtest", "c1"},
                    Play{kJaeger1, "running-training", "c2"}, Play{kReceiver, "stuck-ib-fetch", "c1"},
                    Play{kReceiver, "worker-killed", "c2"}, Play{kJaeger2, "worker-killed", "c1"},
                    Play{kJaeger1, "orphan-detected", "c2"}, Play{kReceiver, "failed-out-of-memory", "c1"},
                    Play{kJaeger1, "no-workers-registered", "c1"}, Play{kReceiver, "refused-dispatch", "c2"},
                    Play{kJaeger2, "context-lost", "c2"}, Play{kReceiver, "ib-error-behind-200", "c1"}),
    nameOf);

} // namespace
} // namespace spanlight::test
