#include "tests/models/formats/reading.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace spanlight::formats::test {
namespace {

using trace::ProblemCode;
using trace::SpanRow;

constexpr SpanRow kFirst{0};

// Two traces with every kind of member.
const std::string kJaeger = R"({"data":[{"traceID":"a1","spans":[
  {"traceID":"a1","spanID":"1","operationName":"one","references":[],"startTime":1000,"duration":50,"processID":"p1",
   "tags":[{"key":"k","type":"string","value":"v \"}{[]\\"}],"logs":[{"timestamp":1001,"fields":[{"key":"event",
   "type":"string","value":"e"}]}],"warnings":["w"]},
  {"traceID":"a1","spanID":"2","operationName":"two","references":[{"refType":"CHILD_OF","traceID":"a1","spanID":"1"}],
   "startTime":1010,"duration":5,"processID":"p1","tags":[{"key":"n","type":"int64","value":-5}],"logs":[]}],
  "processes":{"p1":{"serviceName":"svc é","tags":[]}},"warnings":null},
  {"traceID":"a2","spans":[{"traceID":"a2","spanID":"3","operationName":"three","startTime":1,"duration":1,
   "process":{"serviceName":"other"}}],"processes":{}}],"total":0,"errors":null})";

std::string otlpLines()
{
    std::string line = otlpSpan(R"(,"attributes":[{"key":"a","value":{"arrayValue":{"values":[{"intValue":"1"}]}}}])");
    std::erase(line, '\n');
    return line + "\n" + line + "\n" + line + "\n";
}

TEST(Pieces, BordersBetweenThemChangeNothing)
{
    for (const std::string& bytes : {kJaeger, otlpLines(), gzip(kJaeger), zstd(otlpLines())}) {
        const std::string whole = describe(*read(bytes));
        for (const std::size_t size : {1U, 2U, 3U, 7U, 63U, 64U, 65U})
            ASSERT_EQ(describe(*readInPieces(bytes, size)), whole) << "pieces of " << size;
    }
}

TEST(Pieces, BordersBetweenThemChangeNothingInDamagedInput)
{
    std::mt19937 random(7);
    for (int round = 0; round < 300; ++round) {
        std::string bytes = round % 2 == 0 ? kJaeger : otlpLines();
        for (int i = 0; i < 1 + round % 4; ++i)
            bytes[random() % bytes.size()] = static_cast<char>("{}[]\",:\\\n\0x9 "[random() % 13]);
        const std::string whole = describe(*read(bytes));
        ASSERT_EQ(describe(*readInPieces(bytes, 1)), whole) << bytes;
        ASSERT_EQ(describe(*readInPieces(bytes, 1 + random() % 100)), whole) << bytes;
    }
}

// How many of the first spans end before each byte.
std::size_t spansBefore(std::string_view bytes, std::size_t cut, const std::vector<std::string>& ends)
{
    std::size_t spans = 0;
    std::size_t at = 0;
    for (const std::string& end : ends) {
        at = bytes.find(end, at);
        if (at == std::string_view::npos || (at += end.size()) > cut)
            break;
        ++spans;
    }
    return spans;
}

TEST(Truncation, SpansBeforeTheCutAreThereAndTheLossIsLogged)
{
    const std::vector<std::string> ends{R"("warnings":["w"]})", R"("logs":[]})", R"("serviceName":"other"}})"};
    for (std::size_t cut = 1; cut < kJaeger.size(); ++cut) {
        const Reading reading = read(std::string_view(kJaeger).substr(0, cut));
        ASSERT_EQ(reading->spanCount(), spansBefore(kJaeger, cut, ends)) << "cut at " << cut;
        ASSERT_EQ(reading.count(ProblemCode::Truncated), 1U) << "cut at " << cut << "\n" << describe(*reading);
        ASSERT_LE(reading.problem(ProblemCode::Truncated).offset, cut);
    }
}

