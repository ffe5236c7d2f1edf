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

constexpr std::string_view kDocument = R"({"resourceSpans":[{
  "resource":{"attributes":[{"key":"service.name","value":{"stringValue":"front"}},{"key":"n","value":{"intValue":"3"}}]},
  "scopeSpans":[{"scope":{"name":"lib","version":"1","attributes":[{"key":"x","value":{"boolValue":true}}]},
    "spans":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","parentSpanId":"eee19b7ec3c1b173",
      "traceState":"k=v","flags":257,"name":"I'm a server span","kind":2,
      "startTimeUnixNano":"1544712660000000000","endTimeUnixNano":"1544712661000000000",
      "attributes":[{"key":"my.span.attr","value":{"stringValue":"some value"}}],"droppedAttributesCount":1,
      "events":[{"timeUnixNano":"1544712660500000000","name":"tick","droppedAttributesCount":4,
                 "attributes":[{"key":"e","value":{"doubleValue":2.5}}]}],"droppedEventsCount":2,
      "links":[{"traceId":"5b8efff798038103d269b633813fc60d","spanId":"eee19b7ec3c1b175","traceState":"q","flags":1,
                "attributes":[{"key":"l","value":{"intValue":5}}]}],"droppedLinksCount":3,
      "status":{"code":2,"message":"bad"}}],
    "schemaUrl":"https://scope"}],
  "schemaUrl":"https://resource"}]})";

void expectSpan(const Reading& reading)
{
    ASSERT_EQ(reading->spanCount(), 1U) << describe(*reading);
    EXPECT_EQ(reading->traceIdText(reading->traceId(reading->traceOf(kFirst))), "5b8efff798038103d269b633813fc60c");
    EXPECT_EQ(reading->spanIdText(reading->spanId(kFirst)), "eee19b7ec3c1b174");
    EXPECT_EQ(reading->service(kFirst), "front");
    EXPECT_EQ(reading->kind(kFirst), SpanKind::Server);
    EXPECT_EQ(reading->status(kFirst), StatusCode::Error);
    EXPECT_EQ(reading->startNs(kFirst), 1'544'712'660'000'000'000);
    EXPECT_EQ(reading->durationNs(kFirst), 1'000'000'000);
    EXPECT_FALSE(reading->importLog().hasLoss()) << describe(*reading);
}

TEST(OtlpJson, EveryFieldOfASpanIsRead)
{
    const Reading reading = read(kDocument);
    expectSpan(reading);
    EXPECT_EQ(reading.result.format, "otlp-json");
    EXPECT_EQ(reading->statusMessage(kFirst), "bad");
    EXPECT_EQ(reading->traceState(kFirst), "k=v");
    EXPECT_EQ(reading->flags(kFirst), 257U);
    EXPECT_TRUE(reading->hasMissingParent(kFirst));
    EXPECT_EQ(reading.attribute(kFirst, "my.span.attr"), "\"some value\"");
    EXPECT_EQ(reading->dropped(kFirst).attributes, 1U);
    EXPECT_EQ(reading->dropped(kFirst).events, 2U);
    EXPECT_EQ(reading->dropped(kFirst).links, 3U);
    ASSERT_EQ(reading->eventCount(kFirst), 1U);
    EXPECT_EQ(reading->event(kFirst, 0).name, "tick");
    EXPECT_EQ(reading->event(kFirst, 0).droppedAttributes, 4U);
    EXPECT_EQ(reading->event(kFirst, 0).attributes.find("e")->floating(), 2.5);
    ASSERT_EQ(reading->linkCount(kFirst), 1U);
    EXPECT_EQ(reading->link(kFirst, 0).attributes.find("l")->integer(), 5);
    EXPECT_EQ(reading->link(kFirst, 0).flags, 1U);
}

TEST(OtlpJson, ResourceAndScopeKeepAttributesAndSchema)
{
    const Reading reading = read(kDocument);
    const auto resource = reading->resource(reading->resourceOf(kFirst));
    EXPECT_EQ(resource.schemaUrl, "https://resource");
    EXPECT_EQ(resource.attributes.find("n")->integer(), 3);
    const auto scope = reading->scope(reading->scopeOf(kFirst));
    EXPECT_EQ(scope.name, "lib");
    EXPECT_EQ(scope.version, "1");
    EXPECT_EQ(scope.schemaUrl, "https://scope");
    EXPECT_TRUE(scope.attributes.find("x")->boolean());
}

TEST(OtlpJson, ResourceMayStandBehindItsSpans)
{
    const Reading reading =
        read(R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"01","spanId":"02","name":"a"}],
        "scope":{"name":"late"}}],"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"late"}}]}},
        {"scopeSpans":[{"spans":[{"traceId":"01","spanId":"03","name":"b"}]}]}]})");
    EXPECT_EQ(reading->service(reading.span("a")), "late");
    EXPECT_EQ(reading->scope(reading->scopeOf(reading.span("a"))).name, "late");
    EXPECT_EQ(reading->service(reading.span("b")), "");
    EXPECT_EQ(reading->scope(reading->scopeOf(reading.span("b"))).name, "");
}

