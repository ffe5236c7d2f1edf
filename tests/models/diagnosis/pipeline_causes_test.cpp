#include "tests/models/diagnosis/pipeline_parts.h"

#include <gtest/gtest.h>

// Each cause of "I cannot find the trace" and "only back-end spans", made on purpose: it is named, with its remedy.
namespace spanlight::diagnosis {
namespace {

using namespace test;

constexpr const char* kGeneric = R"(
GET /cart @0+90 web server url.path=/cart
  GET @10+60 web client url.full=http://stock:80/items/7 http.response.status_code:=200
    GET /items/{id} @15+40 stock server url.path=/items/7
)";

const PipelineCheck& checkOf(const PipelineReport& report, std::string_view id)
{
    for (const PipelineCheck& check : report.parts.front().checks)
        if (check.id == id)
            return check;
    throw std::out_of_range("no check " + std::string(id));
}

// All remedies of a check, with their commands.
std::string remedies(const PipelineReport& report, std::string_view id)
{
    std::string text;
    for (const Fix& fix : checkOf(report, id).fixes)
        text += fix.text + " $ " + fix.command + "\n";
    return text;
}

std::string evidenceOf(const PipelineReport& report, std::string_view id)
{
    std::string text;
    for (const std::string& line : checkOf(report, id).evidence)
        text += line + "\n";
    return text;
}

bool says(const std::string& text, std::string_view what)
{
    return text.find(what) != std::string::npos;
}

PipelinePart receiver()
{
    PipelinePart part = source({}, {});
    part.address = "otlp://127.0.0.1:4318";
    part.server = "OTLP receiver · http://127.0.0.1:4318";
    part.clockAheadNs.reset();
    part.receiver.emplace();
    part.receiver->httpEndpoint = "http://127.0.0.1:4318";
    part.receiver->grpcEndpoint = "http://127.0.0.1:4317";
    return part;
}

PipelinePart archive(std::string_view notation, std::vector<std::string> services)
{
    PipelinePart part = source(notation, std::move(services));
    part.address = "archive:";
    part.server = "archive";
    part.live = false;
    part.clockAheadNs.reset();
    part.askedNs = kBaseNs + 90 * 86'400 * kSecond;
    part.store.emplace();
    part.store->bytes = 3 << 20;
    part.store->maxBytes = std::int64_t{4} << 30;
    part.store->maxAgeSeconds = 30 * 86'400;
    part.store->wasChecked = true;
    part.store->checkCommand = "spanlight-cli archive check 'a.sqlite'";
    return part;
}

TEST(PipelineCauses, AnIdleReceiverIsFine)
{
    const auto report = examined({receiver()});
    EXPECT_EQ(report.worst(), PartStatus::Ok);
    EXPECT_EQ(checkOf(report, "services").status, PartStatus::Info);
    EXPECT_TRUE(says(checkOf(report, "services").text, "nothing received yet"));
    EXPECT_TRUE(says(checkOf(report, "services").text, "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318"));
    EXPECT_EQ(outcome(report, "clock"), "absent") << "its clock is the one here";
}

TEST(PipelineCauses, AReceiverMissesNobodyWhoWasNotToldToSendToIt)
{
    PipelinePart part = receiver();
    part.services = {"my-program"};
    part.traces = trace::TraceSet({storeFromText("work @7000+5 my-program\n", kBaseNs)});
    part.receiver->requests = 1;
    part.receiver->spans = 1;
    const auto report = examined({part});
    EXPECT_EQ(checkOf(report, "expected-services").status, PartStatus::Info);
    EXPECT_EQ(report.worst(), PartStatus::Ok);
}

TEST(PipelineCauses, AWrongPathOfTheEndpointIsNamed)
{
    PipelinePart part = receiver();
    part.receiver->turnedAway = {{"POST /v1/trace: traces go to POST /v1/traces.", 3}};
    const auto report = examined({part});
    EXPECT_EQ(outcome(report, "requests"), "warning: 0 requests with 0 spans taken, 3 requests turned away");
    EXPECT_TRUE(says(evidenceOf(report, "requests"), "POST /v1/trace:"));
    EXPECT_TRUE(says(remedies(report, "requests"), "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318\n"));
}

TEST(PipelineCauses, TheWrongPortAndProtocolOfASenderAreNamed)
{
    PipelinePart part = receiver();
    part.receiver->turnedAway = {{"HTTP/2 is not spoken here. Send gRPC to the gRPC port (4317).", 1}};
    EXPECT_TRUE(says(remedies(examined({part}), "requests"), "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4317"));
    part.receiver->grpcEndpoint.clear();
    EXPECT_TRUE(says(remedies(examined({part}), "requests"), "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"));
    part.receiver->turnedAway = {{"The sender speaks TLS here.", 1}};
    EXPECT_TRUE(says(remedies(examined({part}), "requests"), "Write http://"));
}

TEST(PipelineCauses, MetricsAndLogsThatAreSentToAReceiverOfTracesAreNamed)
{
    PipelinePart part = receiver();
    part.receiver->turnedAway = {{"POST /v1/metrics: only traces are received here, no metrics.", 2}};
    EXPECT_TRUE(says(remedies(examined({part}), "requests"), "OTEL_METRICS_EXPORTER=none"));
}

TEST(PipelineCauses, SpansWithInvalidIdsAndAFullDiskAreNamed)
{
    PipelinePart part = receiver();
    part.receiver->requests = 4;
    part.receiver->spans = 9;
    part.receiver->rejected = 2;
    part.receiver->problem = "The disk is full";
    const auto report = examined({part});
    EXPECT_TRUE(says(outcome(report, "requests"), "2 spans rejected for invalid ids"));
    EXPECT_EQ(checkOf(report, "keeping").status, PartStatus::Error);
    EXPECT_TRUE(says(evidenceOf(report, "keeping"), "disk is full"));
}

TEST(PipelineCauses, AnArchiveWithOldTracesIsFine)
{
    const auto report = examined({archive(kHealthy, {"ktrdr-api", "ktrdr-cli", "ktrdr-training-worker-1"})});
    EXPECT_EQ(report.worst(), PartStatus::Ok);
    EXPECT_TRUE(begins(outcome(report, "newest-data"), "info: the newest span ended 90 d ago"))
        << outcome(report, "newest-data");
    EXPECT_TRUE(begins(outcome(report, "integrity"), "ok"));
    EXPECT_TRUE(says(outcome(report, "retention"), "4.0 GiB"));
}

TEST(PipelineCauses, AnEmptyArchiveAndOneThatIsNotThereYetAreFine)
{
    EXPECT_EQ(examined({archive({}, {})}).worst(), PartStatus::Ok);
    PipelinePart absent = archive({}, {});
    absent.store->exists = false;
    const auto report = examined({absent});
    EXPECT_EQ(report.worst(), PartStatus::Ok);
    EXPECT_TRUE(begins(outcome(report, "reachable"), "info: there is no archive yet"));
}

TEST(PipelineCauses, RetentionThatHasPassedIsNamed)
{
    PipelinePart part = archive(kHealthy, {"ktrdr-api"});
    part.store->prunedTraces = 4711;
    const auto report = examined({part});
    EXPECT_TRUE(begins(outcome(report, "retention"), "info"));
    EXPECT_TRUE(says(evidenceOf(report, "retention"), "4711 older traces are gone"));
}

TEST(PipelineCauses, ADamagedArchiveIsNamedAndALargeOneIsNotSaidToBeSound)
{
    PipelinePart part = archive(kHealthy, {"ktrdr-api"});
    part.store->damages = {"batch 7 cannot be unpacked"};
    EXPECT_TRUE(begins(outcome(examined({part}), "integrity"), "error"));
    EXPECT_TRUE(says(remedies(examined({part}), "integrity"), "spanlight-cli archive check"));
    part.store->damages.clear();
    part.store->wasChecked = false;
    EXPECT_TRUE(begins(outcome(examined({part}), "integrity"), "not-checked"));
}

TEST(PipelineCauses, AnExporterThatWasNotStartedIsNamed)
{
    const auto report = examined({source(R"(
cli.train @0+6000 ktrdr-cli
  POST @5+90 ktrdr-cli client http.url=http://localhost:8000/api/v1/trainings/start http.status_code:=200
)",
                                         {"ktrdr-cli"})});
    EXPECT_TRUE(begins(outcome(report, "expected-services"), "error"));
    EXPECT_TRUE(says(outcome(report, "expected-services"), "backend (ktrdr-api)"));
    EXPECT_TRUE(says(remedies(report, "expected-services"), "OTLP_ENDPOINT"));
}

