// An authority and its certificates are made for each run with the openssl program; without it these tests are skipped.
#include "models/sources/http/http_client.h"

#include "tests/support/test_server.h"

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
        m_openssl = QStandardPaths::findExecutable(QStringLiteral("openssl"));
        if (m_openssl.isEmpty() || !QSslSocket::supportsSsl())
            GTEST_SKIP() << "the openssl program or Qt's TLS is not there";
        ASSERT_TRUE(run({"req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", file("ca.key"), "-out",
                         file("ca.pem"), "-days", "2", "-subj", "/CN=Spanlight Test Authority"}));
        ASSERT_TRUE(issue("server", "IP:127.0.0.1", "2"));
        QObject::connect(&m_server, &QSslServer::pendingConnectionAvailable, &m_server, [this] {
            while (QTcpSocket* socket = m_server.nextPendingConnection())
                QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                    m_request += socket->readAll();
                    socket->write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nsecure");
                    socket->disconnectFromHost();
                });
        });
    }

    [[nodiscard]] QString file(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)); }
    [[nodiscard]] bool run(const QStringList& arguments) const
    {
        QProcess process;
        process.start(m_openssl, arguments);
        return process.waitForFinished(30'000) && process.exitCode() == 0;
    }
    /// NAME.pem and NAME.key, signed by the authority, for these names.
    [[nodiscard]] bool issue(const QByteArray& name, const char* names, const char* days) const
    {
        const QString request = file(name + ".csr");
        return run({"req", "-newkey", "rsa:2048", "-nodes", "-keyout", file(name + ".key"), "-out", request, "-subj",
                    QStringLiteral("/CN=the %1").arg(QString::fromLatin1(name)), "-addext",
                    QStringLiteral("subjectAltName=%1").arg(QString::fromLatin1(names))}) &&
               run({"x509", "-req", "-in", request, "-CA", file("ca.pem"), "-CAkey", file("ca.key"), "-CAcreateserial",
                    "-days", days, "-copy_extensions", "copy", "-out", file(name + ".pem")});
    }
    void serve(const QByteArray& name, bool asksClients = false)
    {
        QFile keyFile(file(name + ".key"));
        ASSERT_TRUE(keyFile.open(QIODevice::ReadOnly));
        QSslConfiguration configuration;
        configuration.setPrivateKey(QSslKey(&keyFile, QSsl::Rsa));
        configuration.setLocalCertificate(QSslCertificate::fromPath(file(name + ".pem")).value(0));
        if (asksClients) {
            configuration.setCaCertificates(QSslCertificate::fromPath(file("ca.pem")));
            configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
        }
        m_server.setSslConfiguration(configuration);
        ASSERT_TRUE(m_server.listen(QHostAddress::LocalHost));
    }
    [[nodiscard]] ConnectionOptions trusting() const
    {
        ConnectionOptions options;
        options.caFile = file("ca.pem");
        return options;
    }
    [[nodiscard]] HttpAnswer fetch(const ConnectionOptions& options) const
    {
        HttpClient client(options);
        const auto wrong = client.prepare();
        EXPECT_FALSE(wrong.has_value());
        const auto call = client.get(QUrl(QStringLiteral("https://127.0.0.1:%1/").arg(m_server.serverPort())));
        QSignalSpy spy(call.get(), &HttpCall::finished);
        EXPECT_TRUE(spy.wait(20'000));
        return call->take();
    }
    [[nodiscard]] std::string told(const ConnectionOptions& options) const
    {
        return fetch(options).error.value_or(SourceError{}).text().toStdString();
    }
    [[nodiscard]] static std::string refused(const ConnectionOptions& options)
    {
        return HttpClient(options).prepare().value_or(SourceError{}).text().toStdString();
    }

    QString m_openssl;
    QTemporaryDir m_folder;
    QByteArray m_request;
    QSslServer m_server;
};

bool holds(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

TEST_F(HttpTlsTest, AnUnknownIssuerIsToldByItsNameWithAdvice)
{
    serve("server");
    const HttpAnswer answer = fetch({});
    ASSERT_TRUE(answer.error.has_value());
    EXPECT_EQ(answer.error->kind, SourceError::Kind::NotReachable);
    const std::string text = answer.error->text().toStdString();
    EXPECT_TRUE(holds(text, "“the server” was issued by “Spanlight Test Authority”, which is not known here")) << text;
    EXPECT_TRUE(holds(text, "file of certificates to trust")) << text;
}

TEST_F(HttpTlsTest, AGivenAuthorityIsTrusted)
{
    serve("server");
    const HttpAnswer answer = fetch(trusting());
    EXPECT_FALSE(answer.error.has_value()) << answer.error->text().toStdString();
    EXPECT_EQ(answer.body, "secure");
}

TEST_F(HttpTlsTest, ACertificateSignedByItselfIsToldAsThat)
{
    ASSERT_TRUE(run({"req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", file("own.key"), "-out",
                     file("own.pem"), "-days", "2", "-subj", "/CN=lonely", "-addext", "subjectAltName=IP:127.0.0.1"}));
    serve("own");
    const std::string text = told({});
    EXPECT_TRUE(holds(text, "“lonely” is signed by itself and not known here")) << text;
}

TEST_F(HttpTlsTest, AnExpiredCertificateIsToldWithItsDate)
{
    ASSERT_TRUE(issue("old", "IP:127.0.0.1", "-1"));
    serve("old");
    const std::string text = told(trusting());
    const QDateTime end = QSslCertificate::fromPath(file("old.pem")).value(0).expiryDate().toUTC();
    EXPECT_TRUE(holds(text, "“the old” expired on " + end.toString(QStringLiteral("yyyy-MM-dd")).toStdString()))
        << text;
    EXPECT_FALSE(holds(text, "issued by")) << text;
}

TEST_F(HttpTlsTest, AWrongNameIsToldWithTheNamesThatTheCertificateHas)
{
    ASSERT_TRUE(issue("other", "DNS:traces.example,DNS:jaeger.example", "2"));
    serve("other");
    const std::string text = told(trusting());
    EXPECT_TRUE(holds(text, "“the other” is not for “127.0.0.1” but for jaeger.example, traces.example")) << text;
}

TEST_F(HttpTlsTest, AnInsecureConnectionIsPossibleWhenAskedFor)
{
    serve("server");
    ConnectionOptions options;
    options.insecure = true;
    EXPECT_EQ(fetch(options).body, "secure");
}

TEST_F(HttpTlsTest, AClientCertificateOpensAServerThatAsksForOne)
{
    ASSERT_TRUE(issue("client", "DNS:client", "2"));
    serve("server", true);
    ConnectionOptions options = trusting();
    options.clientCertificateFile = file("client.pem");
    options.clientKeyFile = file("client.key");
    const HttpAnswer answer = fetch(options);
    EXPECT_FALSE(answer.error.has_value()) << answer.error->text().toStdString();
    EXPECT_EQ(answer.body, "secure");
}

TEST_F(HttpTlsTest, WithoutAClientCertificateSuchAServerIsNotReached)
{
    serve("server", true);
    const std::string text = told(trusting());
    EXPECT_TRUE(holds(text, "client certificate")) << text;
}

TEST_F(HttpTlsTest, TheClientCertificateIsNotShownToTheServerOfARedirect)
{
    ASSERT_TRUE(issue("client", "DNS:client", "2"));
    serve("server", true);
    const QByteArray target = "https://127.0.0.1:" + QByteArray::number(m_server.serverPort()) + "/";
    test::TestServer first([&target](const test::ServerRequest&, QTcpSocket& socket) {
        test::TestServer::reply(socket, 302, "text/plain", "", "Location: " + target + "\r\n");
    });
    ConnectionOptions options = trusting();
    options.clientCertificateFile = file("client.pem");
    options.clientKeyFile = file("client.key");
    HttpClient client(options);
    ASSERT_FALSE(client.prepare().has_value());
    const auto call = client.get(QUrl(first.url()));
    QSignalSpy spy(call.get(), &HttpCall::finished);
    ASSERT_TRUE(spy.wait(20'000));
    EXPECT_TRUE(call->answer().error.has_value());
    EXPECT_EQ(call->answer().url.toEncoded(), target);
    EXPECT_TRUE(m_request.isEmpty());
}

TEST_F(HttpTlsTest, AKeyWithPassphraseIsToldAsThat)
{
    ASSERT_TRUE(run({"genrsa", "-aes256", "-passout", "pass:hunter2", "-out", file("locked.key"), "2048"}));
    ConnectionOptions options;
    options.clientCertificateFile = file("server.pem");
    options.clientKeyFile = file("locked.key");
    EXPECT_TRUE(holds(refused(options), "protected by a passphrase")) << refused(options);
}

TEST_F(HttpTlsTest, AFileWithoutKeyIsToldAsThat)
{
    ConnectionOptions options;
    options.clientCertificateFile = file("server.pem");
    EXPECT_TRUE(holds(refused(options), "no private key in the file")) << refused(options);
}

TEST_F(HttpTlsTest, AKeyAloneIsRefused)
{
    ConnectionOptions options;
    options.clientKeyFile = file("server.key");
    EXPECT_TRUE(holds(refused(options), "without its certificate")) << refused(options);
}

TEST_F(HttpTlsTest, UserAndPasswordAreSentAsBasicAuthentication)
{
    serve("server");
    ConnectionOptions options = trusting();
    options.user = QStringLiteral("anna");
    options.password = QStringLiteral("hünter2");
    EXPECT_EQ(fetch(options).body, "secure");
    EXPECT_TRUE(m_request.contains("Authorization: Basic " + QByteArray("anna:hünter2").toBase64()))
        << m_request.data();
}

} // namespace
} // namespace spanlight::sources
