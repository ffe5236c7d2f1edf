#include "models/trace/critical_path.h"
#include "tests/models/trace/span_lookup.h"

#include <gtest/gtest.h>

#include <random>

namespace spanlight::trace {
namespace {

using test::setFromText;
using test::spanNamed;

// Drag in milliseconds; -1 beside the path.
std::int64_t dragOf(const TraceSet& set, std::string_view name)
{
    const CriticalPath path = criticalPath(set, set.traces().front());
    const PathSpan* found = path.find(spanNamed(set, name));
    return found != nullptr ? found->dragNs / 1'000'000 : -1;
}

TEST(Drag, OfTheRootIsItsDuration)
{
    EXPECT_EQ(dragOf(setFromText("root @0+100 s\n  a @10+20 s\n"), "root"), 100);
}

TEST(Drag, OfASpanWithoutAnythingBesideItIsItsDuration)
{
    EXPECT_EQ(dragOf(setFromText("root @0+100 s\n  a @10+20 s\n  b @40+50 s\n"), "b"), 50);
}

TEST(Drag, EndsWhereASiblingWouldHaveToBeWaitedFor)
{
    const TraceSet set = setFromText("root @0+100 s\n  a @10+60 s\n    b @25+20 s\n    c @30+20 s\n");
    EXPECT_EQ(dragOf(set, "c"), 5);
    EXPECT_EQ(dragOf(set, "a"), 60);
    EXPECT_EQ(dragOf(set, "b"), -1);
}

TEST(Drag, IsNoLargerThanThatOfTheSpanAbove)
{
    const TraceSet set = setFromText("root @0+100 s\n  beside @0+85 s\n  a @10+80 s\n    b @15+70 s\n");
    EXPECT_EQ(dragOf(set, "a"), 5);
    EXPECT_EQ(dragOf(set, "b"), 5);
}

TEST(Drag, OfASpanThatStartedBackgroundWorkIsTheTimeUntilThat)
{
    const TraceSet set = setFromText("cli @0+500 cli\n  server @10+30 api\n    worker @20+400 api\n");
    EXPECT_EQ(dragOf(set, "server"), 10);
    EXPECT_EQ(dragOf(set, "worker"), 380);
}

// Nested traces without overlap: taking a span out shortens the trace by just its drag.
TEST(Drag, IsWhatLeavingTheSpanOutSavesInRandomSequences)
{
    std::mt19937 random(7);
    for (int round = 0; round < 200; ++round) {
        std::string text = "root @0+1000 s\n";
        std::int64_t at = 0;
        for (int i = 0; i < 8; ++i) {
            const auto pause = static_cast<std::int64_t>(random() % 20);
            const auto took = static_cast<std::int64_t>(1 + random() % 90);
            text += "  s" + std::to_string(i) + " @" + std::to_string(at + pause) + '+' + std::to_string(took) + " s\n";
            at += pause + took;
        }
        SCOPED_TRACE(text);
        const TraceSet set = setFromText(text);
        const CriticalPath path = criticalPath(set, set.traces().front());
        for (const PathSpan& span : path.spans)
            EXPECT_EQ(span.dragNs, set.durationNs(span.span));
    }
}

TEST(Drag, IsNeverMoreThanTheTimeOfThePathInASpan)
{
    std::mt19937 random(11);
    for (int round = 0; round < 300; ++round) {
        std::string text = "root @0+1000 s\n";
        for (int i = 0; i < 12; ++i)
            text += std::string(random() % 2 == 0 ? "  " : "    ") + "s @" + std::to_string(random() % 900) + '+' +
                    std::to_string(random() % 400) + " s\n";
        text.insert(text.find('\n') + 1, "  first @0+500 s\n");
        SCOPED_TRACE(text);
        const TraceSet set = setFromText(text);
        for (const PathSpan& span : criticalPath(set, set.traces().front()).spans) {
            EXPECT_LE(span.dragNs, span.pathNs);
            EXPECT_LE(span.criticalNs, span.pathNs);
            EXPECT_GE(span.dragNs, 0);
        }
    }
}

TEST(Blockers, AreTheChildrenOnThePathWithTheirTime)
{
    const TraceSet set = setFromText("root @0+100 s\n  a @0+20 s\n  b @20+70 s\n    c @30+50 s\n  d @0+40 s\n");
    const CriticalPath path = criticalPath(set, set.traces().front());
    const std::vector<Blocker> blockers = blockersOf(set, path, spanNamed(set, "root"));
    ASSERT_EQ(blockers.size(), 2U);
    EXPECT_EQ(blockers[0].span, spanNamed(set, "b"));
    EXPECT_EQ(blockers[0].pathNs, 70'000'000);
    EXPECT_EQ(blockers[1].span, spanNamed(set, "a"));
    EXPECT_EQ(blockers[1].pathNs, 20'000'000);
    EXPECT_TRUE(blockersOf(set, path, spanNamed(set, "d")).empty());
    EXPECT_TRUE(blockersOf(set, path, kNoSpanRef).empty());
}

} // namespace
} // namespace spanlight::trace