TEST(Truncation, LinesBeforeTheCutAreThereAndTheLossIsLogged)
{
    const std::string bytes = otlpLines();
    const std::size_t line = bytes.find('\n');
    for (std::size_t cut = line + 2; cut < 2 * line + 1; ++cut) {
        const Reading reading = read(std::string_view(bytes).substr(0, cut));
        ASSERT_GE(reading->spanCount(), 1U);
        ASSERT_EQ(reading.count(ProblemCode::Truncated), 1U) << "cut at " << cut;
    }
}

TEST(Truncation, PackedInputKeepsWhatCouldBeUnpacked)
{
    std::string lines;
    for (int i = 0; i < 2000; ++i)
        lines += otlpLines();
    for (const std::string& packed : {gzip(lines), zstd(lines)}) {
        const Reading reading = read(std::string_view(packed).substr(0, packed.size() - 20));
        EXPECT_GE(reading.count(ProblemCode::Truncated), 1U);
        EXPECT_LT(reading->spanCount(), 6000U);
    }
}

TEST(Packed, SeveralPartsAreOneInput)
{
    const std::string line = otlpLines();
    EXPECT_EQ(read(gzip(line) + gzip(line))->spanCount(), 6U);
    EXPECT_EQ(read(zstd(line) + zstd(line))->spanCount(), 6U);
    const Reading padded = read(gzip(line) + std::string(100, '\0'));
    EXPECT_EQ(padded->spanCount(), 3U);
    EXPECT_FALSE(padded->importLog().hasLoss());
}

TEST(Packed, DamageIsReported)
{
    for (std::string packed : {gzip(kJaeger), zstd(kJaeger)}) {
        for (std::size_t i = packed.size() / 2; i < packed.size(); ++i)
            packed[i] = 'x';
        const Reading reading = read(packed);
        EXPECT_GE(reading.count(ProblemCode::Truncated), 1U) << describe(*reading);
    }
}

TEST(Packed, BombIsRefused)
{
    const std::string packed = gzip(std::string(std::size_t{300} << 20, ' '));
    ReadOptions options;
    options.maxUnpackRatio = 100;
    const Reading reading = read(packed, options);
    EXPECT_EQ(reading.count(ProblemCode::LimitReached), 1U) << describe(*reading);
}

TEST(Limits, LongInputIsCutAndReported)
{
    ReadOptions options;
    options.maxBytes = kJaeger.find("\"two\"");
    const Reading reading = read(kJaeger, options);
    EXPECT_EQ(reading->spanCount(), 1U);
    EXPECT_EQ(reading.problem(ProblemCode::LimitReached).offset, options.maxBytes);
}

TEST(Limits, LongValueIsCutMarkedAndReported)
{
    ReadOptions options;
    options.maxValueBytes = 100;
    const Reading reading = read(
        jaegerSpan(R"(,"tags":[{"key":"long","type":"string","value":")" + std::string(99, 'x') + "éé\"}]"), options);
    const std::string_view value = reading->attributes(kFirst).find("long")->string();
    EXPECT_TRUE(value.starts_with(std::string(99, 'x') + " …")) << value;
    EXPECT_EQ(reading.count(ProblemCode::ValueCut), 1U);
}

TEST(Limits, LongSpanIsLeftOutAndReported)
{
    ReadOptions options;
    options.maxRecordBytes = 300;
    options.chunkBytes = 64;
    const std::string two =
        R"({"spans":[{"traceID":"1","spanID":"2","operationName":"long","tags":[{"key":"k","value":")" +
        std::string(5000, 'x') + R"("}]},{"traceID":"1","spanID":"3","operationName":"short"}]})";
    const Reading reading = read(two, options);
    ASSERT_EQ(reading->spanCount(), 1U);
    EXPECT_EQ(reading->name(kFirst), "short");
    EXPECT_EQ(reading.problem(ProblemCode::LimitReached).offset, two.find(R"({"traceID")"));
}

