// Certificates are made for each run with the openssl program; without it these tests are skipped.
#include "models/sources/http/http_client.h"

#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace spanlight::sources {
namespace {

class HttpTlsTest : public ::testing::Test
{
protected:
    void SetUp() override
    {
        const QString openssl = QStandardPaths::findExecutable(QStringLiteral("openssl"));
        if (openssl.isEmpty() || !QSslSocket::supportsSsl())
            GTEST_SKIP() << "the openssl program or Qt's TLS is not there";
        QProcess process;
        process.start(openssl,
                      {"req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key(), "-out", certificate(),
                       "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"});
        ASSERT_TRUE(process.waitForFinished(30'000));
        ASSERT_EQ(process.exitCode(), 0) << process.readAllStandardError().toStdString();
        QFile keyFile(key());
        ASSERT_TRUE(keyFile.open(QIODevice::ReadOnly));
        QSslConfiguration configuration;
        configuration.setPrivateKey(QSslKey(&keyFile, QSsl::Rsa));
        configuration.setLocalCertificate(QSslCertificate::fromPath(certificate()).value(0));
        m_server.setSslConfiguration(configuration);
        ASSERT_TRUE(m_server.listen(QHostAddress::LocalHost));
        QObject::connect(&m_server, &QSslServer::pendingConnectionAvailable, &m_server, [this] {
            while (QTcpSocket* socket = m_server.nextPendingConnection())
                QObject::connect(socket, &QTcpSocket::readyRead, socket, [socket] {
                    socket->write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nsecure");
                    socket->disconnectFromHost();
                });
        });
    }

    [[nodiscard]] QString key() const { return m_folder.filePath(QStringLiteral("key.pem")); }
    [[nodiscard]] QString certificate() const { return m_folder.filePath(QStringLiteral("certificate.pem")); }
    [[nodiscard]] HttpAnswer fetch(const ConnectionOptions& options) const
    {
        HttpClient client(options);
        EXPECT_FALSE(client.prepare().has_value());
        const auto call = client.get(QUrl(QStringLiteral("https://127.0.0.1:%1/").arg(m_server.serverPort())));
        QSignalSpy spy(call.get(), &HttpCall::finished);
        EXPECT_TRUE(spy.wait(20'000));
        return call->take();
    }

    QTemporaryDir m_folder;
    QSslServer m_server;
};

TEST_F(HttpTlsTest, AnUnknownCertificateIsRefusedWithAdvice)
{
    const HttpAnswer answer = fetch({});
    ASSERT_TRUE(answer.error.has_value());
    EXPECT_EQ(answer.error->kind, SourceError::Kind::NotReachable);
    EXPECT_TRUE(answer.error->text().contains(QStringLiteral("secure connection")))
        << answer.error->text().toStdString();
}

TEST_F(HttpTlsTest, AGivenAuthorityIsTrusted)
{
    ConnectionOptions options;
    options.caFile = certificate();
    const HttpAnswer answer = fetch(options);
    EXPECT_FALSE(answer.error.has_value()) << answer.error->text().toStdString();
    EXPECT_EQ(answer.body, "secure");
}

TEST_F(HttpTlsTest, AnInsecureConnectionIsPossibleWhenAskedFor)
{
    ConnectionOptions options;
    options.insecure = true;
    EXPECT_EQ(fetch(options).body, "secure");
}

} // namespace
} // namespace spanlight::sources
