#include "ui/connections/connections_dialog.h"

#include "app/settings/memory_secrets.h"
#include "app/settings/settings.h"
#include "tests/support/replay_server.h"
#include "tests/support/test_server.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <gtest/gtest.h>

#include <stdexcept>

using namespace spanlight;
using namespace spanlight::ui;
using spanlight::sources::Authentication;

namespace {

constexpr int kWaitMs = 20'000;
const QString kSecret = QStringLiteral("hunter2-very-secret");

class ConnectionsDialogTest : public ::testing::Test
{
protected:
    ConnectionsDialogTest() { dialog.begin(QString()); }

    template <typename Widget>
    [[nodiscard]] Widget& part(const char* name)
    {
        auto* found = dialog.findChild<Widget*>(QString::fromLatin1(name));
        if (found == nullptr)
            throw std::logic_error(name);
        return *found;
    }
    void type(const char* field, const QString& text) { part<QLineEdit>(field).setText(text); }
    void click(const char* button) { part<QPushButton>(button).click(); }
    void choose(Authentication kind)
    {
        auto& box = part<QComboBox>("connectionAuthentication");
        box.setCurrentIndex(box.findData(static_cast<int>(kind)));
    }
    [[nodiscard]] QString headline() { return part<QLabel>("connectionHeadline").text(); }
    [[nodiscard]] QString details() { return part<QLabel>("connectionDetails").text(); }
    [[nodiscard]] bool saysSoon(const QString& text)
    {
        return QTest::qWaitFor([&] { return headline().contains(text); }, kWaitMs);
    }
    [[nodiscard]] QByteArray settingsFile() const
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void saveWithToken()
    {
        type("connectionName", QStringLiteral("Production"));
        type("connectionAddress", QStringLiteral("jaeger+https://traces.example"));
        choose(Authentication::Bearer);
        type("connectionSecret", kSecret);
        click("saveConnection");
    }

