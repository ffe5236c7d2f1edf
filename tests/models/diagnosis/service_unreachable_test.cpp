#include "tests/models/diagnosis/diagnose_text.h"

#include <gtest/gtest.h>

namespace spanlight::diagnosis {
namespace {

using namespace test;

constexpr const char* kRefused = R"(
operation.register @0+2 ktrdr-api operation.id=op_training_1 operation.type=training
  POST @10+50 ktrdr-api client http.url=http://10.0.3.7:5005/training/start error !httpx.ConnectError|All_connection_attempts_failed
trace 2
operation.state_transition @100+1 ktrdr-api operation.id=op_training_1 operation.to_status=FAILED operation.error=All_connection_attempts_failed
)";

TEST(ServiceUnreachable, NamesTargetRoleAndErrorType)
{
    const auto d = diagnoseText({kRefused, "op_training_1", 60'000});
    EXPECT_EQ(d.verdict.primary, "service-unreachable");
    EXPECT_EQ(fact(d, "service-unreachable", "target"), "10.0.3.7:5005");
    EXPECT_EQ(fact(d, "service-unreachable", "role"), "worker");
    EXPECT_EQ(fact(d, "service-unreachable", "errorType"), "ConnectError");
}

TEST(ServiceUnreachable, IsNoFaultWhenARepetitionHealedIt)
{
    const char* healed = R"(
operation.register @0+2 ktrdr-api operation.id=op_training_1 operation.type=training
  POST @10+50 ktrdr-api client http.url=http://w:5005/training/start error !httpx.ConnectError|refused
  POST @100+50 ktrdr-api client http.url=http://w:5005/training/start http.status_code:=200
    POST /training/start @110+30 ktrdr-training-worker-1 server http.route=/training/start
trace 2
operation.state_transition @9000+1 ktrdr-api operation.id=op_training_1 operation.to_status=COMPLETED
)";
    const auto d = diagnoseText({healed, "op_training_1", 60'000});
    EXPECT_FALSE(isSerious(d, "service-unreachable"));
    EXPECT_EQ(d.verdict.primary, std::nullopt);
}

TEST(ServiceUnreachable, DoesNotTakeHealthChecksForTheOperationsOwnCalls)
{
    const char* health =
        "operation.register @0+2 ktrdr-api operation.id=op_training_1 operation.type=training\n"
        "  GET @10+5 ktrdr-api client http.url=http://w:5005/health error !httpx.ConnectError|refused\n";
    EXPECT_EQ(finding(diagnoseText({health, "op_training_1", 1'000}), "service-unreachable"), nullptr);
}

TEST(ServiceUnreachable, CannotBeCheckedWithoutCalls)
{
    const auto d =
        diagnoseText({"operation.register @0+2 ktrdr-api operation.id=op_training_1\n", "op_training_1", 1'000});
    EXPECT_TRUE(hasNote(d.notChecked, "service-unreachable") || hasNote(d.ruledOut, "service-unreachable"));
}

} // namespace
} // namespace spanlight::diagnosis
