#include "tests/models/formats/reading.h"

#include <gtest/gtest.h>

#include <string>

namespace spanlight::formats::test {
namespace {

using trace::ProblemCode;
using trace::SpanKind;
using trace::SpanRow;
using trace::StatusCode;

constexpr SpanRow kFirst{0};

constexpr std::string_view kTrace = R"({
  "traceID": "00000000000000000000000000000abc",
  "spans": [
    {"traceID": "abc", "spanID": "1", "operationName": "root", "references": [], "startTime": 1700000000000001,
     "duration": 250, "flags": 1, "processID": "p1", "warnings": null,
     "tags": [{"key": "http.method", "type": "string", "value": "GET"}], "logs": []},
    {"traceID": "0ABC", "spanID": "00000000000000FF", "operationName": "child", "startTime": 1700000000000010,
     "references": [{"refType": "CHILD_OF", "traceID": "abc", "spanID": "0001"}], "duration": 3, "processID": "p2",
     "tags": [], "logs": [], "warnings": ["clock skew adjusted"]}
  ],
  "processes": {
    "p1": {"serviceName": "front", "tags": [{"key": "host", "type": "string", "value": "h1"}]},
    "p2": {"serviceName": "back", "tags": []}
  },
  "warnings": null
})";

std::string answer()
{
    return R"({"data": [)" + std::string(kTrace) + R"(], "total": 0, "limit": 0, "errors": null})";
}

void expectBothSpans(const Reading& reading)
{
    ASSERT_EQ(reading.result.format, "jaeger-json");
    ASSERT_TRUE(reading.result.recognised);
    ASSERT_EQ(reading->spanCount(), 2U);
    ASSERT_EQ(reading->traceCount(), 1U);
    const SpanRow root = reading.span("root");
    const SpanRow child = reading.span("child");
    EXPECT_EQ(reading->service(root), "front");
    EXPECT_EQ(reading->service(child), "back");
    EXPECT_EQ(reading->startNs(root), 1'700'000'000'000'001'000);
    EXPECT_EQ(reading->durationNs(root), 250'000);
    EXPECT_EQ(reading->parent(child), root);
    EXPECT_FALSE(reading->importLog().hasLoss()) << describe(*reading);
}

TEST(JaegerJson, AnswerOfTheQueryApiIsRead)
{
    expectBothSpans(read(answer()));
}

TEST(JaegerJson, BareTraceObjectIsRead)
{
    expectBothSpans(read(kTrace));
}

TEST(JaegerJson, BareListOfTracesIsRead)
{
    expectBothSpans(read("[" + std::string(kTrace) + "]"));
}

TEST(JaegerJson, DownloadOfTheUiWhoseDataIsOneTraceIsRead)
{
    expectBothSpans(read(R"({"data": )" + std::string(kTrace) + "}"));
}

TEST(JaegerJson, ProcessesMayStandInFrontOfTheSpans)
{
    const Reading reading = read(R"({"processes":{"p1":{"serviceName":"front"}},"traceID":"1",
        "spans":[{"spanID":"2","operationName":"x","processID":"p1","startTime":1,"duration":1}]})");
    ASSERT_EQ(reading->spanCount(), 1U);
    EXPECT_EQ(reading->service(kFirst), "front");
    EXPECT_EQ(trace::toHex(reading->traceId(reading->traceOf(kFirst))), "00000000000000000000000000000001");
}

TEST(JaegerJson, SpanWithoutTraceIdGetsThatOfItsTraceObject)
{
    const Reading reading = read(R"({"spans":[],"traceID":"77"})"
                                 "\n"
                                 R"({"traceID":"78","spans":[{"spanID":"2","operationName":"x"}]})");
    ASSERT_EQ(reading->spanCount(), 1U);
    EXPECT_EQ(reading->traceId(reading->traceOf(kFirst)), (trace::TraceId{0, 0x78}));
}

TEST(JaegerJson, BareListOfSpansWithTheirOwnProcessIsRead)
{
    const Reading reading = read(R"([
        {"traceID":"a","spanID":"1","operationName":"x","startTime":10,"duration":2,
         "process":{"serviceName":"one","tags":[{"key":"k","type":"int64","value":3}]}},
        {"traceID":"a","spanID":"2","parentSpanID":"1","operationName":"y","startTime":11,"duration":1,
         "process":{"serviceName":"two"}}])");
    ASSERT_EQ(reading->spanCount(), 2U);
    EXPECT_EQ(reading->service(reading.span("x")), "one");
    EXPECT_EQ(reading->service(reading.span("y")), "two");
    EXPECT_EQ(reading->parent(reading.span("y")), reading.span("x"));
}

