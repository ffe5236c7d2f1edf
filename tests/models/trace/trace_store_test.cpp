#include "models/trace/trace_store.h"

#include "tests/support/trace_text.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>

namespace spanlight::trace {
namespace {

using test::dump;
using test::storeFromText;

SpanRecord record(std::uint64_t id, std::uint64_t parent, std::int64_t startNs, std::int64_t durationNs)
{
    SpanRecord span;
    span.traceId = {0, 1};
    span.spanId = SpanId{id};
    span.parentSpanId = SpanId{parent};
    span.startNs = startNs;
    span.durationNs = durationNs;
    return span;
}

std::shared_ptr<const TraceStore> storeOf(std::initializer_list<SpanRecord> spans)
{
    TraceBuilder builder;
    builder.beginInput("test");
    for (const SpanRecord& span : spans)
        builder.addSpan(span);
    return builder.freeze();
}

TEST(TraceStore, KeepsSpansInOrderOfArrivalAndChildrenByStart)
{
    const auto store = storeFromText("root @0+100 api\n  b @50+10 api error\n  a @10+20 worker\n", 0);
    EXPECT_EQ(store->name(SpanRow{1}), "b");
    EXPECT_EQ(dump(*store), "root [api] @0+100\n  a [worker] @10+20\n  b [api] @50+10 error\n");
}

TEST(TraceStore, KeepsAnAbsentParentAsData)
{
    const auto store = storeFromText("orphan @0+10 api ?77\n", 0);
    EXPECT_EQ(store->parent(SpanRow{0}), kNoSpan);
    EXPECT_TRUE(store->hasMissingParent(SpanRow{0}));
    EXPECT_FALSE(store->parentSpanId(SpanRow{0}).empty());
    EXPECT_EQ(store->importLog().count(ProblemCode::MissingParent), 1U);
    EXPECT_FALSE(store->importLog().hasLoss());
}

TEST(TraceStore, FindsAParentThatArrivesAfterItsChild)
{
    const auto store = storeOf({record(2, 1, 10, 5), record(1, 0, 0, 100)});
    EXPECT_EQ(store->parent(SpanRow{0}), SpanRow{1});
}

TEST(TraceStore, CutsCyclesAndSelfParentsButKeepsWhatTheInputSaid)
{
    const auto store = storeOf({record(1, 2, 0, 1), record(2, 1, 1, 1), record(3, 3, 2, 1)});
    std::size_t roots = 0;
    for (const SpanRow row : store->byStart())
        roots += store->parent(row) == kNoSpan ? 1 : 0;
    EXPECT_EQ(roots, 2U);
    EXPECT_EQ(store->parentSpanId(SpanRow{0}), SpanId{2});
    EXPECT_EQ(store->parentSpanId(SpanRow{2}), SpanId{3});
    EXPECT_EQ(store->importLog().count(ProblemCode::ParentCycle), 1U);
    EXPECT_EQ(store->importLog().count(ProblemCode::SelfParent), 1U);
}

TEST(TraceStore, KeepsEverySpanOfAnIdThatOccursTwice)
{
    const auto store = storeOf({record(1, 0, 0, 10), record(1, 0, 0, 20), record(1, 0, 0, 10), record(2, 1, 5, 1)});
    EXPECT_EQ(store->spanCount(), 4U);
    EXPECT_EQ(store->marks(SpanRow{0}), 0);
    EXPECT_NE(store->marks(SpanRow{1}) & kMarkDuplicateId, 0);
    EXPECT_NE(store->marks(SpanRow{2}) & kMarkRepeated, 0);
    EXPECT_NE(store->parent(SpanRow{3}), kNoSpan);
    EXPECT_GE(store->importLog().count(ProblemCode::DuplicateSpanId) +
                  store->importLog().count(ProblemCode::RepeatedRecord),
              2U);
}

TEST(TraceStore, StandsNegativeHugeAndMissingTimes)
{
    constexpr std::int64_t kHuge = std::int64_t{3} << 40;
    SpanRecord noStart = record(3, 0, 0, 0);
    noStart.marks = kMarkNoStart;
    const auto store = storeOf({record(1, 0, 100, -50), record(2, 0, 0, kHuge), noStart,
                                record(4, 0, std::numeric_limits<std::int64_t>::max(), 10)});
    EXPECT_EQ(store->durationNs(SpanRow{0}), -50);
    EXPECT_EQ(store->endNs(SpanRow{0}), 100);
    EXPECT_EQ(store->durationNs(SpanRow{1}), kHuge);
    EXPECT_EQ(store->endNs(SpanRow{3}), std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(store->importLog().count(ProblemCode::NegativeDuration), 1U);
    EXPECT_EQ(store->importLog().count(ProblemCode::MissingTime), 1U);
}

TEST(TraceStore, SortsByStartAndByEnd)
{
    const auto store = storeOf({record(1, 0, 20, 5), record(2, 0, 10, 100), record(3, 0, 10, 1)});
    const auto starts = store->byStart();
    EXPECT_EQ(std::vector<SpanRow>(starts.begin(), starts.end()),
              (std::vector<SpanRow>{SpanRow{1}, SpanRow{2}, SpanRow{0}}));
    const auto ends = store->byEnd();
    EXPECT_EQ(std::vector<SpanRow>(ends.begin(), ends.end()),
              (std::vector<SpanRow>{SpanRow{2}, SpanRow{0}, SpanRow{1}}));
}

TEST(TraceStore, KeepsTracesApartThatShareSpanIds)
{
    SpanRecord other = record(1, 0, 5, 5);
    other.traceId = {0, 2};
    SpanRecord child = record(2, 1, 6, 1);
    child.traceId = {0, 2};
    const auto store = storeOf({record(1, 0, 0, 10), other, child});
    EXPECT_EQ(store->traceCount(), 2U);
    EXPECT_EQ(store->parent(SpanRow{2}), SpanRow{1});
    EXPECT_EQ(store->traceSpans(TraceRow{1}).size(), 2U);
    EXPECT_EQ(store->importLog().count(ProblemCode::DuplicateSpanId), 0U);
}

TEST(TraceStore, KeepsEventsLinksWarningsStateAndFlags)
{
    TraceBuilder builder;
    builder.beginInput("test");
    const AttributeId attribute = builder.pool().intern(builder.intern("k"), builder.pool().string("v"));
    const std::array events = {EventRecord{7, builder.intern("exception"), 2, std::span(&attribute, 1)}};
    const std::array links = {LinkRecord{{0, 9}, SpanId{8}, builder.intern("a=b"), 1, 0, std::span(&attribute, 1)}};
    const std::array warnings = {builder.intern("clock skew")};
    SpanRecord span = record(1, 0, 0, 10);
    span.events = events;
    span.links = links;
    span.warnings = warnings;
    span.traceState = builder.intern("x=y");
    span.flags = 0x101;
    span.droppedEvents = 3;
    builder.addSpan(span);
    const auto store = builder.freeze();
    ASSERT_EQ(store->eventCount(SpanRow{0}), 1U);
    EXPECT_EQ(store->event(SpanRow{0}, 0).name, "exception");
    EXPECT_EQ(store->event(SpanRow{0}, 0).attributes[0].value.string(), "v");
    ASSERT_EQ(store->linkCount(SpanRow{0}), 1U);
    EXPECT_EQ(store->link(SpanRow{0}, 0).spanId, SpanId{8});
    EXPECT_EQ(store->text(store->warnings(SpanRow{0})[0]), "clock skew");
    EXPECT_EQ(store->traceState(SpanRow{0}), "x=y");
    EXPECT_EQ(store->flags(SpanRow{0}), 0x101U);
    EXPECT_EQ(store->dropped(SpanRow{0}).events, 3U);
}

TEST(TraceStore, GivesOddIdsTheirTextBack)
{
    TraceBuilder builder;
    builder.beginInput("test");
    SpanRecord span = record(1, 0, 0, 1);
    span.traceId = builder.traceIdFromText("trace-α");
    span.spanId = builder.spanIdFromText("R");
    builder.addSpan(span);
    EXPECT_EQ(builder.spanIdFromText("R"), span.spanId);
    const auto store = builder.freeze();
    EXPECT_EQ(store->traceIdText(span.traceId), "trace-α");
    EXPECT_EQ(store->spanIdText(span.spanId), "R");
    EXPECT_GE(store->importLog().count(ProblemCode::OddId), 1U);
}

TEST(TraceStore, CountsSpansAndTracesPerInput)
{
    TraceBuilder builder;
    builder.beginInput("first");
    builder.addSpan(record(1, 0, 0, 1));
    builder.beginInput("second");
    builder.addSpan(record(2, 0, 0, 1));
    builder.addSpan(record(3, 0, 0, 1));
    const auto store = builder.freeze();
    ASSERT_EQ(store->inputs().size(), 2U);
    EXPECT_EQ(store->inputs()[0].spans, 1U);
    EXPECT_EQ(store->inputs()[1].spans, 2U);
    EXPECT_EQ(store->inputs()[1].traces, 1U);
}

TEST(TraceStore, OfNothingIsEmpty)
{
    const auto store = storeOf({});
    EXPECT_EQ(store->spanCount(), 0U);
    EXPECT_TRUE(store->byStart().empty());
    EXPECT_FALSE(store->findTrace(TraceId{0, 1}));
}

TEST(TraceBuilderTest, TracesThatAnEarlierInputBroughtCanBeLeftOut)
{
    TraceBuilder builder;
    builder.ignoreKnownTraces();
    builder.beginInput("first answer");
    test::addSpansFromText(builder, "trace 1\na @0+10 api\n  b @1+2 api\n");
    EXPECT_EQ(builder.tracesOfInput(), 1U);
    builder.beginInput("second answer");
    test::addSpansFromText(builder, "trace 1\na @0+10 api\ntrace 2\nc @5+1 worker\n");
    EXPECT_EQ(builder.tracesOfInput(), 2U);
    const auto store = builder.freeze();
    EXPECT_EQ(store->spanCount(), 3U);
    EXPECT_EQ(store->inputs()[1].traces, 1U);
}

} // namespace
} // namespace spanlight::trace
