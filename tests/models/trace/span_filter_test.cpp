#include "models/trace/span_filter.h"

#include "tests/support/trace_text.h"

#include <gtest/gtest.h>

using namespace spanlight;
using namespace spanlight::trace;

namespace {

class SpanFilterTest : public ::testing::Test
{
protected:
    SpanFilterTest()
        : traces({test::storeFromText(R"(
cli.train @0+1000 ktrdr-cli symbol=AAPL
  POST @1+5 api client http.status_code:=503 http.route=/api/v1/Train
  SELECT @10+5 db db.rows:=5031 cached:=true ratio:=0.25
  work @20+5 worker error msg=Connection_refused !ValueError|bad_input
  Größe @30+5 worker)")})
    {
        for (std::uint32_t r = 0; r < traces.spanCount(); ++r)
            all.push_back({0, SpanRow{r}});
    }

    std::string found(std::string_view text, const SpanMatches* within = nullptr) const
    {
        const auto matches = findSpans(traces, all, parseSpanQuery(text), within);
        std::string names;
        for (const SpanRef s : all)
            if (matches && matches->has(s))
                names += (names.empty() ? "" : " ") + std::string(traces.name(s));
        return names;
    }

    TraceSet traces;
    std::vector<SpanRef> all;
};

TEST_F(SpanFilterTest, FindsNamesServicesKeysAndValuesWhateverTheCase)
{
    EXPECT_EQ(found("train"), "cli.train POST");
    EXPECT_EQ(found("WORKER"), "work Größe");
    EXPECT_EQ(found("status_code"), "POST");
    EXPECT_EQ(found("503"), "POST SELECT");
    EXPECT_EQ(found("aapl"), "cli.train");
    EXPECT_EQ(found("gRÖss"), "");
    EXPECT_EQ(found("grÖß"), "Größe");
    EXPECT_EQ(found("0.25"), "SELECT");
    EXPECT_EQ(found("true"), "SELECT");
    EXPECT_EQ(found("nothing like it"), "");
}

TEST_F(SpanFilterTest, AKeyBindsAValue)
{
    EXPECT_EQ(found("status_code=503"), "POST");
    EXPECT_EQ(found("http.status_code=5"), "POST");
    EXPECT_EQ(found("db.rows=\"503\""), "");
    EXPECT_EQ(found("db.rows=\"5031\""), "SELECT");
    EXPECT_EQ(found("code="), "POST");
    EXPECT_EQ(found("service=work"), "work Größe");
    EXPECT_EQ(found("name=SEL"), "SELECT");
    EXPECT_EQ(found("kind=client"), "POST");
    EXPECT_EQ(found("status=error"), "work");
}

TEST_F(SpanFilterTest, ErrorsAndEventsAreFound)
{
    EXPECT_EQ(found("connection"), "work");
    EXPECT_EQ(found("valueerror"), "work");
    EXPECT_EQ(found("erro"), "work");
}

TEST_F(SpanFilterTest, EveryTermMustHoldAndNegationExcludes)
{
    EXPECT_EQ(found("worker error"), "work");
    EXPECT_EQ(found("worker -error"), "Größe");
    EXPECT_EQ(found("-worker -api"), "cli.train SELECT");
}

TEST_F(SpanFilterTest, IdsAreFoundByTheirBeginning)
{
    EXPECT_EQ(found("0000000000000003"), "SELECT");
    EXPECT_EQ(found("00000000").size(), found("").size());
}

TEST_F(SpanFilterTest, ARefinementLooksOnlyAtTheEarlierResult)
{
    const auto earlier = findSpans(traces, all, parseSpanQuery("work"));
    ASSERT_TRUE(earlier);
    EXPECT_EQ(earlier->count, 2U);
    EXPECT_EQ(found("worker e", &*earlier), found("worker e"));
}

TEST_F(SpanFilterTest, OnlyTheGivenSpansAreLookedAt)
{
    const std::vector<SpanRef> some{all[0], {7, SpanRow{1}}, {0, SpanRow{99}}};
    const auto matches = findSpans(traces, some, parseSpanQuery("train"));
    ASSERT_TRUE(matches);
    EXPECT_EQ(matches->count, 1U);
    EXPECT_FALSE(matches->has({7, SpanRow{1}}));
}

TEST_F(SpanFilterTest, WhatIsStoppedGivesNothing)
{
    std::stop_source stop;
    stop.request_stop();
    EXPECT_FALSE(findSpans(traces, all, parseSpanQuery("train"), nullptr, stop.get_token()));
}

TEST_F(SpanFilterTest, NoStoresGiveNoMatches)
{
    const auto matches = findSpans({}, {}, parseSpanQuery("train"));
    ASSERT_TRUE(matches);
    EXPECT_EQ(matches->count, 0U);
}

TEST_F(SpanFilterTest, RowsThatAreNoSpansAreFoundByLabelAndService)
{
    EXPECT_TRUE(matchesLabel(parseSpanQuery("Save service=work"), "save-model (absent)", "worker"));
    EXPECT_FALSE(matchesLabel(parseSpanQuery("save -worker"), "save-model", "worker"));
    EXPECT_FALSE(matchesLabel(parseSpanQuery("http.method=GET"), "GET", "worker"));
}

} // namespace
