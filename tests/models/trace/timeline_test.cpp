#include "models/trace/timeline.h"

#include "tests/models/trace/span_lookup.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace spanlight::trace {
namespace {

using test::allSpans;
using test::setFromText;
using test::spanNamed;

std::string rows(const TimelineInput& input)
{
    std::string out;
    for (const TimelineRow& row : layoutTimeline(input).rows) {
        out += std::string(row.depth, '.');
        if (row.mark == RowMark::Fold)
            out += std::string(input.traces->name(row.span)) + "*" + std::to_string(row.foldCount);
        else
            out += row.mark == RowMark::Span ? std::string(input.traces->name(row.span))
                                             : "<" + input.extras[row.extra].label + ">";
        out += " ";
    }
    return out;
}

TimelineInput inputOf(const TraceSet& set)
{
    TimelineInput input;
    input.traces = &set;
    input.spans = allSpans(set);
    return input;
}

TEST(Timeline, ShowsRootsByStartAndChildrenBelowThem)
{
    const TraceSet set = setFromText("b @50+10 s\n  c @55+1 s\ntrace 2\na @0+10 s\n");
    EXPECT_EQ(rows(inputOf(set)), "a b .c ");
}

TEST(Timeline, PutsAGapWhereItBelongs)
{
    const TraceSet set = setFromText("worker @0+100 s\n  load @0+10 s\n  save @90+10 s\n");
    TimelineInput input = inputOf(set);
    input.extras.push_back({RowMark::Gap, spanNamed(set, "worker"), {}, "loop", "s", 10'000'000, 90'000'000, false});
    EXPECT_EQ(rows(input), "worker .load .<loop> .save ");
}

TEST(Timeline, LetsAGhostAdoptTheSpansThatNameIt)
{
    const TraceSet set = setFromText("a @10+10 s ?9\nb @30+10 s ?9\n");
    TimelineInput input = inputOf(set);
    input.extras.push_back({RowMark::Ghost, kNoSpanRef, allSpans(set), "absent", "s", 0, 50'000'000, true});
    EXPECT_EQ(rows(input), "<absent> .a .b ");
}

TEST(Timeline, PutsAGapBesideASpanThatAGhostAdopted)
{
    const TraceSet set = setFromText("a @10+10 s ?9\nb @30+10 s ?9\n");
    TimelineInput input = inputOf(set);
    input.extras.push_back(
        {RowMark::Ghost, kNoSpanRef, {}, "next", "s", 50'000'000, 50'000'000, true, spanNamed(set, "b")});
    input.extras.push_back({RowMark::Ghost, kNoSpanRef, allSpans(set), "absent", "s", 0, 50'000'000, true});
    EXPECT_EQ(rows(input), "<absent> .a .b .<next> ");
}

TEST(Timeline, FoldsRunsOfSimilarNoiseAndCanBeToldNotTo)
{
    std::string notation = "root @0+1000 s\n";
    for (int i = 0; i < 5; ++i)
        notation += "  GET @" + std::to_string(i * 100) + "+10 s\n";
    const TraceSet set = setFromText(notation);
    TimelineInput input = inputOf(set);
    for (const SpanRef s : allSpans(set))
        if (set.name(s) == "GET")
            input.noise.push_back(s);
    EXPECT_EQ(rows(input), "root .GET*5 ");
    input.fold = false;
    EXPECT_EQ(rows(input), "root .GET .GET .GET .GET .GET ");
}

TEST(Timeline, OfNothingHasNoRows)
{
    const TraceSet set;
    EXPECT_TRUE(layoutTimeline(inputOf(set)).rows.empty());
}

} // namespace
} // namespace spanlight::trace
