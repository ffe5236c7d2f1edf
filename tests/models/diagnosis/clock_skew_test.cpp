#include "tests/models/diagnosis/turned_round.h"

#include <gtest/gtest.h>

namespace spanlight::diagnosis {
namespace {

using namespace test;

// A call of 60 ms whose request begins after so many milliseconds.
std::string callWith(double requestAtMs, double requestMs = 50, const std::string& callWords = "")
{
    return "GET /cart @1000+300 shop server\n  GET /price @1010+60 shop client " + callWords + "\n    GET /price @" +
           std::to_string(requestAtMs) + '+' + std::to_string(requestMs) +
           " pricing server\n  GET /stock @1100+60 shop client\n    GET /stock @1105+50 stock server\n";
}

TEST(ClockSkew, NamesTheServiceAndHowFarItIsAhead)
{
    const auto d = diagnoseTrace(callWith(4015));
    EXPECT_EQ(fact(d, "clock-skew", "service"), "pricing");
    EXPECT_EQ(fact(d, "clock-skew", "offsetMs"), "3000");
    EXPECT_EQ(finding(d, "clock-skew")->severity, Severity::Warning);
    EXPECT_EQ(d.verdict.state, State::Completed);
}

TEST(ClockSkew, SaysWhenAClockIsBehind)
{
    const auto d = diagnoseTrace(callWith(515));
    EXPECT_EQ(finding(d, "clock-skew")->title, "The clock of pricing is 500 ms behind");
}

TEST(ClockSkew, IsSilentWithinTheTolerance)
{
    EXPECT_NE(finding(diagnoseTrace(callWith(959)), "clock-skew"), nullptr);
    EXPECT_EQ(finding(diagnoseTrace(callWith(961)), "clock-skew"), nullptr);
    EXPECT_NE(finding(diagnoseTrace(callWith(1121)), "clock-skew"), nullptr);
    EXPECT_EQ(finding(diagnoseTrace(callWith(1119)), "clock-skew"), nullptr);
}

TEST(ClockSkew, IsNoneWhenWorkGoesOnInTheBackground)
{
    EXPECT_EQ(finding(diagnoseTrace(callWith(1015, 90'000)), "clock-skew"), nullptr);
}

TEST(ClockSkew, IsNoneWhenAMessageIsProcessedLater)
{
    const char* text = "POST /order @0+20 shop server\n  publish orders @5+5 shop producer\n"
                       "    process orders @90000+50 mailer consumer\n";
    EXPECT_EQ(finding(diagnoseTrace(text), "clock-skew"), nullptr);
}

TEST(ClockSkew, IsNoneWhenTheCallerHadGivenUp)
{
    EXPECT_EQ(finding(diagnoseTrace(callWith(1500, 50, "error")), "clock-skew"), nullptr);
}

TEST(ClockSkew, IsNoneWhenOneCallOfSeveralEndsBeforeItsRequest)
{
    std::string text =
        "GET /cart @0+3000 shop server\n  GET /p @100+300 shop client\n    GET /p @200+290 pricing server\n";
    EXPECT_EQ(finding(diagnoseTrace(text), "clock-skew"), nullptr);
    text += "  GET /p @1000+300 shop client\n    GET /p @1100+290 pricing server\n";
    EXPECT_NE(finding(diagnoseTrace(text), "clock-skew"), nullptr);
}

TEST(ClockSkew, BlamesTheHostInTheMiddleAndNotTheOneBelow)
{
    const auto d = diagnoseTrace("GET /a @10000+100 front server\n"
                                 "  GET /b @10005+90 front client\n"
                                 "    GET /b @2010+80 middle server\n"
                                 "      GET /c @2015+60 middle client\n"
                                 "        GET /c @10025+40 back server\n");
    EXPECT_EQ(fact(d, "clock-skew", "service"), "middle");
    EXPECT_EQ(std::count_if(d.findings.begin(), d.findings.end(), [](const auto& f) { return f.rule == "clock-skew"; }),
              1);
}

TEST(ClockSkew, BlamesTheCallerWhenAllThatItCallsAgreeAgainstIt)
{
    const auto d = diagnoseTrace("GET /a @1000+100 front server\n"
                                 "  GET /b @1005+40 front client\n"
                                 "    GET /b @9010+30 b server\n"
                                 "  GET /c @1050+40 front client\n"
                                 "    GET /c @9055+30 c server\n");
    EXPECT_EQ(fact(d, "clock-skew", "service"), "front");
}

TEST(ClockSkew, IsNoneWithinOneService)
{
    EXPECT_TRUE(hasNote(diagnoseTrace("GET /a @100+50 shop server\n  work @0+20 shop\n").notChecked, "clock-skew"));
}

TEST(ClockSkew, DoesNotDependOnTheOrderOfSpans)
{
    const std::string text = callWith(4015);
    EXPECT_EQ(saysAbout(diagnoseTrace(turnedRound(text)), "clock-skew"), saysAbout(diagnoseTrace(text), "clock-skew"));
}

} // namespace
} // namespace spanlight::diagnosis
