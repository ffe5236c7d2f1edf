#include "tests/models/diagnosis/diagnose_text.h"

#include <gtest/gtest.h>

// Every threshold of the ktrdr profile from both sides, nearer than a factor of two: whoever changes one without
// wanting to is told here.

namespace spanlight::diagnosis {
namespace {

using namespace test;

constexpr std::int64_t kLater = 20'000'000;

/// A phase of a finished operation.
struct PhaseLimit
{
    const char* span;
    const char* phase;
    const char* id;
    int limitSeconds;
    const char* attributes = "";
};

void PrintTo(const PhaseLimit& limit, std::ostream* out)
{
    *out << limit.phase << " within " << limit.limitSeconds << " s";
}

Diagnosis runOf(const PhaseLimit& limit, double share, const std::string& more = {})
{
    const std::string length = std::to_string(static_cast<int>(limit.limitSeconds * share * 1000));
    const std::string text = std::string("worker.run @0+") + length +
                             " ktrdr-training-worker-1 operation.id=" + limit.id + " operation.status=COMPLETED\n  " +
                             limit.span + " @0+" + length + " ktrdr-training-worker-1 " + limit.attributes + " " +
                             more + "\n";
    return diagnoseText({text, limit.id, kLater});
}

class ExpectedDuration : public testing::TestWithParam<PhaseLimit>
{
};

TEST_P(ExpectedDuration, IsTheLimit)
{
    EXPECT_FALSE(isSerious(runOf(GetParam(), 0.75), "slow-phase"));
    const auto slow = runOf(GetParam(), 1.5);
    EXPECT_TRUE(isSerious(slow, "slow-phase"));
    EXPECT_EQ(fact(slow, "slow-phase", "phase"), GetParam().phase);
    EXPECT_EQ(fact(slow, "slow-phase", "expectedMs"), std::to_string(GetParam().limitSeconds * 1000));
}

constexpr const char* kTraining = "op_training_1";

INSTANTIATE_TEST_SUITE_P(OfPhases, ExpectedDuration,
                         testing::Values(PhaseLimit{"training.data_loading", "data-loading", kTraining, 30},
                                         PhaseLimit{"training.indicators", "indicators", kTraining, 60},
                                         PhaseLimit{"training.fuzzy_computation", "fuzzy-computation", kTraining, 60},
                                         PhaseLimit{"training.model_init", "model-init", kTraining, 15},
                                         PhaseLimit{"training.training_loop", "training-loop", kTraining, 3600},
                                         PhaseLimit{"training.training_loop", "training-loop", kTraining, 7200,
                                                    "training.device=cpu"},
                                         PhaseLimit{"training.save_model", "save-model", kTraining, 30},
                                         PhaseLimit{"backtest.simulation", "simulation", "op_backtesting_1", 300},
                                         PhaseLimit{"ib.fetch_historical", "provider-fetch", "op_data_load_1", 15}));

TEST(Thresholds, ManyIndicatorsAreThirty)
{
    const PhaseLimit indicators{"training.indicators", "indicators", kTraining, 60};
    EXPECT_EQ(fact(runOf(indicators, 1.5, "indicators.count:=25"), "slow-phase", "cause"), "null");
    EXPECT_EQ(fact(runOf(indicators, 1.5, "indicators.count:=40"), "slow-phase", "cause"), "many-indicators");
}

TEST(Thresholds, AnIdleGpuIsBelowThirtyPercent)
{
    const PhaseLimit loop{"training.training_loop", "training-loop", kTraining, 3600};
    const std::string gpu = "training.device=cuda:0 gpu.utilization_percent:=";
    EXPECT_EQ(fact(runOf(loop, 1.5, gpu + "40"), "slow-phase", "cause"), "null");
    EXPECT_EQ(fact(runOf(loop, 1.5, gpu + "20"), "slow-phase", "cause"), "low-gpu-utilization");
}

TEST(Thresholds, HundredRowsAreEnough)
{
    const PhaseLimit load{"training.data_loading", "data-loading", kTraining, 30};
    EXPECT_TRUE(isSerious(runOf(load, 0.5, "data.rows:=75"), "missing-data"));
    EXPECT_FALSE(isSerious(runOf(load, 0.5, "data.rows:=150"), "missing-data"));
}

TEST(Thresholds, HalfOfTheBarsAreEnough)
{
    const PhaseLimit fetch{"ib.fetch_historical", "provider-fetch", "op_data_load_1", 15};
    const std::string asked = "data.bars_requested:=1000 bars.received:=";
    EXPECT_TRUE(isSerious(runOf(fetch, 0.5, asked + "400"), "missing-data"));
    EXPECT_FALSE(isSerious(runOf(fetch, 0.5, asked + "700"), "missing-data"));
}

TEST(Thresholds, SelectingAWorkerMayTakeATenthOfASecond)
{
    const auto selection = [](int ms) {
        return diagnoseText({"operation.register @0+2 ktrdr-api operation.id=op_training_1 operation.type=training\n"
                             "  worker_registry.select_worker @5+" +
                                 std::to_string(ms) +
                                 " ktrdr-api worker_registry.total_workers:=2 worker_registry.capable_workers:=1 "
                                 "worker_registry.available_workers:=1 worker_registry.selected_worker_id=w1\n"
                                 "trace 2\noperation.state_transition @5000+1 ktrdr-api operation.id=op_training_1 "
                                 "operation.to_status=COMPLETED\n",
                             "op_training_1", 60'000});
    };
    EXPECT_FALSE(isSerious(selection(75), "slow-worker-selection"));
    EXPECT_TRUE(isSerious(selection(150), "slow-worker-selection"));
}

TEST(Thresholds, ProgressIsStaleAfterHalfAMinute)
{
    const auto progress = [](int ageSeconds) {
        return diagnoseText(
            {"operation.register @0+2 ktrdr-api operation.id=op_training_1 operation.type=training\ntrace 2\n"
             "training.training_loop @1000+399000 ktrdr-training-worker-1 operation.id=op_training_1 "
             "progress.percentage:=45 progress.updated_at:=" +
                 std::to_string(1'700'000'400 - ageSeconds) + "\n",
             "op_training_1", 400'000});
    };
    EXPECT_FALSE(isSerious(progress(20), "progress-stalled"));
    EXPECT_TRUE(isSerious(progress(45), "progress-stalled"));
}

TEST(Thresholds, AWorkersSpansMayTakeTenSecondsToArrive)
{
    constexpr const char* kDispatched = R"(
operation.dispatch @0+100 ktrdr-api operation.id=op_training_1 operation.type=training
  POST @10+80 ktrdr-api client http.url=http://w:5005/training/start http.status_code:=200
)";
    EXPECT_EQ(finding(diagnoseText({kDispatched, "op_training_1", 7'000}), "missing-worker-spans"), nullptr);
    EXPECT_NE(finding(diagnoseText({kDispatched, "op_training_1", 15'000}), "missing-worker-spans"), nullptr);
}

TEST(Thresholds, TheOtherHalfOfACallBeginsWithinASecond)
{
    const auto twoTraces = [](int startMs) {
        return diagnoseText(
            {"operation.dispatch @0+100 ktrdr-api operation.id=op_training_1 operation.type=training\n"
             "  POST @10+80 ktrdr-api client http.url=http://w:5005/training/start http.status_code:=200\n"
             "trace 2\n"
             "POST /training/start @" +
                 std::to_string(startMs) +
                 "+50 ktrdr-training-worker-1 server http.route=/training/start "
                 "http.url=http://w:5005/training/start\n"
                 "  worker.training @" +
                 std::to_string(startMs + 5) + "+5000 ktrdr-training-worker-1 operation.id=op_training_1\n",
             "op_training_1", 20'000});
    };
    EXPECT_NE(finding(twoTraces(90 + 750), "trace-context-lost"), nullptr);
    EXPECT_EQ(finding(twoTraces(90 + 1500), "trace-context-lost"), nullptr);
}

// A request that makes calls one after the other and does nothing else. "#" in the words is the number of the call,
// "%" its letter.
Diagnosis callsOf(int count, int tookMs, const std::string& words)
{
    std::string text = "GET /page @0+" + std::to_string(count * (tookMs + 1) + 2) + " shop server\n";
    for (int i = 0; i < count; ++i) {
        std::string line = words;
        std::replace(line.begin(), line.end(), '%', static_cast<char>('a' + i));
        for (auto at = line.find('#'); at != std::string::npos; at = line.find('#'))
            line.replace(at, 1, std::to_string(100 + i));
        text += "  " + line.substr(0, line.find(' ')) + " @" + std::to_string(1 + i * (tookMs + 1)) + "+" +
                std::to_string(tookMs) + " shop client" + line.substr(line.find(' ')) + "\n";
    }
    return diagnoseText({text, "1", 1'000'000, "opentelemetry", true});
}

TEST(Thresholds, CallsThatRepeatAreShorterThanASecondAndTakeFiftyMilliseconds)
{
    const std::string query = "SELECT db.system=postgresql db.statement=SELECT_a_FROM_b_WHERE_id=#";
    EXPECT_NE(finding(callsOf(12, 750, query), "repeated-calls"), nullptr);
    EXPECT_EQ(finding(callsOf(12, 1500, query), "repeated-calls"), nullptr);
    EXPECT_NE(finding(callsOf(12, 7, query), "repeated-calls"), nullptr);
    EXPECT_EQ(finding(callsOf(12, 3, query), "repeated-calls"), nullptr);
}

TEST(Thresholds, CallsInARowTakeFiftyMilliseconds)
{
    const std::string call = "GET_/% http.method=GET http.url=http://%:80/% http.status_code:=200";
    EXPECT_NE(finding(callsOf(5, 12, call), "sequential-calls"), nullptr);
    EXPECT_EQ(finding(callsOf(5, 7, call), "sequential-calls"), nullptr);
}

TEST(Thresholds, TwentyThousandSpansAreManyWhereNothingIsKnownAboutTheSystem)
{
    const auto spans = [](int count) {
        std::string text = "job @0+90000 jobs\n";
        for (int i = 0; i < count; ++i)
            text += "  step-" + std::to_string(i % 50) + " @" + std::to_string(i) + "+1 jobs\n";
        return diagnoseText({text, "1", 1'000'000, "opentelemetry", true});
    };
    EXPECT_EQ(finding(spans(15'000), "span-overhead"), nullptr);
    EXPECT_NE(finding(spans(30'000), "span-overhead"), nullptr);
}

/// Silence after the last phase that was seen.
struct IdleLimit
{
    const char* id;
    const char* span;
    int limitSeconds;
};

void PrintTo(const IdleLimit& limit, std::ostream* out)
{
    *out << limit.id << " " << limit.limitSeconds << " s";
}

class Silence : public testing::TestWithParam<IdleLimit>
{
};

TEST_P(Silence, IsStuckAboveTheLimit)
{
    const std::string text = std::string("operation.register @0+2 ktrdr-api operation.id=") + GetParam().id +
                             "\ntrace 2\n" + GetParam().span +
                             " @10+1000 ktrdr-training-worker-1 operation.id=" + GetParam().id + "\n";
    const auto after = [&](double share) {
        return diagnoseText(
                   {text, GetParam().id, 1'010 + static_cast<std::int64_t>(GetParam().limitSeconds * share * 1000)})
            .verdict.state;
    };
    EXPECT_EQ(after(0.75), State::Running);
    EXPECT_EQ(after(1.5), State::Stuck);
}

INSTANTIATE_TEST_SUITE_P(OfTypes, Silence,
                         testing::Values(IdleLimit{kTraining, "training.data_loading", 300},
                                         IdleLimit{"op_backtesting_1", "backtest.data_loading", 120},
                                         IdleLimit{"op_data_load_1", "data.validate", 130},
                                         IdleLimit{"op_agent_research_1", "agent.step", 3600},
                                         IdleLimit{"op_model_evaluation_1", "evaluate", 300}));

} // namespace
} // namespace spanlight::diagnosis