TEST(Limits, AttributesBeyondTheLimitAreLeftOutAndReported)
{
    ReadOptions options;
    options.maxAttributes = 3;
    const Reading reading =
        read(jaegerSpan(R"(,"tags":[{"key":"1","value":1},{"key":"2","value":1},{"key":"3","value":1},
        {"key":"4","value":1},{"key":"5","value":1}])"),
             options);
    EXPECT_EQ(reading->attributes(kFirst).size(), 3U);
    EXPECT_EQ(reading.count(ProblemCode::LimitReached), 2U);
}

TEST(Limits, DeepNestingIsCutAndReported)
{
    const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
    const Reading reading = read(jaegerSpan(R"(,"tags":[{"key":"deep","value":)" + deep + "}],\"unknown\":" + deep));
    ASSERT_EQ(reading->spanCount(), 1U);
    EXPECT_EQ(reading.count(ProblemCode::TooDeep), 1U);
}

TEST(Limits, DeepDocumentsNeitherCrashNorHang)
{
    for (const std::string_view piece : {"[", "{\"data\":", "[{\"data\":", "{\"a\":", "{\"result\":["}) {
        std::string deep;
        for (int i = 0; i < 100'000; ++i)
            deep += piece;
        EXPECT_EQ(read(deep).count(ProblemCode::Truncated), 1U) << piece;
    }
}

TEST(Damage, BrokenSpanCostsOnlyItself)
{
    const Reading reading = read(R"({"spans":[{"traceID":"1","spanID":"2","operationName":"a"},
        {"traceID":"1","spanID":"3","operationName":@@,"tags":[{"key":"traceID"}]},
        {"traceID":"1","spanID":"4","operationName":"c"}]})");
    ASSERT_EQ(reading->spanCount(), 2U);
    EXPECT_EQ(reading->name(SpanRow{1}), "c");
    EXPECT_EQ(reading.count(ProblemCode::BrokenRecord), 1U);
}

TEST(Damage, SpanWithoutItsClosingBracketCostsOnlyItself)
{
    const Reading reading = read(R"({"spans":[{"traceID":"1","spanID":"2","operationName":"a"},
        {"traceID":"1","spanID":"3","operationName":"b",
        {"traceID":"1","spanID":"4","operationName":"c"},{"traceID":"1","spanID":"5","operationName":"d"}],
        "processes":{}})");
    ASSERT_EQ(reading->spanCount(), 3U) << describe(*reading);
    EXPECT_EQ(reading.count(ProblemCode::BrokenRecord), 1U);
    EXPECT_EQ(reading.count(ProblemCode::BrokenJson), 0U);
}

// Three spans each in two traces; every value is there so that quotes and brackets can be taken out.
std::string twoTraces()
{
    std::string text = R"({"data":[)";
    for (const std::string trace : {"a", "b"}) {
        text += (trace == "a" ? "" : ",") + std::string(R"({"traceID":")") + trace + R"(","spans":[)";
        for (const std::string span : {"1", "2", "3"})
            text +=
                (span == "1" ? "" : ",") + std::string(R"({"traceID":")") + trace + R"(","spanID":")" + span +
                R"(","operationName":")" + trace + span + R"(","references":[{"refType":"CHILD_OF","traceID":")" +
                trace +
                R"(","spanID":"9"}],"startTime":5,"duration":1,"tags":[{"key":"k","type":"string","value":"{v}"}],)" +
                R"("processID":"p1"})";
        text += R"(],"processes":{"p1":{"serviceName":"service )" + trace + R"(","tags":[]}}})";
    }
    return text + "]}";
}

TEST(Damage, MissingByteInTheSecondSpanCostsOnlyThatSpan)
{
    const std::string good = twoTraces();
    const std::size_t begin = good.find(R"({"traceID":"a","spanID":"2")");
    const std::size_t end = good.find(R"({"traceID":"a","spanID":"3")") - 1;
    for (std::size_t at = begin; at < end; ++at) {
        std::string damaged = good;
        damaged.erase(at, 1);
        const Reading reading = read(damaged);
        ASSERT_GE(reading->spanCount(), 5U) << damaged.substr(begin, end - begin) << "\n" << describe(*reading);
        ASSERT_LE(reading->spanCount(), 6U) << damaged;
        ASSERT_TRUE(reading->spanCount() == 6 || reading->importLog().hasLoss()) << damaged;
        ASSERT_EQ(reading->service(reading.span("a3")), "service a") << damaged;
        ASSERT_EQ(reading->service(reading.span("b3")), "service b") << damaged;
    }
}

