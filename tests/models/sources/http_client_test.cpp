#include "models/sources/http/http_client.h"

#include "tests/support/test_server.h"

#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTimer>

#include <gtest/gtest.h>

namespace spanlight::sources {
namespace {

using Kind = SourceError::Kind;
using test::ServerRequest;
using test::TestServer;

HttpAnswer fetch(const QString& url, const ConnectionOptions& options = {})
{
    HttpClient client(options);
    const auto error = client.prepare();
    EXPECT_FALSE(error.has_value()) << error->text().toStdString();
    const auto call = client.get(QUrl(url));
    QSignalSpy spy(call.get(), &HttpCall::finished);
    EXPECT_TRUE(spy.wait(20'000));
    return call->take();
}

ConnectionOptions quick()
{
    ConnectionOptions options;
    options.timeoutMs = 100;
    return options;
}

TEST(HttpClientTest, AnAnswerHasStatusAndBody)
{
    TestServer server(
        [](const ServerRequest&, QTcpSocket& socket) { TestServer::reply(socket, 404, "text/plain", "nothing here"); });
    const HttpAnswer answer = fetch(server.url() + "/x");
    EXPECT_FALSE(answer.error.has_value());
    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(answer.body, "nothing here");
}

TEST(HttpClientTest, ARefusedConnectionSaysSo)
{
    quint16 port = 0;
    {
        TestServer closed([](const ServerRequest&, QTcpSocket&) {});
        port = closed.port();
    }
    const HttpAnswer answer = fetch(QStringLiteral("http://127.0.0.1:%1/").arg(port));
    ASSERT_TRUE(answer.error.has_value());
    EXPECT_EQ(answer.error->kind, Kind::NotReachable);
    EXPECT_TRUE(answer.error->text().contains(QStringLiteral("refused")));
}

TEST(HttpClientTest, AnUnknownHostIsNamed)
{
    const HttpAnswer answer = fetch(QStringLiteral("http://no-such-host.invalid/"));
    ASSERT_TRUE(answer.error.has_value());
    EXPECT_EQ(answer.error->kind, Kind::NotReachable);
    EXPECT_TRUE(answer.error->text().contains(QStringLiteral("no-such-host.invalid")));
}

TEST(HttpClientTest, ASilentServerTimesOut)
{
    TestServer server([](const ServerRequest&, QTcpSocket&) {});
    const HttpAnswer answer = fetch(server.url(), quick());
    ASSERT_TRUE(answer.error.has_value());
    EXPECT_EQ(answer.error->kind, Kind::TimedOut);
    EXPECT_TRUE(answer.error->text().contains(QStringLiteral("0.1 s"))) << answer.error->text().toStdString();
}

TEST(HttpClientTest, AnAnswerThatTricklesForEverTimesOutAlthoughBytesKeepComing)
{
    QTimer drip;
    drip.setInterval(5);
    TestServer server([&drip](const ServerRequest&, QTcpSocket& socket) {
        socket.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{");
        QObject::connect(&drip, &QTimer::timeout, &socket, [&socket] { socket.write(" "); });
        drip.start();
    });
    const HttpAnswer answer = fetch(server.url(), quick());
    ASSERT_TRUE(answer.error.has_value());
    EXPECT_EQ(answer.error->kind, Kind::TimedOut);
    EXPECT_TRUE(answer.body.startsWith('{'));
}

TEST(HttpClientTest, AnEndlessAnswerStopsAtTheLimit)
{
    TestServer server([](const ServerRequest&, QTcpSocket& socket) {
        socket.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n");
        QObject::connect(&socket, &QTcpSocket::bytesWritten, &socket,
                         [&socket] { socket.write(QByteArray(100'000, ' ')); });
        socket.write(QByteArray(100'000, ' '));
    });
    ConnectionOptions options;
    options.maxAnswerBytes = 3'000'000;
    const HttpAnswer answer = fetch(server.url(), options);
    ASSERT_TRUE(answer.error.has_value());
    EXPECT_EQ(answer.error->kind, Kind::TooLarge);
    EXPECT_TRUE(answer.error->text().contains(QStringLiteral("3 MB")));
    EXPECT_LE(answer.body.size(), options.maxAnswerBytes);
}

TEST(HttpClientTest, AConnectionThatEndsInTheMiddleKeepsWhatCame)
{
    TestServer server([](const ServerRequest&, QTcpSocket& socket) {
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"data\":[");
        socket.disconnectFromHost();
    });
    const HttpAnswer answer = fetch(server.url());
    ASSERT_TRUE(answer.error.has_value());
    EXPECT_EQ(answer.error->kind, Kind::NotReachable);
    EXPECT_EQ(answer.body, "{\"data\":[");
}

TEST(HttpClientTest, SomethingThatIsNotHttpIsAnError)
{
    TestServer server([](const ServerRequest&, QTcpSocket& socket) {
        socket.write("220 mail.example ESMTP\r\n");
        socket.disconnectFromHost();
    });
    EXPECT_TRUE(fetch(server.url(), quick()).error.has_value());
}

TEST(HttpClientTest, HeadersTokenAndTenantAreSent)
{
    QTemporaryDir folder;
    QFile token(folder.filePath("token"));
    ASSERT_TRUE(token.open(QIODevice::WriteOnly));
    token.write("s3cret-token\n");
    token.close();
    ConnectionOptions options;
    options.tokenFile = token.fileName();
    options.headers = {{QStringLiteral("X-Scope"), QStringLiteral(" team-7 ")}};
    options.tenant = QStringLiteral("acme");
    TestServer server(
        [](const ServerRequest&, QTcpSocket& socket) { TestServer::reply(socket, 200, "text/plain", "ok"); });
    fetch(server.url(), options);
    ASSERT_EQ(server.requests().size(), 1U);
    const auto& headers = server.requests().front().headers;
    EXPECT_EQ(headers.value("authorization"), "Bearer s3cret-token");
    EXPECT_EQ(headers.value("x-scope"), "team-7");
    EXPECT_EQ(headers.value("x-tenant"), "acme");
}

TEST(HttpClientTest, ARedirectToAnotherHostCarriesNoSecrets)
{
    TestServer other(
        [](const ServerRequest&, QTcpSocket& socket) { TestServer::reply(socket, 200, "text/plain", "other"); });
    TestServer first([&other](const ServerRequest&, QTcpSocket& socket) {
        TestServer::reply(socket, 302, "text/plain", "", "Location: " + other.url().toUtf8() + "/there\r\n");
    });
    ConnectionOptions options;
    options.headers = {{QStringLiteral("Authorization"), QStringLiteral("Bearer s3cret")},
                       {QStringLiteral("X-Key"), QStringLiteral("k3y")}};
    options.tenant = QStringLiteral("acme");
    const HttpAnswer answer = fetch(first.url(), options);
    EXPECT_EQ(answer.body, "other");
    ASSERT_EQ(first.requests().size(), 1U);
    EXPECT_EQ(first.requests().front().headers.value("x-key"), "k3y");
    ASSERT_EQ(other.requests().size(), 1U);
    for (const char* name : {"authorization", "x-key", "x-tenant"})
        EXPECT_FALSE(other.requests().front().headers.contains(name)) << name;
}

TEST(HttpClientTest, ARedirectOnTheSameHostKeepsTheHeaders)
{
    TestServer server([](const ServerRequest& request, QTcpSocket& socket) {
        if (request.path() == QLatin1String("/old"))
            TestServer::reply(socket, 307, "text/plain", "", "Location: /new\r\n");
        else
            TestServer::reply(socket, 200, "text/plain", "new");
    });
    ConnectionOptions options;
    options.headers = {{QStringLiteral("X-Key"), QStringLiteral("k3y")}};
    EXPECT_EQ(fetch(server.url() + "/old", options).body, "new");
    EXPECT_EQ(server.requests().back().headers.value("x-key"), "k3y");
}

TEST(HttpClientTest, RedirectsInACircleEnd)
{
    TestServer server([](const ServerRequest&, QTcpSocket& socket) {
        TestServer::reply(socket, 302, "text/plain", "", "Location: /again\r\n");
    });
    const HttpAnswer answer = fetch(server.url());
    ASSERT_TRUE(answer.error.has_value());
    EXPECT_TRUE(answer.error->text().contains(QStringLiteral("circle")));
}

TEST(HttpClientTest, SecretsThatAServerEchoesAreNotShown)
{
    ConnectionOptions options;
    options.headers = {{QStringLiteral("Authorization"), QStringLiteral("Bearer s3cret")}};
    const HttpClient client(options);
    SourceError error;
    error.what = QStringLiteral("refused: token s3cret is not valid");
    EXPECT_EQ(client.withoutSecrets(error).what, QStringLiteral("refused: token … is not valid"));
}

TEST(HttpClientTest, FilesOfOptionsThatCannotBeUsedAreNamed)
{
    QTemporaryDir folder;
    QFile empty(folder.filePath("empty"));
    ASSERT_TRUE(empty.open(QIODevice::WriteOnly));
    empty.close();
    for (const QString& path : {folder.filePath("none"), folder.filePath("empty")}) {
        ConnectionOptions token;
        token.tokenFile = path;
        const auto tokenError = HttpClient(token).prepare();
        ASSERT_TRUE(tokenError.has_value());
        EXPECT_TRUE(tokenError->text().contains(path));
        ConnectionOptions certificates;
        certificates.caFile = path;
        const auto certificateError = HttpClient(certificates).prepare();
        ASSERT_TRUE(certificateError.has_value());
        EXPECT_TRUE(certificateError->text().contains(path));
    }
}

TEST(HttpClientTest, AHeaderThatWouldBreakTheRequestIsRefused)
{
    ConnectionOptions options;
    options.headers = {{QStringLiteral("X-A"), QStringLiteral("b\r\nEvil: 1")}};
    EXPECT_TRUE(HttpClient(options).prepare().has_value());
}

} // namespace
} // namespace spanlight::sources
