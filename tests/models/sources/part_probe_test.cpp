#include "models/sources/companions/part_probe.h"
#include "tests/support/replay_server.h"

#include <QDateTime>
#include <QLocale>
#include <QSignalSpy>

#include <gtest/gtest.h>

#include <cmath>
#include <memory>

namespace spanlight::sources {
namespace {

using test::ServerRequest;
using test::TestServer;

std::unique_ptr<PartProbe> probed(ProbedServer server, const QString& url, int timeoutMs = 5000)
{
    ConnectionOptions options;
    options.timeoutMs = timeoutMs;
    auto probe = std::make_unique<PartProbe>(server, QUrl(url), options);
    QSignalSpy finished(probe.get(), &PartProbe::finished);
    probe->start();
    EXPECT_TRUE(probe->isFinished() || finished.wait(10'000));
    return probe;
}

QByteArray dateHeader(qint64 aheadSeconds)
{
    const QDateTime time = QDateTime::currentDateTimeUtc().addSecs(aheadSeconds);
    return "Date: " + QLocale::c().toString(time, QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'")).toLatin1() +
           "\r\n";
}

TEST(PartProbe, ReadsVersionsOfAllKinds)
{
    TestServer server([](const ServerRequest& request, QTcpSocket& socket) {
        const QString path = request.path();
        const QByteArray body = path == QLatin1String("/info")            ? R"({"zipkin":{"version":"3.6.1"}})"
                                : path == QLatin1String("/api/v1/health") ? R"({"status":"ok","version":"1.0.7"})"
                                : path == QLatin1String("/api/health")    ? R"({"version":"10.1"})"
                                : path == QLatin1String("/api/status/buildinfo") ? R"({"version":"2.9"})"
                                : path == QLatin1String("/api/v1/status/buildinfo")
                                    ? R"({"status":"success","data":{"version":"2.42.0"}})"
                                    : R"(<script>const X = {"gitCommit":"a","gitVersion":"v1.76.0"};</script>)";
        TestServer::reply(socket, 200, "application/json", body);
    });
    EXPECT_EQ(probed(ProbedServer::Zipkin, server.url())->version(), QStringLiteral("3.6.1"));
    EXPECT_EQ(probed(ProbedServer::OperationsApi, server.url())->version(), QStringLiteral("1.0.7"));
    EXPECT_EQ(probed(ProbedServer::Grafana, server.url())->version(), QStringLiteral("10.1"));
    EXPECT_EQ(probed(ProbedServer::Tempo, server.url())->version(), QStringLiteral("2.9"));
    EXPECT_EQ(probed(ProbedServer::Prometheus, server.url())->version(), QStringLiteral("2.42.0"));
    EXPECT_EQ(probed(ProbedServer::Jaeger, server.url())->version(), QStringLiteral("v1.76.0"));
}

TEST(PartProbe, MeasuresClocksInBothDirections)
{
    qint64 ahead = 0;
    TestServer server([&ahead](const ServerRequest&, QTcpSocket& socket) {
        TestServer::reply(socket, 200, "application/json", "{}", dateHeader(ahead));
    });
    for (const qint64 seconds : {-3600, 0, 90}) {
        ahead = seconds;
        const auto probe = probed(ProbedServer::Grafana, server.url());
        ASSERT_TRUE(probe->clockAheadNs()) << seconds;
        const double off = static_cast<double>(*probe->clockAheadNs()) / 1e9 - static_cast<double>(seconds);
        EXPECT_LE(std::abs(off), static_cast<double>(probe->clockToleranceNs()) / 1e9 + 0.01) << seconds;
    }
}

TEST(PartProbe, TellsNoTimeWhereTheServerTellsNone)
{
    TestServer server([](const ServerRequest&, QTcpSocket& socket) {
        TestServer::reply(socket, 200, "application/json", "{}", "Date: yesterday\r\n");
    });
    EXPECT_FALSE(probed(ProbedServer::Grafana, server.url())->clockAheadNs());
}

TEST(PartProbe, SaysWhatIsWrong)
{
    TestServer server([](const ServerRequest& request, QTcpSocket& socket) {
        if (request.path() == QLatin1String("/api/health"))
            TestServer::reply(socket, 200, "text/html", "<html><title>Login</title></html>");
        else
            TestServer::reply(socket, 404, "application/json", R"({"detail":"Not Found"})");
    });
    EXPECT_TRUE(probed(ProbedServer::Grafana, server.url())->error()); // a page is not what was asked for
    EXPECT_TRUE(probed(ProbedServer::OperationsApi, server.url() + QStringLiteral("/wrong"))->error());
    EXPECT_FALSE(probed(ProbedServer::Jaeger, server.url())->error()); // any answer shows that it is there
    EXPECT_TRUE(probed(ProbedServer::Jaeger, QStringLiteral("http://127.0.0.1:1"))->error());
    TestServer silent([](const ServerRequest&, QTcpSocket&) {});
    EXPECT_EQ(probed(ProbedServer::Grafana, silent.url(), 100)->error()->kind, SourceError::Kind::TimedOut);
}

TEST(ProbedAddress, IsTheServerBehindASource)
{
    EXPECT_EQ(probedAddress(QStringLiteral("jaeger+http://h:16686/base"))->base.toString(),
              QStringLiteral("http://h:16686/base"));
    EXPECT_EQ(probedAddress(QStringLiteral("tempo+https://h"))->server, ProbedServer::Tempo);
    EXPECT_EQ(probedAddress(QStringLiteral("http://h:1"))->server, ProbedServer::Unknown);
    for (const char* none : {"demo:", "/a/b.json", "a.json", "otlp://127.0.0.1:4318", "file:///a", ""})
        EXPECT_FALSE(probedAddress(QLatin1String(none))) << none;
}

} // namespace
} // namespace spanlight::sources