TEST(Damage, SpansNeverGetTheServiceOfAnotherTrace)
{
    const std::string good = twoTraces();
    for (std::size_t at = 0; at < good.size(); ++at) {
        std::string damaged = good;
        damaged.erase(at, 1);
        const Reading reading = read(damaged);
        for (std::uint32_t i = 0; i < reading->spanCount(); ++i) {
            const std::string_view name = reading->name(SpanRow{i});
            const std::string_view service = reading->service(SpanRow{i});
            const bool crossed = name.size() == 2 && service.size() == 9 && service.back() != name.front();
            ASSERT_FALSE(crossed) << at << " " << name << " " << service;
        }
        ASSERT_TRUE(reading->spanCount() == 6 || reading->importLog().hasLoss()) << damaged;
    }
}

TEST(Damage, MissingEndOfATraceCostsNoOtherTrace)
{
    const std::string good = twoTraces();
    const std::size_t end = good.find(R"(],"processes")");
    const std::size_t next = good.find(R"(,{"traceID":"b")");
    for (const std::string_view instead :
         {"", "}", "]", "}]", "]}", "}}", "]]]]", "\"", R"(],"processes":{"p1":{}})", R"(],"warnings":null)"}) {
        const std::string damaged = good.substr(0, end) + std::string(instead) + good.substr(next);
        const Reading reading = read(damaged);
        ASSERT_EQ(reading->spanCount(), 6U) << damaged << "\n" << describe(*reading);
        EXPECT_EQ(reading->service(reading.span("b1")), "service b");
        EXPECT_TRUE(reading->importLog().hasLoss());
    }
}

TEST(Damage, MissingQuoteInAProcessCostsNoOtherTrace)
{
    const std::string good = twoTraces();
    const std::size_t begin = good.find(R"(],"processes")");
    const std::size_t end = good.find(R"(,{"traceID":"b")");
    for (std::size_t at = begin; at < end; ++at) {
        std::string damaged = good;
        damaged.erase(at, 1);
        const Reading reading = read(damaged);
        ASSERT_EQ(reading->spanCount(), 6U) << damaged << "\n" << describe(*reading);
        ASSERT_EQ(reading->service(reading.span("b1")), "service b") << damaged;
        ASSERT_EQ(describe(*readInPieces(damaged, 1)), describe(*reading)) << damaged;
    }
}

TEST(Damage, ListWithoutItsEndIsEndedByTheNextName)
{
    std::string damaged = twoTraces();
    damaged.erase(damaged.find(R"(],"processes")"), 1);
    const Reading reading = read(damaged);
    EXPECT_EQ(reading->spanCount(), 6U) << describe(*reading);
    EXPECT_EQ(reading->service(reading.span("a1")), "service a");
    EXPECT_EQ(reading->service(reading.span("b3")), "service b");
    EXPECT_EQ(reading.count(ProblemCode::BrokenJson), 1U);
}

TEST(Damage, ElementsThatAreNoSpansDoNotCount)
{
    const Reading jaeger = read(R"({"spans":[{},{"key":"k","type":"string","value":"v"},{"traceID":"1","spanID":"2"},
        {"refType":"CHILD_OF","traceID":"1","spanID":"2"}]})");
    EXPECT_EQ(jaeger->spanCount(), 1U);
    EXPECT_EQ(jaeger.count(ProblemCode::BrokenRecord), 3U);
    const Reading otlp = read(R"({"resourceSpans":[{"scopeSpans":[{"spans":[{},{"key":"a","value":{}},
        {"timeUnixNano":"1","name":"event"},{"name":"span"}]}]}]})");
    EXPECT_EQ(otlp->spanCount(), 1U);
    EXPECT_EQ(otlp.count(ProblemCode::BrokenRecord), 3U);
}

