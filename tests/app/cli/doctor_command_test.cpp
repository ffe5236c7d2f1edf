#include "tests/support/run_program.h"
#include "tests/support/replay_server.h"

#include <QDateTime>
#include <QFile>
#include <QLocale>
#include <QTemporaryDir>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <atomic>

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

TEST(DoctorCommand, FindsNothingWrongWithAReceiverThatWaits)
{
    const ProgramRun run = doctor({QStringLiteral("otlp://127.0.0.1:0?grpc=off&archive=off")});
    EXPECT_EQ(run.exitCode, 0) << run.output;
    EXPECT_EQ(statusOf(run, "services"), "info");
    EXPECT_EQ(statusOf(run, "clock"), "absent");
}

TEST(DoctorCommand, FindsNothingWrongWithAnArchive)
{
    const QTemporaryDir folder;
    const QString address = QStringLiteral("archive:") + folder.filePath(QStringLiteral("a.sqlite"));
    EXPECT_EQ(doctor({address}).exitCode, 3) << "a file that is named has to be there";
    const ProgramRun kept = runProgram(
        {QStringLiteral("convert"), QStringLiteral(SPANLIGHT_SAMPLES "/healthy-training/spans.json"), address});
    ASSERT_EQ(kept.exitCode, 0) << kept.errors;
    const ProgramRun run = doctor({address});
    EXPECT_EQ(run.exitCode, 0) << run.output;
    EXPECT_EQ(statusOf(run, "integrity"), "ok");
    EXPECT_EQ(statusOf(run, "newest-data"), "info");
}

TEST(DoctorCommand, NamesADamagedArchive)
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("a.sqlite"));
    const ProgramRun kept =
        runProgram({QStringLiteral("convert"), QStringLiteral(SPANLIGHT_SAMPLES "/healthy-training/spans.json"),
                    QStringLiteral("archive:") + path});
    ASSERT_EQ(kept.exitCode, 0) << kept.errors;
    QFile file(path);
    ASSERT_TRUE(file.open(QIODevice::ReadWrite));
    file.seek(file.size() / 2);
    file.write(QByteArray(static_cast<int>(file.size() / 4), 'x'));
    file.close();
    const ProgramRun run = doctor({QStringLiteral("archive:") + path});
    EXPECT_NE(run.exitCode, 0) << run.output;
}

TEST(DoctorCommand, JudgesARecordingAsOfTheMomentThatIsGiven)
{
    const QString sample = QStringLiteral(SPANLIGHT_SAMPLES "/missing-worker-spans");
    EXPECT_EQ(statusOf(doctor({sample}), "worker-spans"), "info");
    const ProgramRun later = doctor({sample, QStringLiteral("--now"), QStringLiteral("2025-12-12T15:45:00Z")});
    EXPECT_EQ(statusOf(later, "worker-spans"), "warning");
    EXPECT_EQ(later.exitCode, 1);
    EXPECT_EQ(doctor({sample, QStringLiteral("--now"), QStringLiteral("soon")}).exitCode, 2);
}

TEST(DoctorCommand, LooksFurtherBackWhereNothingIsNew)
{
    std::atomic<int> searches = 0;
    TestServer server([&searches](const ServerRequest& request, QTcpSocket& socket) {
        if (request.path() == QLatin1String("/api/services"))
            return TestServer::reply(socket, 200, "application/json", R"({"data":["shop"]})");
        if (request.path() != QLatin1String("/api/traces"))
            return TestServer::reply(socket, 404, "application/json", "{}");
        const bool isFirst = searches++ == 0;
        TestServer::reply(socket, 200, "application/json", isFirst ? R"({"data":[]})" : R"({"data":[
            {"traceID":"0af7651916cd43dd8448eb211c80319c","spans":[
            {"traceID":"0af7651916cd43dd8448eb211c80319c","spanID":"b7ad6b7169203331","operationName":"GET /",
            "references":[],"startTime":1700000000000000,"duration":5000,"tags":[],"logs":[],"processID":"p1"}],
            "processes":{"p1":{"serviceName":"shop","tags":[]}}}]})");
    });
    const ProgramRun run = doctor({QStringLiteral("jaeger+") + server.url()});
    EXPECT_EQ(statusOf(run, "newest-data"), "warning");
    EXPECT_NE(run.output.find("ago: nothing has arrived since"), std::string::npos) << run.output;
}

TEST(DoctorCommand, NeedsSomethingToLookAt)
{
    EXPECT_EQ(doctor({}).exitCode, 2);
    EXPECT_EQ(doctor({QStringLiteral("--ktrdr"), QStringLiteral("file:///etc")}).exitCode, 2);
}

} // namespace
} // namespace spanlight