TEST(OtlpJson, WrappersOfBackEndsAreSeenThrough)
{
    const std::string inner(kDocument);
    expectSpan(read(R"({"result":)" + inner + "}"));
    expectSpan(read("[" + inner + "]"));
    const Reading tempo = read(R"({"trace":)" + inner + R"(,"metrics":{}})");
    expectSpan(tempo);
    EXPECT_EQ(tempo.result.format, "tempo-json");
    std::string batches = inner;
    batches.replace(batches.find("resourceSpans"), std::string("resourceSpans").size(), "batches");
    expectSpan(read(batches));
    EXPECT_EQ(read(batches).result.format, "tempo-json");
    const std::string list = inner.substr(inner.find('[') + 1);
    expectSpan(read(list.substr(0, list.rfind(']'))));
}

TEST(OtlpJson, JsonLinesAreRead)
{
    std::string line(kDocument);
    std::erase(line, '\n');
    const Reading reading = read("\xef\xbb\xbf\r\n" + line + "\r\n\r\n" + line + "\n\n");
    EXPECT_EQ(reading.result.format, "otlp-jsonl");
    EXPECT_EQ(reading->spanCount(), 2U);
    EXPECT_FALSE(reading->importLog().hasLoss());
}

TEST(OtlpJson, OtherSignalsBetweenTheLinesAreNamed)
{
    std::string line(kDocument);
    std::erase(line, '\n');
    const Reading reading = read(R"({"resourceMetrics":[{}]})"
                                 "\n" +
                                 line +
                                 "\n"
                                 R"({"resourceLogs":[{}]})");
    expectSpan(reading);
    EXPECT_EQ(reading.result.format, "otlp-jsonl");
    EXPECT_EQ(reading.count(ProblemCode::OtherSignal), 1U);
}

TEST(OtlpJson, NamesInSnakeCaseMeanTheSame)
{
    const Reading reading = read(R"({"resource_spans":[{
        "resource":{"attributes":[{"key":"service.name","value":{"string_value":"front"}}]},
        "scope_spans":[{"scope":{"name":"lib"},"spans":[{"trace_id":"5b8efff798038103d269b633813fc60c",
        "span_id":"eee19b7ec3c1b174","parent_span_id":"","name":"x","kind":"SPAN_KIND_SERVER",
        "start_time_unix_nano":1544712660000000000,"end_time_unix_nano":1544712661000000000,
        "status":{"code":"STATUS_CODE_ERROR"},"attributes":[{"key":"a","value":{"int_value":"1"}}]}]}]}]})");
    expectSpan(reading);
    EXPECT_TRUE(reading->parentSpanId(kFirst).empty());
    EXPECT_EQ(reading.attribute(kFirst, "a"), "1");
}

TEST(OtlpJson, IdsInBase64MeanTheSame)
{
    const Reading reading = read(R"({"batches":[{"resource":{"attributes":[{"key":"service.name",
        "value":{"stringValue":"front"}}]},"instrumentationLibrarySpans":[{"instrumentationLibrary":{"name":"lib"},
        "spans":[{"traceId":"W47/95gDgQPSabYzgT/GDA==","spanId":"7uGbfsPBsXQ=","name":"x","kind":"SPAN_KIND_SERVER",
        "startTimeUnixNano":"1544712660000000000","endTimeUnixNano":"1544712661000000000",
        "status":{"code":"STATUS_CODE_ERROR"}}]}]}]})");
    expectSpan(reading);
    EXPECT_EQ(reading->scope(reading->scopeOf(kFirst)).name, "lib");
}

TEST(OtlpJson, EveryAttributeTypeKeepsItsValue)
{
    const Reading reading = read(otlpSpan(R"(,"attributes":[
        {"key":"s","value":{"stringValue":"t"}}, {"key":"b","value":{"boolValue":false}},
        {"key":"i","value":{"intValue":"-9223372036854775808"}}, {"key":"n","value":{"intValue":12}},
        {"key":"d","value":{"doubleValue":1}}, {"key":"inf","value":{"doubleValue":"-Infinity"}},
        {"key":"y","value":{"bytesValue":"AQI="}}, {"key":"e","value":{}}, {"key":"null","value":null},
        {"key":"l","value":{"arrayValue":{"values":[{"stringValue":"x"},{"intValue":"1"},{}]}}},
        {"key":"m","value":{"kvlistValue":{"values":[{"key":"k","value":{"boolValue":true}}]}}},
        {"key":"plain","value":"text"}])"));
    EXPECT_EQ(reading.attribute(kFirst, "s"), "\"t\"");
    EXPECT_EQ(reading.attribute(kFirst, "b"), "false");
    EXPECT_EQ(reading.attribute(kFirst, "i"), "-9223372036854775808");
    EXPECT_EQ(reading.attribute(kFirst, "n"), "12");
    EXPECT_EQ(reading->attributes(kFirst).find("d")->type(), trace::ValueType::Double);
    EXPECT_EQ(reading.attribute(kFirst, "inf"), "\"-Infinity\"");
    EXPECT_EQ(reading->attributes(kFirst).find("y")->string(), "\x01\x02");
    EXPECT_EQ(reading->attributes(kFirst).find("e")->type(), trace::ValueType::Empty);
    EXPECT_EQ(reading->attributes(kFirst).find("null")->type(), trace::ValueType::Empty);
    EXPECT_EQ(reading.attribute(kFirst, "l"), R"(["x",1,null])");
    EXPECT_EQ(reading.attribute(kFirst, "m"), R"({"k":true})");
    EXPECT_EQ(reading.attribute(kFirst, "plain"), "\"text\"");
    EXPECT_FALSE(reading->importLog().hasLoss());
}

