#include "app/settings/memory_secrets.h"
#include "app/settings/settings.h"
#include "tests/ui/mainwindow/fake_workbench.h"
#include "ui/connections/connections_dialog.h"
#include "ui/mainwindow/main_window.h"

#include <QAction>
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

} // namespace
