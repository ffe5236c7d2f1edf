// Jaeger is asked to keep a trace in the archive of its own.
#include "models/sources/jaeger/jaeger_archive.h"

#include "tests/support/replay_server.h"
#include "tests/support/source_run.h"

#include <QSignalSpy>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace spanlight::sources {
namespace {

using test::ReplayServer;
using test::ServerRequest;
using test::TestServer;

constexpr trace::TraceId kTrace{0x7c1a5e0f9b2d4c68, 0xa3e1f7d0245b9c02};
const char* const kKept = R"({"data":[],"total":0,"limit":0,"offset":0,"errors":null})";
const char* const kNotConfigured = R"({"data":null,"total":0,"limit":0,"offset":0,"errors":)"
                                   R"([{"code":500,"msg":"archive span storage was not configured"}]})";

struct Outcome
{
    std::optional<SourceError> error;
    std::vector<ServerRequest> requests;
};

std::optional<SourceError> kept(Source& source, trace::TraceId id = kTrace)
{
    const auto job = source.keepTrace(id);
    EXPECT_NE(job, nullptr);
    QSignalSpy done(job.get(), &KeepJob::finished);
    EXPECT_TRUE(job->isFinished() || done.wait(10'000));
    EXPECT_EQ(done.count(), 1);
    return job->error();
}

Outcome askedOf(int status, const QByteArray& body, const QByteArray& headers = {}, const QString& path = {},
                const ConnectionOptions& options = {})
{
    TestServer server([&](const ServerRequest&, QTcpSocket& socket) {
        TestServer::reply(socket, status, "text/plain", body, headers);
    });
    const auto source = test::sourceOf(QStringLiteral("jaeger+") + server.url() + path, options);
    const auto error = kept(*source);
    return {error, server.requests()};
}

TEST(JaegerArchive, IsAskedByPostBelowTheBasePathWithTheHeadersOfTheConnection)
{
    ConnectionOptions options;
    options.tenant = QStringLiteral("acme");
    const Outcome outcome = askedOf(200, kKept, {}, QStringLiteral("/jaeger"), options);
    EXPECT_FALSE(outcome.error.has_value()) << outcome.error->text().toStdString();
    ASSERT_EQ(outcome.requests.size(), 1U);
    EXPECT_EQ(outcome.requests.front().method, "POST");
    EXPECT_EQ(outcome.requests.front().target, "/jaeger/api/archive/7c1a5e0f9b2d4c68a3e1f7d0245b9c02");
    EXPECT_EQ(outcome.requests.front().headers.value("content-length"), "0");
    EXPECT_EQ(outcome.requests.front().headers.value("x-tenant"), "acme");
}

struct Refusal
{
    const char* name;
    int status;
    const char* body;
    SourceError::Kind kind;
    const char* said;
};

class JaegerArchiveRefuses : public ::testing::TestWithParam<Refusal>
{
};

TEST_P(JaegerArchiveRefuses, AndSaysWhyAndWhatToDo)
{
    const Outcome outcome = askedOf(GetParam().status, GetParam().body);
    ASSERT_TRUE(outcome.error.has_value());
    EXPECT_EQ(outcome.error->kind, GetParam().kind);
    EXPECT_THAT(outcome.error->text().toStdString(), ::testing::HasSubstr(GetParam().said));
    EXPECT_FALSE(outcome.error->advice.isEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Answers, JaegerArchiveRefuses,
    ::testing::Values(Refusal{"NotConfigured", 500, kNotConfigured, SourceError::Kind::ServerError, "traces_archive"},
                      Refusal{"UnknownTrace", 404, R"({"data":null,"errors":[{"code":404,"msg":"trace not found"}]})",
                              SourceError::Kind::NotFound, "does not hold this trace"},
                      Refusal{"UnknownPath", 404, "404 page not found\n", SourceError::Kind::BadAnswer, "no archive"},
                      Refusal{"WrongVerb", 405, "", SourceError::Kind::BadAnswer, "no archive"},
                      Refusal{"PageOfTheInterface", 200, "<!doctype html><title>Jaeger UI</title>",
                              SourceError::Kind::BadAnswer, "Jaeger UI"},
                      Refusal{"ErrorsBesideSuccess", 200, R"({"data":[],"errors":[{"msg":"disk on fire"}]})",
                              SourceError::Kind::BadAnswer, "disk on fire"},
                      Refusal{"NoTenant", 401, "missing tenant header", SourceError::Kind::Refused,
                              "missing tenant header"}),
    [](const auto& tested) { return tested.param.name; });

// A GET of the login page would look like a success.
TEST(JaegerArchive, ARedirectThatWouldForgetThePostIsNotFollowed)
{
    const Outcome outcome = askedOf(302, "", "Location: /login\r\n");
    ASSERT_TRUE(outcome.error.has_value());
    EXPECT_EQ(outcome.error->httpStatus, 302);
    EXPECT_EQ(outcome.requests.size(), 1U);
}

TEST(JaegerArchive, ARedirectThatKeepsThePostIsFollowed)
{
    TestServer server([](const ServerRequest& request, QTcpSocket& socket) {
        const bool moved = request.path().startsWith(QLatin1String("/new/"));
        TestServer::reply(socket, moved ? 200 : 308, "text/plain", moved ? kKept : "",
                          moved ? "" : QByteArray("Location: /new" + request.target + "\r\n"));
    });
    const auto source = test::sourceOf(QStringLiteral("jaeger+") + server.url());
    EXPECT_FALSE(kept(*source).has_value());
    EXPECT_EQ(server.requests().back().method, "POST");
}

TEST(JaegerArchive, OnlyJaegerIsAskedToKeepATrace)
{
    for (const char* address : {"demo:", "tempo+http://127.0.0.1:1", "zipkin+http://127.0.0.1:1",
                                "victoriatraces+http://127.0.0.1:1", "archive:/nowhere"}) {
        const auto source = test::sourceOf(QString::fromLatin1(address));
        EXPECT_FALSE(source->capabilities().keepsTraces) << address;
        EXPECT_EQ(source->keepTrace(kTrace), nullptr) << address;
    }
    EXPECT_TRUE(test::sourceOf(QStringLiteral("jaeger+http://127.0.0.1:1"))->capabilities().keepsTraces);
}

TEST(JaegerArchive, AServerThatIsNotThereIsAnErrorOfTheConnection)
{
    const auto source = test::sourceOf(QStringLiteral("jaeger+http://127.0.0.1:1"));
    const auto error = kept(*source);
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->kind, SourceError::Kind::NotReachable);
}

} // namespace
} // namespace spanlight::sources