TEST(OtlpJson, AttributesMayBeAPlainObject)
{
    const Reading reading = read(otlpSpan(R"(,"attributes":{"a":"x","b":3,"c":{"intValue":"4"}})"));
    EXPECT_EQ(reading.attribute(kFirst, "a"), "\"x\"");
    EXPECT_EQ(reading.attribute(kFirst, "b"), "3");
    EXPECT_EQ(reading.attribute(kFirst, "c"), "4");
}

TEST(OtlpJson, AttributeNamedErrorIsNoError)
{
    const Reading reading = read(otlpSpan(R"(,"attributes":[{"key":"error","value":{"boolValue":true}}])"));
    EXPECT_EQ(reading->status(kFirst), StatusCode::Unset);
}

TEST(OtlpJson, TimesThatAreNotGivenAreMarked)
{
    const Reading reading = read(R"({"resourceSpans":[{"scopeSpans":[{"spans":[
        {"traceId":"01","spanId":"02","name":"none"},
        {"traceId":"01","spanId":"03","name":"running","startTimeUnixNano":"5","endTimeUnixNano":"0"},
        {"traceId":"01","spanId":"04","name":"backwards","startTimeUnixNano":"9","endTimeUnixNano":"4"}]}]}]})");
    EXPECT_EQ(reading->marks(reading.span("none")), trace::kMarkNoStart | trace::kMarkNoDuration);
    EXPECT_EQ(reading->marks(reading.span("running")), trace::kMarkNoDuration);
    EXPECT_EQ(reading->durationNs(reading.span("backwards")), -5);
    EXPECT_EQ(reading.count(ProblemCode::NegativeDuration), 1U);
}

TEST(OtlpJson, WarningsThatJaegerSendsAsAttributeAreWarnings)
{
    const Reading reading = read(otlpSpan(
        R"(,"attributes":[{"key":"@jaeger@warnings","value":{"arrayValue":{"values":[{"stringValue":"skew"}]}}}])"));
    ASSERT_EQ(reading->warnings(kFirst).size(), 1U);
    EXPECT_EQ(reading->text(reading->warnings(kFirst)[0]), "skew");
    EXPECT_TRUE(reading->attributes(kFirst).empty());
}

// Jaeger 2.20 adds them again with every query.
TEST(OtlpJson, AWarningThatIsRepeatedIsToldOnce)
{
    const Reading reading =
        read(otlpSpan(R"(,"attributes":[{"key":"@jaeger@warnings","value":{"arrayValue":{"values":)"
                      R"([{"stringValue":"skew"},{"stringValue":"size"},{"stringValue":"skew"}]}}}])"));
    EXPECT_EQ(reading->warnings(kFirst).size(), 2U);
}

TEST(OtlpJson, AnswerThatIsNotCompleteSaysSo)
{
    const Reading reading =
        read(R"({"trace":)" + std::string(kDocument) + R"(,"status":"PARTIAL","message":"trace exceeds max size"})");
    expectSpan(read(kDocument));
    EXPECT_NE(reading.problem(ProblemCode::PartialAnswer).message.find("trace exceeds max size"), std::string::npos);
}

// How a streamed answer of Jaeger's API v3 ends when something goes wrong on its way.
TEST(OtlpJson, AnErrorBehindThePartsOfAnAnswerIsALoss)
{
    const std::string part = R"({"result":)" + std::string(kDocument) + "}\n";
    const Reading reading = read(part + R"({"error":{"grpcCode":13,"httpCode":500,"message":"storage went away"}})");
    EXPECT_EQ(reading->spanCount(), 1U);
    EXPECT_NE(reading.problem(ProblemCode::PartialAnswer).message.find("storage went away"), std::string::npos);
    EXPECT_EQ(read(part + part).count(ProblemCode::PartialAnswer), 0U);
}

TEST(OtlpJson, RowsThatOnlyNameASpanAreNoSpans)
{
    const Reading reading = read(R"({"trace_id":"01","span_id":"02","name":"a","start_time_unix_nano":"5","a":"x"})");
    EXPECT_EQ(reading->spanCount(), 0U);
    EXPECT_EQ(reading.count(ProblemCode::UnreadableInput), 1U);
}

} // namespace
} // namespace spanlight::formats::test
