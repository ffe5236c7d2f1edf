#include "tests/models/diagnosis/diagnose_text.h"

#include <gtest/gtest.h>

namespace spanlight::diagnosis {
namespace {

using namespace test;

std::string loop(int percentage, int ageSeconds)
{
    const std::string updated = std::to_string(1'700'000'000 + 400 - ageSeconds);
    return "operation.register @0+2 ktrdr-api operation.id=op_training_1 operation.type=training\n"
           "trace 2\n"
           "training.training_loop @1000+399000 ktrdr-training-worker-1 operation.id=op_training_1 "
           "progress.percentage:=" +
           std::to_string(percentage) + " progress.updated_at:=" + updated + "\n";
}

TEST(ProgressStalled, FiresWhenProgressIsOld)
{
    const auto d = diagnoseText({loop(45, 120), "op_training_1", 400'000});
    EXPECT_TRUE(isSerious(d, "progress-stalled"));
    EXPECT_EQ(fact(d, "progress-stalled", "percentage"), "45");
    EXPECT_EQ(fact(d, "progress-stalled", "ageSeconds"), "120");
}

TEST(ProgressStalled, IsSilentForFreshProgressAndAtTheEnd)
{
    EXPECT_FALSE(isSerious(diagnoseText({loop(45, 20), "op_training_1", 400'000}), "progress-stalled"));
    EXPECT_FALSE(isSerious(diagnoseText({loop(100, 120), "op_training_1", 400'000}), "progress-stalled"));
}

TEST(ProgressStalled, CannotBeCheckedWithoutProgress)
{
    const auto d =
        diagnoseText({"operation.register @0+2 ktrdr-api operation.id=op_training_1\n", "op_training_1", 1'000});
    EXPECT_TRUE(hasNote(d.notChecked, "progress-stalled"));
}

TEST(ProgressStalled, SaysWhenTheProgressIsOfLaterThanTheMomentOfLooking)
{
    const char* early = R"(
operation.register @0+2 ktrdr-api operation.id=op_training_1 operation.type=training
  training.training_loop @10+5000 ktrdr-training-worker-1 operation.id=op_training_1 progress.percentage:=40 progress.updated_at:=1700000065.0
)";
    const auto d = diagnoseText({early, "op_training_1", 5'010});
    const auto note = std::find_if(d.ruledOut.begin(), d.ruledOut.end(),
                                   [](const RuleNote& one) { return one.rule == "progress-stalled"; });
    ASSERT_NE(note, d.ruledOut.end());
    EXPECT_NE(note->because.find("after the moment of looking"), std::string::npos) << note->because;
}

} // namespace
} // namespace spanlight::diagnosis
