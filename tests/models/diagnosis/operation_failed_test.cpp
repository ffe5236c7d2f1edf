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

// The worker's error, and the word that the operation failed some time later.
Diagnosis failedAfter(int ms, const std::string& between = {})
{
    return diagnoseText({"operation.register @0+2 ktrdr-api operation.id=op_training_1 operation.type=training\n"
                         "worker.training @10+500 ktrdr-training-worker-1 operation.id=op_training_1\n"
                         "  training.data_loading @20+400 ktrdr-training-worker-1 error !RuntimeError|broken\n" +
                             between + "operation.state_transition @" + std::to_string(420 + ms) +
                             "+0 ktrdr-api operation.id=op_training_1 operation.to_status=FAILED\n",
                         "op_training_1", 600'000});
}

TEST(OperationFailed, HasItsOriginInTheLastErrorWhenNoWorkBeganAfterIt)
{
    EXPECT_EQ(fact(failedAfter(12'000), "operation-failed", "errorType"), "RuntimeError");
    EXPECT_EQ(fact(failedAfter(600'000), "operation-failed", "errorType"),
              "null"); // too long ago to be told from others
    EXPECT_EQ(fact(failedAfter(12'000, "  training.indicators @500+400 ktrdr-training-worker-1\n"), "operation-failed",
                   "errorType"),
              "null"); // it went on
}

TEST(OperationFailed, QuotesASpanOnlyWithWhatItSays)
{
    const char* text = R"(
operation.register @0+2 ktrdr-api operation.id=op_training_1 operation.type=training
  training.data_loading @20+400 ktrdr-training-worker-1 operation.id=op_training_1 error !RuntimeError|
operation.state_transition @500+0 ktrdr-api operation.id=op_training_1 operation.to_status=FAILED operation.error=it_broke
)";
    const auto d = diagnoseText({text, "op_training_1", 60'000});
    const Finding* failed = finding(d, "operation-failed");
    ASSERT_NE(failed, nullptr);
    EXPECT_EQ(fact(d, "operation-failed", "message"), "it_broke");
    EXPECT_EQ(failed->evidence.front().name, "training.data_loading");
    EXPECT_EQ(failed->evidence.front().value, "");
    EXPECT_EQ(failed->rootCause, "it_broke");
}

TEST(OperationFailed, TakesTheTextOfAnErrorAttribute)
{
    const char* text = "GET /a @0+10 shop server error=upstream_connect_error\n";
    const auto d = diagnoseText({text, "00000000000000000000000000000001", 1'000, "opentelemetry", true});
    EXPECT_EQ(fact(d, "operation-failed", "message"), "upstream_connect_error");
}

TEST(OperationFailed, OfAPlainTraceIsToldByTheAnswerOfItsRoot)
{
    const auto stateOf = [](const std::string& root, const char* profile = "opentelemetry") {
        return diagnoseText({root, "00000000000000000000000000000001", 1'000, profile, true}).verdict.state;
    };
    EXPECT_EQ(stateOf("GET /a @0+10 shop server http.status_code:=500\n"), State::Failed);
    EXPECT_EQ(stateOf("GET /a @0+10 shop server http.status_code:=404\n"), State::Completed);
    EXPECT_EQ(stateOf("GET /a @0+10 shop server http.status_code:=500 ok\n"), State::Completed);
    EXPECT_EQ(stateOf("GET @0+10 shop client http.status_code:=404\n"), State::Completed);
    EXPECT_EQ(stateOf("a/B @0+10 shop server rpc.grpc.status_code:=14\n"), State::Failed);
    EXPECT_EQ(stateOf("a/B @0+10 shop server rpc.grpc.status_code:=5\n"), State::Completed);
    const std::string call = "  POST @2+5 ktrdr-cli client http.url=http://localhost:8000/api/v1/trainings/start ";
    EXPECT_EQ(stateOf("cli.train @0+10 ktrdr-cli\n" + call + "http.status_code:=503\n", "ktrdr"), State::Failed);
    EXPECT_EQ(stateOf("cli.train @0+90 ktrdr-cli\n" + call + "http.status_code:=503\n" +
                          "  POST @20+5 ktrdr-cli client http.url=http://localhost:8000/api/v1/trainings/start "
                          "http.status_code:=200\n",
                      "ktrdr"),
              State::Completed);
}

} // namespace
} // namespace spanlight::diagnosis