TEST(JaegerJson, LinesWithOneSpanEachAreRead)
{
    const Reading reading = read("{\"traceID\":\"a\",\"spanID\":\"1\",\"operationName\":\"x\",\"startTime\":10}\n"
                                 "{\"traceID\":\"a\",\"spanID\":\"2\",\"operationName\":\"y\",\"startTime\":10}\n");
    EXPECT_EQ(reading->spanCount(), 2U);
    EXPECT_EQ(reading.result.format, "jaeger-json");
}

TEST(JaegerJson, CopiesOfSpansInsideReferencesDoNotCount)
{
    const Reading reading = read(jaegerSpan(R"(,"references":[{"refType":"CHILD_OF","traceID":"a1","spanID":"b0",
        "span":{"traceID":"a1","spanID":"b0","operationName":"copy","references":[]}}],"depth":1,"hasChildren":true)"));
    ASSERT_EQ(reading->spanCount(), 1U);
    EXPECT_EQ(reading->parentSpanId(kFirst), trace::SpanId{0xb0});
}

TEST(JaegerJson, TagTypesKeepTheirValues)
{
    const Reading reading = read(jaegerSpan(R"(,"tags":[
        {"key":"s","type":"string","value":"text"}, {"key":"t","type":"bool","value":true},
        {"key":"tt","type":"bool","value":"true"}, {"key":"i","type":"int64","value":42},
        {"key":"big","type":"int64","value":"9007199254740993"}, {"key":"min","type":"int64","value":"-9223372036854775808"},
        {"key":"u","type":"int64","value":18446744073709551615}, {"key":"d","type":"float64","value":2.5},
        {"key":"whole","type":"float64","value":5}, {"key":"nan","type":"float64","value":"NaN"},
        {"key":"bin","type":"binary","value":"AAEC/f7/"}, {"key":"nobin","type":"binary","value":null},
        {"key":"bad","type":"int64","value":"many"}, {"value":7,"type":"int64","key":"order"},
        {"key":"none"}])"));
    EXPECT_EQ(reading.attribute(kFirst, "s"), "\"text\"");
    EXPECT_EQ(reading.attribute(kFirst, "t"), "true");
    EXPECT_EQ(reading.attribute(kFirst, "tt"), "true");
    EXPECT_EQ(reading.attribute(kFirst, "i"), "42");
    EXPECT_EQ(reading.attribute(kFirst, "big"), "9007199254740993");
    EXPECT_EQ(reading.attribute(kFirst, "min"), "-9223372036854775808");
    EXPECT_EQ(reading.attribute(kFirst, "u"), "\"18446744073709551615\"");
    EXPECT_EQ(reading.attribute(kFirst, "d"), "2.5");
    EXPECT_EQ(reading->attributes(kFirst).find("whole")->type(), trace::ValueType::Double);
    EXPECT_EQ(reading.attribute(kFirst, "nan"), "\"NaN\"");
    EXPECT_EQ(reading->attributes(kFirst).find("bin")->string(), (std::string_view("\x00\x01\x02\xfd\xfe\xff", 6)));
    EXPECT_EQ(reading->attributes(kFirst).find("nobin")->type(), trace::ValueType::Bytes);
    EXPECT_EQ(reading.attribute(kFirst, "bad"), "\"many\"");
    EXPECT_EQ(reading.attribute(kFirst, "order"), "7");
    EXPECT_EQ(reading->attributes(kFirst).find("none")->type(), trace::ValueType::Empty);
    EXPECT_FALSE(reading->importLog().hasLoss());
}

TEST(JaegerJson, EscapesInKeysAndValuesAreResolved)
{
    const Reading reading =
        read(jaegerSpan(R"(,"tags":[{"key":"a\"\u00e9","type":"string","value":"\ud83d\ude00\n\/"}])"));
    EXPECT_EQ(reading->attributes(kFirst).find("a\"é")->string(), "😀\n/");
}

TEST(JaegerJson, ReferencesBecomeParentAndLinks)
{
    const Reading reading = read(jaegerSpan(R"(,"references":[
        {"refType":"FOLLOWS_FROM","traceID":"a1","spanID":"c1"}, {"refType":"CHILD_OF","traceID":"ffff","spanID":"c2"},
        {"refType":"CHILD_OF","traceID":"a1","spanID":"c3"}, {"refType":"CHILD_OF","traceID":"a1","spanID":"c4"}])"));
    EXPECT_EQ(reading->parentSpanId(kFirst), trace::SpanId{0xc3});
    ASSERT_EQ(reading->linkCount(kFirst), 3U);
    EXPECT_EQ(reading->link(kFirst, 0).spanId, trace::SpanId{0xc1});
    EXPECT_TRUE(reading->link(kFirst, 0).attributes.empty());
    EXPECT_EQ(reading->link(kFirst, 1).traceId, (trace::TraceId{0, 0xffff}));
    EXPECT_EQ(reading->link(kFirst, 1).attributes.find("opentracing.ref_type")->string(), "child_of");
}

