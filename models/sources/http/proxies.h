#pragma once

#include <QNetworkProxyFactory>
#include <QString>
#include <QUrl>

namespace spanlight::sources {

/// The proxies that the system says (its settings, or http_proxy, https_proxy and no_proxy of the environment). What is
/// on this machine is never asked through one.
class SystemProxies final : public QNetworkProxyFactory
{
public:
    [[nodiscard]] QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery& query) override;
};

/// "HOST:PORT" of the proxy through which the URL is asked; empty: none.
[[nodiscard]] QString proxyFor(const QUrl& url);
/// Whether the host is this machine: localhost and names below it, 127.0.0.0/8, ::1.
[[nodiscard]] bool isLoopback(const QString& host);

} // namespace spanlight::sources
