#include "app/settings/settings.h"

#include <QUrl>

#include <algorithm>

namespace spanlight::app {

namespace {

constexpr int kMostRecent = 10;
constexpr int kShortestTimeoutMs = 100;
constexpr int kLongestTimeoutMs = 3'600'000;
const QString kRecentKey = QStringLiteral("recentSources");
const QString kCompanionsKey = QStringLiteral("companions");
const QString kConnectionsKey = QStringLiteral("connections");

QString keyOf(const QString& id)
{
    return kConnectionsKey + QLatin1Char('/') + id;
}

// Only letters, digits, '-': ids are names of groups in the file.
bool isId(const QString& id)
{
    return !id.isEmpty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](QChar c) {
        return c == QLatin1Char('-') || (c.unicode() < 128 && c.isLetterOrNumber());
    });
}

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

// The file may have been written by hand: an address that is none is as if it were not there.
sources::CompanionAddresses Settings::companions() const
{
    const auto text = [this](const char* name) {
        return m_settings.value(kCompanionsKey + QLatin1Char('/') + QLatin1String(name)).toString();
    };
    const auto read = [](const QString& prometheus, const QString& operationsApi, const QString& grafana) {
        return sources::companionAddresses(prometheus, operationsApi, grafana).value_or(sources::CompanionAddresses());
    };
    return {read(text("prometheus"), {}, {}).prometheus, read({}, text("operationsApi"), {}).operationsApi,
            read({}, {}, text("grafana")).grafana};
}

void Settings::setCompanions(const sources::CompanionAddresses& addresses)
{
    for (const auto& [name, url] : {std::pair("prometheus", addresses.prometheus),
                                    {"operationsApi", addresses.operationsApi},
                                    {"grafana", addresses.grafana}})
        m_settings.setValue(kCompanionsKey + QLatin1Char('/') + QLatin1String(name), withoutSecrets(url.toString()));
}

QList<sources::SavedConnection> Settings::connections() const
{
    QSettings settings(m_settings.fileName(), m_settings.format());
    settings.beginGroup(kConnectionsKey);
    QList<sources::SavedConnection> connections;
    for (const QString& id : settings.childGroups()) {
        settings.beginGroup(id);
        const auto text = [&settings](const char* key) { return settings.value(QString::fromLatin1(key)).toString(); };
        sources::SavedConnection connection;
        connection.id = id;
        connection.name = text("name");
        connection.address = withoutSecrets(text("address")); // the file may have been written by hand
        connection.authentication = sources::authenticationNamed(text("authentication"));
        connection.user = text("user");
        connection.header = text("header");
        connection.tenant = text("tenant");
        connection.caFile = text("ca");
        connection.clientCertificateFile = text("clientCertificate");
        connection.clientKeyFile = text("clientKey");
        connection.insecure = settings.value(QStringLiteral("insecure")).toBool();
        connection.timeoutMs = std::clamp(settings.value(QStringLiteral("timeoutMs"), 30'000).toInt(),
                                          kShortestTimeoutMs, kLongestTimeoutMs);
        settings.endGroup();
        if (!connection.address.isEmpty() && isId(id))
            connections.push_back(std::move(connection));
    }
    std::stable_sort(connections.begin(), connections.end(), [](const auto& a, const auto& b) {
        return QString::localeAwareCompare(a.name.toLower(), b.name.toLower()) < 0;
    });
    return connections;
}

void Settings::saveConnection(const sources::SavedConnection& connection)
{
    if (!isId(connection.id))
        return;
    m_settings.beginGroup(keyOf(connection.id));
    const auto put = [this](const char* key, const QVariant& value) {
        m_settings.setValue(QString::fromLatin1(key), value);
    };
    put("name", connection.name);
    put("address", withoutSecrets(connection.address));
    put("authentication", sources::nameOf(connection.authentication));
    put("user", connection.user);
    put("header", connection.header);
    put("tenant", connection.tenant);
    put("ca", connection.caFile);
    put("clientCertificate", connection.clientCertificateFile);
    put("clientKey", connection.clientKeyFile);
    put("insecure", connection.insecure);
    put("timeoutMs", connection.timeoutMs);
    m_settings.endGroup();
    m_settings.sync(); // connections() reads the file
}

void Settings::removeConnection(const QString& id)
{
    if (!isId(id))
        return;
    m_settings.remove(keyOf(id));
    m_settings.sync();
}

void Settings::clearRecentSources()
{
    m_settings.remove(kRecentKey);
}

} // namespace spanlight::app
