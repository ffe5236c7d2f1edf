#include "tests/models/diagnosis/diagnose_text.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace spanlight::diagnosis {
namespace {

using namespace test;

constexpr const char* kTwoTraces = R"(
operation.dispatch @0+100 ktrdr-api operation.id=op_training_1 operation.type=training
  POST @10+80 ktrdr-api client http.url=http://w:5005/training/start http.status_code:=200
trace 2
POST /training/start @20+50 ktrdr-training-worker-1 server http.route=/training/start http.url=http://w:5005/training/start
  worker.training @30+5000 ktrdr-training-worker-1 operation.id=op_training_1
trace 3
operation.state_transition @6000+1 ktrdr-api operation.id=op_training_1 operation.to_status=COMPLETED
)";

TEST(TraceContextLost, JoinsAChildlessCallAndTheRequestThatItBecame)
{
    const auto d = diagnoseText({kTwoTraces, "op_training_1", 60'000});
    EXPECT_EQ(fact(d, "trace-context-lost", "boundary"), "backend-worker");
    EXPECT_EQ(fact(d, "trace-context-lost", "traces"),
              "00000000000000000000000000000001,00000000000000000000000000000002");
    EXPECT_TRUE(isSerious(d, "trace-context-lost"));
}

TEST(TraceContextLost, DoesNotJoinWhatDoesNotMatchInTime)
{
    std::string late = kTwoTraces;
    late.replace(late.find("@20+50"), 6, "@9000+50");
    EXPECT_EQ(finding(diagnoseText({late, "op_training_1", 60'000}), "trace-context-lost"), nullptr);
}

std::string download(const std::string& callPath, const std::string& hostService, const std::string& below = "")
{
    std::string text = "data.download @0+3 ktrdr-api operation.id=op_data_load_1 operation.type=data_load\n";
    for (int i = 0; i < 2; ++i)
        text += "  POST @" + std::to_string(10 + 5000 * i) +
                "+4000 ktrdr-api client http.method=POST http.url=http://host.docker.internal:5001" + callPath +
                " http.status_code:=200\n" + below;
    text +=
        "  operation.state_transition @9900+1 ktrdr-api operation.id=op_data_load_1 operation.to_status=completed\n";
    for (int i = 0; i < 2; ++i)
        text += "trace " + std::to_string(2 + i) + "\nPOST /data/historical @" + std::to_string(15 + 5000 * i) +
                "+3990 " + hostService + " server http.route=/data/historical\n  ib.fetch_historical @" +
                std::to_string(20 + 5000 * i) + "+3980 " + hostService +
                " operation.id=op_data_load_1 bars.received:=9\n";
    return text;
}

TEST(TraceContextLost, JoinsTheCallsOfADownloadAndTheRequestsToTheHostAsOneFault)
{
    const auto d = diagnoseText({download("/data/historical", "ktrdr-ib-host-service"), "op_data_load_1", 60'000});
    EXPECT_EQ(fact(d, "trace-context-lost", "boundary"), "backend-host");
    EXPECT_EQ(fact(d, "trace-context-lost", "traces"),
              "00000000000000000000000000000001,00000000000000000000000000000002,00000000000000000000000000000003");
    EXPECT_EQ(std::count_if(d.findings.begin(), d.findings.end(),
                            [](const Finding& f) { return f.rule == "trace-context-lost"; }),
              1);
}

TEST(TraceContextLost, DoesNotJoinCallsToTheHostThatWereAnsweredInTheirOwnTraceOrWentElsewhere)
{
    const auto elsewhere =
        diagnoseText({download("/data/validate", "ktrdr-ib-host-service"), "op_data_load_1", 60'000});
    EXPECT_EQ(finding(elsewhere, "trace-context-lost"), nullptr);
    const auto answered = diagnoseText({download("/data/historical", "ktrdr-ib-host-service",
                                                 "    POST /data/historical @20+1 ktrdr-ib-host-service server\n"),
                                        "op_data_load_1", 60'000});
    EXPECT_EQ(finding(answered, "trace-context-lost"), nullptr);
}

} // namespace
} // namespace spanlight::diagnosis
