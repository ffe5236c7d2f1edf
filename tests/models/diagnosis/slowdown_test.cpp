#include "models/diagnosis/slowdown.h"
#include "tests/models/diagnosis/run_of.h"

#include <gtest/gtest.h>

namespace spanlight::diagnosis {
namespace {

using test::RunOf;

constexpr std::int64_t kMs = 1'000'000;

Slowdown explain(const RunOf& slow, const RunOf& reference, std::string_view phase = "")
{
    return explainSlowdown(*slow.view, *reference.view, phase);
}

constexpr std::string_view kReference = R"(
GET_/order @0+100 shop server
  auth @0+10 shop client
  SELECT @20+10 shop client
  SELECT @35+10 shop client
)";

TEST(Slowdown, IsNoneForARunThatIsNotSlower)
{
    const RunOf run(kReference);
    EXPECT_EQ(explain(run, run).reason, SlowdownReason::None);
    EXPECT_EQ(slowdownText(explain(run, run)), "");
}

TEST(Slowdown, NamesTheSameCallThatTakesLonger)
{
    const RunOf slow("GET_/order @0+390 shop server\n  auth @0+300 shop client\n  SELECT @310+10 shop client\n"
                     "  SELECT @325+10 shop client\n");
    const Slowdown result = explain(slow, RunOf(kReference));
    EXPECT_EQ(result.reason, SlowdownReason::SlowerCalls);
    EXPECT_EQ(result.step, "auth");
    EXPECT_EQ(result.deltaNs(), 290 * kMs);
    EXPECT_EQ(result.explainedNs, 290 * kMs);
    EXPECT_EQ(result.path, (std::vector<std::string>{"GET_/order", "auth"}));
    EXPECT_EQ(slowdownText(result), "the same call took longer: auth, 300 ms instead of 10 ms");
}

TEST(Slowdown, NamesTheCallThatIsMadeMoreOften)
{
    std::string text = "GET_/order @0+300 shop server\n  auth @0+10 shop client\n";
    for (int i = 0; i < 20; ++i)
        text += "  SELECT @" + std::to_string(20 + i * 12) + "+11 shop client\n";
    const Slowdown result = explain(RunOf(text), RunOf(kReference));
    EXPECT_EQ(result.reason, SlowdownReason::MoreCalls);
    EXPECT_EQ(result.step, "SELECT");
    EXPECT_EQ(result.count, 20U);
    EXPECT_EQ(result.referenceCount, 2U);
    EXPECT_EQ(slowdownText(result), "more calls: SELECT, 20 times instead of 2 times, 220 ms instead of 20 ms");
}

TEST(Slowdown, NamesACallThatTheOtherRunDidNotMake)
{
    const RunOf slow("GET_/order @0+300 shop server\n  auth @0+10 shop client\n  fraud_check @10+200 shop client\n"
                     "  SELECT @220+10 shop client\n  SELECT @235+10 shop client\n");
    const Slowdown result = explain(slow, RunOf(kReference));
    EXPECT_EQ(result.reason, SlowdownReason::NewCall);
    EXPECT_EQ(result.step, "fraud_check");
    EXPECT_EQ(slowdownText(result), "a new call: fraud_check, once, 200 ms");
}

TEST(Slowdown, SeesLongerWaitBetweenTheSameCalls)
{
    const RunOf slow("GET_/order @0+500 shop server\n  auth @0+60 shop client\n  SELECT @400+40 shop client\n"
                     "  SELECT @445+40 shop client\n");
    const RunOf reference("GET_/order @0+160 shop server\n  auth @0+60 shop client\n  SELECT @70+40 shop client\n"
                          "  SELECT @115+40 shop client\n");
    const Slowdown result = explain(slow, reference);
    EXPECT_EQ(result.reason, SlowdownReason::LongerWait);
    EXPECT_EQ(result.step, "GET_/order");
    EXPECT_EQ(result.explainedNs, 340 * kMs);
}

TEST(Slowdown, BlamesAStepThatDoesItsWorkItself)
{
    const RunOf slow("job @0+9000 batch\n  compute @0+8900 batch\n    log @5+1 batch\n");
    const RunOf reference("job @0+3000 batch\n  compute @0+2900 batch\n    log @5+1 batch\n");
    const Slowdown result = explain(slow, reference);
    EXPECT_EQ(result.reason, SlowdownReason::SlowerCalls);
    EXPECT_EQ(result.step, "compute");
}

TEST(Slowdown, CountsWorkThatRunsBesideOtherWorkOnce)
{
    const RunOf slow("job @0+1000 batch\n  a @0+1000 batch\n  b @0+1000 batch\n");
    const RunOf reference("job @0+1000 batch\n  a @0+500 batch\n  b @500+500 batch\n");
    EXPECT_EQ(explain(slow, reference).reason, SlowdownReason::None);
}

constexpr const char* kTraining =
    "operation.register @0+2 ktrdr-api operation.id=op_training_1 operation.type=training\n"
    "  POST @10+50 ktrdr-api client http.url=http://w:5003/training/start http.status_code:=200\n"
    "    POST_/training/start @15+40 ktrdr-training-worker-%W server http.route=/training/start\n"
    "      training.data_loading @60+5000 ktrdr-training-worker-%W\n"
    "      training.training_loop @6000+%L ktrdr-training-worker-%W\n";

std::string training(const std::string& worker, const std::string& loopMs)
{
    std::string text = kTraining;
    for (std::size_t at = 0; (at = text.find("%W")) != std::string::npos;)
        text.replace(at, 2, worker);
    text.replace(text.find("%L"), 2, loopMs);
    return text;
}

TEST(Slowdown, ExplainsOnePhaseWhateverWorkerItRanOn)
{
    const RunOf slow(training("ab12", "60000"), "ktrdr");
    const RunOf reference(training("cd34", "20000"), "ktrdr");
    const Slowdown result = explain(slow, reference, "training-loop");
    EXPECT_EQ(result.reason, SlowdownReason::SlowerCalls);
    EXPECT_EQ(result.step, "training.training_loop");
    EXPECT_EQ(result.service, "ktrdr-training-worker*");
    EXPECT_EQ(result.deltaNs(), 40'000 * kMs);
    EXPECT_EQ(explain(slow, reference, "data-loading").reason, SlowdownReason::None);
    EXPECT_EQ(explain(slow, reference, "no-such-phase").reason, SlowdownReason::None);
}

TEST(Slowdown, CallsNothingNewWhereTheOtherRunHasTheSamePhaseWithoutSpans)
{
    const RunOf slow(training("ab12", "60000"), "ktrdr");
    const RunOf reference("operation.register @0+2 ktrdr-api operation.id=op_training_1 operation.type=training\n"
                          "worker.training @10+20000 ktrdr-training-worker-1 operation.id=op_training_1\n"
                          "  training.data_loading @60+5000 ktrdr-training-worker-1\n"
                          "  training.fuzzy_computation @5060+1000 ktrdr-training-worker-1\n"
                          "operation.state_transition @20010+1 ktrdr-api operation.id=op_training_1 "
                          "operation.to_status=COMPLETED\n",
                          "ktrdr");
    const Slowdown result = explain(slow, reference, "training-loop");
    EXPECT_EQ(result.reason, SlowdownReason::SlowerCalls);
    EXPECT_EQ(result.step, "training.training_loop");
    EXPECT_EQ(result.referenceCount, 0U);
    EXPECT_GT(result.stepReferenceNs, 10'000 * kMs);
}

TEST(Slowdown, TakesNoHarmFromParentsThatGoRoundInACircle)
{
    const RunOf slow("a @0+100 s #1 <2\nb @0+200 s #2 <1\n");
    EXPECT_NE(explain(slow, RunOf(kReference)).reason, SlowdownReason::MoreCalls);
}

} // namespace
} // namespace spanlight::diagnosis
