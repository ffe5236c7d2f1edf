#include "tests/models/diagnosis/turned_round.h"

#include <gtest/gtest.h>

namespace spanlight::diagnosis {
namespace {

using namespace test;

constexpr const char* kOperation =
    "operation.register @0+2 ktrdr-api operation.id=op_training_1 operation.type=training\n";

std::string operationWith(int spans, const std::string& name = "batch.step")
{
    std::string text = kOperation;
    for (int i = 1; i < spans; ++i)
        text += "  " + name + " @" + std::to_string(2 + i) + "+1 ktrdr-training-worker-1\n";
    return text;
}

Diagnosis diagnose(const std::string& text)
{
    return diagnoseText({text, "op_training_1", 30'000});
}

TEST(SpanOverhead, CountsTheSpans)
{
    const auto d = diagnose(operationWith(5001));
    EXPECT_EQ(fact(d, "span-overhead", "spans"), "5001");
    EXPECT_EQ(fact(d, "span-overhead", "noiseShare"), "0");
    EXPECT_EQ(finding(d, "span-overhead")->severity, Severity::Warning);
}

TEST(SpanOverhead, IsSilentAtTheLimit)
{
    EXPECT_EQ(finding(diagnose(operationWith(5000)), "span-overhead"), nullptr);
    EXPECT_TRUE(hasNote(diagnose(operationWith(20)).ruledOut, "span-overhead"));
}

TEST(SpanOverhead, AllowsMoreSpansWhereNothingIsKnownAboutTheSystem)
{
    std::string text = "job @0+30000 jobs\n";
    for (int i = 0; i < 6000; ++i)
        text += "  step @" + std::to_string(i) + "+1 jobs\n";
    EXPECT_EQ(finding(diagnoseTrace(text), "span-overhead"), nullptr);
}

TEST(SpanOverhead, SaysHowManySpansOnlyAsk)
{
    const auto d = diagnose(operationWith(6000, "GET /api/v1/operations/{operation_id} http send"));
    EXPECT_EQ(fact(d, "span-overhead", "noiseShare"), "1"); // rounded
    EXPECT_NE(finding(d, "span-overhead")->explanation.find("100 % of them polls"), std::string::npos);
}

TEST(SpanOverhead, FindsTheLargestAttribute)
{
    const std::string text =
        std::string(kOperation) + "  cli.train @5+3 ktrdr-cli short=a cli.args=" + std::string(16'385, 'x') + '\n';
    const auto d = diagnose(text);
    EXPECT_EQ(fact(d, "span-overhead", "largestAttributeBytes"), "16385");
    EXPECT_EQ(finding(d, "span-overhead")->evidence.front().attribute, "cli.args");
    EXPECT_EQ(finding(d, "span-overhead")->evidence.front().name, "cli.train");
}

TEST(SpanOverhead, IsSilentForAttributesOfOrdinarySize)
{
    EXPECT_EQ(finding(diagnose(std::string(kOperation) + "  a @5+3 ktrdr-api k=" + std::string(16'384, 'x') + '\n'),
                      "span-overhead"),
              nullptr);
}

TEST(SpanOverhead, DoesNotCountOtherOperations)
{
    std::string text = std::string(kOperation) + "trace 2\nother @0+1 ktrdr-api\n";
    for (int i = 0; i < 6000; ++i)
        text += "  step @" + std::to_string(i) + "+1 ktrdr-api\n";
    EXPECT_EQ(finding(diagnose(text), "span-overhead"), nullptr);
}

TEST(SpanOverhead, DoesNotDependOnTheOrderOfSpans)
{
    const std::string text = operationWith(5100);
    EXPECT_EQ(saysAbout(diagnose(turnedRound(text)), "span-overhead"), saysAbout(diagnose(text), "span-overhead"));
}

} // namespace
} // namespace spanlight::diagnosis
