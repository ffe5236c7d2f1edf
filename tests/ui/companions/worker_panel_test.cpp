#include "ui/companions/worker_panel.h"

#include "models/items/worker_list_model.h"

#include <QLabel>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include <gtest/gtest.h>

using namespace spanlight;
using namespace spanlight::ui;
using items::WorkerListModel;

namespace {

class WorkerPanelTest : public ::testing::Test
{
protected:
    WorkerPanelTest()
    {
        operations::WorkerFact busy;
        busy.id = "w2";
        busy.type = "training";
        busy.status = "busy";
        busy.currentOperation = "op_1";
        operations::WorkerFact idle;
        idle.id = "w1";
        idle.type = "training";
        idle.status = "available";
        facts.workers.emplace();
        facts.workers->origin = {"http://api:8000/api/v1/workers", 1'762'865'400'000'000'000};
        facts.workers->workers.push_back(busy);
        facts.workers->workers.push_back(idle);
        panel.resize(900, 200);
        panel.show();
    }
    QTableView& table() { return *panel.findChild<QTableView*>("workerTable"); }
    QString emptyText() { return panel.findChild<QLabel*>("workerEmpty")->text(); }
    QString title() { return panel.findChild<QLabel*>("workerTitle")->text(); }
    void show() { panel.setContent({&facts, true, false, true, "op_1", {}}); }

    operations::CompanionFacts facts;
    WorkerPanel panel;
};

TEST_F(WorkerPanelTest, SaysWhoWasAskedAndWhen)
{
    show();
    EXPECT_TRUE(table().isVisible());
    EXPECT_EQ(title(), "2 workers · http://api:8000/api/v1/workers, asked at 2025-11-11 12:50:00");
}

TEST_F(WorkerPanelTest, OpensTheOperationThatIsClickedOn)
{
    show();
    QSignalSpy opened(&panel, &WorkerPanel::operationActivated);
    const auto click = [this](int row, int column) {
        const QRect cell = table().visualRect(table().model()->index(row, column));
        QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, cell.center());
    };
    click(0, WorkerListModel::Operation); // idle
    click(1, WorkerListModel::Worker);    // only selects
    EXPECT_EQ(opened.count(), 0);
    click(1, WorkerListModel::Operation);
    ASSERT_EQ(opened.count(), 1);
    EXPECT_EQ(opened[0][0].toString(), "op_1");
}

TEST_F(WorkerPanelTest, SaysWhyItIsEmpty)
{
    QSignalSpy wanted(&panel, &WorkerPanel::addressWanted);
    EXPECT_TRUE(emptyText().contains("No operations API is known"));
    emit panel.findChild<QLabel*>("workerEmpty")->linkActivated("companions");
    EXPECT_EQ(wanted.count(), 1);
    panel.setContent({nullptr, true, false, false, {}, {}});
    EXPECT_TRUE(emptyText().contains("when an operation is opened"));
    panel.setContent({nullptr, true, true, true, "op_1", {}});
    EXPECT_TRUE(emptyText().contains("is being asked"));
    facts.workers->workers.clear();
    show();
    EXPECT_TRUE(emptyText().contains("knows no worker at all"));
    EXPECT_TRUE(title().startsWith("0 workers")) << title().toStdString();
    facts.workers.reset();
    facts.problems = {{operations::Companion::Prometheus, {}, "other"},
                      {operations::Companion::OperationsApi, {"http://api:8000", 0}, "<b>refused</b>"}};
    show();
    EXPECT_TRUE(emptyText().contains("&lt;b&gt;refused")) << emptyText().toStdString();
    EXPECT_TRUE(emptyText().contains("http://api:8000"));
    EXPECT_FALSE(table().isVisible());
}

} // namespace
