#include "ui/search/operations_panel.h"

#include "ui/theme/elided_header.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include <gtest/gtest.h>

using namespace spanlight;
using namespace spanlight::ui;

namespace {

items::OperationRow row(const char* id, const char* type, std::optional<diagnosis::State> state, std::int64_t start)
{
    items::OperationRow r;
    r.id = QString::fromLatin1(id);
    r.type = QString::fromLatin1(type);
    r.state = state;
    r.startNs = start;
    return r;
}

class OperationsPanelTest : public ::testing::Test
{
protected:
    OperationsPanelTest()
    {
        panel.resize(360, 700);
        panel.show();
        panel.setRows({row("old", "training", diagnosis::State::Completed, 1),
                       row("new", "backtest", diagnosis::State::Stuck, 9)});
    }

    QTableView* table() { return panel.findChild<QTableView*>(QStringLiteral("operationTable")); }
    QComboBox* combo(const char* name) { return panel.findChild<QComboBox*>(QString::fromLatin1(name)); }

    OperationsPanel panel;
};

TEST_F(OperationsPanelTest, TheNewestIsOnTop)
{
    EXPECT_EQ(table()->model()->index(0, 0).data(items::OperationListModel::IdRole).toString(), QStringLiteral("new"));
}

TEST_F(OperationsPanelTest, ClickingAResultAsksToOpenIt)
{
    QSignalSpy spy(&panel, &OperationsPanel::operationActivated);
    const QRect cell = table()->visualRect(table()->model()->index(1, 0));
    QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, cell.center());
    ASSERT_GE(spy.count(), 1);
    EXPECT_EQ(spy[0][0].toString(), QStringLiteral("old"));
}

TEST_F(OperationsPanelTest, MarkingTheOpenOneDoesNotOpenItAgain)
{
    QSignalSpy spy(&panel, &OperationsPanel::operationActivated);
    panel.markOpened(QStringLiteral("old"));
    EXPECT_EQ(spy.count(), 0);
    EXPECT_EQ(table()->currentIndex().row(), 1);
}

TEST_F(OperationsPanelTest, TypeAndStateFilterTheResults)
{
    combo("stateField")->setCurrentIndex(combo("stateField")->findData(QStringLiteral("stuck")));
    EXPECT_EQ(panel.shownRows(), 1);
    combo("typeField")->setCurrentIndex(combo("typeField")->findData(QStringLiteral("training")));
    EXPECT_EQ(panel.shownRows(), 0);
    EXPECT_TRUE(
        panel.findChild<QLabel*>(QStringLiteral("resultsHint"))->text().contains(QStringLiteral("None of the 2")));
}

TEST_F(OperationsPanelTest, AFilteredListComesBackWhenTheVerdictsOfANewSearchArrive)
{
    combo("stateField")->setCurrentIndex(combo("stateField")->findData(QStringLiteral("stuck")));
    panel.setRows({row("old", "training", std::nullopt, 1), row("new", "backtest", std::nullopt, 9)});
    EXPECT_FALSE(table()->isVisible());
    EXPECT_TRUE(panel.findChild<QLabel*>(QStringLiteral("resultsHint"))
                    ->text()
                    .startsWith(QStringLiteral("Being diagnosed… 2 of 2")));
    panel.updateRow(1, row("new", "backtest", diagnosis::State::Stuck, 9));
    EXPECT_TRUE(table()->isVisible());
    EXPECT_FALSE(panel.findChild<QLabel*>(QStringLiteral("resultsHint"))->isVisible());
    EXPECT_EQ(panel.shownRows(), 1);
}

TEST_F(OperationsPanelTest, ATitleWithoutRoomEndsWithAnEllipsisAndIsWholeInItsTooltip)
{
    using Model = items::OperationListModel;
    panel.resize(332, 700);
    QTest::qWait(0);
    const auto* header = qobject_cast<ElidedHeader*>(table()->horizontalHeader());
    ASSERT_NE(header, nullptr);
    EXPECT_TRUE(header->shownTitle(Model::Finding).endsWith(QChar(0x2026)));
    EXPECT_EQ(table()->model()->headerData(Model::Finding, Qt::Horizontal, Qt::ToolTipRole).toString(),
              QStringLiteral("Worst finding"));
    EXPECT_EQ(header->shownTitle(Model::State), QStringLiteral("State"));
    panel.resize(900, 700);
    QTest::qWait(0);
    EXPECT_EQ(header->shownTitle(Model::Finding), QStringLiteral("Worst finding"));
}

TEST_F(OperationsPanelTest, TheDurationIsWholeAtEveryWidth)
{
    using Model = items::OperationListModel;
    for (const int width : {240, 300, 368, 600}) {
        panel.resize(width, 700);
        QTest::qWait(0);
        const int right = table()->columnViewportPosition(Model::Duration) + table()->columnWidth(Model::Duration);
        EXPECT_LE(right, table()->viewport()->width()) << width;
        EXPECT_GE(table()->columnWidth(Model::Duration),
                  table()->fontMetrics().horizontalAdvance(QStringLiteral("59 min 59 s +")) + 12)
            << width;
        EXPECT_LT(table()->columnViewportPosition(Model::Duration), table()->columnViewportPosition(Model::Finding));
    }
}

