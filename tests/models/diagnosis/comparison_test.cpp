#include "models/diagnosis/comparison.h"
#include "models/diagnosis/engine.h"
#include "models/diagnosis/step_names.h"
#include "tests/models/diagnosis/run_of.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace spanlight::diagnosis {
namespace {

using test::RunOf;

constexpr std::int64_t kMs = 1'000'000;

Diagnosis diagnosisOf(const RunOf& run)
{
    DiagnoseRequest request;
    request.traces = &run.traces;
    request.profile = run.profile.get();
    request.kind = run.view->request.isTrace ? DiagnoseRequest::Kind::Trace : DiagnoseRequest::Kind::Operation;
    request.id = run.view->request.id;
    request.asOfNs = run.view->request.asOfNs;
    return analyse(request).diagnosis;
}

Comparison compare(const RunOf& a, const RunOf& b)
{
    const Diagnosis first = diagnosisOf(a);
    const Diagnosis second = diagnosisOf(b);
    return compareRuns({*a.view, first}, {*b.view, second});
}

const StepComparison* stepNamed(const Comparison& comparison, const std::string& name)
{
    for (const StepComparison& step : comparison.steps)
        if (step.name == name)
            return &step;
    return nullptr;
}

constexpr std::string_view kOrder = R"(
GET_/order @0+100 shop server shop.tier=gold
  auth @0+10 shop client
  SELECT @20+10 shop client
  SELECT @35+10 shop client
)";

TEST(Comparison, OfARunWithItselfTellsNoDifference)
{
    const RunOf run(kOrder);
    const Comparison result = compare(run, run);
    EXPECT_EQ(result.headline, "A and B take about the same time: 100 ms and 100 ms.");
    EXPECT_EQ(result.why.reason, SlowdownReason::None);
    EXPECT_TRUE(result.errors.empty());
    EXPECT_TRUE(result.attributes.empty());
    for (const StepComparison& step : result.steps)
        EXPECT_EQ(step.a.count, step.b.count) << step.name;
}

TEST(Comparison, MatchesStepsByPathAndTellsWhereTheKthOnesDifferMost)
{
    const RunOf later("GET_/order @0+200 shop server shop.tier=gold\n  auth @0+10 shop client\n"
                      "  SELECT @20+10 shop client\n  SELECT @35+110 shop client\n");
    const Comparison result = compare(RunOf(kOrder), later);
    const StepComparison* select = stepNamed(result, "SELECT");
    ASSERT_NE(select, nullptr);
    EXPECT_EQ(select->path, (std::vector<std::string>{"GET_/order", "SELECT"}));
    EXPECT_TRUE(select->isCall);
    EXPECT_EQ(select->a.count, 2U);
    EXPECT_EQ(select->b.totalNs, 120 * kMs);
    EXPECT_EQ(select->b.maxNs, 110 * kMs);
    ASSERT_TRUE(select->worst);
    EXPECT_EQ(select->worst->ordinal, 2U);
    EXPECT_EQ(select->worst->bNs, 110 * kMs);
    EXPECT_EQ(result.headline, "B takes 100 ms longer than A: 200 ms instead of 100 ms (2.0 times as long). In B: the "
                               "same calls took longer: SELECT, 120 ms instead of 20 ms in 2 calls.");
}

TEST(Comparison, ShowsWhatWasAddedAndWhatIsMissing)
{
    const RunOf later("GET_/order @0+100 shop server shop.tier=gold\n  cache @0+5 shop client\n"
                      "  SELECT @20+10 shop client\n  SELECT @35+10 shop client\n  notify @60+5 shop client\n");
    const Comparison result = compare(RunOf(kOrder), later);
    ASSERT_NE(stepNamed(result, "cache"), nullptr);
    EXPECT_EQ(stepNamed(result, "cache")->a.count, 0U);
    EXPECT_EQ(stepNamed(result, "notify")->a.count, 0U);
    EXPECT_EQ(stepNamed(result, "auth")->b.count, 0U);
}

TEST(Comparison, TellsOtherAttributesAndErrors)
{
    const RunOf later("GET_/order @0+100 shop server shop.tier=silver request.id=7f3a9c0012ab error\n"
                      "  auth @0+10 shop client error !acme.AuthError|expired\n  SELECT @20+10 shop client\n"
                      "  SELECT @35+10 shop client\n");
    const Comparison result = compare(RunOf(kOrder), later);
    ASSERT_EQ(result.attributes.size(), 1U);
    EXPECT_EQ(result.attributes[0].key, "shop.tier");
    EXPECT_EQ(result.attributes[0].a, "gold");
    EXPECT_EQ(result.attributes[0].b, "silver");
    ASSERT_EQ(result.errors.size(), 1U);
    EXPECT_EQ(result.errors[0].errorType, "AuthError");
    EXPECT_EQ(result.errors[0].name, "auth");
    EXPECT_EQ(result.errors[0].a, 0U);
    EXPECT_EQ(result.errors[0].b, 1U);
    EXPECT_TRUE(result.headline.starts_with("A completed in 100 ms, B failed after 100 ms (operation-failed)."))
        << result.headline;
}

