#include "app/settings/settings.h"

#include <QUrl>

namespace spanlight::app {

namespace {

constexpr int kMostRecent = 10;
const QString kRecentKey = QStringLiteral("recentSources");

} // namespace

QString withoutSecrets(const QString& address)
{
    if (!address.contains(QLatin1String("://")))
        return address;
    QUrl url(address);
    if (!url.isValid())
        return {};
    url.setUserInfo(QString());
    url.setQuery(QString());
    url.setFragment(QString());
    return url.toString();
}

Settings::Settings() : m_settings(QStringLiteral("spanlight"), QStringLiteral("spanlight")) {}

Settings::Settings(const QString& file) : m_settings(file, QSettings::IniFormat) {}

QList<QStringList> Settings::recentSources() const
{
    QList<QStringList> recent;
    for (const QVariant& entry : m_settings.value(kRecentKey).toList())
        if (const QStringList addresses = entry.toStringList(); !addresses.isEmpty())
            recent.push_back(addresses);
    return recent;
}

void Settings::addRecentSource(const QStringList& addresses)
{
    QStringList clean;
    for (const QString& address : addresses)
        if (const QString shown = withoutSecrets(address); !shown.isEmpty() && shown != QLatin1String("-"))
            clean.push_back(shown);
    if (clean.isEmpty() || clean == QStringList{QStringLiteral("demo:")})
        return;
    QList<QStringList> recent = recentSources();
    recent.removeAll(clean);
    recent.prepend(clean);
    QVariantList stored;
    for (const QStringList& entry : recent.mid(0, kMostRecent))
        stored.push_back(QVariant(entry));
    m_settings.setValue(kRecentKey, stored);
}

QByteArray Settings::geometry() const
{
    return m_settings.value(QStringLiteral("window/geometry")).toByteArray();
}

void Settings::setGeometry(const QByteArray& geometry)
{
    m_settings.setValue(QStringLiteral("window/geometry"), geometry);
}

QByteArray Settings::windowState() const
{
    return m_settings.value(QStringLiteral("window/state")).toByteArray();
}

void Settings::setWindowState(const QByteArray& state)
{
    m_settings.setValue(QStringLiteral("window/state"), state);
}

QString Settings::theme() const
{
    return m_settings.value(QStringLiteral("theme")).toString();
}

void Settings::setTheme(const QString& theme)
{
    m_settings.setValue(QStringLiteral("theme"), theme);
}

QString Settings::timeZone() const
{
    return m_settings.value(QStringLiteral("timeZone")).toString();
}

void Settings::setTimeZone(const QString& zone)
{
    m_settings.setValue(QStringLiteral("timeZone"), zone);
}

void Settings::clearRecentSources()
{
    m_settings.remove(kRecentKey);
}

} // namespace spanlight::app