TEST(PipelineCauses, AnotherServerAndAnotherTenantAreNamed)
{
    EXPECT_TRUE(says(remedies(examined({source({}, {})}), "services"), "not to another one"));
    PipelinePart part = source({}, {});
    part.tenant = "team-a";
    EXPECT_TRUE(says(remedies(examined({part}), "services"), "as the tenant 'team-a'"));
    EXPECT_TRUE(says(remedies(examined({source("a @0+5 billing\n", {"billing"})}), "expected-services"),
                     "to this server and not to another one"));
}

TEST(PipelineCauses, AProgramThatEndedBeforeItSentItsSpansIsNamed)
{
    std::string orphans;
    for (int i = 0; i < 25; ++i)
        orphans += "work @" + std::to_string(i) + "+1 ktrdr-api ?9\n";
    PipelinePart part = source(orphans, {"ktrdr-api"});
    part.askedNs = kBaseNs + 7200 * kSecond;
    const auto report = examined({part});
    EXPECT_TRUE(begins(outcome(report, "orphans"), "warning")) << outcome(report, "orphans");
    EXPECT_TRUE(says(remedies(report, "orphans"), "force_flush"));
}

TEST(PipelineCauses, WhatNobodyCanSeeFromHereIsSaidToBeUnchecked)
{
    const auto report = examined({healthy()});
    EXPECT_EQ(checkOf(report, "unseen").status, PartStatus::NotChecked);
    for (const char* cause : {"OTEL_TRACES_SAMPLER", "force_flush", "retention", "tenants"})
        EXPECT_TRUE(says(evidenceOf(report, "unseen"), cause)) << cause;
    EXPECT_EQ(outcome(examined({receiver()}), "unseen"), "absent");
}

