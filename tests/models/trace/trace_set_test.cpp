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
