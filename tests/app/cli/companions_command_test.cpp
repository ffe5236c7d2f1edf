#include "tests/support/run_program.h"
#include "tests/support/test_server.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace spanlight {
namespace {

using nlohmann::json;
using test::ProgramRun;
using test::runProgram;
using test::ServerRequest;
using test::TestServer;

const QString kOperation = QStringLiteral("op_training_20251111_123456_ab12cd34");

// The operations API of the stuck sample: the operation ended after the moment at which the sample was looked at.
class Api
{
public:
    explicit Api(QByteArray operation) : m_operation(std::move(operation)) {}
    [[nodiscard]] QString url() const { return m_server.url(); }

private:
    QByteArray m_operation;
    TestServer m_server{[this](const ServerRequest& request, QTcpSocket& socket) {
        const bool known = request.path().endsWith(kOperation);
        TestServer::reply(socket, known ? 200 : 404, "application/json",
                          known ? m_operation : QByteArray(R"({"detail":"Not Found"})"));
    }};
};

ProgramRun diagnosed(const QStringList& more)
{
    return runProgram(QStringList{QStringLiteral("diagnose"), QStringLiteral(SPANLIGHT_SAMPLES "/stuck-training"),
                                  QStringLiteral("--operation"), kOperation, QStringLiteral("--now"),
                                  QStringLiteral("2025-11-11T12:50:00Z"), QStringLiteral("--timeout"),
                                  QStringLiteral("5"), QStringLiteral("--format"), QStringLiteral("json")} +
                      more);
}

TEST(CompanionsOfDiagnose, ThatSpeakOfAnotherMomentDoNotChangeTheVerdict)
{
    Api api(R"({"data":{"operation_id":"op_training_20251111_123456_ab12cd34","status":"running",
                "progress":{"percentage":45}}})");
    const ProgramRun run = diagnosed({QStringLiteral("--ktrdr"), api.url()});
    EXPECT_EQ(run.exitCode, 0);
    const json document = json::parse(run.output);
    EXPECT_EQ(document["verdict"]["state"], "stuck");
    EXPECT_NE(document["companions"][0]["text"].get<std::string>().find("another moment"), std::string::npos);
    // Only the commands of the remedies differ: they go to the operations API that was named.
    const std::string alone = json::parse(diagnosed({}).output)["findings"].dump();
    EXPECT_NE(alone.find("curl http://localhost:8000/api/v1/operations/"), std::string::npos);
    EXPECT_EQ(QString::fromStdString(document["findings"].dump())
                  .replace(api.url(), QStringLiteral("http://localhost:8000"))
                  .toStdString(),
              alone);
}

TEST(CompanionsOfDiagnose, TellAnEndThatWasBeforeTheMomentOfLooking)
{
    Api api(R"({"data":{"operation_id":"op_training_20251111_123456_ab12cd34","status":"cancelled",
                "completed_at":"2025-11-11T12:49:00"}})");
    EXPECT_EQ(json::parse(diagnosed({QStringLiteral("--ktrdr"), api.url()}).output)["verdict"]["state"], "cancelled");
}

TEST(CompanionsOfDiagnose, ThatAreDownAreANoteAndNoFailure)
{
    const ProgramRun run = diagnosed({QStringLiteral("--ktrdr"), QStringLiteral("http://127.0.0.1:1"),
                                      QStringLiteral("--prometheus"), QStringLiteral("http://127.0.0.1:1")});
    EXPECT_EQ(run.exitCode, 0);
    const json document = json::parse(run.output);
    EXPECT_EQ(document["verdict"]["state"], "stuck");
    EXPECT_EQ(document["companions"].size(), 2U);
    EXPECT_NE(run.errors.find("refused"), std::string::npos);
}

TEST(CompanionsOfDiagnose, GiveLinksToTheirDashboards)
{
    const ProgramRun run = diagnosed({QStringLiteral("--grafana"), QStringLiteral("http://127.0.0.1:3000/login")});
    const json document = json::parse(run.output);
    EXPECT_EQ(document["links"][0]["url"].get<std::string>().rfind("http://127.0.0.1:3000/d/", 0), 0U);
    EXPECT_FALSE(document.contains("companions"));
}

TEST(CompanionsOfDiagnose, AreWrongUsageWhereTheirAddressIsNone)
{
    for (const char* wrong : {"file:///etc/passwd", "localhost", "http://user:hunter2@localhost"}) {
        const ProgramRun run = diagnosed({QStringLiteral("--prometheus"), QLatin1String(wrong)});
        EXPECT_EQ(run.exitCode, 2) << wrong;
        EXPECT_EQ(run.errors.find("hunter2"), std::string::npos);
        EXPECT_NE(run.errors.find("--prometheus"), std::string::npos);
    }
}

} // namespace
} // namespace spanlight
