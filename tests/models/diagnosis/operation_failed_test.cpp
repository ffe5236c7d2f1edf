#include "tests/models/diagnosis/diagnose_text.h"

#include <gtest/gtest.h>

namespace spanlight::diagnosis {
namespace {

using namespace test;

TEST(OperationFailed, TakesTypeMessageAndPhaseFromTheOrigin)
{
    const char* failed = R"(
worker.backtest @0+500 ktrdr-backtest-worker-1 operation.id=op_backtest_1 operation.type=backtesting error !ZeroDivisionError|division_by_zero
  backtest.data_loading @0+100 ktrdr-backtest-worker-1
  backtest.simulation @100+400 ktrdr-backtest-worker-1 error !ZeroDivisionError|division_by_zero
)";
    const auto d = diagnoseText({failed, "op_backtest_1", 60'000});
    EXPECT_EQ(d.verdict.state, State::Failed);
    EXPECT_EQ(d.verdict.primary, "operation-failed");
    EXPECT_EQ(fact(d, "operation-failed", "errorType"), "ZeroDivisionError");
    EXPECT_EQ(fact(d, "operation-failed", "message"), "division by zero");
    EXPECT_EQ(fact(d, "operation-failed", "phase"), "simulation");
}

TEST(OperationFailed, OfAPlainTraceNeedsAnErrorThatReachedTheRoot)
{
    const char* reached = "GET /a @0+10 shop server error\n  SELECT @2+3 db client error !sql.Timeout|slow\n";
    const char* handled =
        "GET /a @0+10 shop server http.status_code:=200\n  SELECT @2+3 db client error !sql.Timeout|slow\n";
    const std::string id = "00000000000000000000000000000001";
    EXPECT_EQ(diagnoseText({reached, id, 1'000, "opentelemetry", true}).verdict.state, State::Failed);
    EXPECT_EQ(diagnoseText({handled, id, 1'000, "opentelemetry", true}).verdict.state, State::Completed);
}

} // namespace
} // namespace spanlight::diagnosis
