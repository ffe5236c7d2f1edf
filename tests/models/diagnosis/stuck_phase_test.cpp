#include "tests/models/diagnosis/diagnose_text.h"

#include <gtest/gtest.h>

namespace spanlight::diagnosis {
namespace {

using namespace test;

constexpr const char* kLoop = R"(
operation.register @0+2 ktrdr-api operation.id=op_training_1 operation.type=training
  workers.select @5+3 ktrdr-api worker_registry.total_workers:=2 worker_registry.capable_workers:=1 worker_registry.available_workers:=1 worker_registry.selected_worker_id=w1
  POST @10+50 ktrdr-api client http.url=http://w:5005/training/start http.status_code:=200
    POST /training/start @15+40 ktrdr-training-worker-1 server http.route=/training/start
      training.data_loading @60+5000 ktrdr-training-worker-1
      training.fuzzy_computation @6000+4000 ktrdr-training-worker-1
)";

TEST(StuckPhase, NamesTheLongestSilentPhaseAfterTheLastOneSeen)
{
    const auto d = diagnoseText({kLoop, "op_training_1", 10'000 + 900'000});
    EXPECT_EQ(d.verdict.state, State::Stuck);
    EXPECT_EQ(d.verdict.primary, "stuck-phase");
    EXPECT_EQ(fact(d, "stuck-phase", "phase"), "training-loop");
    EXPECT_EQ(fact(d, "stuck-phase", "idleSeconds"), "900");
}

TEST(StuckPhase, OfASilentPhaseIsUncertainAndSaysSo)
{
    const auto d = diagnoseText({kLoop, "op_training_1", 10'000 + 900'000});
    ASSERT_NE(finding(d, "stuck-phase"), nullptr);
    EXPECT_LE(finding(d, "stuck-phase")->confidence, 0.5);
    EXPECT_TRUE(hasNote(d.notChecked, "stuck-phase"));
    EXPECT_NE(d.verdict.headline.find("cannot tell"), std::string::npos) << d.verdict.headline;
}

TEST(StuckPhase, IsSilentJustBelowTheIdleLimit)
{
    const auto d = diagnoseText({kLoop, "op_training_1", 10'000 + 299'000});
    EXPECT_EQ(d.verdict.state, State::Running);
    EXPECT_EQ(finding(d, "stuck-phase"), nullptr);
    EXPECT_TRUE(hasNote(d.ruledOut, "stuck-phase"));
}

TEST(StuckPhase, IsSilentWhenTheOperationEnded)
{
    const std::string ended = std::string(kLoop) + "trace 2\noperation.state_transition @20000+1 ktrdr-api "
                                                   "operation.id=op_training_1 operation.to_status=COMPLETED\n";
    const auto d = diagnoseText({ended, "op_training_1", 10'000'000});
    EXPECT_EQ(d.verdict.state, State::Completed);
    EXPECT_EQ(finding(d, "stuck-phase"), nullptr);
}

// One validated and fetched part of a download, then nothing.
std::string download(const std::string& fetch)
{
    return "data.download @0+3 ktrdr-api\n"
           "  operation.register @1+1 ktrdr-api operation.id=op_data_load_1 operation.type=data_load\n"
           "  POST @10+200 ktrdr-api client http.url=http://host:5001/data/validate http.status_code:=200\n" +
           fetch;
}

TEST(StuckPhase, OfWorkInPartsMayBeTheNextPart)
{
    const auto d = diagnoseText(
        {download(
             "  POST @300+4000 ktrdr-api client http.url=http://host:5001/data/historical http.status_code:=200\n"),
         "op_data_load_1", 900'000});
    ASSERT_EQ(fact(d, "stuck-phase", "phase"), "provider-fetch");
    EXPECT_NE(finding(d, "stuck-phase")->explanation.find("data parse"), std::string::npos);
    const auto spanOfTheWhole =
        diagnoseText({download("  data.fetch @300+4000 ktrdr-api\n"), "op_data_load_1", 900'000});
    EXPECT_EQ(fact(spanOfTheWhole, "stuck-phase", "phase"), "data-parse");
}

TEST(StuckPhase, IsTheOneWhoseLastAttemptFailed)
{
    const auto d = diagnoseText({download("  data.fetch @300+40 ktrdr-api error\n"), "op_data_load_1", 900'000});
    EXPECT_EQ(fact(d, "stuck-phase", "phase"), "provider-fetch");
}

TEST(StuckPhase, BeforeDispatchHasALimitOfItsOwn)
{
    const char* registered = "operation.register @0+2 ktrdr-api operation.id=op_training_1 operation.type=training\n";
    EXPECT_EQ(diagnoseText({registered, "op_training_1", 50'000}).verdict.state, State::Running);
    EXPECT_EQ(diagnoseText({registered, "op_training_1", 90'000}).verdict.state, State::Stuck);
}

TEST(StuckPhase, SendsToTheLogOfWhoHasTheWork)
{
    const auto loop = diagnoseText({kLoop, "op_training_1", 10'000 + 900'000});
    EXPECT_EQ(finding(loop, "stuck-phase")->fixes.front().command, "docker logs training-worker");
    const char* registered = "operation.register @0+2 ktrdr-api operation.id=op_training_1 operation.type=training\n";
    const auto selection = diagnoseText({registered, "op_training_1", 900'000});
    ASSERT_NE(finding(selection, "stuck-phase"), nullptr);
    EXPECT_EQ(finding(selection, "stuck-phase")->fixes.front().command,
              "docker-compose logs backend | grep op_training_1");
}

} // namespace
} // namespace spanlight::diagnosis
