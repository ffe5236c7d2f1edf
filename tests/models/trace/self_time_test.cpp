#include "models/trace/self_time.h"

#include "tests/models/trace/span_lookup.h"

#include <gtest/gtest.h>

namespace spanlight::trace {
namespace {

using test::setFromText;

std::vector<std::int64_t> selfMs(std::string_view notation)
{
    const TraceSet set = setFromText(notation);
    std::vector<std::int64_t> times = selfTimes(*set.stores()[0]);
    for (std::int64_t& t : times)
        t /= 1'000'000;
    return times;
}

TEST(SelfTime, IsTheTimeThatNoChildCovers)
{
    EXPECT_EQ(selfMs("root @0+100 s\n  a @10+30 s\n  b @30+30 s\n"), (std::vector<std::int64_t>{50, 30, 30}));
}

TEST(SelfTime, ClipsChildrenThatOutliveTheirParent)
{
    EXPECT_EQ(selfMs("root @0+100 s\n  a @90+50 s\n  b @200+10 s\n"), (std::vector<std::int64_t>{90, 50, 10}));
}

TEST(SelfTime, OfSpansThatEndBeforeTheyStartIsZero)
{
    EXPECT_EQ(selfMs("root @100+-50 s\n  a @60+10 s\n"), (std::vector<std::int64_t>{0, 10}));
}

TEST(SelfTime, LooksAcrossStores)
{
    const auto first = test::storeFromText("root @0+100 s #1\n", 0);
    const auto second = test::storeFromText("child @20+30 t #2 <1\n", 0);
    const TraceSet set({first, second});
    const std::vector<SpanRef> spans = test::allSpans(set);
    const auto times = selfTimes(set, spans);
    EXPECT_EQ(times, (std::vector<std::int64_t>{70'000'000, 30'000'000}));
}

} // namespace
} // namespace spanlight::trace
