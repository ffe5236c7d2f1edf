#include "models/formats/preview.h"

#include "tests/models/formats/reading.h"

#include <gtest/gtest.h>

namespace spanlight::formats {
namespace {

std::string jaegerTrace(std::size_t spans)
{
    std::string text = R"({"data":[{"traceID":"a1","spans":[)";
    for (std::size_t i = 1; i <= spans; ++i)
        text += std::string(i == 1 ? "" : ",") + R"({"traceID":"a1","spanID":")" + std::to_string(i) +
                R"(","operationName":"GET","references":[],"startTime":1700000000000000,"duration":5,"tags":[],)"
                R"("logs":[],"processID":"p1"})";
    return text + R"(],"processes":{"p1":{"serviceName":"shop","tags":[]}}}]})";
}

PreviewOptions upTo(std::size_t spans)
{
    PreviewOptions options;
    options.spans = spans;
    return options;
}

TEST(Preview, HoldsTheFirstSpansOfAFileOnly)
{
    const test::TemporaryFolder folder;
    const std::string text = jaegerTrace(5'000);
    const Preview preview = previewFile(folder.write("long.json", text), upTo(100));
    ASSERT_NE(preview.store, nullptr);
    EXPECT_GE(preview.store->spanCount(), 100U);
    EXPECT_LT(preview.store->spanCount(), 1'000U);
    EXPECT_LT(preview.bytes, text.size() / 2);
    EXPECT_EQ(preview.store->spanIdText(preview.store->spanId(trace::SpanRow{0})), "0000000000000001");
}

TEST(Preview, KnowsPackedInputToo)
{
    const test::TemporaryFolder folder;
    const std::string text = jaegerTrace(5'000);
    for (const std::string& packed : {test::gzip(text), test::zstd(text)}) {
        const Preview preview = previewFile(folder.write("packed", packed), upTo(100));
        ASSERT_NE(preview.store, nullptr);
        EXPECT_GE(preview.store->spanCount(), 100U);
        EXPECT_LE(preview.bytes, packed.size());
    }
}

TEST(Preview, OfAShortInputIsAllOfIt)
{
    const Preview preview = previewBytes(jaegerTrace(3), "short");
    ASSERT_NE(preview.store, nullptr);
    EXPECT_EQ(preview.store->spanCount(), 3U);
    EXPECT_EQ(preview.store->service(trace::SpanRow{0}), "shop");
}

TEST(Preview, IsNothingWhereNoSpanIsWholeWithinTheLimit)
{
    PreviewOptions options;
    options.bytes = 10;
    EXPECT_EQ(
        previewBytes(R"({"data":[{"traceID":"a1","spans":[{"traceID":"a1","spanID":"1","operat)", "cut", options).store,
        nullptr);
    EXPECT_EQ(previewBytes("", "empty").store, nullptr);
    EXPECT_EQ(previewBytes("<html></html>", "page").store, nullptr);
    EXPECT_EQ(previewFile("/does/not/exist").store, nullptr);
}

TEST(Preview, IsGivenUpWhenNobodyWantsItAnyMore)
{
    PreviewOptions options;
    options.goesOn = [] { return false; };
    EXPECT_EQ(previewBytes(jaegerTrace(100), "unwanted", options).store, nullptr);
}

} // namespace
} // namespace spanlight::formats