TEST(Damage, CutLineCostsOnlyItself)
{
    const std::string line = otlpLines().substr(0, otlpLines().find('\n') + 1);
    for (std::size_t cut = 1; cut + 2 < line.size(); ++cut) {
        const Reading reading = read(line + line.substr(0, cut) + "\n" + line + line);
        ASSERT_GE(reading->spanCount(), 3U) << "cut at " << cut << "\n" << describe(*reading);
        ASSERT_GE(reading.count(ProblemCode::BrokenRecord) + reading.count(ProblemCode::BrokenJson), 1U);
    }
}

TEST(Damage, DocumentOfSeveralLinesMayFollowALine)
{
    std::string pretty = otlpSpan("");
    for (std::size_t at = 0; (at = pretty.find_first_of(",[", at)) != std::string::npos; at += 3)
        pretty.insert(at + 1, "\n  ");
    const std::string bytes = otlpLines() + pretty + "\n" + otlpLines();
    const Reading reading = read(bytes);
    EXPECT_EQ(reading->spanCount(), 7U) << describe(*reading);
    EXPECT_FALSE(reading->importLog().hasLoss());
    EXPECT_EQ(describe(*readInPieces(bytes, 1)), describe(*reading));
}

TEST(Damage, FileThatBeginsInTheMiddleOfALineIsReadFromTheNextOne)
{
    const std::string lines = otlpLines();
    const Reading reading = read(lines.substr(60));
    EXPECT_EQ(reading->spanCount(), 2U) << describe(*reading);
    EXPECT_EQ(reading.problem(ProblemCode::BrokenJson).offset, 0U);
}

TEST(Damage, TextBehindADocumentIsReportedWithItsPlace)
{
    const Reading reading = read(kJaeger + " and so on");
    EXPECT_EQ(reading->spanCount(), 3U);
    EXPECT_EQ(reading.problem(ProblemCode::BrokenJson).offset, kJaeger.size() + 1);
}

TEST(Damage, MissingAndSpareCommasAreReported)
{
    const Reading reading = read(R"({"spans":[{"traceID":"1","spanID":"2"} {"traceID":"1","spanID":"3"},],})");
    EXPECT_EQ(reading->spanCount(), 2U);
    EXPECT_EQ(reading.count(ProblemCode::BrokenJson), 3U);
}

TEST(Damage, BytesThatAreNotUtf8AreReplacedAndReported)
{
    const Reading reading = read(jaegerSpan(",\"tags\":[{\"key\":\"k\",\"value\":\"a\xff\x01\"}]"));
    ASSERT_EQ(reading->spanCount(), 1U);
    EXPECT_EQ(reading->attributes(kFirst).find("k")->string(), "a\xef\xbf\xbd\x01");
    EXPECT_EQ(reading.count(ProblemCode::RepairedText), 1U);
}

TEST(Damage, NulBytesAreKeptInTextsAndReportedElsewhere)
{
    const Reading inText = read(jaegerSpan(std::string(",\"tags\":[{\"key\":\"k\",\"value\":\"a\0b\"}]", 33)));
    EXPECT_EQ(inText->attributes(kFirst).find("k")->string(), (std::string_view("a\0b", 3)));
    const Reading behind = read(kJaeger + std::string(100, '\0'));
    EXPECT_EQ(behind->spanCount(), 3U);
    EXPECT_EQ(behind.count(ProblemCode::BrokenJson), 1U);
}

