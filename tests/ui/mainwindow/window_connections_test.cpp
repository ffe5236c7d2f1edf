#include "app/settings/memory_secrets.h"
#include "app/settings/settings.h"
#include "tests/ui/mainwindow/fake_workbench.h"
#include "ui/connections/connections_dialog.h"
#include "ui/mainwindow/main_window.h"

#include <QAction>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include <gtest/gtest.h>

using namespace spanlight;
using namespace spanlight::ui;

namespace {

class WindowConnectionsTest : public ::testing::Test
{
protected:
    QTemporaryDir folder;
    app::Settings settings{folder.filePath(QStringLiteral("settings.ini"))};
    app::MemorySecrets secrets{QStringLiteral("a test")};
    test::FakeWorkbench workbench;
    test::FakePreferences preferences;
    MainWindow window{workbench, preferences};
};

TEST_F(WindowConnectionsTest, ThereIsNoDialogWhereNothingCanBeKept)
{
    EXPECT_FALSE(window.actions().connections->isEnabled());
}

TEST_F(WindowConnectionsTest, AConnectionIsOpenedWithItsOwnOptionsAndIsRecentWithoutThem)
{
    sources::SavedConnection connection;
    connection.id = QStringLiteral("one");
    connection.name = QStringLiteral("Production");
    connection.address = QStringLiteral("jaeger+https://traces.example");
    connection.tenant = QStringLiteral("team-a");
    settings.saveConnection(connection);
    window.offerConnections(settings, secrets);
    window.show();
    window.actions().connections->trigger();
    auto* dialog = window.findChild<ConnectionsDialog*>();
    ASSERT_NE(dialog, nullptr);
    EXPECT_TRUE(dialog->isVisible());
    EXPECT_FALSE(dialog->isModal());
    dialog->findChild<QPushButton*>(QStringLiteral("openConnection"))->click();
    ASSERT_TRUE(QTest::qWaitFor([&] { return !workbench.openedWith.empty(); }, 20'000));
    EXPECT_EQ(workbench.openedWith.front().tenant, QStringLiteral("team-a"));
    EXPECT_EQ(workbench.opened, (std::vector<QStringList>{{QStringLiteral("jaeger+https://traces.example")}}));
    EXPECT_EQ(preferences.recent.front(), QStringList{QStringLiteral("jaeger+https://traces.example")});
}

// Two addresses that mean the same server.
class RecentConnectionTest : public WindowConnectionsTest
{
protected:
    void SetUp() override
    {
        preferences.recent = {{QStringLiteral("jaeger+https://traces.example")}};
        window.offerConnections(settings, secrets);
        window.show();
    }
    void save(const char* id)
    {
        sources::SavedConnection connection;
        connection.id = QString::fromLatin1(id);
        connection.name = QStringLiteral("Production");
        connection.address = QStringLiteral("jaeger+https://traces.example/");
        connection.authentication = sources::Authentication::Bearer;
        settings.saveConnection(connection);
    }
    void keepSecret(const char* id)
    {
        bool kept = false;
        secrets.keep(QString::fromLatin1(id), QStringLiteral("geheim-1"), context, [&] { kept = true; });
        ASSERT_TRUE(QTest::qWaitFor([&] { return kept; }, 20'000));
    }
    void openRecent()
    {
        MainWindow again(workbench, preferences); // reads the list of recent sources
        again.offerConnections(settings, secrets);
        again.actions().recentMenu->actions().front()->trigger();
        const auto dialogIsOpen = [&] {
            const auto* dialog = again.findChild<ConnectionsDialog*>();
            return dialog != nullptr && dialog->isVisible();
        };
        ASSERT_TRUE(QTest::qWaitFor([&] { return !workbench.opened.empty() || dialogIsOpen(); }, 20'000));
        askedForSecret = dialogIsOpen();
    }

    QObject context;
    bool askedForSecret = false;
};

TEST_F(RecentConnectionTest, IsOpenedWithItsSecret)
{
    save("one");
    keepSecret("one");
    openRecent();
    ASSERT_EQ(workbench.openedWith.size(), 1U);
    EXPECT_EQ(workbench.openedWith.front().token, QStringLiteral("geheim-1"));
    EXPECT_FALSE(askedForSecret);
}

TEST_F(RecentConnectionTest, AsksForASecretThatIsGone)
{
    save("one");
    openRecent();
    EXPECT_TRUE(workbench.opened.empty());
    EXPECT_TRUE(askedForSecret);
}

TEST_F(RecentConnectionTest, LeavesTheChoiceWhereSeveralHaveTheAddress)
{
    save("one");
    save("two");
    keepSecret("one");
    openRecent();
    EXPECT_TRUE(workbench.opened.empty());
    EXPECT_TRUE(askedForSecret);
}

TEST_F(RecentConnectionTest, OtherAddressesAreOpenedAsEver)
{
    openRecent();
    EXPECT_TRUE(workbench.openedWith.empty());
    EXPECT_EQ(workbench.opened.size(), 1U);
}

// A keyring that answers when it is told to, as one that asks for its own password.
class SlowSecrets final : public SecretStore
{
public:
    [[nodiscard]] QString whyNotLasting() const override { return {}; }
    void read(const QString& id, QObject& context, Read then) override
    {
        if (id == QStringLiteral("one") || id == QStringLiteral("two"))
            m_awaited.push_back({&context, std::move(then)});
    }
    void keep(const QString&, const QString&, QObject&, Done then) override { then(); }
    void forget(const QString&, QObject&, Done then) override { then(); }
    [[nodiscard]] std::size_t awaited() const { return m_awaited.size(); }
    void answer()
    {
        for (const auto& [context, then] : std::exchange(m_awaited, {}))
            if (context)
                then(QStringLiteral("geheim-1"), QString());
    }

private:
    std::vector<std::pair<QPointer<QObject>, Read>> m_awaited;
};

class LateSecretTest : public WindowConnectionsTest
{
protected:
    void SetUp() override
    {
        sources::SavedConnection connection;
        connection.id = QStringLiteral("one");
        connection.name = QStringLiteral("Production");
        connection.address = QStringLiteral("jaeger+https://traces.example");
        connection.authentication = sources::Authentication::Bearer;
        settings.saveConnection(connection);
        preferences.recent = {{connection.address}};
    }

    static void triggerRecent(MainWindow& window,
                              const QString& address = QStringLiteral("jaeger+https://traces.example"))
    {
        for (QAction* action : window.actions().recentMenu->actions())
            if (action->text() == address)
                return action->trigger();
    }

    SlowSecrets slow;
};

TEST_F(LateSecretTest, DoesNotReplaceWhatWasOpenedMeanwhile)
{
    MainWindow again(workbench, preferences);
    again.offerConnections(settings, slow);
    triggerRecent(again);
    ASSERT_EQ(slow.awaited(), 1U);
    again.openSource({QStringLiteral("demo:")});
    slow.answer();
    EXPECT_TRUE(workbench.openedWith.empty());
    EXPECT_EQ(workbench.opened, (std::vector<QStringList>{{QStringLiteral("demo:")}}));
    triggerRecent(again);
    slow.answer();
    EXPECT_EQ(workbench.openedWith.size(), 1U) << "what is wanted since is opened";
}

TEST_F(LateSecretTest, OfTheDialogDoesNotReplaceItEither)
{
    window.offerConnections(settings, slow);
    window.actions().connections->trigger();
    window.findChild<QPushButton*>(QStringLiteral("openConnection"))->click();
    ASSERT_EQ(slow.awaited(), 1U);
    window.openSource({QStringLiteral("demo:")});
    slow.answer();
    EXPECT_TRUE(workbench.openedWith.empty());
    EXPECT_EQ(workbench.opened, (std::vector<QStringList>{{QStringLiteral("demo:")}}));
}

TEST_F(LateSecretTest, OfTwoThatAreAwaitedTheNewerWishIsOpened)
{
    sources::SavedConnection other;
    other.id = QStringLiteral("two");
    other.name = QStringLiteral("Staging");
    other.address = QStringLiteral("jaeger+https://staging.example");
    other.authentication = sources::Authentication::Bearer;
    other.tenant = QStringLiteral("staging");
    settings.saveConnection(other);
    preferences.recent.push_back({other.address});
    MainWindow again(workbench, preferences);
    again.offerConnections(settings, slow);
    again.actions().connections->trigger();
    again.findChild<QPushButton*>(QStringLiteral("openConnection"))->click();
    triggerRecent(again, other.address);
    ASSERT_EQ(slow.awaited(), 2U);
    slow.answer();
    ASSERT_EQ(workbench.openedWith.size(), 1U);
    EXPECT_EQ(workbench.openedWith.front().tenant, QStringLiteral("staging"));
}

} // namespace
