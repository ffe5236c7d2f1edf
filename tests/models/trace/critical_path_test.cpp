#include "models/trace/critical_path.h"

#include "tests/models/trace/span_lookup.h"

#include <gtest/gtest.h>

#include <random>
#include <sstream>

namespace spanlight::trace {
namespace {

using test::setFromText;
using test::spanNamed;

// "start-end name" per segment in milliseconds; "-" for time that is nobody's.
std::string text(const TraceSet& set, const CriticalPath& path)
{
    std::ostringstream out;
    for (const PathSegment& segment : path.segments) {
        out << (out.tellp() > 0 ? ", " : "") << static_cast<double>(segment.startNs) / 1e6 << '-'
            << static_cast<double>(segment.endNs) / 1e6 << ' '
            << (segment.span.valid() ? set.name(segment.span) : std::string_view("-"));
    }
    return out.str();
}

std::string pathOf(std::string_view notation)
{
    const TraceSet set = setFromText(notation);
    return text(set, criticalPath(set, test::allSpans(set)));
}

TEST(CriticalPath, OfOneSpanIsTheSpan)
{
    EXPECT_EQ(pathOf("root @0+100 s"), "0-100 root");
}

TEST(CriticalPath, OfNothingIsEmpty)
{
    EXPECT_TRUE(criticalPath(TraceSet(), std::span<const SpanRef>()).segments.empty());
    EXPECT_TRUE(criticalPath(TraceSet(), TraceId{1, 2}).segments.empty());
}

TEST(CriticalPath, PassesThroughChildrenInSequence)
{
    EXPECT_EQ(pathOf("root @0+100 s\n"
                     "  a @10+30 s\n"
                     "  b @40+20 s\n"
                     "  c @70+20 s\n"),
              "0-10 root, 10-40 a, 40-60 b, 60-70 root, 70-90 c, 90-100 root");
}

TEST(CriticalPath, LeavesOutSiblingsThatRanBesideIt)
{
    EXPECT_EQ(pathOf("root @0+100 s\n"
                     "  a @10+60 s\n"
                     "  b @40+50 s\n"),
              "0-40 root, 40-90 b, 90-100 root");
}

TEST(CriticalPath, CutsASiblingThatOverlapsByLessThanOnePercent)
{
    EXPECT_EQ(pathOf("root @0+1000 s\n"
                     "  a @0+500 s\n"
                     "  b @495+500 s\n"),
              "0-495 a, 495-995 b, 995-1000 root");
    EXPECT_EQ(pathOf("root @0+1000 s\n"
                     "  a @0+505 s\n"
                     "  b @495+505 s\n"),
              "0-495 root, 495-1000 b");
}

TEST(CriticalPath, LeavesOutShortSiblingsThatRanBesideEachOtherForMostOfTheirTime)
{
    EXPECT_EQ(pathOf("root @0+10000 s\n"
                     "  a @0+10 s\n"
                     "  b @4+10 s\n"
                     "  c @8+10 s\n"),
              "0-8 a, 8-18 c, 18-10000 root");
    EXPECT_EQ(pathOf("root @0+10000 s\n"
                     "  a @0+10 s\n"
                     "  b @8+10 s\n"),
              "0-8 a, 8-18 b, 18-10000 root");
}

TEST(CriticalPath, CountsASpanThatItsChildrenFillWithNoTimeOfItsOwn)
{
    const TraceSet set = setFromText("root @0+100 s\n"
                                     "  a @0+100 s\n");
    const CriticalPath path = criticalPath(set, set.traces().front());
    EXPECT_TRUE(path.contains(spanNamed(set, "root")));
    EXPECT_EQ(path.criticalNs(spanNamed(set, "root")), 0);
    EXPECT_EQ(path.criticalNs(spanNamed(set, "a")), 100'000'000);
    EXPECT_EQ(path.criticalNs(kNoSpanRef), 0);
}

TEST(CriticalPath, ClipsAChildThatEndsSlightlyAfterItsParent)
{
    EXPECT_EQ(pathOf("root @0+100 s\n"
                     "  a @10+60 s\n"
                     "    b @20+60 s\n"),
              "0-10 root, 10-20 a, 20-70 b, 70-100 root");
}

TEST(CriticalPath, ClipsAChildThatStartsBeforeItsParent)
{
    EXPECT_EQ(pathOf("root @10+90 s\n"
                     "  a @0+60 s\n"),
              "0-60 a, 60-100 root");
}

TEST(CriticalPath, PassesThroughBackgroundWorkThatStartsAfterItsParentHasEnded)
{
    EXPECT_EQ(pathOf("cli @0+500 cli\n"
                     "  POST @1+5 cli\n"
                     "    server @2+3 api\n"
                     "      loading @6+94 api\n"
                     "      training @101+199 api\n"
                     "      saving @301+99 api\n"),
              "0-1 cli, 1-2 POST, 2-5 server, 5-6 POST, 6-100 loading, 100-101 cli, 101-300 training, 300-301 cli, "
              "301-400 saving, 400-500 cli");
}

TEST(CriticalPath, CoversTheEnvelopeWhenTheRootIsMissingAndGivesWaitingToNobody)
{
    EXPECT_EQ(pathOf("server @2+3 api ?9\n"
                     "  loading @6+94 api\n"
                     "  training @110+190 api\n"
                     "  saving @301+99 api\n"),
              "2-5 server, 5-6 -, 6-100 loading, 100-110 -, 110-300 training, 300-301 -, 301-400 saving");
}

TEST(CriticalPath, GoesOnInTheParentThatStartedBackgroundWork)
{
    EXPECT_EQ(pathOf("cli @0+500 cli\n"
                     "  server @10+30 api\n"
                     "    worker @20+400 api\n"),
              "0-10 cli, 10-20 server, 20-420 worker, 420-500 cli");
}

TEST(CriticalPath, LooksAtWorkAfterTheEndOfTheRootByItself)
{
    EXPECT_EQ(pathOf("root @0+100 api\n"
                     "  a @10+80 api\n"
                     "    logging @80+60 api\n"),
              "0-10 root, 10-90 a, 90-100 root, 100-140 logging");
}

TEST(CriticalPath, FillsTimeOfNobodyWithASpanThatWasRunning)
{
    EXPECT_EQ(pathOf("a @0+60 s\n"
                     "b @50+50 s\n"),
              "0-50 a, 50-100 b");
}

TEST(CriticalPath, HangsWorkWithoutParentBelowTheRoot)
{
    EXPECT_EQ(pathOf("root @0+100 s\n"
                     "lost @20+40 s ?7\n"),
              "0-20 root, 20-60 lost, 60-100 root");
}

TEST(CriticalPath, IgnoresSpansWithoutStart)
{
    TraceBuilder builder;
    test::addSpansFromText(builder, "root @0+100 s", 0);
    SpanRecord record;
    record.traceId = TraceId{0, 1};
    record.spanId = SpanId{99};
    record.durationNs = 5'000'000'000;
    record.marks = kMarkNoStart;
    builder.addSpan(record);
    const TraceSet set({builder.freeze()});
    EXPECT_EQ(text(set, criticalPath(set, set.traces().front())), "0-100 root");
}

TEST(CriticalPath, IsEmptyButNamesTheSpansWhenNothingTookTime)
{
    const TraceSet set = setFromText("root @5+0 s\n  a @5+0 s\n");
    const CriticalPath path = criticalPath(set, set.traces().front());
    EXPECT_TRUE(path.segments.empty());
    EXPECT_EQ(path.startNs, path.endNs);
}

TEST(CriticalPath, TreatsNegativeDurationsAsNone)
{
    EXPECT_EQ(pathOf("root @0+100 s\n"
                     "  a @50+-20 s\n"),
              "0-100 root");
}

TEST(CriticalPath, DoesNotDependOnTheOrderOfTheInput)
{
    const std::string forwards = pathOf("root @0+100 s #1\n  a @10+30 s #2\n  b @10+30 s #3\n");
    const TraceSet set = setFromText("root @0+100 s #1\n  b @10+30 s #3\n  a @10+30 s #2\n");
    const CriticalPath path = criticalPath(set, set.traces().front());
    EXPECT_EQ(path.segments.size(), 3U);
    EXPECT_EQ(forwards, "0-10 root, 10-40 a, 40-100 root");
}

TEST(CriticalPath, OfEveryTraceOfAListIsFoundByItself)
{
    const TraceSet set = setFromText("trace 1\nroot @0+100 s\n  a @0+40 s\ntrace 2\nother @20+10 s\n");
    const auto times = criticalTimes(set, test::allSpans(set));
    EXPECT_EQ(times, (std::vector<std::int64_t>{60'000'000, 40'000'000, 10'000'000}));
}

TEST(CriticalPath, SurvivesTimesAtTheEndOfTheRange)
{
    TraceBuilder builder;
    for (std::uint64_t i = 1; i <= 3; ++i) {
        SpanRecord record;
        record.traceId = TraceId{0, 1};
        record.spanId = SpanId{i};
        record.parentSpanId = SpanId{i - 1};
        record.startNs =
            i == 2 ? std::numeric_limits<std::int64_t>::max() - 5 : std::numeric_limits<std::int64_t>::min();
        record.durationNs = std::numeric_limits<std::int64_t>::max();
        builder.addSpan(record);
    }
    const TraceSet set({builder.freeze()});
    const CriticalPath path = criticalPath(set, set.traces().front());
    EXPECT_EQ(path.endNs, std::numeric_limits<std::int64_t>::max());
}

TEST(CriticalPath, OfAChainOfTenThousandSpansEndsInTheDeepest)
{
    TraceBuilder builder;
    constexpr std::int64_t kDepth = 10'000;
    for (std::int64_t i = 1; i <= kDepth; ++i) {
        SpanRecord record;
        record.traceId = TraceId{0, 1};
        record.spanId = SpanId{static_cast<std::uint64_t>(i)};
        record.parentSpanId = SpanId{static_cast<std::uint64_t>(i - 1)};
        record.startNs = i;
        record.durationNs = 2 * (kDepth - i) + 1;
        builder.addSpan(record);
    }
    const TraceSet set({builder.freeze()});
    const CriticalPath path = criticalPath(set, set.traces().front());
    EXPECT_EQ(path.segments.size(), static_cast<std::size_t>(2 * kDepth - 1));
    EXPECT_EQ(path.spans.size(), static_cast<std::size_t>(kDepth));
}

// A chain in which everyone outlives its parent: the hosts have to be found over long distances.
TEST(CriticalPath, OfAChainInWhichEverySpanOutlivesItsParentPassesThroughAll)
{
    TraceBuilder builder;
    constexpr std::int64_t kDepth = 100'000;
    for (std::int64_t i = 1; i <= kDepth; ++i) {
        SpanRecord record;
        record.traceId = TraceId{0, 1};
        record.spanId = SpanId{static_cast<std::uint64_t>(i)};
        record.parentSpanId = SpanId{static_cast<std::uint64_t>(i - 1)};
        record.startNs = i * 10;
        record.durationNs = 25;
        builder.addSpan(record);
    }
    const TraceSet set({builder.freeze()});
    const CriticalPath path = criticalPath(set, set.traces().front());
    EXPECT_EQ(path.unexplainedNs, 0);
    EXPECT_GE(path.spans.size(), static_cast<std::size_t>(kDepth / 3));
}

// Every second of 100,000 siblings runs beside the one before: half of them are passed over.
TEST(CriticalPath, OfAHundredThousandSiblingsIsFoundInOnePass)
{
    TraceBuilder builder;
    constexpr std::int64_t kCount = 100'000;
    for (std::int64_t i = 0; i <= kCount; ++i) {
        SpanRecord record;
        record.traceId = TraceId{0, 1};
        record.spanId = SpanId{static_cast<std::uint64_t>(i + 1)};
        record.parentSpanId = SpanId{i == 0 ? 0U : 1U};
        record.startNs = i == 0 ? 0 : (i + 1) / 2 * 1000 + (i % 2 == 0 ? 100 : 0);
        record.durationNs = i == 0 ? kCount * 1000 : (i % 2 == 0 ? 800 : 950);
        builder.addSpan(record);
    }
    const TraceSet set({builder.freeze()});
    const CriticalPath path = criticalPath(set, set.traces().front());
    EXPECT_EQ(path.unexplainedNs, 0);
    EXPECT_EQ(path.spans.size(), static_cast<std::size_t>(kCount / 2 + 1));
}

TEST(CriticalPath, OfSpansThatNameEachOtherAsParentsCoversTheirTime)
{
    const TraceSet set = setFromText("a @0+100 s #1 <2\nb @10+50 s #2 <3\nc @20+70 s #3 <1\n");
    const CriticalPath path = criticalPath(set, set.traces().front());
    EXPECT_EQ(path.startNs, 0);
    EXPECT_EQ(path.endNs, 100'000'000);
    EXPECT_EQ(path.unexplainedNs, 0);
}

struct RandomTrace
{
    unsigned seed;
    bool nested; // children within their parents, one root
};

TraceSet randomTrace(const RandomTrace& kind)
{
    std::mt19937 random(kind.seed);
    const auto below = [&](std::int64_t n) {
        return static_cast<std::int64_t>(random() % static_cast<unsigned long>(n));
    };
    TraceBuilder builder;
    std::vector<std::pair<std::int64_t, std::int64_t>> spans;
    const std::int64_t count = 1 + below(60);
    for (std::int64_t i = 0; i < count; ++i) {
        SpanRecord record;
        record.traceId = TraceId{0, 1};
        record.spanId = SpanId{static_cast<std::uint64_t>(i + 1)};
        std::int64_t from = 0;
        std::int64_t to = 1000;
        if (i > 0 && (kind.nested || below(10) > 0)) {
            const auto parent = static_cast<std::size_t>(below(i));
            record.parentSpanId = SpanId{parent + 1};
            from = spans[parent].first;
            to = spans[parent].second;
        }
        const std::int64_t slack = kind.nested ? 0 : below(300);
        const std::int64_t start = i == 0 ? from : from + below(to - from + 1 + slack) - slack / 3;
        const std::int64_t end = i == 0 ? to : start + below(std::max<std::int64_t>(to - start, 0) + 1 + slack);
        spans.emplace_back(start, std::max(start, end));
        record.startNs = start;
        record.durationNs = spans.back().second - start;
        builder.addSpan(record);
    }
    return TraceSet({builder.freeze()});
}

void expectPartition(const TraceSet& set, const CriticalPath& path)
{
    std::int64_t at = path.startNs;
    std::int64_t sum = path.unexplainedNs;
    for (const PathSegment& segment : path.segments) {
        EXPECT_EQ(segment.startNs, at);
        EXPECT_GT(segment.endNs, segment.startNs);
        at = segment.endNs;
        const std::int64_t first = segment.span.valid() ? set.startNs(segment.span) : segment.startNs;
        const std::int64_t last = segment.span.valid() ? set.endNs(segment.span) : segment.endNs;
        EXPECT_LE(first, segment.startNs);
        EXPECT_GE(last, segment.endNs);
    }
    EXPECT_EQ(at, path.endNs);
    for (const PathSpan& span : path.spans)
        sum += span.criticalNs;
    EXPECT_EQ(sum, path.endNs - path.startNs);
}

TEST(CriticalPath, DividesTheTimeOfRandomNestedTracesCompletely)
{
    for (unsigned seed = 0; seed < 500; ++seed) {
        SCOPED_TRACE(seed);
        const TraceSet set = randomTrace({seed, true});
        const CriticalPath path = criticalPath(set, set.traces().front());
        expectPartition(set, path);
        EXPECT_EQ(path.unexplainedNs, 0);
        EXPECT_EQ(path.endNs - path.startNs, set.durationNs({0, SpanRow{0}}));
    }
}

TEST(CriticalPath, DividesTheTimeOfRandomTracesWithSkewOrphansAndBackgroundWork)
{
    for (unsigned seed = 0; seed < 2000; ++seed) {
        SCOPED_TRACE(seed);
        const TraceSet set = randomTrace({seed, false});
        expectPartition(set, criticalPath(set, set.traces().front()));
    }
}

TEST(CriticalPath, GivesEveryInstantOfASingleRootToASpan)
{
    const TraceSet set = setFromText("root @0+1000 s\n  a @100+200 s\n  b @250+900 s\n    c @1200+90 s\n");
    const CriticalPath path = criticalPath(set, set.traces().front());
    std::int64_t sum = 0;
    for (const PathSegment& segment : path.segments)
        if (segment.span.valid() && segment.startNs < 1'000'000'000)
            sum += std::min<std::int64_t>(segment.endNs, 1'000'000'000) - segment.startNs;
    EXPECT_EQ(sum, 1'000'000'000);
}

} // namespace
} // namespace spanlight::trace