TEST_F(OperationsPanelTest, TypingFiltersTheResultsAndOpensNone)
{
    QSignalSpy spy(&panel, &OperationsPanel::operationActivated);
    panel.markOpened(QStringLiteral("new"));
    auto* filter = panel.findChild<QLineEdit*>(QStringLiteral("resultFilter"));
    QTest::keyClicks(filter, QStringLiteral("TRAIN"));
    EXPECT_EQ(panel.shownRows(), 1);
    EXPECT_FALSE(table()->currentIndex().isValid()) << "what is open is not in the list";
    filter->setText(QStringLiteral("nothing like it"));
    EXPECT_TRUE(panel.findChild<QLabel*>(QStringLiteral("resultsHint"))
                    ->text()
                    .contains(QStringLiteral("None of the 2 results has “nothing like it”")));
    EXPECT_TRUE(filter->isVisible());
    filter->clear();
    EXPECT_EQ(panel.shownRows(), 2);
    EXPECT_EQ(table()->currentIndex().data(items::OperationListModel::IdRole).toString(), QStringLiteral("new"));
    EXPECT_EQ(spy.count(), 0);
}

TEST_F(OperationsPanelTest, AVerdictThatArrivesLaterAppearsInItsRow)
{
    items::OperationRow later = row("old", "training", diagnosis::State::Failed, 1);
    later.rule = QStringLiteral("operation-failed");
    panel.updateRow(0, later);
    EXPECT_EQ(table()->model()->index(1, items::OperationListModel::Finding).data().toString(),
              QStringLiteral("operation-failed"));
}

TEST_F(OperationsPanelTest, TellsWhichRowsWithoutVerdictAreSeen)
{
    std::vector<items::OperationRow> rows;
    for (int i = 0; i < 1'000; ++i)
        rows.push_back(row(QByteArray::number(i).constData(), "training", std::nullopt, i));
    std::vector<int> seen;
    QObject::connect(&panel, &OperationsPanel::rowsSeen, [&seen](const std::vector<int>& list) { seen = list; });
    panel.setRows(rows);
    ASSERT_TRUE(QTest::qWaitFor([&] { return !seen.empty(); }));
    EXPECT_EQ(seen.front(), 999) << "the newest is on top";
    EXPECT_LT(seen.size(), 60U);
    seen.clear();
    table()->scrollToBottom();
    ASSERT_TRUE(QTest::qWaitFor([&] { return !seen.empty(); }));
    EXPECT_EQ(seen.back(), 0);
}

TEST_F(OperationsPanelTest, HomeAndEndMeanTheFirstAndTheLastResult)
{
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_End);
    EXPECT_EQ(table()->currentIndex().row(), 1);
    QTest::keyClick(table(), Qt::Key_Home);
    EXPECT_EQ(table()->currentIndex().row(), 0);
}

TEST_F(OperationsPanelTest, AfterSortingTheOpenedResultIsStillInView)
{
    std::vector<items::OperationRow> rows;
    for (int i = 0; i < 500; ++i)
        rows.push_back(row(QByteArray::number(i).constData(), "training", diagnosis::State::Completed, i));
    panel.setRows(rows);
    panel.markOpened(QStringLiteral("499"));
    table()->sortByColumn(items::OperationListModel::Start, Qt::AscendingOrder);
    EXPECT_TRUE(QTest::qWaitFor(
        [&] { return table()->viewport()->rect().intersects(table()->visualRect(table()->currentIndex())); }));
}

TEST_F(OperationsPanelTest, InALowWindowTheChartGivesItsRoomToTheResults)
{
    auto* chart = panel.findChild<QWidget*>(QStringLiteral("durationChart"));
    EXPECT_TRUE(chart->isVisible());
    EXPECT_EQ(chart->focusPolicy(), Qt::NoFocus);
    panel.resize(360, 420);
    EXPECT_FALSE(chart->isVisible());
    panel.resize(360, 700);
    EXPECT_TRUE(chart->isVisible());
}

TEST_F(OperationsPanelTest, ShowsEveryColumnOfTheVerdict)
{
    using Model = items::OperationListModel;
    for (const int column : {Model::Operation, Model::State, Model::Finding, Model::Duration, Model::Type, Model::Start,
                             Model::Spans, Model::Errors})
        EXPECT_FALSE(table()->isColumnHidden(column)) << column;
}

TEST_F(OperationsPanelTest, WithoutResultsAHintStandsInTheirPlace)
{
    panel.setHint(QStringLiteral("nothing here"));
    panel.setRows({});
    EXPECT_TRUE(panel.findChild<QLabel*>(QStringLiteral("resultsHint"))->isVisible());
    EXPECT_FALSE(table()->isVisible());
}

} // namespace
