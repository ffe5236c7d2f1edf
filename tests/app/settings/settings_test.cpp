#include "app/settings/settings.h"

#include <QFile>
#include <QSettings>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace sources = spanlight::sources;
using spanlight::app::Settings;
using spanlight::app::withoutSecrets;

namespace {

class SettingsTest : public ::testing::Test
{
protected:
    QTemporaryDir folder;
    QString file = folder.filePath(QStringLiteral("settings.ini"));
};

TEST_F(SettingsTest, RecentSourcesAreNewestFirstWithoutRepetition)
{
    Settings settings(file);
    settings.addRecentSource({QStringLiteral("/a.json")});
    settings.addRecentSource({QStringLiteral("/b.json"), QStringLiteral("/c.json")});
    settings.addRecentSource({QStringLiteral("/a.json")});
    const QList<QStringList> expected{{QStringLiteral("/a.json")},
                                      {QStringLiteral("/b.json"), QStringLiteral("/c.json")}};
    EXPECT_EQ(settings.recentSources(), expected);
}

TEST_F(SettingsTest, NoMoreThanTenAreKept)
{
    Settings settings(file);
    for (int i = 0; i < 30; ++i)
        settings.addRecentSource({QStringLiteral("/%1").arg(i)});
    EXPECT_EQ(settings.recentSources().size(), 10);
    EXPECT_EQ(settings.recentSources().front(), QStringList{QStringLiteral("/29")});
}

TEST_F(SettingsTest, SecretsAreNeverWritten)
{
    {
        Settings settings(file);
        settings.addRecentSource({QStringLiteral("jaeger+http://user:hunter2@host:16686/base?token=hunter2#hunter2")});
        EXPECT_EQ(settings.recentSources().front().front(), QStringLiteral("jaeger+http://host:16686/base"));
    }
    QFile written(file);
    ASSERT_TRUE(written.open(QIODevice::ReadOnly));
    EXPECT_FALSE(written.readAll().contains("hunter2"));
}

TEST_F(SettingsTest, TheDemoAndStandardInputAreNoRecentSources)
{
    Settings settings(file);
    settings.addRecentSource({QStringLiteral("demo:")});
    settings.addRecentSource({QStringLiteral("-")});
    EXPECT_TRUE(settings.recentSources().isEmpty());
}

TEST_F(SettingsTest, EverythingIsThereAfterARestart)
{
    {
        Settings settings(file);
        settings.setTheme(QStringLiteral("dark"));
        settings.setTimeZone(QStringLiteral("local"));
        settings.setGeometry("geometry");
        settings.setWindowState("state");
        settings.addRecentSource({QStringLiteral("/a")});
    }
    const Settings settings(file);
    EXPECT_EQ(settings.theme(), QStringLiteral("dark"));
    EXPECT_EQ(settings.timeZone(), QStringLiteral("local"));
    EXPECT_EQ(settings.geometry(), QByteArray("geometry"));
    EXPECT_EQ(settings.windowState(), QByteArray("state"));
    EXPECT_EQ(settings.recentSources().size(), 1);
}

TEST_F(SettingsTest, ForgettingLeavesNothing)
{
    Settings settings(file);
    settings.addRecentSource({QStringLiteral("/a")});
    settings.clearRecentSources();
    EXPECT_TRUE(settings.recentSources().isEmpty());
}

spanlight::sources::SavedConnection fullConnection()
{
    spanlight::sources::SavedConnection connection;
    connection.id = QStringLiteral("3d0b9c1e-0000-4000-8000-000000000001");
    connection.name = QStringLiteral("Production");
    connection.address = QStringLiteral("jaeger+https://traces.example/base");
    connection.authentication = spanlight::sources::Authentication::Basic;
    connection.user = QStringLiteral("anna");
    connection.header = QStringLiteral("X-Key");
    connection.tenant = QStringLiteral("team-a");
    connection.caFile = QStringLiteral("/ca.pem");
    connection.clientCertificateFile = QStringLiteral("/c.pem");
    connection.clientKeyFile = QStringLiteral("/c.key");
    connection.insecure = true;
    connection.timeoutMs = 5000;
    return connection;
}

TEST_F(SettingsTest, AConnectionIsTheSameAfterARestart)
{
    Settings(file).saveConnection(fullConnection());
    ASSERT_EQ(Settings(file).connections().size(), 1);
    EXPECT_EQ(Settings(file).connections().front(), fullConnection());
}

TEST_F(SettingsTest, SavingAgainTakesThePlaceOfTheOldOne)
{
    Settings settings(file);
    settings.saveConnection(fullConnection());
    auto renamed = fullConnection();
    renamed.name = QStringLiteral("Staging");
    settings.saveConnection(renamed);
    ASSERT_EQ(settings.connections().size(), 1);
    EXPECT_EQ(settings.connections().front().name, QStringLiteral("Staging"));
}

TEST_F(SettingsTest, ARemovedConnectionIsGoneFromTheFile)
{
    Settings settings(file);
    settings.saveConnection(fullConnection());
    settings.removeConnection(fullConnection().id);
    EXPECT_TRUE(settings.connections().isEmpty());
    QFile written(file);
    ASSERT_TRUE(written.open(QIODevice::ReadOnly));
    EXPECT_FALSE(written.readAll().contains("traces.example"));
}

TEST_F(SettingsTest, SecretsInTheAddressOfAConnectionAreNeverWritten)
{
    auto connection = fullConnection();
    connection.address = QStringLiteral("https://anna:hunter2@traces.example/?token=hunter2");
    Settings(file).saveConnection(connection);
    QFile written(file);
    ASSERT_TRUE(written.open(QIODevice::ReadOnly));
    EXPECT_FALSE(written.readAll().contains("hunter2"));
}

TEST_F(SettingsTest, AnIdThatIsAPathInTheFileIsRefused)
{
    auto connection = fullConnection();
    connection.id = QStringLiteral("../theme");
    Settings settings(file);
    settings.saveConnection(connection);
    EXPECT_TRUE(settings.connections().isEmpty());
}

TEST(WithoutSecrets, PathsStayAsTheyAre)
{
    EXPECT_EQ(withoutSecrets(QStringLiteral("/tmp/a?b#c.json")), QStringLiteral("/tmp/a?b#c.json"));
}

TEST(SettingsCompanions, AreKeptWithoutSecretsAndOneThatIsNoAddressIsNone)
{
    QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("settings.ini"));
    {
        Settings settings(file);
        EXPECT_FALSE(settings.companions().any());
        settings.setCompanions(
            sources::companionAddresses(QStringLiteral("http://p:9090"), QStringLiteral("http://k:8000/api/v1"), {})
                .value());
    }
    {
        const Settings settings(file);
        EXPECT_EQ(settings.companions().prometheus.toString(), QStringLiteral("http://p:9090"));
        EXPECT_EQ(settings.companions().operationsApi.toString(), QStringLiteral("http://k:8000"));
        EXPECT_TRUE(settings.companions().grafana.isEmpty());
    }
    QSettings(file, QSettings::IniFormat).setValue(QStringLiteral("companions/prometheus"), QStringLiteral("ftp://x"));
    const Settings settings(file);
    EXPECT_TRUE(settings.companions().prometheus.isEmpty());
    EXPECT_FALSE(settings.companions().operationsApi.isEmpty()) << "the others stay";
}

} // namespace
