#include "models/sources/otlp/received_traces.h"

#include "tests/models/sources/receiver/raw_sender.h"

#include <gtest/gtest.h>

namespace spanlight::sources {
namespace {

using test::exportRequest;

bool goOn(std::uint64_t, std::uint64_t)
{
    return true;
}

std::size_t spansOf(const Loaded& loaded)
{
    std::size_t count = 0;
    for (const auto& store : loaded.stores)
        count += store->spanCount();
    return count;
}

SearchQuery traceQuery(int number)
{
    SearchQuery query;
    query.traceIds = {QStringLiteral("010101010101010101010101%1").arg(number, 8, 16, QLatin1Char('0'))};
    return query;
}

TEST(ReceivedTracesTest, FindsEverythingThatCame)
{
    ReceivedTraces traces;
    for (std::uint32_t i = 0; i < 20; ++i)
        traces.add(formats::splitByTrace(exportRequest(10, "work", 1 + 10 * i)));
    EXPECT_EQ(spansOf(traces.load({}, goOn)), 200U);
    EXPECT_EQ(spansOf(traces.load(traceQuery(5), goOn)), 1U);
    EXPECT_TRUE(traces.load(traceQuery(500), goOn).stores.empty());
}

TEST(ReceivedTracesTest, ReadsEverythingAgainOnlyWhenSomethingCame)
{
    ReceivedTraces traces;
    traces.add(formats::splitByTrace(exportRequest(10)));
    const auto first = traces.load({}, goOn);
    EXPECT_EQ(traces.load({}, goOn).stores, first.stores);
    traces.add(formats::splitByTrace(exportRequest(10, "later", 100)));
    EXPECT_EQ(spansOf(traces.load({}, goOn)), 20U);
    EXPECT_EQ(spansOf(traces.load(traceQuery(1), goOn)), 1U);
}

TEST(ReceivedTracesTest, ReadsOnlyTracesThatCanHoldTheOperation)
{
    ReceivedTraces traces;
    traces.add(formats::splitByTrace(exportRequest(10, "op_one", 1)));
    traces.add(formats::splitByTrace(exportRequest(20, "op_two", 100)));
    SearchQuery query;
    query.operationId = QStringLiteral("op_one");
    EXPECT_EQ(spansOf(traces.load(query, goOn)), 10U);
    query.operationId = QStringLiteral("op_three"); // fallbacks may find it
    EXPECT_EQ(spansOf(traces.load(query, goOn)), 30U);
}

TEST(ReceivedTracesTest, ARequestThatIsSentAgainIsThereOnce)
{
    ReceivedTraces traces;
    traces.add(formats::splitByTrace(exportRequest(10)));
    traces.add(formats::splitByTrace(exportRequest(10)));
    EXPECT_EQ(spansOf(traces.load({}, goOn)), 10U);
}

TEST(ReceivedTracesTest, TellsOnceWhichTracesGotSpans)
{
    ReceivedTraces traces;
    traces.add(formats::splitByTrace(exportRequest(2)));
    traces.add(formats::splitByTrace(exportRequest(3)));
    EXPECT_EQ(traces.takeArrived().size(), 3U);
    EXPECT_TRUE(traces.takeArrived().empty());
}

TEST(ReceivedTracesTest, TheQuietestTracesGoFirstAndThatIsSaid)
{
    ReceivedTraces traces(20'000);
    traces.add(formats::splitByTrace(exportRequest(1, "early", 1)));
    for (std::uint32_t i = 0; i < 200; ++i) {
        traces.add(formats::splitByTrace(exportRequest(1, "busy " + std::to_string(i), 2)));
        traces.add(formats::splitByTrace(exportRequest(1, "other", 10 + i)));
    }
    const Loaded loaded = traces.load({}, goOn);
    EXPECT_LT(spansOf(loaded), 300U);
    ASSERT_EQ(loaded.notes.size(), 1U);
    EXPECT_TRUE(loaded.notes[0].contains(QStringLiteral("were dropped"))) << loaded.notes[0].toStdString();
    EXPECT_EQ(traces.load(traceQuery(209), goOn).stores.size(), 1U);
    const Loaded missing = traces.load(traceQuery(1), goOn);
    ASSERT_EQ(missing.failures.size(), 1U);
    EXPECT_EQ(missing.failures[0].error.kind, SourceError::Kind::TooLarge);
}

TEST(ReceivedTracesTest, ATraceWithoutEndIsDroppedAndItsRestIsIncomplete)
{
    ReceivedTraces traces(20'000);
    for (int i = 0; i < 300; ++i)
        traces.add(formats::splitByTrace(exportRequest(1, "endless " + std::to_string(i), 1)));
    const Loaded loaded = traces.load(traceQuery(1), goOn);
    EXPECT_LT(spansOf(loaded), 300U);
    ASSERT_EQ(loaded.failures.size(), 1U);
    EXPECT_TRUE(loaded.failures[0].error.what.contains(QStringLiteral("lack spans")));
}

TEST(ReceivedTracesTest, ReadingCanBeCancelled)
{
    ReceivedTraces traces;
    traces.add(formats::splitByTrace(exportRequest(10)));
    EXPECT_TRUE(traces.load({}, [](std::uint64_t, std::uint64_t) { return false; }).stores.empty());
}

} // namespace
} // namespace spanlight::sources
