#include "tests/models/diagnosis/diagnose_text.h"

#include <gtest/gtest.h>

namespace spanlight::diagnosis {
namespace {

using namespace test;

constexpr const char* kStuck = "operation.register @0+2 ktrdr-api operation.id=op_training_1 operation.type=training\n";

TEST(Engine, GivesEveryFindingEvidence)
{
    const auto d = diagnoseText({kStuck, "op_training_1", 600'000});
    ASSERT_FALSE(d.findings.empty());
    for (const Finding& f : d.findings)
        EXPECT_FALSE(f.evidence.empty()) << f.rule;
}

TEST(Engine, CountsDurationToTheMomentOfLookingWhileWorkIsUnfinished)
{
    const auto d = diagnoseText({kStuck, "op_training_1", 600'000});
    EXPECT_FALSE(d.subject.endNs.has_value());
    EXPECT_EQ(d.subject.durationNs, 600'000'000'000);
}

TEST(Engine, AcceptsTraceIdsOfAnyCaseWithoutLeadingZeros)
{
    EXPECT_EQ(diagnoseText({"trace 171\nGET / @0+1 shop\n", "AB", 1'000, "opentelemetry", true}).subject.spans, 1U);
    EXPECT_EQ(diagnoseText({"trace 171\nGET / @0+1 shop\n", "ab", 1'000, "opentelemetry", true}).subject.id,
              "000000000000000000000000000000ab");
}

TEST(Engine, ListsWhatTheSearchLost)
{
    SearchContext search;
    search.complete = false;
    search.losses = {"worker: timed out"};
    const auto d = diagnoseText({kStuck, "op_training_1", 600'000, "ktrdr", false, search});
    EXPECT_FALSE(d.completeness.complete);
    EXPECT_EQ(d.completeness.losses, search.losses);
}

TEST(Engine, SurvivesOddTraces)
{
    const char* odd = "operation.register @0+-50 ktrdr-api operation.id=op_training_1 operation.type:=7 "
                      "progress.percentage=None progress.updated_at=yesterday\n"
                      "  a @9000000000+1 x #9 <9\n  a @0+0 x #9\n  worker.training @5+999999999 ktrdr-training-worker "
                      "operations_service.instance_id:=5\n";
    const auto d = diagnoseText({odd, "op_training_1", 10});
    EXPECT_EQ(d.subject.spans, 4U);
    EXPECT_EQ(diagnoseText({odd, "op_training_1", -1'000'000}).subject.spans, 4U);
}

TEST(Engine, DoesNotLetOtherOperationsOfTheTraceLeakIn)
{
    const char* two = "POST @0+100 ktrdr-api\n"
                      "  operation.register @1+2 ktrdr-api operation.id=op_training_1 operation.type=training\n"
                      "  operation.register @5+2 ktrdr-api operation.id=op_training_2 operation.type=training error "
                      "!ValueError|bad\n";
    EXPECT_EQ(finding(diagnoseText({two, "op_training_1", 1'000}), "operation-failed"), nullptr);
}

} // namespace
} // namespace spanlight::diagnosis
