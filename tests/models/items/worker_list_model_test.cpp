#include "models/items/worker_list_model.h"

#include <QAbstractItemModelTester>

#include <gtest/gtest.h>

using namespace spanlight;
using items::WorkerListModel;

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

operations::WorkerFact worker(std::string id, std::string type, std::string status, std::string operation = {})
{
    operations::WorkerFact fact;
    fact.id = std::move(id);
    fact.type = std::move(type);
    fact.status = std::move(status);
    fact.currentOperation = std::move(operation);
    fact.capabilities = {"training", "gpu"};
    fact.url = "http://w:5003";
    return fact;
}

class WorkerListModelTest : public ::testing::Test
{
protected:
    WorkerListModelTest()
    {
        facts.workers.emplace();
        facts.workers->origin = {"http://api:8000/api/v1/workers", 100 * kSecond};
        auto& workers = facts.workers->workers;
        workers.push_back(worker("w2", "training", "busy", "op_1"));
        workers.push_back(worker("w1", "training", "available"));
        workers.push_back(worker("b1", "backtesting", "temporarily_unavailable"));
        facts.workers->workers[1].lastHealthyNs = 88 * kSecond;
        facts.workers->workers[2].healthCheckFailures = 3;
        facts.workers->workers[2].lastHealthyNs = 40 * kSecond;
    }
    QVariant at(int row, int column, int role = Qt::DisplayRole) { return model.index(row, column).data(role); }

    operations::CompanionFacts facts;
    WorkerListModel model;
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::Fatal};
};

TEST_F(WorkerListModelTest, ListsWorkersByTypeAndId)
{
    model.setFacts(&facts, "op_1", {});
    ASSERT_EQ(model.rowCount(), 3);
    EXPECT_EQ(at(0, WorkerListModel::Worker), "b1");
    EXPECT_EQ(at(1, WorkerListModel::Worker), "w1");
    EXPECT_EQ(at(2, WorkerListModel::Worker), "w2");
    EXPECT_EQ(at(2, WorkerListModel::Operation), "op_1");
    EXPECT_EQ(at(2, WorkerListModel::Capabilities), "training, gpu");
    EXPECT_EQ(at(2, WorkerListModel::Address), "http://w:5003");
    EXPECT_EQ(at(0, WorkerListModel::State, WorkerListModel::KindRole), "error");
    EXPECT_EQ(at(1, WorkerListModel::State, WorkerListModel::KindRole), "ok");
}

TEST_F(WorkerListModelTest, MarksTheWorkerOfTheOpenOperation)
{
    model.setFacts(&facts, "op_1", {});
    EXPECT_TRUE(at(2, 0, WorkerListModel::MarkedRole).toBool()) << "it says so";
    EXPECT_FALSE(at(1, 0, WorkerListModel::MarkedRole).toBool());
    model.setFacts(&facts, "op_1", "w1");
    EXPECT_TRUE(at(1, 0, WorkerListModel::MarkedRole).toBool()) << "it was selected";
    EXPECT_FALSE(at(2, 0, WorkerListModel::MarkedRole).toBool());
    model.setFacts(&facts, {}, {});
    EXPECT_FALSE(at(0, 0, WorkerListModel::MarkedRole).toBool()) << "idle workers work at no operation";
}

TEST_F(WorkerListModelTest, TellsHealthByTheWorkersOwnWordElseByTheChecks)
{
    model.setFacts(&facts, {}, {});
    EXPECT_EQ(at(0, WorkerListModel::Health), "3 checks failed");
    EXPECT_TRUE(at(0, WorkerListModel::Health, Qt::ToolTipRole).toString().contains("1 min ago"));
    EXPECT_EQ(at(1, WorkerListModel::Health), "healthy 12 s ago");
    EXPECT_EQ(at(2, WorkerListModel::Health), QString());
    EXPECT_EQ(at(1, WorkerListModel::Health, WorkerListModel::KindRole), "ok");
    facts.workers->origin.timeNs += 3600 * kSecond;
    model.setFacts(&facts, {}, {});
    EXPECT_EQ(at(1, WorkerListModel::Health, WorkerListModel::KindRole), "warning") << "that was an hour ago";
    operations::WorkerAnswer answer;
    answer.worker = "b1";
    answer.healthy = true;
    facts.workerAnswers.push_back(answer);
    model.setFacts(&facts, {}, {});
    EXPECT_EQ(at(0, WorkerListModel::Health), "answers: healthy");
    EXPECT_EQ(at(0, WorkerListModel::Health, WorkerListModel::KindRole), "ok");
}

TEST_F(WorkerListModelTest, IsEmptyWhereNobodyAnswered)
{
    model.setFacts(&facts, {}, {});
    facts.workers.reset();
    model.setFacts(&facts, {}, {});
    EXPECT_EQ(model.rowCount(), 0);
    model.setFacts(nullptr, {}, {});
    EXPECT_EQ(model.rowCount(), 0);
    EXPECT_EQ(model.headerData(WorkerListModel::Health, Qt::Horizontal), "Health");
}

TEST_F(WorkerListModelTest, ShowsHostileTextsInOneLineAndEscaped)
{
    facts.workers->workers = {worker("<b>a\nb</b>", "t", "s")};
    model.setFacts(&facts, {}, {});
    EXPECT_FALSE(at(0, 0).toString().contains('\n'));
    EXPECT_TRUE(at(0, 0, Qt::ToolTipRole).toString().startsWith("&lt;b&gt;"));
}

} // namespace
