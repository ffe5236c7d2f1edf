#include "models/sources/http/proxies.h"

#include <QHostAddress>
#include <QNetworkProxy>

namespace spanlight::sources {

bool isLoopback(const QString& host)
{
    const QString name = host.endsWith(QLatin1Char('.')) ? host.chopped(1).toLower() : host.toLower();
    if (name == QLatin1String("localhost") || name.endsWith(QLatin1String(".localhost"))) // RFC 6761, section 6.3
        return true;
    const QHostAddress address(name);
    return !address.isNull() && address.isLoopback();
}

QList<QNetworkProxy> SystemProxies::queryProxy(const QNetworkProxyQuery& query)
{
    if (isLoopback(query.peerHostName()))
        return {QNetworkProxy(QNetworkProxy::NoProxy)};
    return systemProxyForQuery(query);
}

QString proxyFor(const QUrl& url)
{
    const QList<QNetworkProxy> proxies = SystemProxies().queryProxy(QNetworkProxyQuery(url));
    if (proxies.isEmpty() || proxies.front().hostName().isEmpty())
        return {};
    return QStringLiteral("%1:%2").arg(proxies.front().hostName()).arg(proxies.front().port());
}

} // namespace spanlight::sources
