#include "tests/models/diagnosis/diagnose_text.h"

#include <gtest/gtest.h>

namespace spanlight::diagnosis {
namespace {

using namespace test;

// Completed backtests, one trace each; the last one is op_backtest_1.
std::string runs(const std::vector<std::string>& workers, int available, int total = 4)
{
    std::string text;
    for (std::size_t i = 0; i < workers.size(); ++i) {
        const std::string id = "operation.id=op_backtest_" + std::to_string(workers.size() - i);
        const std::string at = std::to_string(i * 10'000);
        text += "trace " + std::to_string(i + 1) + "\nPOST /api/v1/backtests/start @" + at +
                "+20 ktrdr-api server http.route=/api/v1/backtests/start " + id + " operation.type=backtesting\n" +
                "  worker_registry.select_worker @" + at + "+3 ktrdr-api worker_registry.selection_status=SUCCESS " +
                "worker_registry.selected_worker_id=" + workers[i] +
                " worker_registry.total_workers:=" + std::to_string(total) +
                " worker_registry.available_workers:=" + std::to_string(available) + "\n" +
                "operation.state_transition @" + std::to_string(i * 10'000 + 5'000) + "+1 ktrdr-api " + id +
                " operation.to_status=COMPLETED\n";
    }
    return text;
}

Diagnosis of(const std::vector<std::string>& workers, int available, int total = 4)
{
    return diagnoseText({runs(workers, available, total), "op_backtest_1", 10'000'000});
}

std::vector<std::string> shared(std::size_t first, std::size_t second)
{
    std::vector<std::string> workers(first, "worker-a");
    workers.insert(workers.end(), second, "worker-b");
    return workers;
}

TEST(LoadImbalance, NamesTheWorkerThatGetsNearlyEverythingAlthoughOthersWereFree)
{
    const Diagnosis d = of(shared(11, 1), 3);
    EXPECT_EQ(d.verdict.primary, "load-imbalance");
    EXPECT_EQ(fact(d, "load-imbalance", "worker"), "worker-a");
    EXPECT_EQ(fact(d, "load-imbalance", "selections"), "12");
    EXPECT_EQ(fact(d, "load-imbalance", "cause"), "several-available");
}

TEST(LoadImbalance, IsAMatterOfCapacityWhenNoOtherWorkerWasFree)
{
    EXPECT_EQ(fact(of(shared(11, 1), 1), "load-imbalance", "cause"), "one-available");
}

TEST(LoadImbalance, IsSilentUpToTheShareOfTheProfile)
{
    EXPECT_EQ(finding(of(shared(8, 2), 3), "load-imbalance"), nullptr);
    EXPECT_NE(finding(of(shared(9, 2), 3), "load-imbalance"), nullptr);
}

TEST(LoadImbalance, IsNotCheckedWithFewSelections)
{
    const Diagnosis d = of(shared(9, 0), 3);
    EXPECT_EQ(finding(d, "load-imbalance"), nullptr);
    EXPECT_TRUE(hasNote(d.notChecked, "load-imbalance"));
}

TEST(LoadImbalance, IsSilentWhereOnlyOneWorkerIsRegistered)
{
    const Diagnosis d = of(shared(12, 0), 1, 1);
    EXPECT_EQ(finding(d, "load-imbalance"), nullptr);
    EXPECT_TRUE(hasNote(d.ruledOut, "load-imbalance"));
}

TEST(LoadImbalance, ComparesOnlyOperationsOfTheSubjectsType)
{
    std::string text = runs(shared(9, 0), 3);
    for (int i = 0; i < 12; ++i)
        text += "trace " + std::to_string(100 + i) +
                "\nPOST /api/v1/trainings/start @1+20 ktrdr-api server operation.id=op_training_" + std::to_string(i) +
                " operation.type=training\n  worker_registry.select_worker @2+3 ktrdr-api "
                "worker_registry.selected_worker_id=worker-gpu worker_registry.available_workers:=3\n";
    EXPECT_EQ(finding(diagnoseText({text, "op_backtest_1", 10'000'000}), "load-imbalance"), nullptr);
}

} // namespace
} // namespace spanlight::diagnosis