    QTemporaryDir folder;
    QString path = folder.filePath(QStringLiteral("settings.ini"));
    app::Settings settings{path};
    app::MemorySecrets secrets{QStringLiteral("a test")};
    ConnectionsDialog dialog{settings, secrets};
};

TEST_F(ConnectionsDialogTest, ASavedConnectionIsInTheListAndInTheSettings)
{
    saveWithToken();
    ASSERT_EQ(settings.connections().size(), 1);
    EXPECT_EQ(settings.connections().front().name, QStringLiteral("Production"));
    EXPECT_EQ(settings.connections().front().authentication, Authentication::Bearer);
    EXPECT_EQ(part<QListWidget>("connectionsList").count(), 1);
}

TEST_F(ConnectionsDialogTest, TheSecretIsNeitherInTheSettingsNorShown)
{
    saveWithToken();
    ASSERT_TRUE(saysSoon(QStringLiteral("Saved")));
    EXPECT_TRUE(settingsFile().contains("traces.example"));
    EXPECT_FALSE(settingsFile().contains(kSecret.toUtf8()));
    EXPECT_EQ(part<QLineEdit>("connectionSecret").echoMode(), QLineEdit::Password);
    EXPECT_EQ(part<QLineEdit>("connectionSecret").text(), QString());
}

TEST_F(ConnectionsDialogTest, WithoutAKeyringTheDialogSaysThatTheSecretEndsWithTheProgram)
{
    saveWithToken();
    ASSERT_TRUE(saysSoon(QStringLiteral("Saved")));
    EXPECT_TRUE(details().contains(QStringLiteral("kept in memory until the program ends"))) << details().toStdString();
    EXPECT_TRUE(part<QLabel>("secretNote").text().contains(QStringLiteral("There is no keyring (a test)")));
}

TEST_F(ConnectionsDialogTest, OpeningUsesTheSecretThatWasKept)
{
    saveWithToken();
    ASSERT_TRUE(saysSoon(QStringLiteral("Saved")));
    sources::ConnectionOptions opened;
    QString address;
    QObject::connect(&dialog, &ConnectionsDialog::openRequested, &dialog,
                     [&](const QString& where, const sources::ConnectionOptions& options) {
                         address = where;
                         opened = options;
                     });
    click("openConnection");
    ASSERT_TRUE(QTest::qWaitFor([&] { return !address.isEmpty(); }, kWaitMs));
    EXPECT_EQ(address, QStringLiteral("jaeger+https://traces.example"));
    EXPECT_EQ(opened.token, kSecret);
    EXPECT_FALSE(dialog.isVisible());
}

TEST_F(ConnectionsDialogTest, ASecretThatWasKeptForOneServerIsNotSentToAnother)
{
    saveWithToken();
    ASSERT_TRUE(saysSoon(QStringLiteral("Saved")));
    test::TestServer server([](const test::ServerRequest&, QTcpSocket&) {});
    type("connectionAddress", QStringLiteral("jaeger+") + server.url());
    click("testConnection");
    EXPECT_TRUE(headline().contains(QStringLiteral("secret of this connection is missing")));
    EXPECT_FALSE(dialog.probe().isRunning());
    click("saveConnection");
    ASSERT_TRUE(saysSoon(QStringLiteral("Saved")));
    click("testConnection");
    EXPECT_TRUE(saysSoon(QStringLiteral("secret of this connection is missing")));
    EXPECT_TRUE(server.requests().empty());
}

TEST_F(ConnectionsDialogTest, ClosingTheDialogEndsTheTest)
{
    test::TestServer server([](const test::ServerRequest&, QTcpSocket&) {});
    type("connectionAddress", QStringLiteral("jaeger+") + server.url());
    click("testConnection");
    ASSERT_TRUE(dialog.probe().isRunning());
    dialog.close();
    EXPECT_FALSE(dialog.probe().isRunning());
}

TEST_F(ConnectionsDialogTest, AMissingSecretIsAskedFor)
{
    type("connectionAddress", QStringLiteral("jaeger+http://127.0.0.1:1"));
    choose(Authentication::Bearer);
    click("testConnection");
    EXPECT_TRUE(saysSoon(QStringLiteral("secret of this connection is missing")));
}

TEST_F(ConnectionsDialogTest, DeletingForgetsTheConnectionAndItsSecret)
{
    saveWithToken();
    ASSERT_TRUE(saysSoon(QStringLiteral("Saved")));
    const QString id = settings.connections().front().id;
    click("deleteConnection");
    EXPECT_TRUE(settings.connections().isEmpty());
    EXPECT_FALSE(settingsFile().contains("traces.example"));
    QString left = QStringLiteral("not read");
    secrets.read(id, dialog, [&](const QString& secret, const QString&) { left = secret; });
    ASSERT_TRUE(QTest::qWaitFor([&] { return left != QStringLiteral("not read"); }, kWaitMs));
    EXPECT_EQ(left, QString());
}

TEST_F(ConnectionsDialogTest, ATestSaysWhatTheServerIs)
{
    const test::ReplayServer server(QStringLiteral(SPANLIGHT_RECORDED "/jaeger-2.13.0"));
    type("connectionAddress", QStringLiteral("jaeger+") + server.url());
    click("testConnection");
    ASSERT_TRUE(saysSoon(QStringLiteral("It works: Jaeger"))) << headline().toStdString();
    EXPECT_TRUE(details().contains(QStringLiteral("ktrdr-api"))) << details().toStdString();
    EXPECT_TRUE(details().contains(QStringLiteral("Newest span"))) << details().toStdString();
    EXPECT_TRUE(details().contains(QStringLiteral("The form searches by"))) << details().toStdString();
}

TEST_F(ConnectionsDialogTest, ARefusedTokenIsToldWithoutTheToken)
{
    test::TestServer server([](const test::ServerRequest& request, QTcpSocket& socket) {
        test::TestServer::reply(socket, 401, "text/plain", "wrong: " + request.headers.value("authorization"));
    });
    type("connectionAddress", QStringLiteral("jaeger+") + server.url());
    choose(Authentication::Bearer);
    type("connectionSecret", kSecret);
    click("testConnection");
    ASSERT_TRUE(saysSoon(QStringLiteral("refused access"))) << headline().toStdString();
    EXPECT_FALSE((headline() + details()).contains(kSecret));
    ASSERT_FALSE(server.requests().empty());
    EXPECT_EQ(server.requests().front().headers.value("authorization"), "Bearer " + kSecret.toUtf8());
}

TEST_F(ConnectionsDialogTest, ATestOfASilentServerCanBeStopped)
{
    test::TestServer server([](const test::ServerRequest&, QTcpSocket&) {});
    type("connectionAddress", QStringLiteral("jaeger+") + server.url());
    click("testConnection");
    ASSERT_TRUE(QTest::qWaitFor([&] { return !server.requests().empty(); }, kWaitMs));
    EXPECT_TRUE(dialog.probe().isRunning());
    click("stopTest");
    EXPECT_FALSE(dialog.probe().isRunning());
    EXPECT_TRUE(headline().contains(QStringLiteral("stopped")));
}

TEST_F(ConnectionsDialogTest, AWrongAddressIsToldAndNotSaved)
{
    type("connectionAddress", QStringLiteral("http://anna:%1@traces.example").arg(kSecret));
    click("saveConnection");
    EXPECT_FALSE(headline().isEmpty());
    EXPECT_FALSE(headline().contains(kSecret));
    EXPECT_TRUE(settings.connections().isEmpty());
}

TEST_F(ConnectionsDialogTest, AcceptingAnyCertificateShowsAWarning)
{
    EXPECT_FALSE(part<QLabel>("insecureWarning").isVisible());
    part<QCheckBox>("connectionInsecure").setChecked(true);
    EXPECT_TRUE(part<QLabel>("insecureWarning").isVisible());
}

TEST_F(ConnectionsDialogTest, OnlyTheFieldsOfTheKindOfAuthenticationAreShown)
{
    EXPECT_FALSE(part<QLineEdit>("connectionSecret").isVisible());
    choose(Authentication::Basic);
    EXPECT_TRUE(part<QLineEdit>("connectionUser").isVisible());
    EXPECT_TRUE(part<QLineEdit>("connectionSecret").isVisible());
    EXPECT_EQ(part<QLineEdit>("connectionSecret").accessibleName(), QStringLiteral("Password"));
    choose(Authentication::Header);
    EXPECT_FALSE(part<QLineEdit>("connectionUser").isVisible());
    EXPECT_TRUE(part<QLineEdit>("connectionHeader").isVisible());
}

TEST_F(ConnectionsDialogTest, EverythingThatTakesTheFocusHasAName)
{
    choose(Authentication::Basic);
    for (const QWidget* widget : dialog.findChildren<QWidget*>()) {
        const bool takesFocus = widget->isVisible() && (widget->focusPolicy() & Qt::TabFocus) != 0 &&
                                widget->parentWidget()->inherits("QSpinBox") == false;
        const QString text = widget->property("text").toString();
        EXPECT_TRUE(!takesFocus || !widget->accessibleName().isEmpty() || !text.isEmpty())
            << widget->metaObject()->className() << ' ' << widget->objectName().toStdString();
        EXPECT_TRUE(!takesFocus || !widget->objectName().isEmpty()) << widget->metaObject()->className();
    }
}

TEST_F(ConnectionsDialogTest, EveryHeaderHasAValueOfItsOwn)
{
    std::vector<QHash<QByteArray, QByteArray>> seen;
    test::TestServer server([&](const test::ServerRequest& request, QTcpSocket& socket) {
        seen.push_back(request.headers);
        test::TestServer::reply(socket, 200, "application/json", R"({"data":["api"]})");
    });
    type("connectionAddress", QStringLiteral("jaeger+") + server.url());
    choose(Authentication::Header);
    type("connectionHeader", QStringLiteral("X-Api-Key, X-Org"));
    EXPECT_FALSE(part<QLineEdit>("connectionSecret2").isHidden());
    EXPECT_TRUE(part<QLineEdit>("connectionSecret3").isHidden());
    type("connectionSecret", kSecret);
    click("testConnection");
    EXPECT_TRUE(headline().contains(QStringLiteral("every header"))) << headline().toStdString();
    type("connectionSecret2", QStringLiteral("another-secret"));
    click("testConnection");
    ASSERT_TRUE(QTest::qWaitFor([&] { return !seen.empty(); }, kWaitMs));
    EXPECT_EQ(seen.front().value("x-api-key"), kSecret.toUtf8());
    EXPECT_EQ(seen.front().value("x-org"), "another-secret");
    click("saveConnection");
    ASSERT_TRUE(saysSoon(QStringLiteral("Saved")));
    EXPECT_FALSE(settingsFile().contains("another-secret"));
    EXPECT_TRUE(settingsFile().contains("X-Org"));
}

} // namespace
