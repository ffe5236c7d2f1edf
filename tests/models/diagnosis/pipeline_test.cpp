#include "tests/models/diagnosis/pipeline_parts.h"

#include <gtest/gtest.h>

namespace spanlight::diagnosis {
namespace {

using namespace test;

TEST(Pipeline, FindsNothingWrongWithAHealthyOne)
{
    const auto report = examined({healthy()});
    for (const PipelineCheck& check : report.parts.front().checks)
        EXPECT_LE(check.status, PartStatus::NotChecked) << check.id << ": " << check.text;
    EXPECT_EQ(report.worst(), PartStatus::Ok);
    EXPECT_TRUE(begins(outcome(report, "export-delay"), "ok: at most 2 s")) << outcome(report, "export-delay");
    EXPECT_TRUE(begins(outcome(report, "propagation"), "ok"));
}

TEST(Pipeline, SaysWhenNothingAnswers)
{
    PipelinePart part = source({}, {});
    part.reachable = false;
    part.problem = "The connection was refused (http://127.0.0.1:16686). Check that the server runs.";
    const auto report = examined({part});
    EXPECT_FALSE(report.anyReachable());
    EXPECT_EQ(report.worst(), PartStatus::Error);
    EXPECT_EQ(report.parts[0].checks[0].fixes[0].text, "Check that the server runs.");
    EXPECT_TRUE(begins(outcome(report, "content"), "not-checked"));
}

TEST(Pipeline, SaysWhenAServerIsEmpty)
{
    const auto report = examined({source({}, {})});
    EXPECT_TRUE(begins(outcome(report, "services"), "error"));
    EXPECT_TRUE(begins(outcome(report, "newest-data"), "not-checked"));
    EXPECT_TRUE(begins(outcome(report, "export-delay"), "not-checked"));
}

TEST(Pipeline, SaysWhenServicesAreNamedAndNothingIsThere)
{
    EXPECT_TRUE(begins(outcome(examined({source({}, {"ktrdr-api"})}), "newest-data"), "warning"));
}

TEST(Pipeline, SaysWhenDataAreStale)
{
    PipelinePart part = healthy();
    part.askedNs = kBaseNs + 3606 * kSecond;
    EXPECT_TRUE(begins(outcome(examined({part}), "newest-data"), "ok"));
    part.askedNs = kBaseNs + 3607 * kSecond;
    EXPECT_TRUE(begins(outcome(examined({part}), "newest-data"), "warning"));
}

TEST(Pipeline, SaysWhenClocksDiffer)
{
    PipelinePart part = healthy();
    part.clockAheadNs = -95 * kSecond;
    EXPECT_TRUE(begins(outcome(examined({part}), "clock"), "warning: its clock is 1 min 35 s behind"));
    part.clockAheadNs = 2400 * kMs;
    EXPECT_TRUE(begins(outcome(examined({part}), "clock"), "ok"));
    part.clockAheadNs.reset();
    EXPECT_TRUE(begins(outcome(examined({part}), "clock"), "not-checked"));
}

TEST(Pipeline, SaysWhenSpansComeFromTheFuture)
{
    PipelinePart part = healthy();
    part.askedNs = kBaseNs;
    EXPECT_TRUE(begins(outcome(examined({part}), "newest-data"), "warning"));
}

TEST(Pipeline, SaysWhichExpectedServicesAreSilent)
{
    PipelinePart part = source(R"(
cli.train @0+6000 ktrdr-cli
  POST @5+90 ktrdr-cli client http.url=http://localhost:8000/api/v1/trainings/start
)",
                               {"ktrdr-cli"});
    const std::string silent = outcome(examined({part}), "expected-services");
    EXPECT_TRUE(begins(silent, "error"));
    EXPECT_NE(silent.find("backend (ktrdr-api)"), std::string::npos);
    EXPECT_EQ(silent.find("worker"), std::string::npos) << "the client's call does not tell whether a worker had work";
    EXPECT_TRUE(begins(outcome(examined({healthy()}, "opentelemetry"), "expected-services"), "not-checked"));
    part.live = false; // a recording may be a part only
    EXPECT_TRUE(begins(outcome(examined({part}), "expected-services"), "info"));
}

TEST(Pipeline, DoesNotMissWorkersWhereNoWorkWasHandedOver)
{
    const auto report = examined({source("GET /api/v1/health @0+5 ktrdr-api server\n", {"ktrdr-api"})});
    EXPECT_TRUE(begins(outcome(report, "expected-services"), "info"));
}

TEST(Pipeline, SaysWhereTheContextIsLost)
{
    PipelinePart part = healthy();
    part.traces = trace::TraceSet({storeFromText(R"(
POST /api/v1/trainings/start @0+80 ktrdr-api server http.route=/api/v1/trainings/start
  operation.register @5+1 ktrdr-api operation.id=op_training_1 operation.type=training
  POST @10+50 ktrdr-api client http.url=http://w:5005/training/start http.status_code:=200
trace 2
POST /training/start @15+40 ktrdr-training-worker-1 server http.route=/training/start
  operation.state_transition @20+1 ktrdr-training-worker-1 operation.id=op_training_1 operation.to_status=completed
)",
                                                 kBaseNs)});
    const auto report = examined({part});
    EXPECT_TRUE(begins(outcome(report, "propagation"), "warning: the trace context is lost at backend-worker: 1 of 1"))
        << outcome(report, "propagation");
    EXPECT_TRUE(begins(outcome(report, "entry"), "warning")); // and nobody is seen who asked for the work
}