TEST(JaegerJson, SpanThatOnlyFollowsAnotherOneIsARoot)
{
    const Reading reading =
        read(jaegerSpan(R"(,"references":[{"refType":"FOLLOWS_FROM","traceID":"a1","spanID":"c1"}])"));
    EXPECT_TRUE(reading->parentSpanId(kFirst).empty());
    EXPECT_EQ(reading->linkCount(kFirst), 1U);
}

TEST(JaegerJson, LogsBecomeEventsWithTheirName)
{
    const Reading reading = read(jaegerSpan(R"(,"logs":[{"timestamp":1002,"fields":[
        {"key":"event","type":"string","value":"exception"},{"key":"exception.type","type":"string","value":"OSError"}]},
        {"timestamp":1003,"fields":[{"key":"message","type":"string","value":"no name"}]}])"));
    ASSERT_EQ(reading->eventCount(kFirst), 2U);
    EXPECT_EQ(reading->event(kFirst, 0).name, "exception");
    EXPECT_EQ(reading->event(kFirst, 0).timeNs, 1'002'000);
    ASSERT_EQ(reading->event(kFirst, 0).attributes.size(), 1U);
    EXPECT_EQ(reading->event(kFirst, 1).name, "");
    EXPECT_EQ(reading->event(kFirst, 1).attributes.find("message")->string(), "no name");
}

TEST(JaegerJson, WarningsOfSpansAndTracesAreKept)
{
    const Reading reading = read(R"({"traceID":"1","spans":[{"traceID":"1","spanID":"2","operationName":"x",
        "warnings":["w1","w1","w2"]}],"warnings":["too many spans"]})");
    ASSERT_EQ(reading->warnings(kFirst).size(), 2U);
    EXPECT_EQ(reading->text(reading->warnings(kFirst)[1]), "w2");
    EXPECT_EQ(reading.problem(ProblemCode::SourceWarning).message, "too many spans");
}

TEST(JaegerJson, GeneratedTagsBecomeKindStatusScopeAndStateAgain)
{
    const Reading reading = read(jaegerSpan(R"(,"tags":[
        {"key":"span.kind","type":"string","value":"client"}, {"key":"otel.status_code","type":"string","value":"ERROR"},
        {"key":"otel.status_description","type":"string","value":"refused"}, {"key":"error","type":"bool","value":true},
        {"key":"otel.scope.name","type":"string","value":"lib"}, {"key":"otel.library.version","type":"string","value":"1.2"},
        {"key":"w3c.tracestate","type":"string","value":"a=b"}])"));
    EXPECT_EQ(reading->kind(kFirst), SpanKind::Client);
    EXPECT_EQ(reading->status(kFirst), StatusCode::Error);
    EXPECT_EQ(reading->statusMessage(kFirst), "refused");
    EXPECT_EQ(reading->scope(reading->scopeOf(kFirst)).name, "lib");
    EXPECT_EQ(reading->scope(reading->scopeOf(kFirst)).version, "1.2");
    EXPECT_EQ(reading->traceState(kFirst), "a=b");
    EXPECT_EQ(reading.attribute(kFirst, "error"), "true");
    EXPECT_EQ(reading->attributes(kFirst).size(), 1U);
}

TEST(JaegerJson, TagsThatOnlyLookGeneratedStayAttributes)
{
    const Reading reading = read(jaegerSpan(R"(,"tags":[{"key":"span.kind","type":"string","value":"robot"},
        {"key":"span.kind","type":"int64","value":2}, {"key":"otel.status_code","type":"string","value":"UNSET"}])"));
    EXPECT_EQ(reading->kind(kFirst), SpanKind::Unspecified);
    EXPECT_EQ(reading->status(kFirst), StatusCode::Unset);
    EXPECT_EQ(reading->attributes(kFirst).size(), 3U);
}

struct ErrorCase
{
    const char* tags;
    StatusCode status;
};

class JaegerErrorTag : public testing::TestWithParam<ErrorCase>
{
};

TEST_P(JaegerErrorTag, DecidesWhetherTheSpanFailed)
{
    const Reading reading = read(jaegerSpan(",\"tags\":[" + std::string(GetParam().tags) + "]"));
    EXPECT_EQ(reading->status(kFirst), GetParam().status) << GetParam().tags;
}

