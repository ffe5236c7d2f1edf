#include "models/sources/source_factory.h"

#include "models/sources/archive/archive_place.h"
#include "models/sources/archive/archive_source.h"
#include "models/sources/demo/demo_source.h"
#include "models/sources/file_source.h"
#include "models/sources/jaeger/jaeger_source.h"
#include "models/sources/otlp/otlp_source.h"
#include "models/sources/server_address.h"
#include "models/sources/tempo/tempo_source.h"
#include "models/sources/zipkin/zipkin_source.h"

#include <QRegularExpression>
#include <QUrl>

#include <array>
#include <utility>

namespace spanlight::sources {

namespace {

using Made = tl::expected<std::unique_ptr<Source>, SourceError>;

Made badAddress(const QString& what, const QString& where, const QString& advice)
{
    SourceError error;
    error.kind = SourceError::Kind::BadAddress;
    error.what = what;
    error.where = where;
    error.advice = advice;
    return tl::make_unexpected(std::move(error));
}

/// Scheme of an address in lower case, empty for a path.
QString schemeOf(const QString& address)
{
    static const QRegularExpression kScheme(QStringLiteral("^([A-Za-z][A-Za-z0-9+.-]*):(//|$)"));
    const QRegularExpressionMatch match = kScheme.match(address);
    return match.hasMatch() ? match.captured(1).toLower() : QString();
}

Made makeReceiver(const QString& address, QObject* parent)
{
    auto parsed = parseOtlpAddress(address);
    if (!parsed)
        return tl::make_unexpected(std::move(parsed.error()));
    return std::make_unique<OtlpSource>(std::move(*parsed), parent);
}

ConnectionOptions optionsFor(const ServerAddress& server, ConnectionOptions options)
{
    if (!server.tenant.isEmpty())
        options.tenant = server.tenant;
    return options;
}

/// A server whose kind the prefix of the address names.
template <typename Server>
Made makeNamed(const QString& prefix, const QString& address, const ConnectionOptions& options, QObject* parent)
{
    auto server = parseServerAddress(address.mid(prefix.size()));
    if (!server)
        return tl::make_unexpected(std::move(server.error()));
    server->shown.prepend(prefix);
    const ConnectionOptions own = optionsFor(*server, options);
    return std::make_unique<Server>(std::move(*server), own, parent);
}

/// VictoriaTraces answers as Jaeger does below a path of its own.
Made makeVictoriaTraces(const QString& address, const ConnectionOptions& options, QObject* parent)
{
    const QString prefix = QStringLiteral("victoriatraces+");
    auto server = parseServerAddress(address.mid(prefix.size()));
    if (!server)
        return tl::make_unexpected(std::move(server.error()));
    server->isJaeger = true;
    server->shown.prepend(prefix);
    if (!isVictoriaTraces(server->base))
        server->base.setPath(server->base.path() + kVictoriaTracesPath);
    const ConnectionOptions own = optionsFor(*server, options);
    return std::make_unique<JaegerSource>(std::move(*server), own, parent);
}

} // namespace

Made makeSource(const QString& address, const ConnectionOptions& options, QObject* parent)
{
    const QString trimmed = address.trimmed();
    if (trimmed.isEmpty())
        return badAddress(QStringLiteral("The address of the source is empty"), {},
                          QStringLiteral("Give a path, demo:, jaeger+http://HOST:16686 or http://HOST:PORT"));
    if (isArchiveAddress(trimmed))
        return std::make_unique<ArchiveSource>(archivePath(trimmed), trimmed, options, parent);
    const QString scheme = schemeOf(trimmed);
    if (scheme.isEmpty())
        return makeFileSource({address}, parent);
    if (scheme == QLatin1String("file"))
        return makeFileSource({QUrl(trimmed).toLocalFile()}, parent);
    if (scheme == QLatin1String("demo"))
        return std::make_unique<DemoSource>(parent);
    if (scheme == QLatin1String("otlp"))
        return makeReceiver(trimmed, parent);
    if (scheme == QLatin1String("tempo+http") || scheme == QLatin1String("tempo+https"))
        return makeNamed<TempoSource>(QStringLiteral("tempo+"), trimmed, options, parent);
    if (scheme == QLatin1String("zipkin+http") || scheme == QLatin1String("zipkin+https"))
        return makeNamed<ZipkinSource>(QStringLiteral("zipkin+"), trimmed, options, parent);
    if (scheme == QLatin1String("victoriatraces+http") || scheme == QLatin1String("victoriatraces+https"))
        return makeVictoriaTraces(trimmed, options, parent);
    const bool isServer = scheme == QLatin1String("http") || scheme == QLatin1String("https") ||
                          scheme == QLatin1String("jaeger+http") || scheme == QLatin1String("jaeger+https");
    if (!isServer)
        return badAddress(QStringLiteral("This kind of source is not known"), scheme + QLatin1Char(':'),
                          QStringLiteral("Use a path, demo:, jaeger+http://HOST:16686 or http://HOST:PORT"));
    auto server = parseServerAddress(trimmed);
    if (!server)
        return tl::make_unexpected(std::move(server.error()));
    const ConnectionOptions own = optionsFor(*server, options);
    return std::make_unique<JaegerSource>(std::move(*server), own, parent);
}

std::unique_ptr<Source> makeFileSource(std::vector<QString> paths, QObject* parent)
{
    return std::make_unique<FileSource>(std::move(paths), parent);
}

} // namespace spanlight::sources
