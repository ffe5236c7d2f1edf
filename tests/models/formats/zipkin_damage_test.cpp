#include "tests/models/formats/reading.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace spanlight::formats::test {
namespace {

using trace::ProblemCode;
using trace::SpanRow;

std::string spanText(const std::string& trace, const std::string& id)
{
    return R"({"traceId":")" + trace + R"(","parentId":"9","id":")" + id + R"(","kind":"CLIENT","name":")" + trace +
           id + R"(","timestamp":5,"duration":1,"localEndpoint":{"serviceName":"service )" + trace +
           R"("},"annotations":[{"timestamp":6,"value":"v {[\"]}"}],"tags":{"k":"{v}"}})";
}

// Three spans each in two traces.
std::string twoTraces()
{
    std::string text = "[";
    for (const std::string trace : {"a", "b"}) {
        text += trace == "a" ? "[" : ",[";
        for (const std::string id : {"1", "2", "3"})
            text += (id == "1" ? "" : ",") + spanText(trace, id);
        text += "]";
    }
    return text + "]";
}

std::string lines()
{
    return spanText("a", "1") + "\n" + spanText("a", "2") + "\n" + spanText("b", "1") + "\n";
}

TEST(ZipkinDamage, BordersBetweenPiecesChangeNothing)
{
    std::mt19937 random(11);
    for (int round = 0; round < 300; ++round) {
        std::string bytes = round % 2 == 0 ? twoTraces() : lines();
        for (int i = 0; i < round % 5; ++i)
            bytes[random() % bytes.size()] = static_cast<char>("{}[]\",:\\\n\0x9 "[random() % 13]);
        const std::string whole = describe(*read(bytes));
        ASSERT_EQ(describe(*readInPieces(bytes, 1)), whole) << bytes;
        ASSERT_EQ(describe(*readInPieces(bytes, 1 + random() % 100)), whole) << bytes;
    }
}

TEST(ZipkinDamage, SpansBeforeTheCutAreThereAndTheLossIsLogged)
{
    const std::string good = twoTraces();
    for (std::size_t cut = 1; cut < good.size(); ++cut) {
        const std::string_view bytes = std::string_view(good).substr(0, cut);
        std::size_t ended = 0;
        for (std::size_t at = 0; (at = bytes.find(R"("tags":{"k":"{v}"}})", at)) != std::string_view::npos; ++at)
            ++ended;
        const Reading reading = read(bytes);
        ASSERT_EQ(reading->spanCount(), ended) << bytes;
        ASSERT_EQ(reading.count(ProblemCode::Truncated), 1U) << bytes << "\n" << describe(*reading);
    }
}

TEST(ZipkinDamage, MissingByteCostsOneSpanAtMost)
{
    const std::string good = twoTraces();
    const std::size_t begin = good.find(spanText("a", "2"));
    const std::size_t end = good.find(spanText("a", "3")) - 1;
    for (std::size_t at = begin; at < end; ++at) {
        std::string damaged = good;
        damaged.erase(at, 1);
        const Reading reading = read(damaged);
        ASSERT_GE(reading->spanCount(), 5U) << damaged.substr(begin, end - begin) << "\n" << describe(*reading);
        ASSERT_LE(reading->spanCount(), 6U) << damaged;
        ASSERT_TRUE(reading->spanCount() == 6 || reading->importLog().hasLoss()) << damaged;
        ASSERT_EQ(reading->service(reading.span("b3")), "service b") << damaged;
    }
}

TEST(ZipkinDamage, MissingByteAnywhereIsNeverSilent)
{
    const std::string good = twoTraces();
    for (std::size_t at = 0; at < good.size(); ++at) {
        std::string damaged = good;
        damaged.erase(at, 1);
        const Reading reading = read(damaged);
        ASSERT_GE(reading->spanCount(), 5U) << at << "\n" << damaged << "\n" << describe(*reading);
        ASSERT_TRUE(reading->spanCount() == 6 || reading->importLog().hasLoss()) << damaged;
    }
}

TEST(ZipkinDamage, CutLineCostsOnlyItself)
{
    const std::string line = spanText("a", "1") + "\n";
    for (std::size_t cut = 1; cut + 2 < line.size(); ++cut) {
        const Reading reading = read(line + line.substr(0, cut) + "\n" + line + line);
        ASSERT_GE(reading->spanCount(), 3U) << "cut at " << cut << "\n" << describe(*reading);
        ASSERT_TRUE(reading->importLog().hasLoss()) << cut;
    }
}

TEST(ZipkinDamage, ElementsThatAreNoSpansAreReported)
{
    const Reading reading =
        read(R"([{"traceId":"1","id":"2"},{},5,"text",{"value":"v"},[7],{"traceId":"1","id":"3"}])");
    EXPECT_EQ(reading->spanCount(), 2U) << describe(*reading);
    EXPECT_EQ(reading.count(ProblemCode::BrokenRecord), 2U) << describe(*reading);
    EXPECT_EQ(reading.count(ProblemCode::WrongType), 3U) << describe(*reading);
}

TEST(ZipkinDamage, FormOfVersion1IsReportedWhereItLosesSomething)
{
    const Reading reading = read(R"([{"traceId":"1","id":"2","name":"get","annotations":[{"timestamp":5,"value":"sr",
        "endpoint":{"serviceName":"svc"}}],"binaryAnnotations":[{"key":"k","value":"v"}]}])");
    ASSERT_EQ(reading->spanCount(), 1U);
    EXPECT_EQ(reading->service(SpanRow{0}), "svc");
    EXPECT_NE(reading.problem(ProblemCode::WrongType).message.find("Zipkin v1"), std::string::npos);
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
                                       R"([{"timestamp":[],"value":{}}])",
                                       R"({"serviceName":5,"port":"x"})",
                                       "18446744073709551615"};

TEST(ZipkinDamage, WrongTypesNeverLoseTheSpan)
{
    for (const std::string key :
         {"traceId", "id", "parentId", "name", "kind", "timestamp", "duration", "debug", "shared", "localEndpoint",
          "remoteEndpoint", "annotations", "tags", "binaryAnnotations"})
        for (const std::string& value : kValues) {
            const Reading reading = read(R"([{"traceId":"1","id":"2","name":"n",")" + key + "\":" + value + "}]");
            ASSERT_EQ(reading->spanCount(), 1U) << key << " " << value << "\n" << describe(*reading);
        }
}

TEST(ZipkinDamage, WrongTypesInsideMembersNeverLoseTheSpan)
{
    for (const std::string key : {"serviceName", "ipv4", "ipv6", "port", "timestamp", "value", "endpoint", "error",
                                  "otel.status_code", "otel.scope.name", "span.kind", "otlp.link.0"})
        for (const std::string& value : kValues) {
            const std::string object = "{\"" + key + "\":" + value + "}";
            const Reading reading =
                read(R"([{"traceId":"1","id":"2","localEndpoint":)" + object + R"(,"annotations":[)" + object +
                     R"(],"tags":)" + object + R"(,"remoteEndpoint":)" + object + "}]");
            ASSERT_EQ(reading->spanCount(), 1U) << object << "\n" << describe(*reading);
        }
}

TEST(ZipkinDamage, LimitsAreKeptAndReported)
{
    ReadOptions options;
    options.maxAttributes = 2;
    const Reading reading = read(R"([{"traceId":"1","id":"2","tags":{"a":"1","b":"2","c":"3"}}])", options);
    EXPECT_EQ(reading->attributes(SpanRow{0}).size(), 2U);
    EXPECT_EQ(reading.count(ProblemCode::LimitReached), 1U);
}

} // namespace
} // namespace spanlight::formats::test
