#include "tests/models/diagnosis/diagnose_text.h"

#include <gtest/gtest.h>

namespace spanlight::diagnosis {
namespace {

using namespace test;

std::string selection(int total, int capable, int available)
{
    return "POST /api/v1/backtests/start @0+20 ktrdr-api server http.route=/api/v1/backtests/start error\n"
           "  worker_registry.select_worker @5+3 ktrdr-api error operation.id=op_backtest_1 operation.type=backtesting "
           "worker_registry.total_workers:=" +
           std::to_string(total) + " worker_registry.capable_workers:=" + std::to_string(capable) +
           " worker_registry.available_workers:=" + std::to_string(available) +
           " worker_registry.selection_status=NO_WORKERS_AVAILABLE\n"
           "trace 2\noperation.state_transition @30+1 ktrdr-api operation.id=op_backtest_1 operation.to_status=FAILED "
           "operation.error=no_workers\n";
}

Diagnosis of(int total, int capable, int available)
{
    return diagnoseText({selection(total, capable, available), "op_backtest_1", 60'000});
}

TEST(WorkerSelection, TellsTheThreeReasonsApartByTheirCounts)
{
    EXPECT_EQ(of(0, 0, 0).verdict.primary, "no-workers-registered");
    EXPECT_EQ(of(3, 0, 0).verdict.primary, "no-capable-workers");
    EXPECT_EQ(of(3, 2, 0).verdict.primary, "all-workers-busy");
    EXPECT_EQ(fact(of(3, 2, 0), "all-workers-busy", "capable"), "2");
}

TEST(WorkerSelection, ProvesNothingWithoutCounts)
{
    const char* plain = "operation.register @0+1 ktrdr-api operation.id=op_backtest_1 operation.type=backtesting\n"
                        "  workers.select @5+3 ktrdr-api error selection_status=FAILED\n"
                        "trace 2\noperation.state_transition @30+1 ktrdr-api operation.id=op_backtest_1 "
                        "operation.to_status=FAILED operation.error=no_worker\n";
    const auto d = diagnoseText({plain, "op_backtest_1", 60'000});
    for (const char* rule : {"no-workers-registered", "no-capable-workers", "all-workers-busy"}) {
        EXPECT_EQ(finding(d, rule), nullptr) << rule;
        EXPECT_TRUE(hasNote(d.notChecked, rule)) << rule;
    }
    EXPECT_EQ(d.verdict.primary, "operation-failed");
}

TEST(WorkerSelection, IsSilentWhenAWorkerWasChosen)
{
    const char* chosen = "operation.register @0+1 ktrdr-api operation.id=op_backtest_1 operation.type=backtesting\n"
                         "  workers.select @5+3 ktrdr-api worker_registry.total_workers:=3 "
                         "worker_registry.capable_workers:=2 worker_registry.available_workers:=1 "
                         "worker_registry.selected_worker_id=w1\n";
    EXPECT_FALSE(isSerious(diagnoseText({chosen, "op_backtest_1", 1'000}), "all-workers-busy"));
}

TEST(WorkerSelection, CountsInWords)
{
    const auto explained = [](const std::string& counts) {
        const auto d = diagnoseText({"operation.register @0+2 ktrdr-api operation.id=op_training_1 "
                                     "operation.type=training\n  worker_registry.select_worker @5+3 ktrdr-api "
                                     "worker_registry.selection_status=NO_WORKERS_AVAILABLE " +
                                         counts +
                                         "\ntrace 2\noperation.state_transition @100+1 ktrdr-api "
                                         "operation.id=op_training_1 operation.to_status=FAILED\n",
                                     "op_training_1", 60'000});
        const Finding* found = finding(d, "no-capable-workers");
        return found == nullptr ? std::string("no finding") : found->explanation;
    };
    EXPECT_EQ(explained("worker_registry.total_workers:=1 worker_registry.capable_workers:=0 "
                        "worker_registry.available_workers:=0"),
              "The backend knows 1 worker, and it cannot run a training operation.");
    EXPECT_EQ(explained("worker_registry.total_workers:=5 worker_registry.capable_workers:=0 "
                        "worker_registry.available_workers:=0"),
              "The backend knows 5 workers, and none of them can run a training operation.");
}

// The work is offered to so many workers; each refuses it.
Diagnosis refusedBy(int workers, const std::string& words, int capable = 4, int status = 503,
                    const std::string& below = "", const std::string& end = "dispatch_failed", int available = 2)
{
    std::string text = "POST /api/v1/backtests/start @0+100 ktrdr-api server http.route=/api/v1/backtests/start\n"
                       "  operation.register @1+1 ktrdr-api operation.id=op_backtest_1 operation.type=backtesting\n"
                       "  workers.select @5+3 ktrdr-api worker.total_workers=5 worker.capable_workers=" +
                       std::to_string(capable) + " worker.available_workers=" + std::to_string(available) +
                       " worker.selected_id=w1\n";
    for (int i = 1; i <= workers; ++i)
        text += "  POST @" + std::to_string(10 * i) + "+5 ktrdr-api client error http.method=POST http.url=http://w" +
                std::to_string(i) + ":5003/backtests/start http.status_code:=" + std::to_string(status) +
                " msg=" + words + '\n' + below;
    return diagnoseText({text +
                             "  operation.state_transition @90+1 ktrdr-api operation.id=op_backtest_1 "
                             "operation.to_status=failed operation.error:=\"" +
                             end + "\"\n",
                         "op_backtest_1", 60'000});
}

TEST(WorkerSelection, IsBusyWhenEveryWorkerRefusesAndTheAnswerSaysSo)
{
    const auto d = refusedBy(3, "All_workers_busy");
    EXPECT_EQ(d.verdict.primary, "all-workers-busy");
    EXPECT_EQ(fact(d, "all-workers-busy", "total"), "5");
    EXPECT_EQ(fact(d, "all-workers-busy", "available"), "0");
    EXPECT_NE(finding(d, "dispatch-failed"), nullptr); // what it led to
    EXPECT_EQ(refusedBy(2, "Worker_is_busy", 2).verdict.primary, "all-workers-busy");
}

TEST(WorkerSelection, IsBusyAlsoWhenTheRequestsOfTheWorkersAreInTheTrace)
{
    const auto d = refusedBy(3, "no_luck", 4, 503,
                             "    POST /backtests/start @0+4 ktrdr-api server error !WorkerBusyError|Worker_is_busy\n");
    EXPECT_EQ(d.verdict.primary, "all-workers-busy");
}

TEST(WorkerSelection, BelievesTheLastWordOfTheOperationOnlyWhereNoFreeWorkerWasCounted)
{
    EXPECT_EQ(refusedBy(3, "503", 4, 503, "", "All_workers_busy", 0).verdict.primary, "all-workers-busy");
    EXPECT_EQ(refusedBy(3, "503", 4, 503, "", "All_workers_busy", 2).verdict.primary, "dispatch-failed");
}

TEST(WorkerSelection, IsNotBusyWhenNobodySaysSo)
{
    EXPECT_EQ(refusedBy(3, "Worker_returned_503").verdict.primary, "dispatch-failed");
    EXPECT_EQ(refusedBy(2, "All_workers_busy").verdict.primary, "dispatch-failed");
    EXPECT_EQ(refusedBy(3, "All_workers_busy", 4, 500).verdict.primary, "dispatch-failed");
}

} // namespace
} // namespace spanlight::diagnosis
