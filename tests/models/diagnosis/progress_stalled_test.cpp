#include "tests/models/diagnosis/diagnose_text.h"

#include <gtest/gtest.h>

#include <vector>

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

// A report every minute from the first minute on.
std::string reports(const std::vector<int>& percentages, const std::string& more = "", const char* id = "op_training_1")
{
    std::string text = std::string("operation.register @0+2 ktrdr-api operation.id=") + id +
                       " operation.type=training\ntrace 2\ntraining.data_loading @1000+5000 ktrdr-training-worker-1\n";
    for (std::size_t i = 0; i < percentages.size(); ++i)
        text += "training.report @" + std::to_string(60'000 * (i + 1)) +
                "+1 ktrdr-training-worker-1 operation.id=op_training_1 progress.percentage:=" +
                std::to_string(percentages[i]) +
                " progress.steps_completed:=" + (more.empty() ? std::to_string(percentages[i]) : std::to_string(i)) +
                '\n';
    return text;
}

Diagnosis afterReports(const std::vector<int>& percentages, const std::string& more = "")
{
    const auto minutes = static_cast<std::int64_t>(percentages.size());
    return diagnoseText({reports(percentages, more), "op_training_1", minutes * 60'000 + 10'000});
}

TEST(ProgressStalled, FiresWhenReportAfterReportSaysTheSame)
{
    const auto d = afterReports(std::vector<int>(20, 45));
    EXPECT_EQ(d.verdict.state, State::Running);
    EXPECT_EQ(d.verdict.primary, "progress-stalled");
    EXPECT_EQ(fact(d, "progress-stalled", "percentage"), "45");
    EXPECT_EQ(fact(d, "progress-stalled", "ageSeconds"), "1150");
}

TEST(ProgressStalled, IsSilentWhileUnchangedProgressMayBeACoarseStep)
{
    EXPECT_EQ(finding(afterReports(std::vector<int>(9, 45)), "progress-stalled"), nullptr);
    EXPECT_EQ(finding(afterReports(std::vector<int>(20, 0)), "progress-stalled"), nullptr);
    std::vector<int> steps(8, 20); // eight minutes each
    steps.insert(steps.end(), 20, 40);
    EXPECT_EQ(finding(afterReports(steps), "progress-stalled"), nullptr);
}

TEST(ProgressStalled, FiresWhenAStepTakesMuchLongerThanThoseBefore)
{
    std::vector<int> steps{10, 20, 30, 40};
    steps.insert(steps.end(), 8, 45);
    EXPECT_EQ(fact(afterReports(steps), "progress-stalled", "ageSeconds"), "430");
}

TEST(ProgressStalled, IsSilentWhileTheStepsBehindThePercentageGoOn)
{
    EXPECT_EQ(finding(afterReports(std::vector<int>(20, 45), "steps"), "progress-stalled"), nullptr);
}

TEST(ProgressStalled, IsSilentOnceTheOperationEnded)
{
    const auto d = diagnoseText({reports(std::vector<int>(20, 45)) +
                                     "operation.state_transition @1201000+1 ktrdr-training-worker-1 "
                                     "operation.id=op_training_1 operation.to_status=completed\n",
                                 "op_training_1", 1'300'000});
    EXPECT_EQ(finding(d, "progress-stalled"), nullptr);
}

// The loop of 400 s, updated 120 s before its end, in the notation of the attribute's writer.
Diagnosis updatedAt(const std::string& value)
{
    return diagnoseText({"operation.register @0+2 ktrdr-api operation.id=op_training_1 operation.type=training\n"
                         "trace 2\n"
                         "training.training_loop @1000+399000 ktrdr-training-worker-1 operation.id=op_training_1 "
                         "progress.percentage:=45 progress.updated_at" +
                             value + '\n',
                         "op_training_1", 400'000});
}

TEST(ProgressStalled, ReadsTheTimeOfTheUpdateInEveryUsualForm)
{
    for (const char* value :
         {":=1700000280", ":=1700000280000", ":=1700000280000000", ":=1700000280000000000", "=1700000280",
          "=2023-11-14T22:18:00Z", "=2023-11-14T23:18:00.000+01:00", "=2023-11-14T22:18:00.000"})
        EXPECT_EQ(fact(updatedAt(value), "progress-stalled", "ageSeconds"), "120") << value;
}

TEST(ProgressStalled, DoesNotTrustATimeWithoutZoneThatTheSpanHasNotSeen)
{
    EXPECT_EQ(finding(updatedAt("=2023-11-14T21:18:00.000"), "progress-stalled"), nullptr);
    EXPECT_EQ(finding(updatedAt("=yesterday"), "progress-stalled"), nullptr);
}

} // namespace
} // namespace spanlight::diagnosis
