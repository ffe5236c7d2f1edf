#include "models/sources/http/proxies.h"

#include "tests/support/source_run.h"
#include "tests/support/test_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace spanlight::sources {
namespace {

using test::ServerRequest;
using test::TestServer;
using ::testing::IsEmpty;
using ::testing::Not;

const char* const kServices = R"({"data":["api"],"traces":[],"metrics":{}})";

// The system's proxies as the environment says them, for the time of a test.
class ProxyTest : public ::testing::Test
{
protected:
    void SetUp() override
    {
        for (const char* name : {"http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "NO_PROXY", "all_proxy"}) {
            m_before.emplace_back(name, qEnvironmentVariableIsSet(name) ? std::optional(qgetenv(name)) : std::nullopt);
            qunsetenv(name);
        }
        qputenv("http_proxy", m_proxy.url().toUtf8());
    }
    void TearDown() override
    {
        for (const auto& [name, value] : m_before)
            value ? qputenv(name, *value) : qunsetenv(name);
    }

    TestServer m_proxy{[](const ServerRequest&, QTcpSocket& socket) {
        TestServer::reply(socket, 200, "application/json", kServices);
    }};
    std::vector<std::pair<const char*, std::optional<QByteArray>>> m_before;
};

TEST_F(ProxyTest, AServerElsewhereIsAskedThroughTheProxyOfTheSystem)
{
    const auto source = test::sourceOf(QStringLiteral("tempo+http://traces.invalid:3200"));
    const auto job = test::finished(*source, {});
    EXPECT_FALSE(job->error().has_value()) << test::explain(*job);
    ASSERT_THAT(m_proxy.requests(), Not(IsEmpty()));
    EXPECT_TRUE(m_proxy.requests().front().target.startsWith("http://traces.invalid:3200/api/search"));
}

TEST_F(ProxyTest, ThisMachineIsNeverAskedThroughAProxy)
{
    TestServer server([](const ServerRequest&, QTcpSocket& socket) {
        TestServer::reply(socket, 200, "application/json", kServices);
    });
    for (const QString& url : {server.url(), QStringLiteral("http://localhost:%1").arg(server.port())}) {
        const auto source = test::sourceOf(QStringLiteral("tempo+") + url);
        const auto job = test::finished(*source, {});
        EXPECT_FALSE(job->error().has_value()) << test::explain(*job);
    }
    EXPECT_THAT(m_proxy.requests(), IsEmpty());
    EXPECT_THAT(server.requests(), Not(IsEmpty()));
}

TEST_F(ProxyTest, HostsThatTheSystemExceptsAreAskedDirectly)
{
    qputenv("no_proxy", "traces.invalid");
    const auto source = test::sourceOf(QStringLiteral("tempo+http://traces.invalid:3200"));
    const auto job = test::finished(*source, {});
    EXPECT_TRUE(job->error().has_value()); // there is no such host
    EXPECT_THAT(m_proxy.requests(), IsEmpty());
}

TEST_F(ProxyTest, AProxyThatDoesNotAnswerIsNamedAsTheCause)
{
    qputenv("http_proxy", "http://127.0.0.1:1");
    const auto source = test::sourceOf(QStringLiteral("tempo+http://traces.invalid:3200"));
    const auto job = test::finished(*source, {});
    ASSERT_TRUE(job->error().has_value());
    EXPECT_TRUE(job->error()->text().contains(QStringLiteral("proxy of this system could not be used: 127.0.0.1:1")))
        << test::explain(*job);
}

TEST_F(ProxyTest, ATunnelThatFailsMayBeTheFaultOfEither)
{
    TestServer proxy(
        [](const ServerRequest&, QTcpSocket& socket) { TestServer::reply(socket, 503, "text/plain", "no upstream"); });
    qputenv("https_proxy", proxy.url().toUtf8());
    const auto source = test::sourceOf(QStringLiteral("tempo+https://traces.invalid"));
    const auto job = test::finished(*source, {});
    ASSERT_TRUE(job->error().has_value());
    EXPECT_THAT(proxy.requests(), Not(IsEmpty()));
    EXPECT_TRUE(job->error()->text().contains(
        QStringLiteral("could not be reached through the proxy of this system: 127.0.0.1")))
        << test::explain(*job);
}

TEST(Loopback, IsThisMachineByNameAndByAddress)
{
    for (const char* host : {"localhost", "LOCALHOST.", "jaeger.localhost", "127.0.0.1", "127.8.9.1", "::1"})
        EXPECT_TRUE(isLoopback(QString::fromLatin1(host))) << host;
    for (const char* host : {"", "localhost.example", "128.0.0.1", "traces.invalid", "::2"})
        EXPECT_FALSE(isLoopback(QString::fromLatin1(host))) << host;
}

} // namespace
} // namespace spanlight::sources
