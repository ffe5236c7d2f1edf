#include "tests/support/run_program.h"
#include "tests/support/test_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace spanlight {
namespace {

using test::ProgramRun;
using test::runProgram;
using test::ServerRequest;
using test::TestServer;
using ::testing::HasSubstr;

const QString kTrace = QStringLiteral("7c1a5e0f9b2d4c68a3e1f7d0245b9c02");

ProgramRun keep(const QStringList& arguments)
{
    return runProgram(QStringList{QStringLiteral("archive"), QStringLiteral("keep")} + arguments);
}

TestServer::Handler answers(int status, const QByteArray& body)
{
    return [=](const ServerRequest&, QTcpSocket& socket) { TestServer::reply(socket, status, "text/plain", body); };
}

TEST(ArchiveKeep, AsksTheServerAndSaysThatItKeepsTheTrace)
{
    TestServer server(answers(200, R"({"data":[],"errors":null})"));
    const QString address = QStringLiteral("jaeger+") + server.url();
    const ProgramRun run = keep({address, QStringLiteral("7C1A5E0F9B2D4C68A3E1F7D0245B9C02")});
    EXPECT_EQ(run.exitCode, 0) << run.errors;
    EXPECT_THAT(run.output, HasSubstr("keeps trace 7c1a5e0f9b2d4c68a3e1f7d0245b9c02"));
    ASSERT_EQ(server.requests().size(), 1U);
    EXPECT_EQ(server.requests().front().method, "POST");
    const ProgramRun asJson = keep({address, kTrace, QStringLiteral("--format"), QStringLiteral("json")});
    const auto document = nlohmann::json::parse(asJson.output);
    EXPECT_EQ(document["schema"], "spanlight.archive-keep/1");
    EXPECT_EQ(document["traceId"], kTrace.toStdString());
    EXPECT_EQ(document["kept"], true);
}

TEST(ArchiveKeep, SaysWhatToDoWhereTheServerHasNoArchive)
{
    TestServer server(answers(500, R"({"data":null,"errors":[{"code":500,)"
                                   R"("msg":"archive span storage was not configured"}]})"));
    const ProgramRun run = keep({QStringLiteral("jaeger+") + server.url(), kTrace});
    EXPECT_EQ(run.exitCode, 3);
    EXPECT_THAT(run.errors, HasSubstr("no archive storage"));
    EXPECT_THAT(run.errors, HasSubstr("spanlight-cli convert"));
}

TEST(ArchiveKeep, ATraceThatTheServerDoesNotHoldIsNotFound)
{
    TestServer server(answers(404, R"({"data":null,"errors":[{"code":404,"msg":"trace not found"}]})"));
    EXPECT_EQ(keep({QStringLiteral("jaeger+") + server.url(), kTrace}).exitCode, 4);
}

TEST(ArchiveKeep, AWrongAddressSaysNothingOfTheTrace)
{
    TestServer server(answers(404, "404 page not found\n"));
    const ProgramRun run = keep({QStringLiteral("jaeger+") + server.url() + QStringLiteral("/wrong"), kTrace});
    EXPECT_EQ(run.exitCode, 3);
    EXPECT_THAT(run.errors, HasSubstr("Check the address and its base path"));
}

TEST(ArchiveKeep, WrongArgumentsAreToldBeforeAnythingIsAsked)
{
    const ProgramRun other = keep({QStringLiteral("demo:"), kTrace});
    EXPECT_EQ(other.exitCode, 2);
    EXPECT_THAT(other.errors,
                HasSubstr("spanlight-cli convert demo: --trace 7c1a5e0f9b2d4c68a3e1f7d0245b9c02 archive:"));
    EXPECT_EQ(keep({QStringLiteral("jaeger+http://127.0.0.1:1"), QStringLiteral("no-id")}).exitCode, 2);
    EXPECT_EQ(keep({QStringLiteral("jaeger+http://127.0.0.1:1")}).exitCode, 2);
}

} // namespace
} // namespace spanlight
