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

constexpr const char* kFallback = R"(
GET /page @0+400 shop server http.route=/page
  GET @10+50 shop client http.method=GET http.url=http://primary:80/stock error !ConnectionRefusedError|refused
  GET @%START%+50 shop client http.method=GET http.url=http://secondary:80/%PATH% http.status_code:=200
)";

std::string fallback(const std::string& start, const std::string& path)
{
    std::string text = kFallback;
    text.replace(text.find("%START%"), 7, start);
    return text.replace(text.find("%PATH%"), 6, path);
}

TEST(ServiceUnreachable, IsNoFaultWhenAnotherHostGaveTheAnswer)
{
    const std::string text = fallback("100", "stock");
    const auto d = diagnoseText({text, "1", 60'000, "opentelemetry", true});
    EXPECT_NE(finding(d, "service-unreachable"), nullptr);
    EXPECT_FALSE(isSerious(d, "service-unreachable"));
    EXPECT_EQ(d.verdict.state, State::Completed);
}

TEST(ServiceUnreachable, IsNotHealedByACallThatAsksForSomethingElse)
{
    const std::string text = fallback("100", "price");
    EXPECT_TRUE(isSerious(diagnoseText({text, "1", 60'000, "opentelemetry", true}), "service-unreachable"));
}

TEST(ServiceUnreachable, IsNotHealedByACallToAnotherHostAtTheSameTime)
{
    const std::string text = fallback("20", "stock");
    EXPECT_TRUE(isSerious(diagnoseText({text, "1", 60'000, "opentelemetry", true}), "service-unreachable"));
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

TEST(ServiceUnreachable, ExplainsTheFailureWhicheverOfTheAttemptsWasItsOrigin)
{
    const char* silent = R"(
GET /orders @0+3400 orders server error
  GET @20+10 orders client http.url=http://stock:80/x error error.type=ECONNREFUSED
  GET @1070+10 orders client http.url=http://stock:80/x error error.type=ECONNREFUSED
  GET @2120+10 orders client http.url=http://stock:80/x error error.type=ECONNREFUSED
)";
    const auto d = diagnoseText({silent, "00000000000000000000000000000001", 60'000, "opentelemetry", true});
    EXPECT_EQ(d.verdict.primary, "service-unreachable");
}

std::string causeOf(const std::string& error, const std::string& earlier = {})
{
    const auto d = diagnoseText(
        {"operation.register @0+2 ktrdr-api operation.id=op_training_1 operation.type=training\n" + earlier +
             "  POST @10+50 ktrdr-api client http.url=http://w:5005/training/start error !" + error + "\n",
         "op_training_1", 3'000});
    return finding(d, "service-unreachable") == nullptr ? "no finding" : finding(d, "service-unreachable")->rootCause;
}

TEST(ServiceUnreachable, SaysHowTheCallFailed)
{
    const auto expectPart = [](const std::string& text, const char* part) {
        EXPECT_NE(text.find(part), std::string::npos) << text;
    };
    expectPart(causeOf("ConnectionRefusedError|[Errno_111]_Connection_refused"), "refused the connection");
    expectPart(causeOf("httpx.ConnectError|[Errno_-2]_Name_or_service_not_known").insert(0, " "), "no host named w:");
    expectPart(causeOf("ConnectionResetError|[Errno_104]_Connection_reset_by_peer"), "closed before an answer came");
    expectPart(causeOf("httpx.ConnectError|All_connection_attempts_failed"), "No connection to w:5005 could be made");
    expectPart(causeOf("ConnectionError|gone"), "the error does not say which");
    expectPart(causeOf("ConnectionRefusedError|refused"), "(1 attempt). No span shows that anybody answered there.");
}

TEST(ServiceUnreachable, SaysWhetherTheServiceAnsweredBefore)
{
    const std::string cause =
        causeOf("ConnectionRefusedError|refused",
                "  GET @3+2 ktrdr-api client http.url=http://w:5005/capabilities http.status_code:=200\n");
    EXPECT_NE(cause.find("It did answer 1 call of this operation before."), std::string::npos) << cause;
}

TEST(ServiceUnreachable, ExplainsWhyTheWorkWasNotHandedOver)
{
    const auto d = diagnoseText({kRefused, "op_training_1", 60'000});
    const auto note = std::find_if(d.ruledOut.begin(), d.ruledOut.end(),
                                   [](const RuleNote& one) { return one.rule == "dispatch-failed"; });
    ASSERT_NE(note, d.ruledOut.end());
    EXPECT_EQ(note->because, "the connection explains why the work could not be handed over");
}

} // namespace
} // namespace spanlight::diagnosis
