#include "tests/models/diagnosis/turned_round.h"

#include <gtest/gtest.h>

namespace spanlight::diagnosis {
namespace {

using namespace test;

struct Fan
{
    int count = 5;
    int everyMs = 101;
    int tookMs = 100;
    std::string words = "http.method=GET http.status_code:=200";
    std::string url = "http://prices:80/price/#";
};

// Calls of one request that ask one service after different things; "#" stands for the letter of the call.
std::string requestWith(const Fan& fan, int requestMs = 600)
{
    std::string text = "GET /home @0+" + std::to_string(requestMs) + " shop server\n";
    for (int i = 0; i < fan.count; ++i) {
        const std::string who(1, static_cast<char>('a' + i));
        std::string url = fan.url;
        for (auto at = url.find('#'); at != std::string::npos; at = url.find('#'))
            url.replace(at, 1, who);
        text += "  GET /" + who + " @" + std::to_string(5 + i * fan.everyMs) + '+' + std::to_string(fan.tookMs) +
                " shop client http.url=" + url + ' ' + fan.words + '\n';
    }
    return text;
}

TEST(SequentialCalls, CountsThemAndSaysWhatDoingThemTogetherSaves)
{
    const auto d = diagnoseTrace(requestWith({}));
    EXPECT_EQ(d.verdict.primary, "sequential-calls");
    EXPECT_EQ(fact(d, "sequential-calls", "name"), "GET /home");
    EXPECT_EQ(fact(d, "sequential-calls", "count"), "5");
    EXPECT_EQ(fact(d, "sequential-calls", "savingMs"), "400");
}

TEST(SequentialCalls, AreWorthANoteOnlyWhenEachAsksSomethingElse)
{
    Fan fan;
    fan.url = "http://#:80/#";
    const auto pipeline = diagnoseTrace(requestWith(fan));
    EXPECT_NE(finding(pipeline, "sequential-calls"), nullptr);
    EXPECT_FALSE(isSerious(pipeline, "sequential-calls"));
    EXPECT_FALSE(pipeline.verdict.primary);
    fan.url = "http://#:80/x";
    EXPECT_FALSE(isSerious(diagnoseTrace(requestWith(fan)), "sequential-calls"));
    fan.url = "http://prices:80/#/of/#";
    EXPECT_FALSE(isSerious(diagnoseTrace(requestWith(fan)), "sequential-calls"));
}

TEST(SequentialCalls, AreAlikeInEveryShardOfOneService)
{
    std::string text = "GET /home @0+600 shop server\n";
    for (int i = 0; i < 5; ++i)
        text += "  GET @" + std::to_string(5 + 101 * i) + "+100 shop client http.method=GET http.url=http://shard" +
                std::to_string(i) + ":80/x\n";
    EXPECT_TRUE(isSerious(diagnoseTrace(text), "sequential-calls"));
}

TEST(SequentialCalls, KnowsTheStableNamesOfAttributesAndReadingProcedures)
{
    Fan fan;
    fan.words = "http.request.method=GET";
    EXPECT_NE(finding(diagnoseTrace(requestWith(fan)), "sequential-calls"), nullptr);
    fan.words = "rpc.system=grpc rpc.method=GetIt";
    EXPECT_NE(finding(diagnoseTrace(requestWith(fan)), "sequential-calls"), nullptr);
}

TEST(SequentialCalls, IsSilentBelowTheNumberOfCalls)
{
    Fan fan;
    fan.count = 4;
    EXPECT_NE(finding(diagnoseTrace(requestWith(fan)), "sequential-calls"), nullptr);
    fan.count = 3;
    EXPECT_EQ(finding(diagnoseTrace(requestWith(fan, 400)), "sequential-calls"), nullptr);
}

TEST(SequentialCalls, IsSilentWhenTheyTakeLessThanHalfOfTheTime)
{
    EXPECT_NE(finding(diagnoseTrace(requestWith({}, 990)), "sequential-calls"), nullptr);
    EXPECT_EQ(finding(diagnoseTrace(requestWith({}, 1010)), "sequential-calls"), nullptr);
}

TEST(SequentialCalls, AreNoneWhenTheyRunBesideEachOther)
{
    Fan fan;
    fan.everyMs = 2;
    fan.tookMs = 500;
    EXPECT_EQ(finding(diagnoseTrace(requestWith(fan)), "sequential-calls"), nullptr);
}

TEST(SequentialCalls, AreNoneWhenTheyChangeSomething)
{
    Fan fan;
    fan.words = "http.method=POST http.status_code:=200";
    EXPECT_EQ(finding(diagnoseTrace(requestWith(fan)), "sequential-calls"), nullptr);
}

TEST(SequentialCalls, AreNoneWhenTheCallerWorksBetweenThem)
{
    Fan fan;
    fan.everyMs = 140;
    EXPECT_EQ(finding(diagnoseTrace(requestWith(fan, 720)), "sequential-calls"), nullptr);
}

TEST(SequentialCalls, AreNoneWhenOneOfThemTakesNearlyAllTheTime)
{
    std::string text =
        "GET /home @0+600 shop server\n  GET /a @5+560 shop client http.method=GET http.url=http://a/a\n";
    for (int i = 0; i < 4; ++i)
        text += "  GET /x" + std::string(1, static_cast<char>('a' + i)) + " @" + std::to_string(566 + 5 * i) +
                "+4 shop client http.method=GET\n";
    EXPECT_EQ(finding(diagnoseTrace(text), "sequential-calls"), nullptr);
}

TEST(SequentialCalls, AreNoneWhenSomethingElseDecidesHowLongItTakes)
{
    const std::string text = requestWith({}, 1000) + "  render @2+990 shop internal\n";
    EXPECT_EQ(finding(diagnoseTrace(text), "sequential-calls"), nullptr);
}

TEST(SequentialCalls, AreNoneInADatabase)
{
    Fan fan;
    fan.words = "db.system=postgresql http.method=GET";
    EXPECT_EQ(finding(diagnoseTrace(requestWith(fan)), "sequential-calls"), nullptr);
}

TEST(SequentialCalls, AreNoneWhenThePagesOfOneAddressAreRead)
{
    std::string text = "GET /home @0+600 shop server\n";
    for (int i = 0; i < 5; ++i)
        text += "  GET /a @" + std::to_string(5 + 101 * i) +
                "+100 shop client http.method=GET http.url=http://a/a?page=" + std::to_string(i) + '\n';
    EXPECT_EQ(finding(diagnoseTrace(text), "sequential-calls"), nullptr);
}

TEST(SequentialCalls, CannotBeCheckedWithoutCalls)
{
    EXPECT_TRUE(hasNote(diagnoseTrace("GET /home @0+300 shop server\n").notChecked, "sequential-calls"));
}

TEST(SequentialCalls, DoNotDependOnTheOrderOfSpans)
{
    const std::string text = requestWith({});
    EXPECT_EQ(saysAbout(diagnoseTrace(turnedRound(text)), "sequential-calls"),
              saysAbout(diagnoseTrace(text), "sequential-calls"));
}

} // namespace
} // namespace spanlight::diagnosis
