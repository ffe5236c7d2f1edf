#pragma once

#include "ui/connections/connection_book.h"
#include "ui/mainwindow/preferences.h"

#include <QByteArray>
#include <QSettings>
#include <QString>
#include <QStringList>

namespace spanlight::app {

/// What is kept between two starts. Never secrets: addresses come without user, password and query,
/// connections without their secrets.
class Settings final : public ui::Preferences, public ui::ConnectionBook
{
public:
    /// The user's settings, or those in a file (tests).
    Settings();
    explicit Settings(const QString& file);

    /// Newest first, at most ten; an entry is the list of addresses of one source.
    [[nodiscard]] QList<QStringList> recentSources() const override;
    void addRecentSource(const QStringList& addresses) override;
    void clearRecentSources() override;

    [[nodiscard]] QByteArray geometry() const override;
    void setGeometry(const QByteArray& geometry) override;
    [[nodiscard]] QByteArray windowState() const override;
    void setWindowState(const QByteArray& state) override;

    [[nodiscard]] QString theme() const override;
    void setTheme(const QString& theme) override;

    [[nodiscard]] QString timeZone() const override;
    void setTimeZone(const QString& zone) override;

    [[nodiscard]] sources::CompanionAddresses companions() const override;
    void setCompanions(const sources::CompanionAddresses& addresses) override;

    [[nodiscard]] QList<sources::SavedConnection> connections() const override;
    void saveConnection(const sources::SavedConnection& connection) override;
    void removeConnection(const QString& id) override;

private:
    QSettings m_settings;
};

/// The address without user, password and query; paths as they are.
[[nodiscard]] QString withoutSecrets(const QString& address);

} // namespace spanlight::app
