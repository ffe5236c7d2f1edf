#include "tests/app/cli/run_program.h"
#include "tests/support/replay_server.h"

#include <QDateTime>
#include <QLocale>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace spanlight {
namespace {

using nlohmann::json;
using test::ProgramRun;
using test::ReplayServer;
using test::runProgram;
using test::ServerRequest;
using test::TestServer;

ProgramRun doctor(const QStringList& arguments)
{
    return runProgram(QStringList{QStringLiteral("doctor"), QStringLiteral("--timeout"), QStringLiteral("5"),
                                  QStringLiteral("--format"), QStringLiteral("json")} +
                      arguments);
}

// "warning" and the like, of a check of the first part.
std::string statusOf(const ProgramRun& run, const std::string& id)
{
    const json document = json::parse(run.output, nullptr, false);
    if (!document.is_object() || document["parts"].empty())
        return "no document";
    for (const json& check : document["parts"][0]["checks"])
        if (check["check"] == id)
            return check["status"];
    return "absent";
}

TEST(DoctorCommand, IsDoneWithAHealthyRecording)
{
    const ProgramRun run = doctor({QStringLiteral(SPANLIGHT_SAMPLES "/healthy-training/spans.json")});
    EXPECT_EQ(run.exitCode, 0) << run.output;
    EXPECT_EQ(json::parse(run.output)["schema"], "spanlight.doctor/1");
    EXPECT_EQ(statusOf(run, "propagation"), "ok");
}

TEST(DoctorCommand, FindsLostContextInARecording)
{
    const ProgramRun run = doctor({QStringLiteral(SPANLIGHT_SAMPLES "/context-lost-worker/spans.json")});
    EXPECT_EQ(run.exitCode, 1);
    EXPECT_EQ(statusOf(run, "propagation"), "warning");
}

TEST(DoctorCommand, EndsWithThreeWhereNothingAnswers)
{
    const ProgramRun run = doctor({QStringLiteral("jaeger+http://127.0.0.1:1"), QStringLiteral("--prometheus"),
                                   QStringLiteral("http://127.0.0.1:1")});
    EXPECT_EQ(run.exitCode, 3);
    EXPECT_EQ(statusOf(run, "reachable"), "error");
    EXPECT_EQ(statusOf(run, "content"), "not-checked");
}

TEST(DoctorCommand, FindsStaleDataOfARealServer)
{
    ReplayServer server(QStringLiteral(SPANLIGHT_RECORDED "/jaeger-1.76.0"));
    ASSERT_TRUE(server.isReady());
    const ProgramRun run = doctor({QStringLiteral("jaeger+") + server.url()});
    EXPECT_EQ(run.exitCode, 1);
    EXPECT_EQ(statusOf(run, "reachable"), "ok");
    EXPECT_EQ(statusOf(run, "services"), "ok");
    EXPECT_EQ(statusOf(run, "newest-data"), "warning");
    EXPECT_EQ(statusOf(run, "clock"), "not-checked"); // the replay tells no time
}

TEST(DoctorCommand, FindsAWrongBasePath)
{
    ReplayServer server(QStringLiteral(SPANLIGHT_RECORDED "/jaeger-1.76.0"), QStringLiteral("/jaeger"));
    ASSERT_TRUE(server.isReady());
    const QString root = server.url().chopped(7);
    EXPECT_EQ(doctor({QStringLiteral("jaeger+") + root}).exitCode, 3);
    EXPECT_EQ(statusOf(doctor({QStringLiteral("jaeger+") + server.url()}), "reachable"), "ok");
}

TEST(DoctorCommand, FindsAnEmptyServerWithAClockThatIsOff)
{
    TestServer server([](const ServerRequest& request, QTcpSocket& socket) {
        const QDateTime late = QDateTime::currentDateTimeUtc().addSecs(-600);
        const QByteArray date =
            "Date: " + QLocale::c().toString(late, QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'")).toLatin1() +
            "\r\n";
        const bool known = request.path() == QLatin1String("/api/services") || request.path() == QLatin1String("/");
        TestServer::reply(socket, known ? 200 : 404, "application/json", known ? R"({"data":[]})" : "{}", date);
    });
    const ProgramRun run = doctor({QStringLiteral("jaeger+") + server.url()});
    EXPECT_EQ(run.exitCode, 1);
    EXPECT_EQ(statusOf(run, "services"), "error");
    EXPECT_EQ(statusOf(run, "clock"), "warning");
    EXPECT_EQ(statusOf(run, "newest-data"), "not-checked");
}

TEST(DoctorCommand, TakesCompanionsAlone)
{
    ReplayServer server(QStringLiteral(SPANLIGHT_RECORDED "/prometheus-2.42.0"));
    ASSERT_TRUE(server.isReady());
    const ProgramRun run = doctor({QStringLiteral("--prometheus"), server.url()});
    EXPECT_EQ(json::parse(run.output)["parts"][0]["version"].get<std::string>().substr(0, 4), "2.42");
    EXPECT_EQ(statusOf(run, "answers"), "warning"); // the queries of the profile were not recorded
    EXPECT_EQ(run.exitCode, 1);
}

TEST(DoctorCommand, NeedsSomethingToLookAt)
{
    EXPECT_EQ(doctor({}).exitCode, 2);
    EXPECT_EQ(doctor({QStringLiteral("--ktrdr"), QStringLiteral("file:///etc")}).exitCode, 2);
}

} // namespace
} // namespace spanlight
