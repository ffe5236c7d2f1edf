#include "tests/models/diagnosis/diagnose_text.h"

#include <gtest/gtest.h>

namespace spanlight::diagnosis {
namespace {

using namespace test;
using operations::CompanionFacts;
using operations::MetricSeries;
using operations::MetricUse;
using operations::OperationFact;
using operations::WorkerFact;

constexpr const char* kTraining = R"(
POST /api/v1/trainings/start @0+80 ktrdr-api server http.route=/api/v1/trainings/start
  POST @10+50 ktrdr-api client http.url=http://w:5005/training/start http.status_code:=200
    POST /training/start @15+40 ktrdr-training-worker-1 server http.route=/training/start
      operation.register @20+1 ktrdr-training-worker-1 operation.id=op_training_1 operation.type=training
      training.data_loading @60+5000 ktrdr-training-worker-1
)";
constexpr const char* kNoSelection = R"(
POST /api/v1/trainings/start @0+80 ktrdr-api server http.route=/api/v1/trainings/start
  training.start @5+70 ktrdr-api
    operation.register @10+1 ktrdr-api operation.id=op_training_1 operation.type=training
    workers.list @20+1 ktrdr-api
operation.state_transition @100+1 ktrdr-api operation.id=op_training_1 operation.to_status=failed operation.error=nothing
)";
constexpr std::int64_t kTenMinutesMs = 600'000;
constexpr std::int64_t kMs = 1'000'000;

std::int64_t atMs(std::int64_t ms)
{
    return kBaseNs + ms * kMs;
}

OperationFact said(const std::string& status, std::int64_t ms = kTenMinutesMs)
{
    OperationFact fact;
    fact.origin = {"http://127.0.0.1:8000/api/v1/operations/op_training_1", atMs(ms)};
    fact.id = "op_training_1";
    fact.status = status;
    return fact;
}

OperationFact progress(double percentage, std::int64_t ms)
{
    OperationFact fact = said("running", ms);
    fact.percentage = percentage;
    fact.step = "training-loop";
    return fact;
}

OperationFact denial()
{
    OperationFact fact = said("");
    fact.known = false;
    return fact;
}

WorkerFact worker(const std::string& id, const std::string& status, const std::string& operation = {})
{
    WorkerFact fact;
    fact.id = id;
    fact.type = "training";
    fact.status = status;
    fact.currentOperation = operation;
    fact.url = "http://" + id + ":5005";
    return fact;
}

CompanionFacts listed(std::vector<WorkerFact> workers, std::int64_t ms = kTenMinutesMs)
{
    CompanionFacts facts;
    facts.workers = operations::WorkerList{{"http://127.0.0.1:8000/api/v1/workers", atMs(ms)}, std::move(workers)};
    return facts;
}

Diagnosis with(const CompanionFacts& facts, const char* traces = kTraining, std::int64_t asOfMs = kTenMinutesMs)
{
    return diagnoseText({traces, "op_training_1", asOfMs, "ktrdr", false, {}, &facts});
}

std::string companionNote(const Finding* finding)
{
    if (finding != nullptr)
        for (const Evidence& evidence : finding->evidence)
            if (evidence.reported)
                return evidence.note;
    return {};
}

TEST(Companions, ChangeNothingWhereNobodyWasAsked)
{
    const auto d = diagnoseText({kTraining, "op_training_1", kTenMinutesMs});
    EXPECT_EQ(d.verdict.state, State::Stuck);
    EXPECT_TRUE(d.companions.empty());
    EXPECT_TRUE(d.links.empty());
}

TEST(Companions, RecentProgressMakesASilentOperationRunning)
{
    CompanionFacts facts;
    facts.operation = {progress(45, kTenMinutesMs)};
    facts.operation.back().updatedAtNs = atMs(kTenMinutesMs - 3000);
    const auto d = with(facts);
    EXPECT_EQ(d.verdict.state, State::Running);
    EXPECT_NE(d.verdict.headline.find("45 %"), std::string::npos) << d.verdict.headline;
    EXPECT_EQ(finding(d, "stuck-phase"), nullptr);
    EXPECT_EQ(finding(d, "progress-stalled"), nullptr);
    EXPECT_EQ(d.verdict.primary, std::nullopt);
}

