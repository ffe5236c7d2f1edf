#include "models/sources/http/http_error.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QUrlQuery>

#include <algorithm>
#include <optional>

namespace spanlight::sources {

namespace {

constexpr qsizetype kMaxMessage = 200;
constexpr qsizetype kMaxErrorBody = 64 * 1024;

QString oneLine(QString text)
{
    for (QChar& c : text)
        if (!c.isPrint())
            c = QLatin1Char(' ');
    text = text.simplified();
    return text.size() <= kMaxMessage ? text : text.left(kMaxMessage - 1) + QChar(0x2026);
}

QString textOf(const QJsonValue& value)
{
    return value.isString() ? value.toString() : QString();
}

QString messageInObject(const QJsonObject& object)
{
    const QJsonArray errors = object[QLatin1String("errors")].toArray();
    const QJsonValue error = errors.isEmpty() ? object[QLatin1String("error")] : errors.first();
    if (error.isString())
        return error.toString();
    for (const char* key : {"msg", "message", "detail", "error_description", "error"}) {
        const QString inner = textOf(error.toObject()[QLatin1String(key)]);
        if (!inner.isEmpty())
            return inner;
        const QString outer = textOf(object[QLatin1String(key)]);
        if (!outer.isEmpty())
            return outer;
    }
    return {};
}

QString titleOfPage(const QString& page)
{
    static const QRegularExpression kTitle(QStringLiteral("<title[^>]*>([^<]*)</title>"),
                                           QRegularExpression::CaseInsensitiveOption);
    const QString title = kTitle.match(page).captured(1).simplified();
    return title.isEmpty() ? QStringLiteral("a web page") : QStringLiteral("a web page, “%1”").arg(title);
}

SourceError makeError(SourceError::Kind kind, const QString& what, const QUrl& url, const QString& advice,
                      int status = 0)
{
    SourceError error;
    error.kind = kind;
    error.what = what;
    error.where = shownUrl(url);
    error.advice = advice;
    error.httpStatus = status;
    return error;
}

struct StatusMeaning
{
    SourceError::Kind kind;
    QString what;
    QString advice;
};

StatusMeaning meaningOf(int status)
{
    using Kind = SourceError::Kind;
    if (status == 401 || status == 403 || status == 407)
        return {Kind::Refused, QStringLiteral("The server refused access"),
                QStringLiteral("Check the token, the headers and the tenant of this connection")};
    if (status == 404)
        return {Kind::NotFound, QStringLiteral("The server does not know this path"),
                QStringLiteral("Check the address and its base path")};
    if (status == 429)
        return {Kind::ServerError, QStringLiteral("The server takes no more requests at the moment"),
                QStringLiteral("Wait a little, or search less at once")};
    if (status == 501)
        return {Kind::ServerError, QStringLiteral("The server does not offer this"),
                QStringLiteral("Check how the server is set up")};
    if (status == 502 || status == 503 || status == 504)
        return {Kind::ServerError, QStringLiteral("The server is not available at the moment"),
                QStringLiteral("Check that the server behind the proxy runs, then try again")};
    if (status >= 500)
        return {Kind::ServerError, QStringLiteral("The server failed"), QStringLiteral("Look into the server's log")};
    if (status >= 400)
        return {Kind::BadAnswer, QStringLiteral("The server did not accept the request"),
                QStringLiteral("Change the search, or check that the address belongs to a trace server")};
    return {Kind::BadAnswer, QStringLiteral("The server answered in an unexpected way"),
            QStringLiteral("Check that the address belongs to a trace server")};
}

// OpenSSL's words for the alerts of RFC 8446, section 6.2, that a server sends about what it was shown.
std::optional<SourceError> errorOfClientCertificate(const QString& text, const QUrl& url)
{
    if (text.contains(QLatin1String("alert certificate required")))
        return makeError(SourceError::Kind::NotReachable, QStringLiteral("The server demands a client certificate"),
                         url, QStringLiteral("Give the client certificate and its key"));
    for (const char* alert : {"alert bad certificate", "alert unknown ca", "alert certificate unknown",
                              "alert certificate expired", "alert certificate revoked"})
        if (text.contains(QLatin1String(alert)))
            return makeError(SourceError::Kind::NotReachable,
                             QStringLiteral("The server does not accept the client certificate: %1").arg(oneLine(text)),
                             url, QStringLiteral("Give a certificate that the server's authority issued"));
    return std::nullopt;
}

} // namespace

QString shownUrl(const QUrl& url)
{
    static const QRegularExpression kSecret(
        QStringLiteral("token|secret|passw|pwd|auth|credential|signature|^sig$|key$"),
        QRegularExpression::CaseInsensitiveOption);
    QUrl shown = url;
    shown.setUserInfo({});
    shown.setFragment({});
    QList<std::pair<QString, QString>> items;
    for (const auto& [name, value] : QUrlQuery(url).queryItems(QUrl::FullyEncoded))
        items.append({name, name.contains(kSecret) ? QStringLiteral("…") : value});
    QUrlQuery query;
    query.setQueryItems(items);
    shown.setQuery(items.isEmpty() ? QString() : query.toString(QUrl::FullyEncoded));
    QString text = shown.toString(QUrl::PrettyDecoded);
    text.replace(QStringLiteral("%E2%80%A6"), QStringLiteral("…"));
    return oneLine(text);
}

bool isWebPage(const QByteArray& body)
{
    return body.left(1024).trimmed().startsWith('<');
}

QString messageInBody(const QByteArray& body)
{
    const QByteArray head = body.left(kMaxErrorBody).trimmed();
    if (head.startsWith('<'))
        return oneLine(titleOfPage(QString::fromUtf8(head)));
    if (head.startsWith('{') || head.startsWith('[')) {
        const QJsonDocument json = QJsonDocument::fromJson(head);
        const QString message = messageInObject(json.isArray() ? json[0].toObject() : json.object());
        if (json.isNull())
            return oneLine(QString::fromUtf8(head));
        return oneLine(message);
    }
    return oneLine(QString::fromUtf8(head));
}

SourceError errorOfStatus(int status, const QByteArray& body, const QUrl& url)
{
    StatusMeaning meaning = meaningOf(status);
    const QString message = messageInBody(body);
    const QString what = message.isEmpty()
                             ? QStringLiteral("%1 (HTTP %2)").arg(meaning.what).arg(status)
                             : QStringLiteral("%1 (HTTP %2: %3)").arg(meaning.what).arg(status).arg(message);
    return makeError(meaning.kind, what, url, meaning.advice, status);
}

SourceError errorOfConnection(QNetworkReply::NetworkError error, const QString& text, const QUrl& url)
{
    using Kind = SourceError::Kind;
    if (auto refused = errorOfClientCertificate(text, url))
        return *refused;
    switch (error) {
    case QNetworkReply::ConnectionRefusedError:
        return makeError(Kind::NotReachable, QStringLiteral("The connection was refused"), url,
                         QStringLiteral("Check that the server runs and that host and port are right"));
    case QNetworkReply::HostNotFoundError:
        return makeError(Kind::NotReachable, QStringLiteral("The host name “%1” is not known").arg(url.host()), url,
                         QStringLiteral("Check the spelling of the address and the name service"));
    case QNetworkReply::RemoteHostClosedError:
        return makeError(
            Kind::NotReachable, QStringLiteral("The server closed the connection in the middle"), url,
            url.scheme() == QLatin1String("https")
                ? QStringLiteral("Check the server's log, whether it demands a client certificate and "
                                 "speaks https, then try again")
                : QStringLiteral("Check the server's log and that http or https is right, then try again"));
    case QNetworkReply::SslHandshakeFailedError:
        return makeError(Kind::NotReachable,
                         QStringLiteral("No secure connection could be made: %1").arg(oneLine(text)), url,
                         QStringLiteral("Give the certificate authority of the server, or check that it speaks https"));
    case QNetworkReply::TimeoutError:
        return makeError(Kind::TimedOut, QStringLiteral("The server did not answer in time"), url,
                         QStringLiteral("Check the network, raise the timeout, or search less at once"));
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyTimeoutError:
    case QNetworkReply::UnknownProxyError:
        return makeError(Kind::NotReachable,
                         QStringLiteral("The proxy of this system could not be used: %1").arg(oneLine(text)), url,
                         QStringLiteral("Check the system's proxy settings, or except this host (no_proxy)"));
    case QNetworkReply::ProxyAuthenticationRequiredError:
        return makeError(Kind::Refused, QStringLiteral("The proxy of this system demands a user and password"), url,
                         QStringLiteral("Give them in the system's proxy settings, or except this host (no_proxy)"));
    case QNetworkReply::ProtocolFailure:
    case QNetworkReply::ProtocolUnknownError:
    case QNetworkReply::ProtocolInvalidOperationError:
        return makeError(Kind::BadAnswer, QStringLiteral("The server does not speak HTTP here: %1").arg(oneLine(text)),
                         url, QStringLiteral("Check the port; Jaeger's query port is 16686"));
    default:
        return makeError(Kind::NotReachable, QStringLiteral("The connection failed: %1").arg(oneLine(text)), url,
                         QStringLiteral("Check the network and the address"));
    }
}

SourceError errorBehindProxy(const QString& text, const QUrl& url)
{
    return makeError(
        SourceError::Kind::NotReachable,
        QStringLiteral("The server could not be reached through the proxy of this system: %1").arg(oneLine(text)), url,
        QStringLiteral("Check that the server runs, and the system's proxy settings; no_proxy excepts a host"));
}

SourceError errorOfStrangeAnswer(const QByteArray& body, const QUrl& url, const QString& expected)
{
    const QString message = messageInBody(body);
    const QString came =
        body.trimmed().isEmpty() ? QStringLiteral("an empty answer")
        : isWebPage(body)        ? message
                                 : QStringLiteral("something else: %1")
                                .arg(message.isEmpty() ? oneLine(QString::fromUtf8(body.left(kMaxMessage))) : message);
    return makeError(SourceError::Kind::BadAnswer, QStringLiteral("Instead of %1 came %2").arg(expected, came), url,
                     QStringLiteral("Check the address and its base path, and whether a proxy asks for a login"));
}

} // namespace spanlight::sources
