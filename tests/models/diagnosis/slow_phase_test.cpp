#include "tests/models/diagnosis/diagnose_text.h"

#include <gtest/gtest.h>

namespace spanlight::diagnosis {
namespace {

using namespace test;

std::string load(const std::string& phase, int seconds, const std::string& attributes = {})
{
    return "worker.training @0+" + std::to_string(seconds * 1000 + 10) +
           " ktrdr-training-worker-1 operation.id=op_training_1 operation.status=COMPLETED\n"
           "  " +
           phase + " @0+" + std::to_string(seconds * 1000) + " ktrdr-training-worker-1 " + attributes + "\n";
}

TEST(SlowPhase, FiresAboveTheExpectationAndNamesTheCause)
{
    const auto d = diagnoseText({load("training.data_loading", 45, "data.source=ib_api"), "op_training_1", 100'000});
    EXPECT_TRUE(isSerious(d, "slow-phase"));
    EXPECT_EQ(fact(d, "slow-phase", "phase"), "data-loading");
    EXPECT_EQ(fact(d, "slow-phase", "durationMs"), "45000");
    EXPECT_EQ(fact(d, "slow-phase", "expectedMs"), "30000");
    EXPECT_EQ(fact(d, "slow-phase", "cause"), "network-source");
    EXPECT_EQ(d.verdict.primary, "slow-phase");
}

TEST(SlowPhase, HasNoCauseWhereNoAttributeNamesOne)
{
    EXPECT_EQ(fact(diagnoseText({load("training.data_loading", 45), "op_training_1", 100'000}), "slow-phase", "cause"),
              "null");
}

TEST(SlowPhase, IsNotBlamedOnTheNetworkWhenTheSourceIsLocal)
{
    for (const char* source : {"local_cache", "LOCAL", "database", "redis-cache", "memory"})
        EXPECT_EQ(fact(diagnoseText({load("training.data_loading", 45, std::string("data.source=") + source),
                                     "op_training_1", 100'000}),
                       "slow-phase", "cause"),
                  "null")
            << source;
}

TEST(SlowPhase, IsSilentJustBelow)
{
    EXPECT_EQ(finding(diagnoseText({load("training.data_loading", 29, "data.source=ib_api"), "op_training_1", 100'000}),
                      "slow-phase"),
              nullptr);
}

TEST(SlowPhase, ExpectsMoreOfALoopOnACpu)
{
    EXPECT_EQ(finding(diagnoseText(
                          {load("training.training_loop", 7'000, "training.device=cpu"), "op_training_1", 8'000'000}),
                      "slow-phase"),
              nullptr);
    EXPECT_EQ(
        fact(diagnoseText({load("training.training_loop", 7'400, "training.device=cpu"), "op_training_1", 8'000'000}),
             "slow-phase", "cause"),
        "cpu-device");
    EXPECT_TRUE(isSerious(
        diagnoseText({load("training.training_loop", 7'000, "training.device=cuda:0"), "op_training_1", 8'000'000}),
        "slow-phase"));
}

TEST(SlowPhase, OfAPhaseThatIsNotOverDoesNotSayThatItTookATime)
{
    const char* running = R"(
operation.register @0+2 ktrdr-api operation.id=op_training_1 operation.type=training
  POST @10+50 ktrdr-api client http.url=http://w:5005/training/start http.status_code:=200
    POST /training/start @15+40 ktrdr-training-worker-1 server http.route=/training/start
      training.training_loop @100+3700000 ktrdr-training-worker-1 operation.id=op_training_1 progress.percentage:=40
)";
    const auto open = diagnoseText({running, "op_training_1", 3'700'200});
    ASSERT_NE(finding(open, "slow-phase"), nullptr);
    EXPECT_NE(finding(open, "slow-phase")->explanation.find("has taken 1 h 2 min so far;"), std::string::npos)
        << finding(open, "slow-phase")->explanation;
    EXPECT_EQ(finding(open, "slow-phase")->evidence.front().note, "has taken 1 h 2 min so far");
    const auto over = diagnoseText({load("training.data_loading", 45), "op_training_1", 100'000});
    EXPECT_NE(finding(over, "slow-phase")->explanation.find("took 45 s;"), std::string::npos);
}

} // namespace
} // namespace spanlight::diagnosis