INSTANTIATE_TEST_SUITE_P(
    Values, JaegerErrorTag,
    testing::Values(ErrorCase{R"({"key":"error","type":"bool","value":true})", StatusCode::Error},
                    ErrorCase{R"({"key":"error","type":"bool","value":"true"})", StatusCode::Error},
                    ErrorCase{R"({"key":"error","type":"string","value":"TRUE"})", StatusCode::Error},
                    ErrorCase{R"({"key":"error","type":"bool","value":false})", StatusCode::Unset},
                    ErrorCase{R"({"key":"error","type":"string","value":"unset"})", StatusCode::Unset},
                    ErrorCase{R"({"key":"error","type":"string","value":"Connection refused"})", StatusCode::Unset},
                    ErrorCase{R"({"key":"error","type":"int64","value":1})", StatusCode::Unset},
                    ErrorCase{R"({"key":"otel.status_code","type":"string","value":"ERROR"})", StatusCode::Error},
                    ErrorCase{R"({"key":"otel.status_code","type":"string","value":"OK"})", StatusCode::Ok},
                    ErrorCase{R"({"key":"otel.status_code","type":"string","value":"OK"},
                                 {"key":"error","type":"bool","value":true})",
                              StatusCode::Error}));

TEST(JaegerJson, IdsOfAnyLengthCaseAndTextAreKeptApart)
{
    const Reading reading = read(R"({"spans":[{"traceID":"AbC","spanID":"F","operationName":"short"},
        {"traceID":"abc","spanID":"000000000000000f","operationName":"same id"},
        {"traceID":"trace-1","spanID":"span-1","operationName":"text"},
        {"traceID":"trace-1","spanID":"span-2","operationName":"child",
         "references":[{"refType":"CHILD_OF","traceID":"trace-1","spanID":"span-1"}]}]})");
    EXPECT_EQ(reading->traceCount(), 2U);
    EXPECT_EQ(reading->spanId(reading.span("short")), reading->spanId(reading.span("same id")));
    EXPECT_EQ(reading->spanIdText(reading->spanId(reading.span("text"))), "span-1");
    EXPECT_EQ(reading->parent(reading.span("child")), reading.span("text"));
}

TEST(JaegerJson, ProtobufJsonOfTheModelIsRead)
{
    const Reading reading = read(R"({"spans":[{"traceId":"AAAAAAAAAAAAAAAAAAAAAQ==","spanId":"AAAAAAAAAAI=",
        "operationName":"x","startTime":"2017-01-26T16:46:31.639875139-05:00","duration":"5000ns",
        "process":{"serviceName":"s"},"tags":[{"key":"n","vType":"INT64","vInt64":"7"}]}]})");
    EXPECT_EQ(reading->spanId(kFirst), trace::SpanId{2});
    EXPECT_EQ(reading->startNs(kFirst), 1'485'467'191'639'875'139);
    EXPECT_EQ(reading->durationNs(kFirst), 5'000);
    EXPECT_EQ(reading.attribute(kFirst, "n"), "7");
}

TEST(JaegerJson, MissingTimesAreMarked)
{
    const Reading reading = read(R"({"spans":[{"traceID":"1","spanID":"2","operationName":"x"}]})");
    EXPECT_EQ(reading->marks(kFirst), trace::kMarkNoStart | trace::kMarkNoDuration);
}

TEST(JaegerJson, SpanWhoseProcessIsNotThereIsKeptAndReported)
{
    const Reading reading = read(R"({"spans":[{"traceID":"1","spanID":"2","operationName":"x","processID":"p9"}],
        "processes":{"p1":{"serviceName":"s"}}})");
    EXPECT_EQ(reading->spanCount(), 1U);
    EXPECT_EQ(reading->service(kFirst), "");
    EXPECT_EQ(reading.count(ProblemCode::BrokenRecord), 1U);
}

TEST(JaegerJson, AnswerWithoutTracesSaysSo)
{
    const Reading reading = read(R"({"data":[],"total":0,"limit":0,"offset":0,"errors":null})");
    EXPECT_TRUE(reading.result.recognised);
    EXPECT_EQ(reading.count(ProblemCode::NoTraces), 1U);
}

TEST(JaegerJson, ErrorBesideTracesIsReported)
{
    const Reading reading =
        read(R"({"data":[)" + std::string(kTrace) + R"(],"total":0,"errors":[{"code":500,"msg":"shard 3 is down"}]})");
    EXPECT_EQ(reading->spanCount(), 2U);
    EXPECT_NE(reading.problem(ProblemCode::PartialAnswer).message.find("shard 3 is down"), std::string::npos);
}

} // namespace
} // namespace spanlight::formats::test
