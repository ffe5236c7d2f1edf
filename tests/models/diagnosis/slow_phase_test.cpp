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

} // namespace
} // namespace spanlight::diagnosis
