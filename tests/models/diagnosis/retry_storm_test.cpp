#include "tests/models/diagnosis/turned_round.h"

#include <gtest/gtest.h>

namespace spanlight::diagnosis {
namespace {

using namespace test;

// Attempts every 50 ms that take 30; the last may be answered.
std::string attempts(int failed, bool answered,
                     const std::string& words = "http.method=GET http.status_code:=503 error")
{
    std::string text = std::string("GET /pay @0+900 shop server ") + (answered ? "" : "error") + '\n';
    for (int i = 0; i < failed; ++i)
        text += "  GET /charge @" + std::to_string(10 + 50 * i) + "+30 shop client http.url=http://pay:80/charge " +
                words + '\n';
    if (answered)
        text += "  GET /charge @" + std::to_string(10 + 50 * failed) +
                "+30 shop client http.url=http://pay:80/charge http.method=GET http.status_code:=200\n";
    return text;
}

TEST(RetryStorm, CountsTheAttemptsOfACallThatNeverSucceeded)
{
    const auto d = diagnoseTrace(attempts(7, false));
    EXPECT_EQ(d.verdict.state, State::Failed);
    EXPECT_EQ(d.verdict.primary, "retry-storm");
    EXPECT_EQ(fact(d, "retry-storm", "name"), "GET /charge");
    EXPECT_EQ(fact(d, "retry-storm", "attempts"), "7");
    EXPECT_EQ(fact(d, "retry-storm", "outcome"), "failed");
    EXPECT_EQ(finding(d, "retry-storm")->severity, Severity::Warning);
}

TEST(RetryStorm, IsOnlyAnInformationWhenTheLastAttemptSucceeded)
{
    const auto d = diagnoseTrace(attempts(6, true));
    EXPECT_EQ(d.verdict.primary, std::nullopt);
    EXPECT_EQ(fact(d, "retry-storm", "attempts"), "7");
    EXPECT_EQ(fact(d, "retry-storm", "outcome"), "healed");
    EXPECT_EQ(finding(d, "retry-storm")->severity, Severity::Info);
}

TEST(RetryStorm, KnowsTheStableNamesOfAttributes)
{
    EXPECT_NE(finding(diagnoseTrace(attempts(7, false, "http.response.status_code:=503 error")), "retry-storm"),
              nullptr);
}

TEST(RetryStorm, SeesRemoteProcedureCallsThatAreNotAnswered)
{
    EXPECT_NE(
        finding(diagnoseTrace(attempts(7, false, "rpc.system=grpc rpc.grpc.status_code:=14 error")), "retry-storm"),
        nullptr);
}

TEST(RetryStorm, SeesAttemptsWithinSpansThatOnlyWrapThem)
{
    std::string text = "GET /pay @0+900 shop server error\n";
    for (int i = 0; i < 6; ++i)
        text += "  attempt @" + std::to_string(10 + 50 * i) + "+31 shop internal\n    GET /charge @" +
                std::to_string(10 + 50 * i) + "+30 shop client http.status_code:=503 error\n";
    EXPECT_EQ(fact(diagnoseTrace(text), "retry-storm", "attempts"), "6");
}

TEST(RetryStorm, IsSilentBelowTheLimit)
{
    EXPECT_NE(finding(diagnoseTrace(attempts(5, false)), "retry-storm"), nullptr);
    EXPECT_EQ(finding(diagnoseTrace(attempts(4, false)), "retry-storm"), nullptr);
    EXPECT_NE(finding(diagnoseTrace(attempts(4, true)), "retry-storm"), nullptr);
    EXPECT_EQ(finding(diagnoseTrace(attempts(3, true)), "retry-storm"), nullptr);
}

TEST(RetryStorm, IsNoneWhenTheQuestionIsRefused)
{
    EXPECT_EQ(finding(diagnoseTrace(attempts(8, false, "http.method=GET http.status_code:=404 error")), "retry-storm"),
              nullptr);
}

TEST(RetryStorm, IsNoneWhenDifferentThingsFail)
{
    std::string text = "GET /pay @0+900 shop server error\n";
    for (int i = 0; i < 8; ++i)
        text += "  GET /items/{id} @" + std::to_string(10 + 50 * i) +
                "+30 shop client http.url=http://items:80/items/" + std::to_string(i) +
                " http.status_code:=503 error\n";
    EXPECT_EQ(finding(diagnoseTrace(text), "retry-storm"), nullptr);
}

TEST(RetryStorm, IsNoneWhenTheFailingCallsRunBesideEachOther)
{
    std::string text = "GET /pay @0+900 shop server error\n";
    for (int i = 0; i < 8; ++i)
        text += "  GET /charge @" + std::to_string(10 + i) + "+30 shop client http.status_code:=503 error\n";
    EXPECT_EQ(finding(diagnoseTrace(text), "retry-storm"), nullptr);
}

TEST(RetryStorm, IsNoneWhenACallFailsNowAndThen)
{
    std::string text = "GET /pay @0+900 shop server\n";
    for (int i = 0; i < 16; ++i)
        text += "  GET /charge @" + std::to_string(10 + 50 * i) + "+30 shop client http.url=http://pay:80/charge " +
                (i % 2 == 0 ? "http.status_code:=503 error\n" : "http.status_code:=200\n");
    EXPECT_EQ(finding(diagnoseTrace(text), "retry-storm"), nullptr);
}

TEST(RetryStorm, IsNoneWhenHealthChecksFail)
{
    std::string text = "loop @0+900 shop\n";
    for (int i = 0; i < 8; ++i)
        text += "  GET /health @" + std::to_string(10 + 50 * i) + "+30 shop client http.status_code:=503 error\n";
    EXPECT_EQ(finding(diagnoseTrace(text), "retry-storm"), nullptr);
}

TEST(RetryStorm, CannotBeCheckedWithoutCalls)
{
    EXPECT_TRUE(hasNote(diagnoseTrace("GET /pay @0+300 shop server\n").notChecked, "retry-storm"));
}

TEST(RetryStorm, DoesNotDependOnTheOrderOfSpans)
{
    const std::string text = attempts(7, false);
    EXPECT_EQ(saysAbout(diagnoseTrace(turnedRound(text)), "retry-storm"),
              saysAbout(diagnoseTrace(text), "retry-storm"));
}

} // namespace
} // namespace spanlight::diagnosis