TEST(Companions, ProgressThatMovesBetweenTwoReadsMakesItRunning)
{
    CompanionFacts facts;
    facts.operation = {progress(45, kTenMinutesMs - 5000), progress(45.5, kTenMinutesMs)};
    EXPECT_EQ(with(facts).verdict.state, State::Running);
}

TEST(Companions, TwoEqualReadsSomeSecondsApartProveNothing)
{
    CompanionFacts facts;
    facts.operation = {progress(45, kTenMinutesMs - 5000), progress(45, kTenMinutesMs)};
    const auto d = with(facts);
    EXPECT_EQ(d.verdict.state, State::Stuck);
    EXPECT_EQ(finding(d, "progress-stalled"), nullptr);
    EXPECT_LE(finding(d, "stuck-phase")->confidence, 0.9);
    EXPECT_NE(companionNote(finding(d, "stuck-phase")).find("http://127.0.0.1:8000"), std::string::npos);
}

TEST(Companions, OldProgressIsStalledAndItsAgeCounts)
{
    CompanionFacts facts;
    facts.operation = {progress(45, kTenMinutesMs)};
    facts.operation.back().updatedAtNs = atMs(kTenMinutesMs - 400'000);
    const auto d = with(facts);
    EXPECT_EQ(d.verdict.state, State::Stuck);
    EXPECT_EQ(fact(d, "progress-stalled", "ageSeconds"), "400");
    EXPECT_EQ(fact(d, "progress-stalled", "percentage"), "45");
    EXPECT_EQ(fact(d, "stuck-phase", "idleSeconds"), "400");
}

TEST(Companions, EqualAnswersOverMoreThanTheIdleLimitAreStalled)
{
    CompanionFacts facts;
    facts.operation = {progress(45, kTenMinutesMs - 301'000), progress(45, kTenMinutesMs)};
    EXPECT_EQ(fact(with(facts), "progress-stalled", "ageSeconds"), "301");
    facts.operation.front().origin.timeNs = atMs(kTenMinutesMs - 299'000);
    EXPECT_EQ(finding(with(facts), "progress-stalled"), nullptr);
}

TEST(Companions, PreparationsAtZeroPercentAreNotStalledWithinTheIdleLimit)
{
    CompanionFacts facts;
    facts.operation = {progress(0, 120'000)};
    facts.operation.back().updatedAtNs = atMs(1000);
    EXPECT_EQ(finding(with(facts, kTraining, 120'000), "progress-stalled"), nullptr);
}

TEST(Companions, TellTheEndThatNoSpanTells)
{
    CompanionFacts facts;
    facts.operation = {said("COMPLETED")};
    facts.operation.back().completedAtNs = atMs(300'000);
    const auto d = with(facts);
    EXPECT_EQ(d.verdict.state, State::Completed);
    EXPECT_EQ(d.subject.durationNs, 300'000 * kMs);
    facts.operation.back().status = "cancelled";
    EXPECT_EQ(with(facts).verdict.state, State::Cancelled);
}

TEST(Companions, TellWhyItFailedWithEvidence)
{
    CompanionFacts facts;
    facts.operation = {said("failed")};
    facts.operation.back().error = "CUDA out of memory. Tried to allocate 2 GiB";
    const auto d = with(facts);
    EXPECT_EQ(d.verdict.state, State::Failed);
    EXPECT_EQ(d.verdict.primary, "out-of-memory");
    EXPECT_NE(companionNote(finding(d, "operation-failed")).find("said by http://127.0.0.1:8000"), std::string::npos);
    EXPECT_TRUE(finding(d, "out-of-memory")->evidence.front().spanId.empty());
}

TEST(Companions, AWordOfTheTracesAboutTheEndWinsAndTheContradictionIsSaid)
{
    CompanionFacts facts;
    facts.operation = {said("failed")};
    const std::string traces = std::string(kTraining) + "operation.state_transition @6000+1 ktrdr-training-worker-1 "
                                                        "operation.id=op_training_1 operation.to_status=completed\n";
    const auto d = with(facts, traces.c_str());
    EXPECT_EQ(d.verdict.state, State::Completed);
    EXPECT_NE(d.companions.front().text.find("the traces say completed"), std::string::npos);
}

TEST(Companions, AnAnswerOfAnotherMomentIsNotUsedAndThatIsSaid)
{
    CompanionFacts facts;
    facts.operation = {said("running", kTenMinutesMs + 86'400'000)};
    facts.operation.back().percentage = 50;
    facts.operation.back().updatedAtNs = facts.operation.back().origin.timeNs;
    const auto d = with(facts);
    EXPECT_EQ(d.verdict.state, State::Stuck);
    EXPECT_NE(d.companions.front().text.find("another moment"), std::string::npos);
}

TEST(Companions, AnEndBeforeTheMomentOfLookingIsKnownHoweverLateItIsAsked)
{
    CompanionFacts facts;
    facts.operation = {said("completed", kTenMinutesMs + 86'400'000)};
    facts.operation.back().completedAtNs = atMs(300'000);
    EXPECT_EQ(with(facts).verdict.state, State::Completed);
    facts.operation.back().completedAtNs = atMs(kTenMinutesMs + 50'000'000);
    EXPECT_EQ(with(facts).verdict.state, State::Stuck);
}

TEST(Companions, DenialOfAnIdleOperationMeansThatItIsLost)
{
    CompanionFacts facts;
    facts.operation = {denial()};
    const auto d = with(facts);
    EXPECT_EQ(d.verdict.state, State::Lost);
    EXPECT_EQ(d.verdict.primary, "worker-lost");
    EXPECT_EQ(with(facts, kTraining, 60'000).verdict.state, State::Running);
}

TEST(Companions, FailingHealthChecksOfItsWorkerMeanThatItIsLost)
{
    CompanionFacts facts = listed({worker("w", "temporarily_unavailable", "op_training_1"), worker("v", "available")});
    facts.operation = {progress(18.5, kTenMinutesMs)};
    WorkerFact& lost = facts.workers->workers.front();
    lost.healthCheckFailures = 12;
    lost.lastHealthCheckNs = atMs(kTenMinutesMs - 3000);
    lost.lastHealthyNs = atMs(kTenMinutesMs - 123'000);
    const auto d = with(facts);
    EXPECT_EQ(d.verdict.state, State::Lost);
    EXPECT_EQ(d.verdict.primary, "worker-lost");
    EXPECT_EQ(fact(d, "worker-lost", "worker"), "w");
    EXPECT_NE(companionNote(finding(d, "worker-lost")).find("/api/v1/workers"), std::string::npos);
    lost.healthCheckFailures = 2;
    lost.status = "available";
    EXPECT_EQ(with(facts).verdict.state, State::Stuck);
}

TEST(Companions, FailingHealthChecksDoNotOutweighRecentProgress)
{
    CompanionFacts facts = listed({worker("w", "temporarily_unavailable", "op_training_1")});
    facts.workers->workers.front().healthCheckFailures = 12;
    facts.operation = {progress(45, kTenMinutesMs - 5000), progress(46, kTenMinutesMs)};
    EXPECT_EQ(with(facts).verdict.state, State::Running);
}

TEST(Companions, AFreeWorkerWhoseOperationShouldBeRunningHasLostIt)
{
    CompanionFacts facts = listed({worker("w", "available")});
    facts.operation = {progress(45, kTenMinutesMs)};
    EXPECT_EQ(with(facts).verdict.state, State::Lost);
    EXPECT_EQ(with(facts, kTraining, 60'000).verdict.state, State::Running);
}

TEST(Companions, ABusyWorkerWithTheOperationIsStuckNotLost)
{
    CompanionFacts facts = listed({worker("w", "busy", "op_training_1")});
    facts.operation = {progress(45, kTenMinutesMs)};
    EXPECT_EQ(with(facts).verdict.state, State::Stuck);
}

TEST(Companions, AWorkerThatIsNoLongerListedHasLostAnIdleOperation)
{
    CompanionFacts facts = listed({worker("other", "available")});
    facts.workers->workers.front().url = "http://other:5006";
    facts.operation = {progress(45, kTenMinutesMs)};
    const auto d = with(facts);
    EXPECT_EQ(d.verdict.state, State::Lost);
    EXPECT_EQ(fact(d, "worker-lost", "worker"), "w:5005");
    facts.workers->workers.front().url = "http://localhost:5005"; // perhaps the same one, seen from elsewhere
    EXPECT_EQ(with(facts).verdict.state, State::Stuck);
    EXPECT_EQ(with(listed({worker("other", "available")})).verdict.state, State::Stuck); // who says that it runs?
    EXPECT_EQ(with(listed({})).verdict.state, State::Stuck); // an empty list says little about one worker
}

TEST(Companions, AWorkerThatSaysItIsAtTheOperationRefutesAnyLoss)
{
    CompanionFacts facts = listed({worker("w", "temporarily_unavailable", "op_training_1")});
    facts.workers->workers.front().healthCheckFailures = 9;
    facts.workerAnswers = {{{"http://w:5005/health", atMs(kTenMinutesMs)}, "w", true, true, "op_training_1", {}}};
    EXPECT_EQ(with(facts).verdict.state, State::Stuck);
}

MetricSeries down(std::int64_t fromMs)
{
    MetricSeries series;
    series.origin = {"http://127.0.0.1:9090/api/v1/query_range", atMs(kTenMinutesMs)};
    series.use = MetricUse::Up;
    series.title = "Service up";
    series.labels = {{"instance", "w:5005"}};
    for (std::int64_t ms = 0; ms <= kTenMinutesMs; ms += 15'000)
        series.samples.push_back({atMs(ms), ms < fromMs ? 1.0 : 0.0});
    return series;
}

TEST(Companions, AWorkerThatIsDownForPrometheusSinceItsLastSignIsLost)
{
    CompanionFacts facts;
    facts.series = {down(5061)};
    EXPECT_EQ(with(facts).verdict.state, State::Lost);
    facts.series = {down(400'000)}; // it was up for long while nothing of the operation came
    EXPECT_EQ(with(facts).verdict.state, State::Stuck);
}

MetricSeries counted(MetricUse use, const std::string& type, double value, std::int64_t ms = 0)
{
    MetricSeries series;
    series.origin = {"http://127.0.0.1:9090/api/v1/query", atMs(ms)};
    series.use = use;
    series.title = "Workers";
    series.typeLabel = "worker_type";
    series.labels = {{"worker_type", type}};
    series.samples = {{atMs(ms), value}};
    return series;
}

TEST(Companions, CountWorkersWhereNoSpanDoes)
{
    CompanionFacts facts;
    facts.series = {counted(MetricUse::WorkersRegistered, "training", 2),
                    counted(MetricUse::WorkersAvailable, "training", 0),
                    counted(MetricUse::WorkersRegistered, "backtesting", 3)};
    const auto busy = with(facts, kNoSelection);
    EXPECT_EQ(busy.verdict.primary, "all-workers-busy");
    EXPECT_EQ(fact(busy, "all-workers-busy", "total"), "5");
    EXPECT_EQ(fact(busy, "all-workers-busy", "capable"), "2");
    facts.series.front().samples.front().value = 0;
    EXPECT_EQ(with(facts, kNoSelection).verdict.primary, "no-capable-workers");
    facts.series.back().samples.front().value = 0;
    EXPECT_EQ(with(facts, kNoSelection).verdict.primary, "no-workers-registered");
}

TEST(Companions, DoNotBlameWorkersThatWereFree)
{
    CompanionFacts facts;
    facts.series = {counted(MetricUse::WorkersRegistered, "training", 2),
                    counted(MetricUse::WorkersAvailable, "training", 1)};
    const auto d = with(facts, kNoSelection);
    EXPECT_EQ(d.verdict.primary, "operation-failed");
    EXPECT_TRUE(hasNote(d.ruledOut, "all-workers-busy"));
}

TEST(Companions, DoNotTakeAbsentSeriesOrOldSamplesForNoWorkers)
{
    CompanionFacts facts;
    EXPECT_TRUE(hasNote(with(facts, kNoSelection).notChecked, "no-workers-registered"));
    facts.series = {counted(MetricUse::WorkersRegistered, "training", 0, -120'000)};
    EXPECT_TRUE(hasNote(with(facts, kNoSelection).notChecked, "no-workers-registered"));
    facts = listed({}, 120'000); // two minutes later there is none; that was another moment
    EXPECT_TRUE(hasNote(with(facts, kNoSelection).notChecked, "no-workers-registered"));
}

TEST(Companions, SayWhetherAnOperationWithoutSpansExists)
{
    CompanionFacts facts;
    facts.operation = {said("running")};
    const auto known = with(facts, "GET /x @0+1 ktrdr-api server\n");
    EXPECT_EQ(known.verdict.state, State::NotFound);
    EXPECT_NE(finding(known, "operation-not-found")->explanation.find("knows it (running)"), std::string::npos);
    facts.operation = {denial()};
    const auto unknown = with(facts, "GET /x @0+1 ktrdr-api server\n");
    EXPECT_NE(finding(unknown, "operation-not-found")->explanation.find("does not know it either"), std::string::npos);
}

TEST(Companions, ThatWereAskedAreNotNamedAsWhatWouldSettleIt)
{
    CompanionFacts facts;
    operations::CompanionProblem& refused = facts.problems.emplace_back();
    refused.companion = operations::Companion::OperationsApi;
    refused.text = "refused";
    std::string told;
    for (const RuleNote& note : with(facts).notChecked)
        told += note.because + '\n';
    EXPECT_EQ(told.find("operations API would"), std::string::npos) << told;
    EXPECT_NE(told.find("the operations API was asked and said nothing"), std::string::npos) << told;
}

TEST(Companions, GiveLinksWithTheTimeOfTheOperation)
{
    CompanionFacts facts;
    facts.grafana = "http://127.0.0.1:3000";
    const auto d = with(facts);
    ASSERT_FALSE(d.links.empty());
    EXPECT_EQ(d.links.front().url,
              "http://127.0.0.1:3000/d/ktrdr-system-overview?from=" + std::to_string(kBaseNs / kMs - 60'000) +
                  "&to=" + std::to_string(kBaseNs / kMs + kTenMinutesMs + 60'000));
    EXPECT_EQ(d.links[3].command, "docker logs --timestamps training-worker | grep op_training_1");
}

TEST(Companions, AreDescribedWithFailuresInPlace)
{
    CompanionFacts facts;
    operations::CompanionProblem& refused = facts.problems.emplace_back();
    refused.companion = operations::Companion::Prometheus;
    refused.origin = {"http://127.0.0.1:9090", 1};
    refused.text = "refused the connection";
    const auto d = with(facts);
    ASSERT_EQ(d.companions.size(), 1U);
    EXPECT_TRUE(d.companions.front().failed);
    EXPECT_EQ(d.companions.front().companion, "prometheus");
    EXPECT_TRUE(d.completeness.complete);
}

} // namespace
} // namespace spanlight::diagnosis
