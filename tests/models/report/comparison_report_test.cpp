#include "models/report/comparison_report.h"

#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

namespace spanlight::report {
namespace {

using diagnosis::Comparison;
using nlohmann::json;

Comparison sample()
{
    Comparison comparison;
    comparison.profile = "ktrdr";
    comparison.headline = "B takes longer.";
    for (diagnosis::Diagnosis* run : {&comparison.a, &comparison.b}) {
        run->subject.kind = "operation";
        run->subject.startNs = 0;
        run->verdict.state = diagnosis::State::Completed;
    }
    comparison.a.subject.id = "op_a";
    comparison.b.subject.id = "op_b";
    comparison.a.subject.durationNs = 1'000'000'000;
    comparison.b.subject.durationNs = 3'000'000'000;
    diagnosis::StepComparison outer;
    outer.path = {"new.step"};
    outer.name = "new.step";
    outer.b = {1, 0, 5'000'000, 5'000'000, "s1", "t1"};
    diagnosis::StepComparison inner = outer;
    inner.path = {"new.step", "inside"};
    inner.name = "inside";
    comparison.steps = {outer, inner};
    comparison.attributes = {{"db.password", "old", "new", "svc", "<script>"}, {"symbol", "AAPL", {}, "svc", "x"}};
    return comparison;
}

TEST(ComparisonReport, TellsOnlyTheOutermostOfWhatOneRunLacks)
{
    const std::string text = comparisonText(sample());
    EXPECT_NE(text.find("Only in B"), std::string::npos);
    EXPECT_NE(text.find("new.step"), std::string::npos);
    EXPECT_EQ(text.find("inside"), std::string::npos);
    EXPECT_EQ(text.find("Only in A"), std::string::npos);
}

TEST(ComparisonReport, JsonHasEverythingAndNullForWhatIsAbsent)
{
    const json document = json::parse(comparisonJson(sample()));
    EXPECT_EQ(document["schema"], "spanlight.compare/1");
    EXPECT_EQ(document["a"]["id"], "op_a");
    EXPECT_EQ(document["deltaNs"], 2'000'000'000);
    EXPECT_EQ(document["ratio"], 3.0);
    EXPECT_EQ(document["why"], nullptr);
    ASSERT_EQ(document["steps"].size(), 2U);
    EXPECT_EQ(document["steps"][0]["change"], "added");
    EXPECT_EQ(document["steps"][0]["a"], nullptr);
    EXPECT_EQ(document["steps"][0]["b"]["count"], 1);
    EXPECT_EQ(document["attributes"][1]["b"], nullptr);
}

TEST(ComparisonReport, HidesSecretsWhenAsked)
{
    ComparisonOptions options;
    options.redact = true;
    for (const std::string& text : {comparisonText(sample(), options), comparisonJson(sample(), options)}) {
        EXPECT_NE(text.find("[redacted]"), std::string::npos);
        EXPECT_EQ(text.find("\"old\""), std::string::npos);
    }
}

TEST(ComparisonReport, MarkdownCannotBeForged)
{
    Comparison comparison = sample();
    comparison.steps[0].name = "x |\n# forged";
    const std::string text = comparisonMarkdown(comparison);
    EXPECT_EQ(text.find("\n# forged"), std::string::npos);
    EXPECT_EQ(text.find("<script>"), std::string::npos);
}

TEST(ComparisonReport, KeepsIdsApartThatBeginAlike)
{
    Comparison comparison = sample();
    comparison.a.subject.id = "op_training_20251111_120000_aaaaaa";
    comparison.b.subject.id = "op_training_20251111_120000_bbbbbb";
    ComparisonOptions options;
    options.tableColumns = 60;
    const std::string text = comparisonText(comparison, options);
    for (const auto* run : {&comparison.a, &comparison.b})
        EXPECT_NE(text.find(run->subject.id), std::string::npos) << text;
}

} // namespace
} // namespace spanlight::report
