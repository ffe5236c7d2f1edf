#include "models/items/operation_list_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include <gtest/gtest.h>

using namespace spanlight;
using namespace spanlight::items;

namespace {

operations::OperationSummary summary(std::string id, std::int64_t seconds)
{
    operations::OperationSummary s;
    s.id = std::move(id);
    s.type = "training";
    s.services = {"backend", "worker"};
    s.spans = 12;
    s.startNs = 1'700'000'000'000'000'000;
    s.endNs = s.startNs + seconds * 1'000'000'000;
    return s;
}

class OperationListModelTest : public ::testing::Test
{
protected:
    OperationListModel model;
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::Fatal};
};

TEST_F(OperationListModelTest, WritesStartsInTheChosenTimeZoneAndSortsByTheMoment)
{
    model.setRows({operationRow(summary("op_1", 58), false)});
    const QModelIndex start = model.index(0, OperationListModel::Start);
    EXPECT_EQ(start.data().toString(), QStringLiteral("2023-11-14 22:13:20"));
    const QVariant before = start.data(OperationListModel::SortRole);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.setTimeZone(TimeZone(QTimeZone(2 * 3600)));
    EXPECT_EQ(changed.count(), 1);
    EXPECT_EQ(start.data().toString(), QStringLiteral("2023-11-15 00:13:20"));
    EXPECT_EQ(start.data(OperationListModel::SortRole), before);
    EXPECT_TRUE(start.data(Qt::ToolTipRole).toString().contains(QStringLiteral("UTC+2")));
}

TEST_F(OperationListModelTest, TellsTheTitleOfAColumnThatIsTooNarrowForIt)
{
    for (int column = 0; column < OperationListModel::ColumnCount; ++column) {
        const QVariant title = model.headerData(column, Qt::Horizontal);
        EXPECT_FALSE(title.toString().isEmpty());
        EXPECT_EQ(model.headerData(column, Qt::Horizontal, Qt::ToolTipRole), title);
    }
}

TEST_F(OperationListModelTest, ShowsWhatIsKnownBeforeTheDiagnosis)
{
    model.setRows({operationRow(summary("op_training_20251111_123456_ab12cd34", 58), false)});
    EXPECT_EQ(model.index(0, OperationListModel::Operation).data().toString(), QStringLiteral("…ab12cd34"));
    EXPECT_EQ(model.index(0, OperationListModel::Duration).data().toString(), QStringLiteral("58 s"));
    EXPECT_EQ(model.index(0, OperationListModel::Finding).data().toString(), QStringLiteral("…"));
    EXPECT_EQ(model.index(0, OperationListModel::Services).data().toString(), QStringLiteral("backend, worker"));
    EXPECT_FALSE(model.index(0, 0).data(OperationListModel::StateRole).isValid());
    EXPECT_EQ(model.find(QStringLiteral("op_training_20251111_123456_ab12cd34")), 0);
    EXPECT_EQ(model.find(QStringLiteral("other")), -1);
}

TEST_F(OperationListModelTest, TheVerdictIsAddedToItsRow)
{
    model.setRows({operationRow(summary("a", 1), false), operationRow(summary("b", 2), false)});
    diagnosis::Diagnosis analysed;
    analysed.verdict.state = diagnosis::State::Stuck;
    analysed.verdict.primary = "stuck-phase";
    analysed.subject.durationNs = 900'000'000'000;
    diagnosis::Finding finding;
    finding.rule = "stuck-phase";
    finding.severity = diagnosis::Severity::Error;
    finding.title = "Phase stuck: training-loop";
    analysed.findings = {finding};
    OperationRow row = model.rows()[1];
    addVerdict(row, analysed);
    QSignalSpy spy(&model, &QAbstractItemModel::dataChanged);
    model.updateRow(1, row);
    EXPECT_EQ(spy.count(), 1);
    EXPECT_EQ(model.index(1, OperationListModel::Duration).data().toString(), QStringLiteral("15 min +"));
    EXPECT_EQ(model.index(1, OperationListModel::Finding).data().toString(), QStringLiteral("stuck-phase"));
    EXPECT_EQ(model.index(1, OperationListModel::State).data().toString(), QStringLiteral("stuck"));
    EXPECT_TRUE(
        model.index(1, 0).data(Qt::ToolTipRole).toString().contains(QStringLiteral("Phase stuck: training-loop")));
    EXPECT_EQ(model.index(1, 0).data(OperationListModel::StateRole).toInt(), static_cast<int>(diagnosis::State::Stuck));
}

TEST_F(OperationListModelTest, DurationsSortByLengthAndFindingsBySeverity)
{
    model.setRows({operationRow(summary("a", 100), false), operationRow(summary("b", 9), false)});
    const auto key = [this](int row, int column) {
        return model.index(row, column).data(OperationListModel::SortRole);
    };
    EXPECT_GT(key(0, OperationListModel::Duration).toLongLong(), key(1, OperationListModel::Duration).toLongLong());
}

TEST_F(OperationListModelTest, AWarningThatIsNotThePrimaryIsTheWorstFindingAllTheSame)
{
    diagnosis::Diagnosis analysed;
    analysed.verdict.state = diagnosis::State::Completed;
    diagnosis::Finding info;
    info.rule = "bottleneck";
    info.severity = diagnosis::Severity::Info;
    diagnosis::Finding warning;
    warning.rule = "missing-parent";
    warning.severity = diagnosis::Severity::Warning;
    OperationRow row = operationRow(summary("a", 1), false);
    analysed.findings = {info};
    addVerdict(row, analysed);
    EXPECT_EQ(row.rule, QString()) << "information is no finding to look for";
    analysed.findings = {warning, info};
    addVerdict(row, analysed);
    EXPECT_EQ(row.rule, QStringLiteral("missing-parent"));
    EXPECT_EQ(row.severity, diagnosis::Severity::Warning);
}

TEST_F(OperationListModelTest, AnUpdateOfARowThatIsGoneIsIgnored)
{
    model.updateRow(3, {});
    EXPECT_EQ(model.rowCount(), 0);
}

} // namespace
