#include "models/trace/trace_set.h"

#include "tests/models/trace/span_lookup.h"

#include <gtest/gtest.h>

namespace spanlight::trace {
namespace {

TEST(TraceSet, FindsParentsInOtherStores)
{
    const TraceSet set(
        {test::storeFromText("call @0+100 cli #1\n", 0), test::storeFromText("serve @10+50 api #2 <1\n", 0)});
    const SpanRef call = test::spanNamed(set, "call");
    const SpanRef serve = test::spanNamed(set, "serve");
    EXPECT_EQ(set.parent(serve), call);
    EXPECT_EQ(set.children(call), std::vector<SpanRef>{serve});
    EXPECT_TRUE(set.hasForeignChildren(call));
    EXPECT_FALSE(set.hasMissingParent(serve));
}

TEST(TraceSet, CutsCyclesThatRunOverStores)
{
    const TraceSet set({test::storeFromText("a @0+10 s #1 <2\n", 0), test::storeFromText("b @0+10 s #2 <1\n", 0)});
    const bool cut = !set.parent({0, SpanRow{0}}).valid() || !set.parent({1, SpanRow{0}}).valid();
    EXPECT_TRUE(cut);
}

TEST(TraceSet, LeavesOutWhatIsWrittenTwice)
{
    const TraceSet set({test::storeFromText("a @0+10 s #1\n  b @1+5 s #2\n  b @1+5 s #2\n  b @2+5 s #2\n", 0)});
    const auto spans = set.traceSpans(TraceId{0, 1});
    EXPECT_EQ(spans.size(), 3U) << "the same id at another time is another span";
    EXPECT_TRUE(set.isCopy({0, SpanRow{2}}));
    EXPECT_FALSE(set.isCopy({0, SpanRow{3}}));
}

TEST(TraceSet, LetsTheFirstOfTwoStoresStandForASpanOfBoth)
{
    const TraceSet set({test::storeFromText("a @0+10 s #1\n  b @1+5 s #2\n", 0),
                        test::storeFromText("a @0+10 s #1\n  b @1+5 s #2\n  c @7+1 s #3\n", 0)});
    const auto spans = set.traceSpans(TraceId{0, 1});
    ASSERT_EQ(spans.size(), 3U);
    EXPECT_EQ(set.name(spans[2]), "c");
    EXPECT_EQ(set.parent(spans[2]), spans[0]);
    EXPECT_EQ(set.children(spans[0]), (std::vector<SpanRef>{spans[1], spans[2]}));
    EXPECT_TRUE(set.isCopy({1, SpanRow{0}}));
    EXPECT_TRUE(set.children(spans[1]).empty());
}

TEST(TraceSet, GathersTheSpansOfATraceByStart)
{
    const TraceSet set({test::storeFromText("late @50+1 s #1\ntrace 2\nother @0+1 s #3\n", 0),
                        test::storeFromText("early @5+1 s #2\n", 0)});
    const auto spans = set.traceSpans(TraceId{0, 1});
    ASSERT_EQ(spans.size(), 2U);
    EXPECT_EQ(set.name(spans[0]), "early");
    EXPECT_EQ(set.traces().size(), 2U);
    EXPECT_TRUE(set.traceSpans(TraceId{0, 99}).empty());
}

} // namespace
} // namespace spanlight::trace
