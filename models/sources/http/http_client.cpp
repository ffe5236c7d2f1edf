#include "models/sources/http/http_client.h"

#include "models/sources/http/certificates.h"
#include "models/sources/http/http_error.h"
#include "models/sources/http/proxies.h"
#include "models/sources/server_address.h"

#include <QDateTime>
#include <QFile>
#include <QSslConfiguration>
#include <QSslKey>

#include <algorithm>

namespace spanlight::sources {

namespace {

constexpr int kMaxRedirects = 5;
constexpr int kWholeFactor = 20;          // an answer may take this many timeouts as long as it keeps coming
constexpr qint64 kStallBytes = 16 * 1024; // fewer bytes within one timeout count as silence
constexpr qint64 kReadBuffer = 4 * 1024 * 1024;
constexpr qint64 kMaxTokenBytes = 64 * 1024;
constexpr qint64 kReportEveryMs = 100;
constexpr int kMinSecretLength = 4; // shorter values would blacken ordinary words

SourceError optionError(const QString& what, const QString& where, const QString& advice)
{
    SourceError error;
    error.kind = SourceError::Kind::BadAddress;
    error.what = what;
    error.where = where;
    error.advice = advice;
    return error;
}

bool isHeaderText(const QByteArray& text)
{
    return std::none_of(text.begin(), text.end(),
                        [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

/// Whether secrets meant for `origin` may go to `url`: the same place, or the same host and port kind over TLS.
bool mayHaveSecrets(const QUrl& origin, const QUrl& url)
{
    QUrl upgraded = origin;
    if (origin.scheme() == QLatin1String("http") && origin.port(80) == 80) {
        upgraded.setScheme(QStringLiteral("https"));
        upgraded.setPort(-1);
    }
    return isSameServer(origin, url) || isSameServer(upgraded, url);
}

// Qt does not tell a proxy that refuses from a server that does; a tunnel may fail at either.
SourceError errorOfReply(const QNetworkReply& reply, const QUrl& url)
{
    const QNetworkReply::NetworkError error = reply.error();
    const bool unreachable =
        error == QNetworkReply::ConnectionRefusedError || error == QNetworkReply::HostNotFoundError;
    const QString proxy = unreachable ? proxyFor(url) : QString();
    if (proxy.isEmpty())
        return errorOfConnection(error, reply.errorString(), url);
    const QString text = QStringLiteral("%1, %2").arg(proxy, reply.errorString());
    return url.scheme() == QLatin1String("https")
               ? errorBehindProxy(text, url)
               : errorOfConnection(QNetworkReply::ProxyConnectionRefusedError, text, url);
}

// RFC 7617, section 2.1: UTF-8.
QByteArray basicCredentials(const ConnectionOptions& options)
{
    return (options.user + QLatin1Char(':') + options.password).toUtf8().toBase64();
}

} // namespace

HttpCall::HttpCall(HttpClient& client, const QUrl& url, QByteArray accept, HttpVerb verb)
    : m_client(client), m_accept(std::move(accept)), m_verb(verb), m_origin(url)
{
    m_stall.setSingleShot(true);
    m_whole.setSingleShot(true);
    m_stall.setInterval(client.options().timeoutMs);
    connect(&m_stall, &QTimer::timeout, this, [this] {
        failLate(m_answer.status == 0 ? QStringLiteral("The server did not answer within %1 s")
                                      : QStringLiteral("The answer stopped coming for %1 s"));
    });
    connect(&m_whole, &QTimer::timeout, this,
            [this] { failLate(QStringLiteral("The answer did not end, with a timeout of %1 s")); });
    m_whole.start(std::chrono::milliseconds(qint64{client.options().timeoutMs} * kWholeFactor));
    send(url);
}

HttpCall::~HttpCall()
{
    dropReply();
}

void HttpCall::send(const QUrl& url)
{
    m_answer = {};
    m_answer.url = url;
    m_sslErrors.clear();
    m_sinceRestart = 0;
    m_sinceReport.start();
    m_stall.start();
    QNetworkRequest request = m_client.requestFor(url, mayHaveSecrets(m_origin, url), m_accept);
    if (m_verb == HttpVerb::Post) {
        request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArrayLiteral("application/json"));
        m_reply = m_client.m_network.post(request, QByteArray());
    } else {
        m_reply = m_client.m_network.get(request);
    }
    m_reply->setReadBufferSize(kReadBuffer);
    if (m_client.options().insecure)
        m_reply->ignoreSslErrors();
    m_sentAtMs = QDateTime::currentMSecsSinceEpoch();
    // By name: Qt's network thread may free what a connection to a function keeps, ordered by a mutex inside of Qt that
    // the thread sanitizer does not see.
    connect(m_reply, SIGNAL(metaDataChanged()), this, SLOT(readHead()));
    connect(m_reply, SIGNAL(readyRead()), this, SLOT(readArrived()));
    connect(m_reply, SIGNAL(sslErrors(QList<QSslError>)), this, SLOT(noteSslErrors(QList<QSslError>)));
    connect(m_reply, SIGNAL(finished()), this, SLOT(onReplyFinished()));
}

void HttpCall::dropReply()
{
    if (m_reply == nullptr)
        return;
    m_reply->disconnect(this);
    if (m_reply->error() == QNetworkReply::NoError) // Qt 6.4 complains about a second error; deleting aborts as well
        m_reply->abort();
    m_reply->deleteLater();
    m_reply = nullptr;
}

void HttpCall::readHead()
{
    m_answer.status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    m_answer.date = m_reply->rawHeader("Date");
    m_answer.receivedAtMs = QDateTime::currentMSecsSinceEpoch();
    m_answer.roundTripMs = m_answer.receivedAtMs - m_sentAtMs;
}

void HttpCall::noteSslErrors(const QList<QSslError>& errors)
{
    m_sslErrors = errors;
}

void HttpCall::readArrived()
{
    const QByteArray bytes = m_reply->readAll();
    if (m_answer.body.size() + bytes.size() > m_client.options().maxAnswerBytes) {
        SourceError error;
        error.kind = SourceError::Kind::TooLarge;
        error.what =
            QStringLiteral("The answer is larger than %1 MB").arg(m_client.options().maxAnswerBytes / 1'000'000);
        error.where = shownUrl(m_answer.url);
        error.advice = QStringLiteral("Search a shorter time or with a smaller limit");
        fail(error);
        return;
    }
    m_answer.body += bytes;
    m_sinceRestart += bytes.size();
    if (m_sinceRestart >= kStallBytes) {
        m_sinceRestart = 0;
        m_stall.start();
    }
    if (!m_sinceReport.isValid() || m_sinceReport.elapsed() < kReportEveryMs)
        return;
    m_sinceReport.restart();
    QMetaObject::invokeMethod(this, &HttpCall::received, Qt::QueuedConnection); // a slot may destroy this call
}

void HttpCall::onReplyFinished()
{
    if (m_reply->bytesAvailable() > 0)
        readArrived();
    if (m_finished)
        return;
    m_answer.status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const QNetworkReply::NetworkError error = m_reply->error();
    if (m_answer.status >= 300 && m_answer.status < 400 && followRedirect())
        return;
    // Qt also calls statuses of 400 and above errors; their bodies say more.
    if (error != QNetworkReply::NoError && m_answer.status < 300) {
        fail(error == QNetworkReply::SslHandshakeFailedError && !m_sslErrors.isEmpty()
                 ? errorOfCertificate(m_sslErrors, m_answer.url)
                 : errorOfReply(*m_reply, m_answer.url));
        return;
    }
    finish();
}

bool HttpCall::followRedirect()
{
    const QUrl target = m_reply->attribute(QNetworkRequest::RedirectionTargetAttribute).toUrl();
    const bool keepsVerb = m_answer.status == 307 || m_answer.status == 308; // RFC 9110, section 15.4
    if (target.isEmpty() || (m_verb == HttpVerb::Post && !keepsVerb))
        return false;
    QUrl url = m_answer.url.resolved(target);
    url.setUserInfo({});
    if ((url.scheme() != QLatin1String("http") && url.scheme() != QLatin1String("https")) ||
        ++m_redirects > kMaxRedirects) {
        SourceError error;
        error.kind = SourceError::Kind::BadAnswer;
        error.what = QStringLiteral("The server redirects %1")
                         .arg(m_redirects > kMaxRedirects ? QStringLiteral("in a circle")
                                                          : QStringLiteral("to something that is not http"));
        error.where = shownUrl(m_answer.url);
        error.advice = QStringLiteral("Check the address and the proxy in front of the server");
        error.httpStatus = m_answer.status;
        fail(error);
        return true;
    }
    dropReply();
    send(url);
    return true;
}

void HttpCall::failLate(const QString& what)
{
    SourceError error;
    error.kind = SourceError::Kind::TimedOut;
    error.what = what.arg(static_cast<double>(m_client.options().timeoutMs) / 1000);
    error.where = shownUrl(m_answer.url);
    error.advice = QStringLiteral("Check the server and the network, raise the timeout, or search less at once");
    fail(error);
}

void HttpCall::fail(const SourceError& error)
{
    m_answer.error = m_client.withoutSecrets(error);
    finish();
}

void HttpCall::finish()
{
    if (m_finished)
        return;
    m_finished = true;
    m_stall.stop();
    m_whole.stop();
    dropReply();
    // Queued, because a slot may destroy this call while its own functions are still on the stack.
    QMetaObject::invokeMethod(this, &HttpCall::finished, Qt::QueuedConnection);
}

HttpClient::HttpClient(ConnectionOptions options, QObject* parent)
    : QObject(parent), m_options(std::move(options)), m_tls(QSslConfiguration::defaultConfiguration())
{
    m_options.timeoutMs = std::max(m_options.timeoutMs, 1);
    m_network.setProxyFactory(new SystemProxies); // owned by it
}

std::optional<SourceError> HttpClient::prepare()
{
    if (auto error = checkHeaders())
        return error;
    if (auto error = readToken())
        return error;
    auto tls = tlsFor(m_options);
    if (!tls)
        return tls.error();
    m_tls = std::move(*tls);
    return std::nullopt;
}

std::optional<SourceError> HttpClient::checkHeaders() const
{
    for (const auto& [name, value] : m_options.headers)
        if (name.trimmed().isEmpty() || !isHeaderText(name.toUtf8()) || !isHeaderText(value.toUtf8()) ||
            name.contains(QLatin1Char(':')))
            return optionError(QStringLiteral("A header has no name or holds characters that are not allowed"),
                               name.simplified(), QStringLiteral("Write headers as Name: value"));
    return std::nullopt;
}

std::optional<SourceError> HttpClient::readToken()
{
    m_token = m_options.token.toUtf8().trimmed();
    if (!isHeaderText(m_token)) {
        m_token.clear();
        return optionError(QStringLiteral("The token holds characters that are not allowed"), {},
                           QStringLiteral("Enter the bare token, without line ends"));
    }
    if (m_options.tokenFile.isEmpty())
        return std::nullopt;
    QFile file(m_options.tokenFile);
    if (!file.open(QIODevice::ReadOnly))
        return optionError(QStringLiteral("The token file cannot be read: %1").arg(file.errorString()),
                           m_options.tokenFile, QStringLiteral("Check the path and its permissions"));
    m_token = file.read(kMaxTokenBytes).trimmed();
    if (!m_token.isEmpty() && isHeaderText(m_token))
        return std::nullopt;
    m_token.clear();
    return optionError(QStringLiteral("The token file is empty or holds more than one line"), m_options.tokenFile,
                       QStringLiteral("Write the bare token into it"));
}

QNetworkRequest HttpClient::requestFor(const QUrl& url, bool withSecrets, const QByteArray& accept) const
{
    QNetworkRequest request(url);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setDecompressedSafetyCheckThreshold(-1); // maxAnswerBytes limits the unpacked bytes
    QSslConfiguration tls = m_tls;
    if (!withSecrets) { // who asks is no business of another server either
        tls.setLocalCertificateChain({});
        tls.setPrivateKey({});
    }
    request.setSslConfiguration(tls);
    request.setRawHeader("Accept", accept);
    request.setRawHeader("User-Agent", "spanlight/" SPANLIGHT_VERSION);
    if (!withSecrets)
        return request;
    if (!m_options.tenant.isEmpty())
        request.setRawHeader("x-tenant", m_options.tenant.toUtf8());
    if (!m_token.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + m_token);
    else if (!m_options.user.isEmpty())
        request.setRawHeader("Authorization", "Basic " + basicCredentials(m_options));
    for (const auto& [name, value] : m_options.headers)
        request.setRawHeader(name.trimmed().toUtf8(), value.trimmed().toUtf8());
    return request;
}

std::unique_ptr<HttpCall> HttpClient::get(const QUrl& url, const QByteArray& accept)
{
    return std::make_unique<HttpCall>(*this, url, accept);
}

std::unique_ptr<HttpCall> HttpClient::post(const QUrl& url)
{
    return std::make_unique<HttpCall>(*this, url, "application/json", HttpVerb::Post);
}

SourceError HttpClient::withoutSecrets(SourceError error) const
{
    const auto blacken = [&error](const QString& secret) {
        if (secret.size() < kMinSecretLength)
            return;
        for (QString* text : {&error.what, &error.where, &error.advice})
            text->replace(secret, QStringLiteral("…"), Qt::CaseInsensitive);
    };
    blacken(QString::fromUtf8(m_token));
    blacken(m_options.password);
    if (!m_options.user.isEmpty())
        blacken(QString::fromLatin1(basicCredentials(m_options)));
    for (const auto& [name, value] : m_options.headers) {
        blacken(value.trimmed());
        blacken(value.section(QLatin1Char(' '), 1).trimmed()); // "Bearer abc": the server may echo "abc" alone
    }
    return error;
}

} // namespace spanlight::sources
