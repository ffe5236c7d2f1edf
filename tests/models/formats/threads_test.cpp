#include "tests/models/formats/reading.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

// Several threads read what one reads.

namespace spanlight::formats::test {
namespace {

namespace fs = std::filesystem;
using trace::ProblemCode;

ReadOptions withThreads(unsigned threads, std::size_t batchBytes)
{
    ReadOptions options;
    options.threads = threads;
    options.bytesBeforeThreads = 0;
    options.batchBytes = batchBytes;
    return options;
}

ReadOptions withOne()
{
    ReadOptions options;
    options.threads = 1;
    return options;
}

std::string contentOf(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

// Every n-th sample, so that all formats and shapes come.
std::vector<fs::path> samples(std::size_t every)
{
    std::vector<fs::path> paths;
    for (const char* folder : {"tests/scenarios", "tests/recorded"})
        for (const auto& entry : fs::recursive_directory_iterator(fs::path(SPANLIGHT_SOURCE_DIR) / folder))
            if (entry.is_regular_file() && entry.file_size() < (std::size_t{4} << 20))
                paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    std::vector<fs::path> some;
    for (std::size_t i = 0; i < paths.size(); i += every)
        some.push_back(paths[i]);
    return some;
}

// A trace whose processes come behind its spans, as Jaeger writes it, with events, links and warnings.
std::string jaegerTraces(int traces, int spans)
{
    std::string json = R"({"data":[)";
    for (int t = 0; t < traces; ++t) {
        const std::string trace = "\"traceID\":\"" + std::to_string(1000 + t) + "\"";
        json += (t == 0 ? "{" : ",{") + trace + ",\"spans\":[";
        for (int s = 0; s < spans; ++s) {
            json += (s == 0 ? "{" : ",{") + trace + R"(,"spanID":")" + std::to_string(10 + s) +
                    R"(","operationName":"op )" + std::to_string(s % 7) + R"(","references":[{"refType":")" +
                    (s % 3 == 0 ? "FOLLOWS_FROM" : "CHILD_OF") + "\"," + trace + R"(,"spanID":"10"}],"startTime":)" +
                    std::to_string(5000 - s) + R"(,"duration":7,"tags":[{"key":"n","type":"int64","value":)" +
                    std::to_string(s) + R"(},{"key":"same","type":"string","value":"text"},)" +
                    R"({"key":"own","type":"string","value":")" + std::to_string(t * spans + s) +
                    R"("}],"logs":[{"timestamp":5001,"fields":[{"key":"event","type":"string","value":"e)" +
                    std::to_string(s % 2) + R"("}]}],"warnings":["w)" + std::to_string(s % 3) + R"("],"processID":"p)" +
                    std::to_string(s % 2) + "\"}";
        }
        json += R"(],"processes":{"p0":{"serviceName":"a","tags":[]},"p1":{"serviceName":"b)" + std::to_string(t % 2) +
                R"(","tags":[{"key":"host","type":"string","value":"h"}]}}})";
    }
    return json + "]}";
}

std::string otlpLines(int lines)
{
    std::string all;
    for (int i = 0; i < lines; ++i) {
        std::string line =
            otlpSpan(R"(,"attributes":[{"key":"a","value":{"arrayValue":{"values":[{"intValue":")" + std::to_string(i) +
                     R"("},{"kvlistValue":{"values":[{"key":"k","value":{"stringValue":"s"}}]}}]}}}])");
        std::erase(line, '\n');
        all += line + "\n";
    }
    return all;
}

TEST(Threads, ReadWhatOneReadsFromEverySample)
{
    const std::vector<fs::path> paths = samples(7);
    ASSERT_GT(paths.size(), 100U);
    for (const fs::path& path : paths) {
        const std::string bytes = contentOf(path);
        const std::string whole = describe(*read(bytes, withOne()));
        for (const std::size_t batch : {std::size_t{1}, std::size_t{3000}})
            ASSERT_EQ(describe(*read(bytes, withThreads(2, batch))), whole) << path << " in batches of " << batch;
    }
}

