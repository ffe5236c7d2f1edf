#pragma once

#include "models/sources/source.h"

#include <QUrl>

#include <tl/expected.hpp>

namespace spanlight::sources {

/// Where a server's HTTP interface begins.
struct ServerAddress
{
    QUrl base;            ///< http(s)://host[:port][/base/path], no slash at the end, no user, no query
    bool isJaeger = true; ///< false: `http://…`, the server is asked what it is
    QString shown;        ///< as the user gave it
    bool raw = false;     ///< of `?raw=true`: without Jaeger's adjustments of times
    QString tenant;       ///< of `?tenant=ID`; empty: as the connection says
};

/// Whether both are of one server: scheme, host and port.
[[nodiscard]] bool isSameServer(const QUrl& one, const QUrl& other);

/// Without what is only for the server that they were given for: header, token, password, tenant, client certificate.
[[nodiscard]] ConnectionOptions withoutSecrets(ConnectionOptions options);

/// Where VictoriaTraces answers as Jaeger does.
inline const QString kVictoriaTracesPath = QStringLiteral("/select/jaeger");
[[nodiscard]] inline bool isVictoriaTraces(const QUrl& base)
{
    return base.path().endsWith(kVictoriaTracesPath);
}

/// Reads `jaeger+http://…`, `jaeger+https://…`, `http://…`, `https://…`. A page of Jaeger's own interface
/// (`/search?…`, `/trace/ID`) is understood as the server it belongs to; `?tenant=ID` names one of several tenants,
/// `?raw=true` asks Jaeger for traces as they were sent. Passwords in the address are refused, because addresses are
/// shown and stored.
[[nodiscard]] tl::expected<ServerAddress, SourceError> parseServerAddress(const QString& address);

} // namespace spanlight::sources
