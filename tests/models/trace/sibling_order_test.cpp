#include "models/trace/sibling_order.h"

#include "tests/support/trace_text.h"

#include <gtest/gtest.h>

using namespace spanlight::trace;

namespace {

TEST(SiblingOrderTest, SiblingsComeByKeyWithTheirChildrenAndEqualOnesAsTheyWere)
{
    const TraceSet traces({spanlight::test::storeFromText(R"(
root @0+100 a
  short @1+5 a
    below @2+1 a
  long @10+50 a
  equal @70+5 a)")});
    TimelineInput input;
    input.traces = &traces;
    for (std::uint32_t r = 0; r < traces.spanCount(); ++r)
        input.spans.push_back({0, SpanRow{r}});
    const Timeline timeline = layoutTimeline(input);
    std::vector<std::int64_t> durations;
    for (const TimelineRow& row : timeline.rows)
        durations.push_back(row.endNs - row.startNs);
    EXPECT_EQ(siblingsByKey(timeline, durations), (std::vector<std::uint32_t>{0, 3, 1, 2, 4}));
}

TEST(SiblingOrderTest, NoRowsGiveNoOrder)
{
    EXPECT_TRUE(siblingsByKey({}, {}).empty());
}

} // namespace
