#include "tests/models/diagnosis/diagnose_text.h"

#include <gtest/gtest.h>

namespace spanlight::diagnosis {
namespace {

using namespace test;

// Trainings one after the other whose loops took so many seconds; the last one is op_training_1.
std::string runs(const std::vector<int>& loopSeconds, const std::vector<int>& epochs = {})
{
    std::string text;
    for (std::size_t i = 0; i < loopSeconds.size(); ++i) {
        const std::string id = " operation.id=op_training_" + std::to_string(loopSeconds.size() - i);
        const auto at = [&](std::size_t ms) { return std::to_string(i * 4'000'000 + ms); };
        const auto loopMs = static_cast<std::size_t>(loopSeconds[i]) * 1000;
        text += "trace " + std::to_string(i + 1) + "\noperation.register @" + at(0) + "+1 ktrdr-api" + id +
                " operation.type=training\ntraining.training_loop @" + at(100) + "+" + std::to_string(loopMs) +
                " ktrdr-training-worker" + id +
                (i < epochs.size() ? " training.epochs.total:=" + std::to_string(epochs[i]) : std::string()) +
                "\noperation.state_transition @" + at(loopMs + 200) + "+1 ktrdr-api" + id +
                " operation.to_status=COMPLETED\n";
    }
    return text;
}

Diagnosis of(const std::vector<int>& loopSeconds, const std::vector<int>& epochs = {})
{
    return diagnoseText({runs(loopSeconds, epochs), "op_training_1", 100'000'000});
}

TEST(Regression, NamesThePhaseThatIsMuchSlowerThanInEarlierRuns)
{
    const Diagnosis d = of({100, 110, 90, 105, 95, 300});
    EXPECT_EQ(d.verdict.primary, "regression");
    EXPECT_EQ(fact(d, "regression", "phase"), "training-loop");
    EXPECT_EQ(fact(d, "regression", "ratio"), "3");
    EXPECT_EQ(fact(d, "regression", "baselineRuns"), "5");
}

TEST(Regression, IsNotCheckedWithFewerThanFiveEarlierRuns)
{
    const Diagnosis d = of({100, 110, 90, 105, 300});
    EXPECT_EQ(finding(d, "regression"), nullptr);
    EXPECT_TRUE(hasNote(d.notChecked, "regression"));
}

TEST(Regression, IsSilentWithinTheSpreadOfEarlierRuns)
{
    EXPECT_EQ(finding(of({100, 110, 90, 105, 95, 140}), "regression"), nullptr);
    EXPECT_EQ(finding(of({100, 110, 90, 290, 95, 300}), "regression"), nullptr);
    EXPECT_TRUE(hasNote(of({100, 110, 90, 105, 95, 140}).ruledOut, "regression"));
}

TEST(Regression, DoesNotCompareWithRunsThatHadLessToDo)
{
    const Diagnosis d = of({100, 110, 90, 105, 95, 300}, {10, 10, 10, 10, 10, 30});
    EXPECT_EQ(finding(d, "regression"), nullptr);
    EXPECT_TRUE(hasNote(d.notChecked, "regression"));
}

TEST(Regression, LaterRunsAreNoBaseline)
{
    const std::string text = runs({300, 100, 110, 90, 105, 95});
    EXPECT_EQ(finding(diagnoseText({text, "op_training_6", 100'000'000}), "regression"), nullptr);
}

TEST(Regression, BeginsAtHalfMoreThanTheMedian)
{
    EXPECT_EQ(finding(of({100, 110, 90, 105, 95, 148}), "regression"), nullptr);
    EXPECT_NE(finding(of({100, 110, 90, 105, 95, 156}), "regression"), nullptr);
}

TEST(Regression, MustExceedTheSlowestEarlierRunByAFifth)
{
    EXPECT_EQ(finding(of({100, 160, 90, 105, 95, 186}), "regression"), nullptr);
    EXPECT_NE(finding(of({100, 160, 90, 105, 95, 199}), "regression"), nullptr);
}

TEST(Regression, OfLessThanASecondIsNotWorthAWord)
{
    EXPECT_EQ(finding(of({1, 1, 1, 1, 1, 1}), "regression"), nullptr);
    EXPECT_EQ(finding(of({1, 1, 1, 1, 1, 2}), "regression"), nullptr); // twice as long, a second more
    EXPECT_NE(finding(of({1, 1, 1, 1, 1, 3}), "regression"), nullptr);
}

} // namespace
} // namespace spanlight::diagnosis