TEST(Pipeline, SaysWhenNothingArrivesOfAWorker)
{
    PipelinePart part = source(R"(
POST /api/v1/trainings/start @0+80 ktrdr-api server http.route=/api/v1/trainings/start
  operation.register @5+1 ktrdr-api operation.id=op_training_1 operation.type=training
  POST @10+50 ktrdr-api client http.url=http://w:5005/training/start http.status_code:=200
)",
                               {"ktrdr-api"});
    part.askedNs = kBaseNs + 60 * kSecond;
    const auto report = examined({part});
    EXPECT_TRUE(begins(outcome(report, "worker-spans"), "warning: nothing arrives of w:5005"))
        << outcome(report, "worker-spans");
    EXPECT_TRUE(begins(outcome(report, "expected-services"), "warning"));
}

TEST(Pipeline, MeasuresTheInstrumentation)
{
    std::string notation =
        "a @0+1 unknown_service:python\nGET @10+5 shop client\nx @20+1 shop big=" + std::string(70'000, 'v') + "\n";
    PipelinePart part = source(notation, {"shop"});
    const auto report = examined({part}, "opentelemetry");
    EXPECT_TRUE(begins(outcome(report, "service-names"), "warning: 1 of 3 spans (33 %)"));
    EXPECT_TRUE(begins(outcome(report, "client-roots"), "info: 1 of 3"));
    EXPECT_TRUE(begins(outcome(report, "attribute-sizes"), "warning: 1 of 3")) << outcome(report, "attribute-sizes");
    EXPECT_TRUE(begins(outcome(report, "span-names"), "ok"));
}

TEST(Pipeline, TakesPollsAndHealthChecksForNoMissingEntry)
{
    PipelinePart part = source("GET @0+5 ktrdr-api client http.url=http://w:5005/health\n", {"ktrdr-api"});
    EXPECT_TRUE(begins(outcome(examined({part}), "client-roots"), "ok"));
}

TEST(Pipeline, JudgesCompanions)
{
    PipelinePart api = healthy();
    api.kind = PipelinePart::Kind::OperationsApi;
    api.facts.workers = operations::WorkerList{};
    EXPECT_TRUE(begins(outcome(examined({api}), "workers"), "warning: no worker is registered"));
    operations::WorkerFact ill;
    ill.id = "w1";
    ill.status = "temporarily_unavailable";
    ill.healthCheckFailures = 4;
    api.facts.workers->workers = {ill};
    EXPECT_TRUE(begins(outcome(examined({api}), "workers"), "warning: 1 of 1 worker"));

    PipelinePart prometheus = healthy();
    prometheus.kind = PipelinePart::Kind::Prometheus;
    operations::MetricSeries up;
    up.query = "up";
    up.use = operations::MetricUse::Up;
    up.labels = {{"instance", "w:5005"}};
    up.samples = {{kBaseNs, 0}};
    prometheus.facts.series = {up};
    const auto report = examined({prometheus});
    EXPECT_TRUE(begins(outcome(report, "targets"), "warning: 0 of 1 target"));
    EXPECT_TRUE(begins(outcome(report, "metrics"), "info: without any sample"));
}

} // namespace
} // namespace spanlight::diagnosis