TEST(PipelineCauses, ATimeWindowBehindWhichTheDataLieIsNamed)
{
    PipelinePart part = healthy();
    part.askedNs = kBaseNs + 12 * 86'400 * kSecond;
    const auto report = examined({part});
    EXPECT_TRUE(
        begins(outcome(report, "newest-data"), "warning: the newest span ended 12 d ago: nothing has arrived since"))
        << outcome(report, "newest-data");
}

TEST(PipelineCauses, AHeaderThatWasStrippedIsNamedWithoutAnOperationId)
{
    const auto intact = examined({source(kGeneric, {"web", "stock"})}, "opentelemetry");
    EXPECT_TRUE(begins(outcome(intact, "propagation"), "ok")) << outcome(intact, "propagation");
    const auto report = examined({source(R"(
GET /cart @0+90 web server url.path=/cart
  GET @10+60 web client url.full=http://stock:80/items/7 http.response.status_code:=200
trace 2
GET /items/{id} @15+40 stock server url.path=/items/7 server.address=stock.shop.svc server.port:=80
)",
                                         {"web", "stock"})},
                                 "opentelemetry");
    EXPECT_TRUE(begins(outcome(report, "propagation"), "warning: the trace context is lost at web → stock: 1 request"))
        << outcome(report, "propagation");
    EXPECT_TRUE(says(remedies(report, "propagation"), "traceparent"));
}

std::string propagationOf(const std::string& call, const std::string& request)
{
    return outcome(
        examined({source("GET @10+60 web client " + call + "\ntrace 2\nGET @15+40 stock server " + request + "\n",
                         {"web", "stock"})},
                 "opentelemetry"),
        "propagation");
}