TEST(Damage, HugeNumbersAreHeldWithinTheirRange)
{
    const Reading reading = read(jaegerSpan(R"(,"startTime":99999999999999999999999999,"duration":1e400,
        "tags":[{"key":"n","type":"int64","value":123456789012345678901234567890}],"flags":-3)"));
    ASSERT_EQ(reading->spanCount(), 1U);
    EXPECT_EQ(reading->startNs(kFirst), std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(reading->flags(kFirst), 0U);
}

const std::vector<std::string> kValues{"null",
                                       "true",
                                       "0",
                                       "-1.5e3",
                                       "\"text\"",
                                       "[]",
                                       "{}",
                                       "[1,[2]]",
                                       R"({"a":{"b":[]}})",
                                       "[null]",
                                       "[{}]",
                                       R"([{"key":5,"value":{"intValue":[]}}])",
                                       "18446744073709551615"};

TEST(WrongTypes, InJaegerSpansNeverLoseTheSpan)
{
    for (const std::string key :
         {"traceID", "spanID", "operationName", "references", "startTime", "duration", "tags", "logs", "processID",
          "process", "warnings", "flags", "parentSpanID", "traceId", "spanId", "tag"})
        for (const std::string& value : kValues) {
            const Reading reading = read(jaegerSpan(",\"" + key + "\":" + value));
            ASSERT_EQ(reading->spanCount(), 1U) << key << " " << value << "\n" << describe(*reading);
        }
}

TEST(WrongTypes, InJaegerTagsReferencesAndLogsNeverLoseTheSpan)
{
    for (const std::string& value : kValues)
        for (const std::string key : {"key", "type", "value", "refType", "traceID", "spanID", "timestamp", "fields"}) {
            const std::string object = "[{\"key\":\"k\",\"" + key + "\":" + value + "}]";
            const Reading reading =
                read(jaegerSpan(",\"tags\":" + object + ",\"references\":" + object + ",\"logs\":" + object));
            ASSERT_EQ(reading->spanCount(), 1U) << object << "\n" << describe(*reading);
        }
}

TEST(WrongTypes, InOtlpSpansNeverLoseTheSpan)
{
    for (const std::string key : {"traceId", "spanId", "parentSpanId", "traceState", "name", "kind",
                                  "startTimeUnixNano", "endTimeUnixNano", "attributes", "events", "links", "status",
                                  "flags", "droppedAttributesCount", "droppedEventsCount", "droppedLinksCount"})
        for (const std::string& value : kValues) {
            const Reading reading = read(otlpSpan(",\"" + key + "\":" + value));
            ASSERT_EQ(reading->spanCount(), 1U) << key << " " << value << "\n" << describe(*reading);
        }
}

TEST(WrongTypes, InOtlpAttributesEventsAndLinksNeverLoseTheSpan)
{
    for (const std::string& value : kValues)
        for (const std::string key :
             {"key", "value", "name", "timeUnixNano", "attributes", "traceId", "code", "message"}) {
            const std::string object = "{\"" + key + "\":" + value + "}";
            const Reading reading = read(otlpSpan(",\"attributes\":[" + object + "],\"events\":[" + object +
                                                  "],\"links\":[" + object + "],\"status\":" + object));
            ASSERT_EQ(reading->spanCount(), 1U) << object << "\n" << describe(*reading);
        }
}

TEST(WrongTypes, AroundTheSpansAreReported)
{
    for (const std::string& value : kValues) {
        for (const std::string key : {"data", "processes", "resourceSpans", "batches", "result", "trace", "errors",
                                      "traceID", "warnings", "status", "message"})
            EXPECT_EQ(read("{\"" + key + "\":" + value + "}")->spanCount(), 0U);
        for (const std::string key : {"resource", "scopeSpans", "schemaUrl"})
            EXPECT_EQ(read("{\"resourceSpans\":[{\"" + key + "\":" + value + "}]}")->spanCount(), 0U);
        for (const std::string key : {"scope", "schemaUrl"})
            EXPECT_EQ(read("{\"resourceSpans\":[{\"scopeSpans\":[{\"" + key + "\":" + value + "}]}]}")->spanCount(),
                      0U);
    }
    EXPECT_EQ(read(R"({"resourceSpans":5})").count(ProblemCode::WrongType), 1U);
    EXPECT_EQ(read(R"({"spans":[5,null]})").count(ProblemCode::WrongType), 1U);
}

} // namespace
} // namespace spanlight::formats::test
