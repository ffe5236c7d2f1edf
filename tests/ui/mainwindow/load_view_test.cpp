#include "ui/mainwindow/load_view.h"

#include "tests/ui/mainwindow/fake_workbench.h"
#include "ui/gantt/gantt_view.h"
#include "ui/mainwindow/main_window.h"
#include "ui/search/operations_panel.h"

#include <QAction>
#include <QLabel>
#include <QPushButton>
#include <QTest>

#include <gtest/gtest.h>

using namespace spanlight;
using namespace spanlight::ui;

namespace {

const char* const kBeginning = R"(
root @0+1000 cli
  child @10+500 backend)";
const char* const kWhole = R"(
root @0+1000 cli
  child @10+500 backend
  other @600+100 backend
    leaf @620+10 worker error)";

class LoadViewTest : public ::testing::Test
{
protected:
    LoadViewTest()
    {
        window.resize(1400, 900);
        window.show();
        workbench.open({QStringLiteral("big.json")});
        workbench.setBusy(true);
        workbench.showPreview(kBeginning);
    }
    template <typename Widget>
    Widget* child(const char* name)
    {
        return window.findChild<Widget*>(QString::fromLatin1(name));
    }
    QString text() { return child<QLabel>("loadText")->text(); }

    test::FakeWorkbench workbench;
    test::FakePreferences preferences;
    MainWindow window{workbench, preferences};
};

TEST_F(LoadViewTest, ThePreviewIsMarkedAndHasNoVerdict)
{
    EXPECT_TRUE(child<LoadView>("loadView")->isVisible());
    EXPECT_TRUE(text().startsWith(QStringLiteral("Loading — the first 2 spans of big.json")));
    EXPECT_EQ(window.gantt().document()->timeline.rows.size(), 2U);
    EXPECT_TRUE(window.gantt().isVisible());
    EXPECT_FALSE(child<QLabel>("operationState")->isVisible());
    EXPECT_FALSE(window.actions().exportReport->isEnabled());
    EXPECT_EQ(child<OperationsPanel>("operationsPanel")->model().rowCount(), 1);
}

TEST_F(LoadViewTest, TheWholeTakesItsPlace)
{
    workbench.show(kWhole, {});
    workbench.setBusy(false);
    EXPECT_FALSE(child<LoadView>("loadView")->isVisible());
    EXPECT_EQ(window.gantt().document()->timeline.rows.size(), 4U);
    EXPECT_TRUE(window.actions().exportReport->isEnabled());
}

TEST_F(LoadViewTest, WhereTheUserHasLookedAroundHisPlaceStays)
{
    const auto& rows = window.gantt().document()->timeline.rows;
    window.gantt().selectSpan(rows[1].span);
    window.gantt().zoomIn();
    window.gantt().setWindow({rows[1].startNs, rows[1].startNs + 400'000});
    const TimeWindow before = window.gantt().window();
    workbench.show(kWhole, {});
    EXPECT_EQ(window.gantt().window(), before);
    ASSERT_TRUE(window.gantt().selectedSpan().valid());
    EXPECT_EQ(workbench.document()->traces->name(window.gantt().selectedSpan()), "child");
}

TEST_F(LoadViewTest, WhatTheUserLooksAtIsAskedForWhenTheListIsThere)
{
    window.gantt().selectSpan(window.gantt().document()->timeline.rows[1].span);
    emit workbench.resultsChanged({});
    EXPECT_EQ(workbench.operations, QStringList{QStringLiteral("op_test_1")});
}

TEST_F(LoadViewTest, WhereNobodyLookedAroundTheSessionChooses)
{
    emit workbench.resultsChanged({});
    EXPECT_TRUE(workbench.operations.isEmpty());
}

TEST_F(LoadViewTest, ItsButtonCancelsAndThenReadsAll)
{
    auto* button = child<QPushButton>("loadButton");
    button->click();
    EXPECT_EQ(workbench.cancels, 1);
    workbench.setBusy(false);
    EXPECT_TRUE(text().startsWith(QStringLiteral("Stopped — only the first 2 spans of big.json")));
    button->click();
    EXPECT_TRUE(workbench.searches.empty()) << "that was a double click";
    ASSERT_TRUE(QTest::qWaitFor([button] { return button->isEnabled(); }));
    button->click();
    EXPECT_EQ(workbench.searches.size(), 1U);
}

TEST_F(LoadViewTest, TellsHowFarTheReadingIs)
{
    emit workbench.progressChanged(5, 10, QStringLiteral("read 5 of 10"));
    EXPECT_EQ(child<QLabel>("loadProgressText")->text(), QStringLiteral("read 5 of 10"));
}

TEST_F(LoadViewTest, WithoutThePreviewTheTimelineIsEmptyAgain)
{
    workbench.dropPreview();
    EXPECT_FALSE(child<LoadView>("loadView")->isVisible());
    EXPECT_FALSE(window.gantt().isVisible());
}

} // namespace