TEST(PipelineCauses, ARequestToAnotherHostLostNoContext)
{
    const std::string call = "http.request.method=GET url.full=https://payments.example.com/v1/items";
    for (const char* request : {"server.address=stock.local url.path=/v1/items",
                                "url.path=/v1/items server.port:=8080 server.address=10.0.0.7",
                                "url.path=/v1/items http.request.method=PUT", "url.path=/v1/other"})
        EXPECT_TRUE(begins(propagationOf(call, request), "ok")) << request << ": " << propagationOf(call, request);
}

TEST(PipelineCauses, NamesThatBeginAlikeAreDifferentHosts)
{
    const std::string said = propagationOf("url.full=https://api.payments.com:443/v1/items",
                                           "url.path=/v1/items server.address=api.shop.example server.port:=443");
    EXPECT_TRUE(begins(said, "ok")) << said;
    EXPECT_TRUE(begins(propagationOf("url.full=http://10.0.0.7:80/v1/items",
                                     "url.path=/v1/items server.address=10.0.0.7 server.port:=80"),
                       "warning: the trace context is lost at"));
}

TEST(PipelineCauses, ARequestThatDoesNotSayItsHostIsOnlyNoted)
{
    const std::string translated = propagationOf("url.full=http://10.0.0.7:80/v1/items",
                                                 "url.path=/v1/items server.address=10.9.8.1 server.port:=80");
    EXPECT_TRUE(begins(translated, "info: the trace context may be lost")) << translated;
    const std::string said = propagationOf("url.full=http://stock:80/v1/items", "url.path=/v1/items");
    EXPECT_TRUE(begins(said, "info: the trace context may be lost at web → stock")) << said;
}

TEST(PipelineCauses, ARequestFromOutsideLostNoContext)
{
    // The same path, but not while the call is under way; and a service's call to itself.
    const auto later = examined({source(R"(
GET @10+60 web client url.full=http://stock:80/items/7
trace 2
GET /items/{id} @500+40 stock server url.path=/items/7
trace 3
GET @600+60 stock client url.full=http://stock:80/items/7
trace 4
GET /items/{id} @610+40 stock server url.path=/items/7
)",
                                        {"web", "stock"})},
                                "opentelemetry");
    EXPECT_TRUE(begins(outcome(later, "propagation"), "ok")) << outcome(later, "propagation");
}

constexpr const char* kHandedOver = R"(
POST /api/v1/trainings/start @0+80 ktrdr-api server http.route=/api/v1/trainings/start
  operation.register @5+1 ktrdr-api operation.id=op_training_1 operation.type=training
  POST @10+50 ktrdr-api client http.url=http://w:5005/training/start http.status_code:=200
)";

TEST(PipelineCauses, AWorkerWhoseSpansMayStillComeIsNoted)
{
    PipelinePart part = source(kHandedOver, {"ktrdr-api"});
    part.askedNs = kBaseNs + 5 * kSecond;
    const auto report = examined({part});
    EXPECT_TRUE(begins(outcome(report, "worker-spans"), "info: no span of w:5005")) << outcome(report, "worker-spans");
    EXPECT_TRUE(says(outcome(report, "worker-spans"), "ask again"));
    part.live = false;
    EXPECT_TRUE(says(outcome(examined({part}), "worker-spans"), "shortly before the end of this recording"));
}

TEST(PipelineCauses, AWorkerWhoseSpansNeverCameIsNamed)
{
    PipelinePart part = source(kHandedOver, {"ktrdr-api"});
    part.askedNs = kBaseNs + 60 * kSecond;
    const auto report = examined({part});
    EXPECT_TRUE(begins(outcome(report, "worker-spans"), "warning: nothing arrives of w:5005"));
    EXPECT_FALSE(checkOf(report, "worker-spans").fixes.empty());
}

// No worker sends anything: no span carries the operation's id then, and the client that follows names it in its polls.
constexpr const char* kOnlyBackend = R"(
cli.backtest @0+60000 ktrdr-cli
  POST @5+90 ktrdr-cli client http.url=http://localhost:8000/api/v1/backtests/start http.status_code:=200
    POST /api/v1/backtests/start @8+80 ktrdr-api server http.target=/api/v1/backtests/start
      POST @10+50 ktrdr-api client http.url=http://w-1:5003/backtests/start http.status_code:=200
)";
constexpr const char* kPolls = R"(
  GET @30000+5 ktrdr-cli client http.url=http://localhost:8000/api/v1/operations/op_backtesting_7 http.status_code:=200
    GET /api/v1/operations/{operation_id} @30001+3 ktrdr-api server http.target=/api/v1/operations/op_backtesting_7
)";

