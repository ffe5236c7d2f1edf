#include "models/formats/reader.h"
#include "models/sources/archive/batch_scan.h"
#include "models/sources/archive/packed_numbers.h"
#include "tests/models/sources/archive/archive_fixture.h"
#include "tests/support/trace_text.h"

#include <gmock/gmock.h>

namespace spanlight::sources {
namespace {

using namespace test;
using testing::UnorderedElementsAre;

std::vector<std::string> wordsOf(const ScannedBatch& batch, const ScannedTrace& trace)
{
    std::vector<std::string> words;
    for (const std::uint32_t word : trace.words)
        words.push_back(batch.words[word].text);
    return words;
}

TEST(BatchScan, TellsExtentSpansErrorsAndWordsOfEachTrace)
{
    const ScannedBatch batch = scanBatch(
        otlpOf("trace 1\nroot @0+100 api operation.id=op_1\n  child @50+100 worker error\ntrace 2\nother @7+1 api"),
        {"operation.id"});
    ASSERT_EQ(batch.traces.size(), 2U);
    EXPECT_EQ(batch.spans, 3U);
    EXPECT_TRUE(batch.whole);
    const ScannedTrace& first = batch.traces[batch.traces[0].id == trace::TraceId{0, 1} ? 0 : 1];
    EXPECT_EQ(first.endNs - first.startNs, 150'000'000);
    EXPECT_EQ(first.spans, 2U);
    EXPECT_EQ(first.errors, 1U);
    EXPECT_THAT(wordsOf(batch, first), UnorderedElementsAre("api", "worker", "root", "child", "op_1"));
}

TEST(BatchScan, TakesOnlyTextsOfTheKeysAsOperationIds)
{
    const ScannedBatch batch = scanBatch(otlpOf("trace 1\nroot @0+1 api a=op_1 b=op_2 c:=3"), {"b", "c"});
    EXPECT_THAT(wordsOf(batch, batch.traces.at(0)), UnorderedElementsAre("api", "root", "op_2"));
}

TEST(BatchScan, KeepsWhatComesBeforeDamage)
{
    std::string otlp = otlpOf("trace 1\nroot @0+1 api");
    const ScannedBatch batch = scanBatch(otlp + "\x0a\xff\xff", {});
    EXPECT_EQ(batch.spans, 1U);
    EXPECT_FALSE(batch.whole);
}

TEST(BatchScan, NeverReadsBeyondCutBytes)
{
    const std::string otlp = numberedOtlp(1, 20);
    for (std::size_t size = 0; size < otlp.size(); ++size)
        EXPECT_LE(scanBatch(std::string(otlp, 0, size), {"operation.id"}).spans, 20U);
}

TEST(BatchScan, SelectsTheSpansOfATraceWithTheirResources)
{
    const std::string otlp = otlpOf("trace 1\nroot @0+100 api\n  child @50+100 worker\ntrace 2\nother @7+1 db");
    const std::string selected = selectSpans(otlp, [](trace::TraceId id, std::string_view) {
        return id == trace::TraceId{0, 1};
    });
    trace::TraceBuilder builder;
    EXPECT_EQ(formats::readBytes(selected, "test", builder).spans, 2U);
    EXPECT_EQ(dump(*builder.freeze()), "root [api] @0+100\n  child [worker] @50+100\n");
    EXPECT_TRUE(selectSpans(otlp, [](trace::TraceId, std::string_view) { return false; }).empty());
}

TEST(BatchScan, SelectingEverythingChangesNothing)
{
    const std::string otlp = numberedOtlp(3, 10);
    EXPECT_EQ(selectSpans(otlp, [](trace::TraceId, std::string_view) { return true; }), otlp);
}

TEST(BatchScan, ShortTraceIdsHaveLeadingZeros)
{
    EXPECT_EQ(traceIdOf(std::string("\x01\x02", 2)), (trace::TraceId{0, 0x102}));
    EXPECT_EQ(traceIdOf(traceIdBytes({0x1122334455667788, 9})), (trace::TraceId{0x1122334455667788, 9}));
    EXPECT_EQ(traceIdOf(""), trace::TraceId{});
}

TEST(BatchScan, TheHashIsTheSameOnEveryMachine)
{
    EXPECT_EQ(batchHash("spanlight keeps what it says"), batchHash(std::string("spanlight keeps what it says")));
    EXPECT_NE(batchHash("a"), batchHash("b"));
    EXPECT_NE(batchHash(std::string(16, '\0')), batchHash(std::string(17, '\0')));
}

TEST(PackedNumbers, ComeBackAsTheyWere)
{
    const std::vector<std::int64_t> numbers{0, 1, 127, 128, 300, 1'000'000, std::int64_t{1} << 50};
    EXPECT_EQ(unpackNumbers(packNumbers(numbers)), numbers);
    EXPECT_TRUE(unpackNumbers(packNumbers({})).empty());
}

} // namespace
} // namespace spanlight::sources
