#pragma once

#include "models/sources/companions/companion_requests.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

namespace spanlight::ui {

/// What the window keeps between two starts.
class Preferences
{
public:
    virtual ~Preferences() = default;

    /// Newest first; an entry is the list of addresses of one source, without secrets.
    [[nodiscard]] virtual QList<QStringList> recentSources() const = 0;
    virtual void addRecentSource(const QStringList& addresses) = 0;
    virtual void clearRecentSources() = 0;

    [[nodiscard]] virtual QByteArray geometry() const = 0;
    virtual void setGeometry(const QByteArray& geometry) = 0;
    [[nodiscard]] virtual QByteArray windowState() const = 0;
    virtual void setWindowState(const QByteArray& state) = 0;

    /// "light", "dark" or empty: as the system.
    [[nodiscard]] virtual QString theme() const = 0;
    virtual void setTheme(const QString& theme) = 0;

    /// "local" for the clock of this computer; empty or "utc": UTC.
    [[nodiscard]] virtual QString timeZone() const = 0;
    virtual void setTimeZone(const QString& zone) = 0;

    /// Where the companions of operations are, without secrets.
    [[nodiscard]] virtual sources::CompanionAddresses companions() const = 0;
    virtual void setCompanions(const sources::CompanionAddresses& addresses) = 0;
};

} // namespace spanlight::ui