TEST(Comparison, FindsTheSameStepBelowAnotherCaller)
{
    const RunOf byCli("cli.run @0+100 cli\n  POST @0+90 cli client\n    POST_/run @1+80 api server\n"
                      "      work @2+70 api\n");
    const RunOf byTool("tool.run @0+100 tool\n  POST @0+90 tool client\n    POST_/run @1+80 api server\n"
                       "      work @2+70 api\n");
    const Comparison result = compare(byCli, byTool);
    for (const StepComparison& step : result.steps)
        EXPECT_EQ(step.a.count, step.b.count) << step.name;
    EXPECT_NE(stepNamed(result, "cli.run → tool.run"), nullptr);
}

TEST(Comparison, FindsTheSameStepWhereAParentIsAbsent)
{
    const RunOf whole("run @0+100 api\n  outer @0+90 api\n    work @2+70 api\n");
    const RunOf broken("run @0+100 api\n  work @2+70 api ?9\n");
    const StepComparison* work = nullptr;
    const Comparison result = compare(whole, broken);
    work = stepNamed(result, "work");
    ASSERT_NE(work, nullptr);
    EXPECT_EQ(work->a.count, 1U);
    EXPECT_EQ(work->b.count, 1U);
}

std::string training(const char* loopMs, const char* pauseMs)
{
    return std::string("operation.register @0+2 ktrdr-api operation.id=op_training_1 operation.type=training\n"
                       "worker.training @10+90000 ktrdr-training-worker-1 operation.id=op_training_1\n"
                       "  training.data_loading @60+5000 ktrdr-training-worker-1\n"
                       "  training.training_loop @") +
           pauseMs + "+" + loopMs +
           " ktrdr-training-worker-1\n"
           "operation.state_transition @90010+1 ktrdr-api operation.id=op_training_1 operation.to_status=COMPLETED\n";
}

TEST(Comparison, MatchesPhasesWithTheirDurationsAndWaits)
{
    const Comparison result =
        compare(RunOf(training("20000", "6000"), "ktrdr"), RunOf(training("60000", "9000"), "ktrdr"));
    const auto loop = std::find_if(result.phases.begin(), result.phases.end(),
                                   [](const PhaseComparison& p) { return p.phase == "training-loop"; });
    ASSERT_NE(loop, result.phases.end());
    ASSERT_TRUE(loop->a && loop->b);
    EXPECT_EQ(loop->a->durationNs, 20'000 * kMs);
    EXPECT_EQ(loop->b->durationNs, 60'000 * kMs);
    EXPECT_EQ(loop->a->waitedNs, 940 * kMs);
    EXPECT_EQ(loop->b->waitedNs, 3'940 * kMs);
    EXPECT_EQ(loop->why.reason, SlowdownReason::SlowerCalls);
}

TEST(Comparison, TakesNoHarmFromTenThousandLevels)
{
    std::string text;
    for (int i = 0; i < 10'000; ++i)
        text += std::string(static_cast<std::size_t>(2 * std::min(i, 400)), ' ') + "s" + std::to_string(i) + " @" +
                std::to_string(i) + "+" + std::to_string(20'000 - i) + " svc\n";
    const RunOf run(text);
    EXPECT_EQ(compare(run, run).steps.size(), 10'000U);
}

TEST(Comparison, DoesNotDependOnTheOrderOfSpans)
{
    const RunOf straight("a @0+100 s #1\n  b @10+20 s #2\n  c @40+20 s #3\n");
    const RunOf shuffled("trace 1\nc @40+20 s #3 <1\na @0+100 s #1\nb @10+20 s #2 <1\n");
    const RunOf other("a @0+300 s #1\n  b @10+220 s #2\n  c @240+20 s #3\n");
    EXPECT_EQ(compare(straight, other).headline, compare(shuffled, other).headline);
    EXPECT_EQ(compare(straight, other).steps.size(), compare(shuffled, other).steps.size());
}

TEST(CommonName, LeavesOutWhatBelongsToOneRun)
{
    EXPECT_EQ(commonName("GET /operations/op_1/status", "op_1"), "GET /operations/{id}/status");
    EXPECT_EQ(commonName("job 7f3a9c0012ab", ""), "job {id}");
    EXPECT_EQ(commonName("GET /users/550e8400-e29b-41d4-a716-446655440000", ""), "GET /users/{id}");
    EXPECT_EQ(commonName("training.training_loop 2 of 10", ""), "training.training_loop 2 of 10");
    EXPECT_EQ(commonName("POST /api/v1/facade", ""), "POST /api/v1/facade");
}

} // namespace
} // namespace spanlight::diagnosis
