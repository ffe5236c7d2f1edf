#include "ui/search/operation_proxy.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <gtest/gtest.h>

#include <string>

using namespace spanlight;
using namespace spanlight::ui;
using items::OperationListModel;
using items::OperationRow;

namespace {

OperationRow row(const char* id, const char* type, std::int64_t duration)
{
    OperationRow made;
    made.id = QString::fromLatin1(id);
    made.type = QString::fromLatin1(type);
    made.services = QStringLiteral("Gateway, orders");
    made.durationNs = duration;
    return made;
}

class OperationProxyTest : public ::testing::Test
{
protected:
    OperationProxyTest() { model.setRows({row("c", "training", 3), row("a", "backtest", 2), row("b", "training", 2)}); }
    std::string ids()
    {
        std::string text;
        for (int i = 0; i < proxy.rowCount(); ++i)
            text += proxy.index(i, 0).data(OperationListModel::IdRole).toString().toStdString();
        return text;
    }

    OperationListModel model;
    OperationProxy proxy{model};
    QAbstractItemModelTester tester{&proxy, QAbstractItemModelTester::FailureReportingMode::Fatal};
};

TEST_F(OperationProxyTest, SortsByTheRowsOfTheColumnAndKeepsEqualOnesInTheirOrder)
{
    EXPECT_EQ(ids(), "cab");
    proxy.sort(OperationListModel::Operation, Qt::AscendingOrder);
    EXPECT_EQ(ids(), "abc");
    proxy.sort(OperationListModel::Duration, Qt::AscendingOrder);
    EXPECT_EQ(ids(), "abc");
    proxy.sort(OperationListModel::Duration, Qt::DescendingOrder);
    EXPECT_EQ(ids(), "cab");
    proxy.sort(OperationListModel::Type, Qt::AscendingOrder);
    EXPECT_EQ(ids(), "acb");
}

TEST_F(OperationProxyTest, IdsOfAnyLettersAreInTheOrderOfTheirLetters)
{
    std::vector<QString> wanted;
    std::vector<OperationRow> rows;
    for (const char* id :
         {"ab", "abcdefgh", "abcdefgha", "abcdefghb", "a\u00fez", "a\u00ffa", "a\u00ffz", "a\u4e2da"}) {
        wanted.push_back(QString::fromUtf8(id));
        rows.insert(rows.begin(), row("", "", 0));
        rows.front().id = wanted.back();
    }
    model.setRows(std::move(rows));
    proxy.sort(OperationListModel::Operation, Qt::AscendingOrder);
    for (std::size_t i = 0; i < wanted.size(); ++i)
        EXPECT_EQ(proxy.index(static_cast<int>(i), 0).data(OperationListModel::IdRole).toString(), wanted[i]) << i;
}

TEST_F(OperationProxyTest, EveryColumnCanBeSorted)
{
    for (int column = 0; column < OperationListModel::ColumnCount; ++column) {
        proxy.sort(column, Qt::DescendingOrder);
        EXPECT_EQ(proxy.rowCount(), 3) << column;
    }
}

TEST_F(OperationProxyTest, EachWordOfTheFilterMustBeSomewhere)
{
    proxy.setFilter({{}, {}, QStringLiteral("ORDERS train")});
    EXPECT_EQ(ids(), "cb");
    proxy.setFilter({{}, {}, QStringLiteral("orders elsewhere")});
    EXPECT_EQ(ids(), "");
    proxy.setFilter({QStringLiteral("training"), {}, QStringLiteral("b")});
    EXPECT_EQ(ids(), "b");
    proxy.setFilter({});
    EXPECT_EQ(ids(), "cab");
}

TEST_F(OperationProxyTest, FindsStatesAndFindingsOfVerdicts)
{
    proxy.setFilter({{}, {}, QStringLiteral("stuck")});
    EXPECT_EQ(ids(), "");
    OperationRow judged = model.rows()[1];
    judged.state = diagnosis::State::Stuck;
    judged.rule = QStringLiteral("retry-storm");
    model.updateRow(1, judged);
    EXPECT_EQ(ids(), "a");
    proxy.setFilter({{}, {}, QStringLiteral("storm")});
    EXPECT_EQ(ids(), "a");
}

TEST_F(OperationProxyTest, SortingKeepsWhatIsSelected)
{
    const QPersistentModelIndex selected = proxy.index(1, 0);
    proxy.sort(OperationListModel::Operation, Qt::DescendingOrder);
    EXPECT_EQ(selected.data(OperationListModel::IdRole).toString(), QStringLiteral("a"));
    EXPECT_EQ(selected.row(), 2);
}

TEST_F(OperationProxyTest, ALongListFollowsItsVerdictsNowAndThen)
{
    std::vector<OperationRow> rows;
    for (int i = 0; i < 5'000; ++i)
        rows.push_back(row("x", "many", i));
    model.setRows(std::move(rows));
    proxy.sort(OperationListModel::Duration, Qt::DescendingOrder);
    QSignalSpy ordered(&proxy, &QAbstractItemModel::layoutChanged);
    for (int i = 0; i < 100; ++i)
        model.updateRow(i, row("y", "many", 10'000 + i));
    EXPECT_EQ(ordered.count(), 0);
    ASSERT_TRUE(ordered.wait(30'000));
    EXPECT_EQ(ordered.count(), 1);
    EXPECT_EQ(proxy.index(0, 0).data(OperationListModel::IdRole).toString(), QStringLiteral("y"));
}

} // namespace
