#include "models/sources/archive/archive_place.h"

#include "models/operations/profile_catalog.h"

#include <QStandardPaths>

#include <algorithm>

namespace spanlight::sources {

namespace {

const QString kScheme = QStringLiteral("archive:");

} // namespace

bool isArchiveAddress(const QString& address)
{
    return address.trimmed().startsWith(kScheme, Qt::CaseInsensitive);
}

QString archivePath(const QString& address)
{
    QString path = address.trimmed();
    if (isArchiveAddress(path))
        path = path.mid(kScheme.size());
    if (path.startsWith(QLatin1String("///")))
        path = path.mid(2);
    if (!path.isEmpty() && path != QLatin1String("//"))
        return path;
    const QString given = qEnvironmentVariable("SPANLIGHT_ARCHIVE");
    if (!given.isEmpty())
        return given;
    // As AppDataLocation of an application "spanlight" without organisation, whoever asks.
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
           QStringLiteral("/spanlight/archive.sqlite");
}

std::vector<std::string> builtinOperationKeys()
{
    std::vector<std::string> keys;
    for (const auto& names : {operations::builtinProfiles(), operations::exampleProfiles()})
        for (const std::string& name : names)
            if (const auto profile = operations::builtinProfile(name))
                keys.insert(keys.end(), profile->operationKeys.begin(), profile->operationKeys.end());
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    return keys;
}

} // namespace spanlight::sources
