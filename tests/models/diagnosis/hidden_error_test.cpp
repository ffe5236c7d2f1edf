#include "tests/models/diagnosis/diagnose_text.h"

#include <gtest/gtest.h>

namespace spanlight::diagnosis {
namespace {

using namespace test;

Diagnosis ofTrace(const char* notation)
{
    return diagnoseText({notation, "1", 60'000, "opentelemetry", true});
}

TEST(HiddenError, NamesAnErrorThatItsCallerSwallowed)
{
    const Diagnosis d = ofTrace("GET /orders @0+100 shop server\n"
                                "  load.prices @10+20 shop error !com.acme.PriceException|no_price\n");
    EXPECT_EQ(d.verdict.state, State::Completed);
    EXPECT_EQ(fact(d, "hidden-error", "errorType"), "PriceException");
    ASSERT_NE(finding(d, "hidden-error"), nullptr);
    EXPECT_EQ(finding(d, "hidden-error")->severity, Severity::Info);
    EXPECT_FALSE(d.verdict.primary);
}

TEST(HiddenError, CitesTheOriginBelowTheSpanThatPassedItOn)
{
    const Diagnosis d = ofTrace("GET /orders @0+100 shop server\n"
                                "  load.prices @10+20 shop error\n"
                                "    parse @12+2 shop error !ParseError|bad\n");
    ASSERT_NE(finding(d, "hidden-error"), nullptr);
    EXPECT_EQ(finding(d, "hidden-error")->evidence.front().name, "parse");
}

TEST(HiddenError, IsSilentWhenTheErrorReachedTheRoot)
{
    EXPECT_EQ(finding(ofTrace("GET /orders @0+100 shop server error\n"
                              "  load.prices @10+20 shop error !PriceException|x\n"),
                      "hidden-error"),
              nullptr);
}

TEST(HiddenError, IsSilentWhenTheStepWasRepeatedWithSuccess)
{
    EXPECT_EQ(finding(ofTrace("GET /orders @0+100 shop server\n"
                              "  load.prices @10+20 shop error !PriceException|x\n"
                              "  load.prices @40+20 shop\n"),
                      "hidden-error"),
              nullptr);
    EXPECT_NE(finding(ofTrace("GET /orders @0+100 shop server\n"
                              "  load.prices @10+20 shop\n"
                              "  load.prices @40+20 shop error !PriceException|x\n"),
                      "hidden-error"),
              nullptr);
}

TEST(HiddenError, IsSilentForAnAnswerThatMerelySaysNo)
{
    EXPECT_EQ(finding(ofTrace("GET /orders @0+100 shop server\n"
                              "  GET @10+20 shop client error http.response.status_code:=404\n"),
                      "hidden-error"),
              nullptr);
    EXPECT_EQ(fact(ofTrace("GET /orders @0+100 shop server\n"
                           "  GET @10+20 shop client error http.response.status_code:=503\n"),
                   "hidden-error", "errorType"),
              "HTTP 503");
}

TEST(HiddenError, CountsErrorsOfOneKindTogether)
{
    const Diagnosis d = ofTrace("GET /orders @0+100 shop server\n"
                                "  load.prices @10+5 shop error !PriceException|x\n"
                                "  load.prices @20+5 shop error !PriceException|x\n"
                                "  load.prices @30+5 shop error !PriceException|x\n");
    EXPECT_EQ(
        std::count_if(d.findings.begin(), d.findings.end(), [](const auto& f) { return f.rule == "hidden-error"; }), 1);
    EXPECT_NE(finding(d, "hidden-error")->explanation.find("3 times"), std::string::npos);
}

} // namespace
} // namespace spanlight::diagnosis
