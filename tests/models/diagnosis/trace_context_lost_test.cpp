#include "tests/models/diagnosis/diagnose_text.h"

#include <gtest/gtest.h>

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

} // namespace
} // namespace spanlight::diagnosis
