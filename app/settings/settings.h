#pragma once

#include <QByteArray>
#include <QSettings>
#include <QString>
#include <QStringList>

namespace spanlight::app {

/// What is kept between two starts. Never secrets: addresses come without user, password and query.
class Settings
{
public:
    /// The user's settings, or those in a file (tests).
    Settings();
    explicit Settings(const QString& file);

    /// Newest first, at most ten; an entry is the list of addresses of one source.
    [[nodiscard]] QList<QStringList> recentSources() const;
    void addRecentSource(const QStringList& addresses);
    void clearRecentSources();

    [[nodiscard]] QByteArray geometry() const { return m_settings.value(QStringLiteral("window/geometry")).toByteArray(); }
    void setGeometry(const QByteArray& geometry) { m_settings.setValue(QStringLiteral("window/geometry"), geometry); }
    [[nodiscard]] QByteArray windowState() const { return m_settings.value(QStringLiteral("window/state")).toByteArray(); }
    void setWindowState(const QByteArray& state) { m_settings.setValue(QStringLiteral("window/state"), state); }

    /// "light", "dark" or empty: as the system.
    [[nodiscard]] QString theme() const { return m_settings.value(QStringLiteral("theme")).toString(); }
    void setTheme(const QString& theme) { m_settings.setValue(QStringLiteral("theme"), theme); }

private:
    QSettings m_settings;
};

/// The address without user, password and query; paths as they are.
[[nodiscard]] QString withoutSecrets(const QString& address);

} // namespace spanlight::app