TEST(Threads, ReadWhatOneReadsFromLongTracesAndManyDocuments)
{
    for (const std::string& bytes : {jaegerTraces(1, 900), jaegerTraces(90, 10), otlpLines(300)}) {
        const std::string whole = describe(*read(bytes, withOne()));
        for (const std::size_t batch : {1U, 700U, 5000U, 100'000U})
            for (const unsigned threads : {2U, 3U})
                ASSERT_EQ(describe(*read(bytes, withThreads(threads, batch))), whole) << threads << ' ' << batch;
        ASSERT_EQ(describe(*read(gzip(bytes), withThreads(2, 700))), whole);
    }
}

TEST(Threads, ReadWhatOneReadsFromDamagedInput)
{
    std::mt19937 random(11);
    for (int round = 0; round < 300; ++round) {
        std::string bytes = round % 2 == 0 ? jaegerTraces(3, 9) : otlpLines(12);
        for (int i = 0; i < 1 + round % 4; ++i)
            bytes[random() % bytes.size()] = static_cast<char>("{}[]\",:\\\n\0x9 "[random() % 13]);
        if (round % 5 == 0)
            bytes.resize(random() % bytes.size());
        const std::string whole = describe(*read(bytes, withOne()));
        ASSERT_EQ(describe(*read(bytes, withThreads(2, 1 + random() % 2000))), whole) << bytes;
    }
}

TEST(Threads, GiveTheSameIdsHoweverManyThereAre)
{
    const std::string bytes = jaegerTraces(5, 100);
    const auto two = read(bytes, withThreads(2, 900)).store;
    const auto five = read(bytes, withThreads(5, 900)).store;
    ASSERT_EQ(two->spanCount(), 500U);
    for (std::uint32_t i = 0; i < two->spanCount(); ++i) {
        const trace::SpanRow row{i};
        ASSERT_EQ(two->nameId(row), five->nameId(row));
        ASSERT_EQ(two->resourceOf(row), five->resourceOf(row));
        ASSERT_TRUE(std::ranges::equal(two->attributes(row).ids(), five->attributes(row).ids()));
    }
}

TEST(Threads, ABrokenSpanNearTheEndDoublesNothingAndSparesEarlierInputs)
{
    std::string broken = jaegerTraces(4, 50);
    broken.replace(broken.rfind(R"("duration":7)"), 12, R"("duration" 7)");
    const auto readBoth = [&](const ReadOptions& options) {
        trace::TraceBuilder builder;
        readBytes(otlpLines(3), "first", builder, options);
        readBytes(broken, "second", builder, options);
        readBytes(jaegerTraces(1, 2), "third", builder, options);
        return builder.freeze();
    };
    const auto one = readBoth(withOne());
    const auto several = readBoth(withThreads(3, 600));
    EXPECT_EQ(describe(*several), describe(*one));
    ASSERT_EQ(several->inputs().size(), 3U);
    EXPECT_EQ(several->inputs()[1].spans, one->inputs()[1].spans);
    EXPECT_EQ(several->inputs()[1].traces, one->inputs()[1].traces);
    EXPECT_TRUE(several->importLog().hasLoss());
}

TEST(Threads, CountTracesOnceThatSeveralBatchesAndInputsHave)
{
    trace::TraceBuilder builder;
    readBytes(jaegerTraces(2, 60), "first", builder, withThreads(2, 300));
    readBytes(jaegerTraces(3, 60), "second", builder, withThreads(2, 300));
    const auto store = builder.freeze();
    EXPECT_EQ(store->traceCount(), 3U);
    EXPECT_EQ(store->inputs()[1].traces, 3U);
    EXPECT_EQ(store->importLog().count(ProblemCode::RepeatedRecord), 120U);
}

TEST(Threads, StopWhenTheReaderIsCancelled)
{
    const std::string bytes = jaegerTraces(20, 100);
    ReadOptions options = withThreads(2, 500);
    options.chunkBytes = 1000;
    options.progress = [](std::uint64_t done, std::uint64_t) { return done < 50'000; };
    trace::TraceBuilder builder;
    const ReadResult result = readBytes(bytes, "cancelled", builder, options);
    EXPECT_TRUE(result.cancelled);
    EXPECT_GT(result.spans, 0U);
    EXPECT_LT(result.spans, 2000U);
    const auto store = builder.freeze();
    EXPECT_EQ(store->spanCount(), result.spans);
    EXPECT_EQ(store->importLog().count(ProblemCode::Truncated), 2U); // cancelled, and so in the middle
}

TEST(Threads, SayTheSameAboutLongValuesAndOddIds)
{
    std::string bytes = jaegerTraces(3, 40);
    bytes.replace(bytes.find(R"("value":"text")"), 14, R"("value":")" + std::string(5000, 'x') + "\"");
    bytes.replace(bytes.rfind(R"("spanID":"30")"), 13, R"("spanID":"odd one")");
    ReadOptions one = withOne();
    ReadOptions several = withThreads(2, 400);
    one.maxValueBytes = several.maxValueBytes = 1000;
    const Reading reading = read(bytes, several);
    EXPECT_EQ(reading.count(ProblemCode::ValueCut), 1U);
    EXPECT_EQ(reading.count(ProblemCode::OddId), 1U);
    EXPECT_EQ(describe(*reading), describe(*read(bytes, one)));
}

} // namespace
} // namespace spanlight::formats::test