PipelinePart onlyBackend(const std::string& notation)
{
    PipelinePart part = source(notation, {"ktrdr-api", "ktrdr-cli"});
    part.askedNs = kBaseNs + 120 * kSecond;
    return part;
}

TEST(PipelineCauses, OnlyBackendSpansAreNamedWithTheIdThatThePollsTell)
{
    PipelinePart api;
    api.kind = PipelinePart::Kind::OperationsApi;
    api.address = "http://10.0.0.7:8000/";
    const auto report = examined({onlyBackend(std::string(kOnlyBackend) + (kPolls + 1)), api});
    EXPECT_TRUE(begins(outcome(report, "worker-spans"), "warning: nothing arrives of w-1:5003"));
    EXPECT_EQ(evidenceOf(report, "worker-spans"), "op_backtesting_7\n");
    EXPECT_TRUE(says(remedies(report, "worker-spans"), "curl http://10.0.0.7:8000/api/v1/operations/op_backtesting_7"));
    EXPECT_TRUE(begins(outcome(report, "expected-services"), "warning"));
    EXPECT_FALSE(says(remedies(report, "expected-services"), "exec backend")) << "the backend is there";
}

TEST(PipelineCauses, OnlyBackendSpansAreNamedWithoutAnyId)
{
    const auto report = examined({onlyBackend(kOnlyBackend)});
    EXPECT_TRUE(begins(outcome(report, "worker-spans"), "warning: nothing arrives of w-1:5003"))
        << outcome(report, "worker-spans");
    EXPECT_FALSE(says(remedies(report, "worker-spans"), "api/v1/operations/")) << "no id is known";
}

TEST(PipelineCauses, AWorkerOfWhichOnlyNewerTracesWereLookedAtIsNotBlamed)
{
    PipelinePart part = onlyBackend("trace 1\n" + std::string(kOnlyBackend + 1) + R"(
trace 2
POST /workers/register @90000+40 ktrdr-backtest-worker-1 client http.url=http://localhost:8000/api/v1/workers/register
)");
    part.services.emplace_back("ktrdr-backtest-worker-1");
    EXPECT_TRUE(begins(outcome(examined({part}), "worker-spans"), "warning: nothing arrives of"));
    part.limitReached = true;
    EXPECT_TRUE(
        begins(outcome(examined({part}), "worker-spans"), "info: no span of w-1:5003 is among the newest traces"))
        << outcome(examined({part}), "worker-spans");
}

TEST(PipelineCauses, AWorkerWhoseTraceLostItsContextIsNotMissing)
{
    const auto report = examined({onlyBackend("trace 1\n" + std::string(kOnlyBackend + 1) + R"(
trace 2
POST /backtests/start @15+40 ktrdr-backtest-worker-1 server http.target=/backtests/start
  operation.register @20+1 ktrdr-backtest-worker-1 operation.id=op_backtesting_7 operation.type=backtesting
  backtest.simulation @60+5000 ktrdr-backtest-worker-1
  operation.state_transition @5900+1 ktrdr-backtest-worker-1 operation.id=op_backtesting_7 operation.to_status=completed
)")});
    EXPECT_TRUE(begins(outcome(report, "propagation"), "warning: the trace context is lost at"))
        << outcome(report, "propagation");
    EXPECT_TRUE(begins(outcome(report, "worker-spans"), "ok")) << outcome(report, "worker-spans");
}

TEST(PipelineCauses, AClientThatIsNotInstrumentedIsNamed)
{
    const auto report = examined({source(kHandedOver, {"ktrdr-api"})});
    EXPECT_TRUE(begins(outcome(report, "entry"), "warning")) << outcome(report, "entry");
    EXPECT_TRUE(says(remedies(report, "entry"), "Instrument"));
}

} // namespace
} // namespace spanlight::diagnosis
