#include "models/sources/server_address.h"

#include "models/sources/http/http_error.h"

#include <QRegularExpression>
#include <QUrlQuery>

namespace spanlight::sources {

namespace {

const QString kJaegerPrefix = QStringLiteral("jaeger+");

tl::expected<ServerAddress, SourceError> refuse(const QString& what, const QUrl& url, const QString& advice)
{
    SourceError error;
    error.kind = SourceError::Kind::BadAddress;
    error.what = what;
    error.where = shownUrl(url);
    error.advice = advice;
    return tl::make_unexpected(std::move(error));
}

/// The path without slashes at its end and without the pages of Jaeger's own interface.
QString basePathOf(QString path)
{
    static const QRegularExpression kPage(
        QStringLiteral("/(search|dependencies|monitor|trace/[^/]*|api/(v3/)?(services|traces(/[^/]*)?))/*$"));
    path.remove(kPage);
    while (path.endsWith(QLatin1Char('/')))
        path.chop(1);
    return path;
}

} // namespace

bool isSameServer(const QUrl& one, const QUrl& other)
{
    const auto portOf = [](const QUrl& url) { return url.port(url.scheme() == QLatin1String("https") ? 443 : 80); };
    return one.scheme() == other.scheme() && one.host().compare(other.host(), Qt::CaseInsensitive) == 0 &&
           portOf(one) == portOf(other);
}

ConnectionOptions withoutSecrets(ConnectionOptions options)
{
    options.headers.clear();
    options.tokenFile.clear();
    options.token.clear();
    options.user.clear();
    options.password.clear();
    options.clientCertificateFile.clear();
    options.clientKeyFile.clear();
    options.tenant.clear();
    return options;
}

tl::expected<ServerAddress, SourceError> parseServerAddress(const QString& address)
{
    ServerAddress result;
    QString text = address.trimmed();
    result.isJaeger = text.startsWith(kJaegerPrefix, Qt::CaseInsensitive);
    if (result.isJaeger)
        text.remove(0, kJaegerPrefix.size());
    QUrl url(text, QUrl::TolerantMode);
    const QString scheme = url.scheme();
    if (!url.isValid() || url.host().isEmpty() || (scheme != QLatin1String("http") && scheme != QLatin1String("https")))
        return refuse(
            QStringLiteral("This is not the address of a server"), url,
            QStringLiteral("Write jaeger+http://HOST:16686 or http://HOST:PORT, with a base path if there is one"));
    if (!url.userInfo().isEmpty())
        return refuse(
            QStringLiteral("The address holds a user name or password"), url,
            QStringLiteral(
                "Addresses are shown and stored: put the token into a file and name that file, or use a header"));
    const QUrlQuery query(url);
    const QString tenant = query.queryItemValue(QStringLiteral("tenant"), QUrl::FullyDecoded).trimmed();
    url.setPath(basePathOf(url.path(QUrl::FullyEncoded)), QUrl::TolerantMode);
    url.setQuery(QString());
    url.setFragment({});
    result.base = url;
    result.shown = (result.isJaeger ? kJaegerPrefix : QString()) + url.toString();
    result.tenant = tenant;
    result.raw = query.queryItemValue(QStringLiteral("raw")) == QLatin1String("true");
    QStringList items;
    if (!tenant.isEmpty())
        items << QStringLiteral("tenant=") + QString::fromLatin1(QUrl::toPercentEncoding(tenant));
    if (result.raw)
        items << QStringLiteral("raw=true");
    if (!items.isEmpty())
        result.shown += QLatin1Char('?') + items.join(QLatin1Char('&'));
    return result;
}

} // namespace spanlight::sources
