#include "ui/gantt/visible_rows.h"

#include "tests/support/trace_text.h"

#include <gtest/gtest.h>

using namespace spanlight;
using namespace spanlight::ui;

namespace {

class VisibleRowsTest : public ::testing::Test
{
protected:
    VisibleRowsTest()
    {
        traces = std::make_shared<const trace::TraceSet>(std::vector{test::storeFromText(R"(
root @0+100 a
  child @1+50 a
    leaf @2+10 a
    GET @20+1 a
    GET @22+1 a
    GET @24+1 a
  last @60+10 a)")});
        trace::TimelineInput input;
        for (std::uint32_t r = 0; r < traces->spanCount(); ++r)
            input.spans.push_back({0, trace::SpanRow{r}});
        input.noise = {input.spans[3], input.spans[4], input.spans[5]};
        rows.setDocument(document = buildGanttDocument(traces, input, nullptr));
    }

    std::string shown() const
    {
        std::string text;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto span = rows.spanAt(i);
            text += std::string(rows.depthAt(i), '.') +
                    (span.valid() ? std::string(traces->name(span)) : document->label(rows.at(i).row)) + "\n";
        }
        return text;
    }

    std::shared_ptr<const trace::TraceSet> traces;
    std::shared_ptr<const GanttDocument> document;
    VisibleRows rows;
};

TEST_F(VisibleRowsTest, EverythingIsExpandedAndFoldsAreClosedAtFirst)
{
    EXPECT_EQ(shown(), "root\n.child\n..leaf\n..GET × 3, 3 ms\n.last\n");
}

TEST_F(VisibleRowsTest, CollapsingHidesTheWholeSubtree)
{
    rows.setOpen(1, false);
    EXPECT_EQ(shown(), "root\n.child\n.last\n");
    rows.setOpen(1, true);
    EXPECT_EQ(rows.size(), 5U);
}

TEST_F(VisibleRowsTest, OpeningAFoldShowsItsSpans)
{
    rows.setOpen(3, true);
    EXPECT_EQ(shown(), "root\n.child\n..leaf\n..GET × 3, 3 ms\n...GET\n...GET\n...GET\n.last\n");
}

TEST_F(VisibleRowsTest, CollapseAllLeavesTheRoots)
{
    rows.setAllOpen(false);
    EXPECT_EQ(shown(), "root\n");
    rows.setAllOpen(true);
    EXPECT_EQ(rows.size(), 5U);
}

TEST_F(VisibleRowsTest, RevealOpensWhateverHidesASpan)
{
    rows.setAllOpen(false);
    const auto place = rows.reveal({0, trace::SpanRow{4}});
    ASSERT_TRUE(place.has_value());
    EXPECT_EQ(rows.spanAt(*place), (trace::SpanRef{0, trace::SpanRow{4}}));
    EXPECT_EQ(rows.size(), 8U);
}

TEST_F(VisibleRowsTest, ASpanThatIsNotShownHasNoPlace)
{
    EXPECT_FALSE(rows.reveal({0, trace::SpanRow{99}}).has_value());
    EXPECT_FALSE(VisibleRows().reveal({0, trace::SpanRow{0}}).has_value());
}

} // namespace
