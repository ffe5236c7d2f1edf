#include "models/trace/tree.h"

#include "tests/models/trace/span_lookup.h"

#include <gtest/gtest.h>

namespace spanlight::trace {
namespace {

using test::allSpans;
using test::setFromText;
using test::spanNamed;

std::string outline(const TraceSet& set, const SpanTree& tree)
{
    std::string out;
    for (std::size_t i = 0; i < tree.size(); ++i)
        out += std::string(tree.depth[i], '.') + std::string(set.name(tree.spans[i])) + " ";
    return out;
}

TEST(Tree, OrdersSiblingsByStart)
{
    const TraceSet set = setFromText("root @0+100 s\n  late @50+1 s\n  early @10+1 s\n    inner @11+1 s\n");
    EXPECT_EQ(outline(set, treeOf(set, set.traces()[0])), "root .early ..inner .late ");
}

TEST(Tree, LetsDescendantsOfSpansThatAreLeftOutMoveUp)
{
    const TraceSet set = setFromText("root @0+100 s\n  middle @10+80 s\n    leaf @20+10 s\n");
    const std::vector<SpanRef> listed = {spanNamed(set, "leaf"), spanNamed(set, "root")};
    EXPECT_EQ(outline(set, treeOf(set, listed)), "root .leaf ");
}

TEST(Tree, StandsAChainOfTenThousandSpans)
{
    TraceBuilder builder;
    builder.beginInput("chain");
    for (std::uint64_t i = 1; i <= 10'000; ++i) {
        SpanRecord span;
        span.traceId = {0, 1};
        span.spanId = SpanId{i};
        span.parentSpanId = SpanId{i - 1};
        span.startNs = static_cast<std::int64_t>(i);
        span.durationNs = 1;
        builder.addSpan(span);
    }
    const auto store = builder.freeze();
    EXPECT_EQ(depths(*store).back(), 9'999U);
    EXPECT_EQ(treeOf(*store).subtreeEnd.front(), 10'000U);
}

TEST(Tree, CutsCyclesAtTheLowestIndex)
{
    std::vector<std::uint32_t> parents = {2, 0, 1, kNoNode, 3, 5};
    cutCycles(parents);
    EXPECT_EQ(parents, (std::vector<std::uint32_t>{kNoNode, 0, 1, kNoNode, 3, kNoNode}));
    EXPECT_EQ(Forest(parents).preOrder(), (std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5}));
}

} // namespace
} // namespace spanlight::trace
