#include "tests/models/formats/reading.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

namespace spanlight::formats::test {
namespace {

using trace::ProblemCode;

struct FormatCase
{
    const char* name;
    std::string bytes;
    const char* format;
};

class DetectedFormat : public testing::TestWithParam<FormatCase>
{
};

TEST_P(DetectedFormat, IsKnownByTheFirstBytes)
{
    EXPECT_EQ(detectFormat(GetParam().bytes), GetParam().format);
}

INSTANTIATE_TEST_SUITE_P(
    Documents, DetectedFormat,
    testing::Values(
        FormatCase{"JaegerAnswer", jaegerSpan(""), "jaeger-json"},
        FormatCase{"JaegerAnswerCut", jaegerSpan("").substr(0, 40), "jaeger-json"},
        FormatCase{"JaegerTrace", R"({"traceID":"1","spans":[)", "jaeger-json"},
        FormatCase{"JaegerSpans", R"([{"traceID":"1","spanID":"2","operationName":"x")", "jaeger-json"},
        FormatCase{"JaegerWithoutTraces", R"({"data":[],"total":0})", "jaeger-json"},
        FormatCase{"JaegerWithNothingButAnEmptyList", R"({"data": []})", "jaeger-json"},
        FormatCase{"Otlp", otlpSpan(""), "otlp-json"},
        FormatCase{"OtlpLines", otlpSpan("") + "\n" + otlpSpan(""), "otlp-jsonl"},
        FormatCase{"OtlpWithByteOrderMark", "\xef\xbb\xbf  " + otlpSpan(""), "otlp-json"},
        FormatCase{"TempoBatches", R"({"batches":[]})", "tempo-json"},
        FormatCase{"TempoTrace", R"({"trace":{"resourceSpans":[]}})", "tempo-json"},
        FormatCase{"Zipkin", R"([[{"traceId":"1","id":"2","name":"x","localEndpoint":{}}]])", "zipkin-json"},
        FormatCase{"Chrome", R"({"traceEvents":[]})", "chrome-json"},
        FormatCase{"Metrics", R"({"resourceMetrics":[]})", "other-signal"},
        FormatCase{"JaegerError", R"({"data":null,"errors":[{"code":404,"msg":"trace not found"}]})", "error-answer"},
        FormatCase{"GatewayError", R"({"code":5,"message":"not found","details":[]})", "error-answer"},
        FormatCase{"JaegerServices", R"({"data":["a","b"],"total":2})", "json"},
        FormatCase{"OtherJson", R"({"a":1})", "json"}, FormatCase{"WebPage", "<!DOCTYPE html><html>", "html"},
        FormatCase{"Gzip", gzip("x"), "gzip"}, FormatCase{"Zstd", zstd("x"), "zstd"},
        FormatCase{"Protobuf", std::string("\x0a\x9a\x01\x0a\x1f\x0a\x1d\x0a\x0cservice.name", 20), "otlp-protobuf"},
        FormatCase{"Text", "hello", ""}, FormatCase{"Empty", "", ""}),
    [](const auto& test) { return std::string(test.param.name); });

struct RefusedCase
{
    const char* name;
    std::string bytes;
    ProblemCode code;
    const char* message;
};

class RefusedInput : public testing::TestWithParam<RefusedCase>
{
};

TEST_P(RefusedInput, IsNamedWithoutSpans)
{
    const Reading reading = read(GetParam().bytes);
    EXPECT_EQ(reading->spanCount(), 0U);
    EXPECT_NE(reading.problem(GetParam().code).message.find(GetParam().message), std::string::npos)
        << reading.problem(GetParam().code).message;
}

INSTANTIATE_TEST_SUITE_P(
    Inputs, RefusedInput,
    testing::Values(RefusedCase{"Empty", "", ProblemCode::UnreadableInput, "empty"},
                    RefusedCase{"WhiteSpace", std::string(9000, ' ') + "\n", ProblemCode::UnreadableInput,
                                "white space"},
                    RefusedCase{"WebPage", "<html><body>", ProblemCode::UnreadableInput, "web page"},
                    RefusedCase{"Text", "trace not found", ProblemCode::UnreadableInput, "not a trace format"},
                    RefusedCase{"Utf16", std::string("\xff\xfe{\0}\0", 6), ProblemCode::UnreadableInput, "UTF-8"},
                    RefusedCase{"Zip", std::string("PK\x03\x04 and so on"), ProblemCode::Truncated, "ZIP archive"},
                    RefusedCase{"OtherJson", R"({"a":1})", ProblemCode::UnreadableInput, "no traces"},
                    RefusedCase{"GarbageInBrackets", "{hello}", ProblemCode::UnreadableInput, "stops being JSON"},
                    RefusedCase{"TextThatBeginsWithANumber", "404 page not found\n", ProblemCode::UnreadableInput,
                                "stops being JSON"},
                    RefusedCase{"CutBeforeAnything", R"({"da)", ProblemCode::UnreadableInput, "stops being JSON"},
                    RefusedCase{"EmptyObject", "{}", ProblemCode::NoTraces, "empty"},
                    RefusedCase{"EmptyList", "[]", ProblemCode::NoTraces, "empty"},
                    RefusedCase{"Null", "null", ProblemCode::NoTraces, "empty"},
                    RefusedCase{"Error", R"({"data":null,"errors":[{"code":404,"msg":"trace not found"}]})",
                                ProblemCode::UnreadableInput, "trace not found"},
                    RefusedCase{"ErrorOfVersion3", R"({"error":{"httpCode":404,"message":"No traces found"}})",
                                ProblemCode::UnreadableInput, "No traces found"},
                    RefusedCase{"ErrorOfGateway", R"({"code":3,"message":"bad id","details":[]})",
                                ProblemCode::UnreadableInput, "bad id"},
                    RefusedCase{"Chrome", R"({"traceEvents":[{}]})", ProblemCode::UnsupportedFormat, "Chrome"},
                    RefusedCase{"Logs", R"({"resourceLogs":[{}]})", ProblemCode::OtherSignal, "not traces"},
                    RefusedCase{"NoSpans", R"({"resourceSpans":[]})", ProblemCode::NoTraces, "no trace"},
                    RefusedCase{"SpanWithoutName", R"([{"traceID":"1","spanID":"2","duration":"x"}])",
                                ProblemCode::BrokenRecord, "no operation name"},
                    RefusedCase{"PackedTwice", gzip(gzip(otlpSpan(""))), ProblemCode::UnreadableInput, "twice"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(Documents, StreamsAreReadLikeFiles)
{
    std::istringstream stream(jaegerSpan(""));
    trace::TraceBuilder builder;
    ReadOptions options;
    options.chunkBytes = 7;
    EXPECT_EQ(readStream(stream, "standard input", builder, options).spans, 1U);
    EXPECT_EQ(builder.freeze()->inputs()[0].name, "standard input");
}

TEST(Documents, ProgressIsReportedAndCanStopTheReading)
{
    const std::string bytes = jaegerSpan("");
    ReadOptions options;
    options.chunkBytes = 16;
    std::uint64_t last = 0;
    options.progress = [&](std::uint64_t done, std::uint64_t total) {
        EXPECT_GT(done, last);
        EXPECT_EQ(total, bytes.size());
        last = done;
        return done < 64;
    };
    const Reading reading = read(bytes, options);
    EXPECT_TRUE(reading.result.cancelled);
    EXPECT_EQ(last, 64U);
    EXPECT_EQ(reading.count(ProblemCode::Truncated), 2U);
}

TEST(Documents, InputThatBreaksOffKeepsItsSpansAndSaysWhy)
{
    trace::TraceBuilder builder;
    Reader reader(builder, "answer");
    const std::string bytes = jaegerSpan("");
    reader.feed(std::string_view(bytes).substr(0, bytes.find("}],\"processes") + 1));
    EXPECT_EQ(reader.abort("connection lost").spans, 1U);
    const auto store = builder.freeze();
    EXPECT_NE(store->importLog().problems()[0].message.find("connection lost"), std::string::npos);
}

TEST(Documents, SeveralInputsAreCountedOnTheirOwn)
{
    trace::TraceBuilder builder;
    EXPECT_EQ(readBytes(jaegerSpan(""), "one", builder).spans, 1U);
    EXPECT_EQ(readBytes(otlpSpan(""), "two", builder).spans, 1U);
    const auto store = builder.freeze();
    ASSERT_EQ(store->inputs().size(), 2U);
    EXPECT_EQ(store->inputs()[0].format, "jaeger-json");
    EXPECT_EQ(store->inputs()[1].format, "otlp-json");
    EXPECT_EQ(store->inputs()[1].spans, 1U);
    EXPECT_EQ(store->inputs()[1].bytes, otlpSpan("").size());
}

TEST(Folders, EveryTraceFileIsReadAndOthersAreNoted)
{
    const TemporaryFolder folder;
    folder.write("a/one.json", jaegerSpan(""));
    folder.write("b.json.gz", gzip(otlpSpan("")));
    folder.write("notes.txt", "hello");
    folder.write(".hidden/two.json", jaegerSpan(""));
    const Reading reading = readPathOf(folder.path());
    EXPECT_EQ(reading.result.spans, 2U);
    EXPECT_EQ(reading->inputs().size(), 2U);
    EXPECT_NE(reading.problem(ProblemCode::OtherSignal).message.find("notes.txt"), std::string::npos);
}

TEST(Folders, FolderWithoutTracesIsAnError)
{
    const TemporaryFolder folder;
    folder.write("notes.txt", "hello");
    const Reading reading = readPathOf(folder.path());
    EXPECT_FALSE(reading.result.recognised);
    EXPECT_EQ(reading.count(ProblemCode::UnreadableInput), 1U);
}

TEST(Folders, PathThatIsNotThereIsAnError)
{
    const TemporaryFolder folder;
    const Reading reading = readPathOf(folder.path() / "missing.json");
    EXPECT_NE(reading.problem(ProblemCode::UnreadableInput).message.find("No such file"), std::string::npos);
}

} // namespace
} // namespace spanlight::formats::test
