#include "models/sources/connection_files.h"

#include <QFile>
#include <QFileInfo>

namespace spanlight::sources {

namespace {

constexpr qint64 kMaxHeaderBytes = 64 * 1024;

SourceError cannotRead(const QString& which, const QString& path, const QString& why)
{
    SourceError error;
    error.kind = SourceError::Kind::Unreadable;
    error.what = QStringLiteral("%1 cannot be read: %2").arg(which, why);
    error.where = path;
    error.advice = QStringLiteral("Check the path and its permissions");
    return error;
}

std::optional<SourceError> checkFile(const QString& which, const QString& path)
{
    if (path.isEmpty())
        return std::nullopt;
    const QFileInfo file(path);
    if (!file.exists())
        return cannotRead(which, path, QStringLiteral("there is no such file"));
    if (file.isDir())
        return cannotRead(which, path, QStringLiteral("it is a folder"));
    if (!file.isReadable())
        return cannotRead(which, path, QStringLiteral("permission denied"));
    return std::nullopt;
}

} // namespace

std::optional<SourceError> unreadableFile(const ConnectionOptions& options)
{
    if (auto error = checkFile(QStringLiteral("The token file"), options.tokenFile))
        return error;
    if (auto error = checkFile(QStringLiteral("The file of certificates"), options.caFile))
        return error;
    if (auto error = checkFile(QStringLiteral("The file of the client certificate"), options.clientCertificateFile))
        return error;
    return checkFile(QStringLiteral("The file of the client's key"), options.clientKeyFile);
}

tl::expected<QString, SourceError> headerValue(const QString& typed)
{
    if (!typed.startsWith(QLatin1Char('@')))
        return typed;
    const QString path = typed.mid(1);
    const QString which = QStringLiteral("The file of a header");
    if (path.isEmpty())
        return tl::unexpected(cannotRead(which, typed, QStringLiteral("its name is missing after '@'")));
    if (auto error = checkFile(which, path))
        return tl::unexpected(std::move(*error));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return tl::unexpected(cannotRead(which, path, file.errorString()));
    const QString value = QString::fromUtf8(file.read(kMaxHeaderBytes)).trimmed();
    if (value.isEmpty())
        return tl::unexpected(cannotRead(which, path, QStringLiteral("it is empty")));
    return value;
}

} // namespace spanlight::sources
