#include "models/trace/edge_time.h"

#include "tests/models/trace/span_lookup.h"

#include <gtest/gtest.h>

namespace spanlight::trace {
namespace {

using test::setFromText;
using test::spanNamed;

std::optional<EdgeTime> edgeOf(std::string_view notation)
{
    const TraceSet set = setFromText(notation);
    return edgeTime(set, spanNamed(set, "call"));
}

TEST(EdgeTime, IsTheTimeOnTheWayThereAndBack)
{
    const auto edge = edgeOf("call @0+100 a client\n  request @30+60 b server\n");
    ASSERT_TRUE(edge);
    EXPECT_EQ(edge->totalNs, 40'000'000);
    EXPECT_EQ(edge->toNs, 30'000'000);
    EXPECT_EQ(edge->backNs, 10'000'000);
    EXPECT_TRUE(edge->clocksAgree);
}

TEST(EdgeTime, IsKnownAsAWholeWhenTheClocksDiffer)
{
    const auto edge = edgeOf("call @1000+100 a client\n  request @5000+60 b server\n");
    ASSERT_TRUE(edge);
    EXPECT_EQ(edge->totalNs, 40'000'000);
    EXPECT_FALSE(edge->clocksAgree);
}

TEST(EdgeTime, IsUnknownWithoutTheOtherSide)
{
    EXPECT_FALSE(edgeOf("call @0+100 a client\n"));
    EXPECT_FALSE(edgeOf("call @0+100 a client\n  resolve @0+10 a\n"));
}

TEST(EdgeTime, IsUnknownForSpansThatAreNoCalls)
{
    EXPECT_FALSE(edgeOf("call @0+100 a\n  request @30+60 b server\n"));
}

TEST(EdgeTime, IsUnknownWithSeveralRequests)
{
    EXPECT_FALSE(edgeOf("call @0+100 a client\n  request @10+20 b server\n  request @40+20 b server\n"));
}

TEST(EdgeTime, IsUnknownWhenTheRequestGoesOnAfterItsAnswer)
{
    EXPECT_FALSE(edgeOf("call @0+100 a client\n  request @10+900 b server\n"));
}

TEST(EdgeTime, FindsTheRequestInAnotherFile)
{
    const TraceSet set({test::storeFromText("call @0+100 a client #1\n", 0),
                        test::storeFromText("request @30+60 b server #2 <1\n", 0)});
    const auto edge = edgeTime(set, spanNamed(set, "call"));
    ASSERT_TRUE(edge);
    EXPECT_EQ(edge->request, spanNamed(set, "request"));
}

} // namespace
} // namespace spanlight::trace
