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

const std::string kRoot = R"({"traceId":"0a1","id":"1","kind":"CLIENT","name":"root","timestamp":1700000000000001,
  "duration":250,"localEndpoint":{"serviceName":"front","ipv4":"10.0.0.1","port":8080},
  "remoteEndpoint":{"serviceName":"back","ipv6":"2001:db8::1","port":9000},
  "annotations":[{"timestamp":1700000000000002,"value":"cache miss"}],"tags":{"http.method":"GET"}})";
const std::string kChild = R"({"traceId":"A1","parentId":"0001","id":"00000000000000FF","name":"child",
  "timestamp":1700000000000010,"duration":3,"localEndpoint":{"serviceName":"back"}})";

std::string span(const std::string& members)
{
    return R"([{"traceId":"a1","id":"b1")" + members + "}]";
}

std::string oneLine(std::string text)
{
    std::erase(text, '\n');
    return text;
}

void expectBothSpans(const Reading& reading)
{
    ASSERT_EQ(reading.result.format, "zipkin-json");
    ASSERT_TRUE(reading.result.recognised);
    ASSERT_EQ(reading->spanCount(), 2U);
    ASSERT_EQ(reading->traceCount(), 1U);
    const SpanRow root = reading.span("root");
    const SpanRow child = reading.span("child");
    EXPECT_EQ(reading->service(root), "front");
    EXPECT_EQ(reading->service(child), "back");
    EXPECT_EQ(reading->startNs(root), 1'700'000'000'000'001'000);
    EXPECT_EQ(reading->durationNs(root), 250'000);
    EXPECT_EQ(reading->kind(root), SpanKind::Client);
    EXPECT_EQ(reading->parent(child), root);
    EXPECT_TRUE(reading->importLog().empty()) << describe(*reading);
}

TEST(ZipkinJson, ListOfSpansIsRead)
{
    expectBothSpans(read("[" + kRoot + "," + kChild + "]"));
}

TEST(ZipkinJson, ListOfTracesIsRead)
{
    expectBothSpans(read("[[" + kRoot + "],[" + kChild + "]]"));
}

TEST(ZipkinJson, LinesOfSpansAreRead)
{
    expectBothSpans(read(oneLine(kRoot) + "\n" + oneLine(kChild) + "\n"));
}

TEST(ZipkinJson, LinesOfListsAreRead)
{
    expectBothSpans(read("[" + oneLine(kRoot) + "]\n[" + oneLine(kChild) + "]\n"));
}

TEST(ZipkinJson, PackedInputIsRead)
{
    expectBothSpans(read(gzip("[" + kRoot + "," + kChild + "]")));
    expectBothSpans(read(zstd("[[" + kRoot + "," + kChild + "]]")));
}

TEST(ZipkinJson, BareSpanIsReadWhateverTheOrderOfItsMembers)
{
    const Reading reading =
        read(R"({"tags":{"k":"v"},"name":"x","id":"2","localEndpoint":{"serviceName":"s"},"traceId":"1"})");
    ASSERT_EQ(reading->spanCount(), 1U);
    EXPECT_EQ(reading->name(kFirst), "x");
    EXPECT_EQ(reading->service(kFirst), "s");
}

TEST(ZipkinJson, RecordThatOnlyRefersToATraceIsNoSpan)
{
    const Reading reading = read(R"({"id":"5","traceId":"1","level":"info","message":"done"})");
    EXPECT_EQ(reading->spanCount(), 0U);
    EXPECT_FALSE(reading->importLog().empty());
}

TEST(ZipkinJson, EndpointsBecomeTheAttributesOfTheCollector)
{
    const Reading reading = read("[" + kRoot + "]");
    EXPECT_EQ(reading.attribute(kFirst, "net.host.ip"), "\"10.0.0.1\"");
    EXPECT_EQ(reading.attribute(kFirst, "net.host.port"), "8080");
    EXPECT_EQ(reading.attribute(kFirst, "peer.service"), "\"back\"");
    EXPECT_EQ(reading.attribute(kFirst, "net.peer.ip"), "\"2001:db8::1\"");
    EXPECT_EQ(reading.attribute(kFirst, "net.peer.port"), "9000");
    EXPECT_EQ(reading->resource(reading->resourceOf(kFirst)).attributes.find("service.name")->string(), "front");
}

TEST(ZipkinJson, AnnotationsBecomeEvents)
{
    const Reading reading = read("[" + kRoot + "]");
    ASSERT_EQ(reading->eventCount(kFirst), 1U);
    EXPECT_EQ(reading->event(kFirst, 0).name, "cache miss");
    EXPECT_EQ(reading->event(kFirst, 0).timeNs, 1'700'000'000'000'002'000);
}

TEST(ZipkinJson, MissingTimesAreData)
{
    const Reading reading = read(span(R"(,"kind":"CLIENT","name":"x")"));
    EXPECT_EQ(reading->marks(kFirst), trace::kMarkNoStart | trace::kMarkNoDuration);
    const Reading zero = read(span(R"(,"kind":"CLIENT","timestamp":0,"duration":0)"));
    EXPECT_EQ(zero->marks(kFirst), trace::kMarkNoStart);
}

TEST(ZipkinJson, KindsAreThoseOfOpenTelemetry)
{
    EXPECT_EQ(read(span(R"(,"kind":"SERVER")"))->kind(kFirst), SpanKind::Server);
    EXPECT_EQ(read(span(R"(,"kind":"PRODUCER")"))->kind(kFirst), SpanKind::Producer);
    EXPECT_EQ(read(span(R"(,"kind":"CONSUMER")"))->kind(kFirst), SpanKind::Consumer);
    EXPECT_EQ(read(span(R"(,"tags":{"span.kind":"internal"})"))->kind(kFirst), SpanKind::Internal);
    EXPECT_EQ(read(span(""))->kind(kFirst), SpanKind::Unspecified);
}

TEST(ZipkinJson, ErrorTagIsAnErrorWhateverItsValue)
{
    const Reading text = read(span(R"(,"tags":{"error":"no such model"})"));
    EXPECT_EQ(text->status(kFirst), StatusCode::Error);
    EXPECT_EQ(text->statusMessage(kFirst), "no such model");
    EXPECT_EQ(text.attribute(kFirst, "error"), "\"no such model\"");
    for (const std::string value : {"", "true", "TRUE"}) {
        const Reading reading = read(span(R"(,"tags":{"error":")" + value + "\"}"));
        EXPECT_EQ(reading->status(kFirst), StatusCode::Error) << value;
        EXPECT_EQ(reading->statusMessage(kFirst), "") << value;
    }
}

TEST(ZipkinJson, TagsOfCollectorsBecomeAgainWhatTheyWere)
{
    const Reading reading =
        read(span(R"(,"tags":{"otel.scope.name":"lib","otel.scope.version":"2","w3c.tracestate":"a=b",
        "otel.status_code":"ERROR","otel.status_description":"why","error":"true","service.version":"7",
        "service.instance.id":"w-3","telemetry.sdk.language":"python","left":"here"},
        "localEndpoint":{"serviceName":"svc"})"));
    EXPECT_EQ(reading->scope(reading->scopeOf(kFirst)).name, "lib");
    EXPECT_EQ(reading->scope(reading->scopeOf(kFirst)).version, "2");
    EXPECT_EQ(reading->traceState(kFirst), "a=b");
    EXPECT_EQ(reading->status(kFirst), StatusCode::Error);
    EXPECT_EQ(reading->statusMessage(kFirst), "why");
    EXPECT_EQ(reading->attributes(kFirst).size(), 2U);
    const auto resource = reading->resource(reading->resourceOf(kFirst));
    EXPECT_EQ(resource.attributes.find("service.instance.id")->string(), "w-3");
    EXPECT_EQ(resource.attributes.size(), 4U);
    EXPECT_EQ(read(span(R"(,"tags":{"otel.status_code":"OK"})"))->status(kFirst), StatusCode::Ok);
}

TEST(ZipkinJson, StatusWithoutErrorTagIsNoErrorAndIsKept)
{
    const Reading reading = read(span(R"(,"tags":{"otel.status_code":"ERROR"})"));
    EXPECT_EQ(reading->status(kFirst), StatusCode::Unset);
    EXPECT_EQ(reading.attribute(kFirst, "otel.status_code"), "\"ERROR\"");
}

TEST(ZipkinJson, AttributesInsideAnnotationsAreFoundAgain)
{
    for (const std::string value : {R"(exception|{\"exception.message\":\"a|b\",\"n\":1}|0)",
                                    R"({\"exception\": {\"exception.message\": \"a|b\", \"n\": 1}})",
                                    R"(\"exception\": {\"exception.message\": \"a|b\", \"n\": 1})"}) {
        const Reading reading = read(span(R"(,"annotations":[{"timestamp":5,"value":")" + value + "\"}]"));
        const trace::EventView event = reading->event(kFirst, 0);
        EXPECT_EQ(event.name, "exception") << value;
        ASSERT_EQ(event.attributes.size(), 2U) << value;
        EXPECT_EQ(event.attributes.find("exception.message")->string(), "a|b");
        EXPECT_EQ(event.attributes.find("n")->integer(), 1);
    }
    for (const std::string value : {"a|b", "a|{|0", "{}", "{\\\"a\\\":1}", "x|{}|y", "\\\"q"})
        EXPECT_EQ(read(span(R"(,"annotations":[{"timestamp":5,"value":")" + value + "\"}]"))
                      ->event(kFirst, 0)
                      .attributes.size(),
                  0U)
            << value;
}

TEST(ZipkinJson, LinksOfTheCollectorAreFoundAgain)
{
    const Reading reading =
        read(span(R"(,"tags":{"otlp.link.0":"000000000000000000000000000000c1|00000000000000d1|s=1|{\"k\":\"v\"}|3",
        "otlp.link.1":"not a link"})"));
    ASSERT_EQ(reading->linkCount(kFirst), 1U);
    const trace::LinkView link = reading->link(kFirst, 0);
    EXPECT_EQ(reading->traceIdText(link.traceId), "000000000000000000000000000000c1");
    EXPECT_EQ(reading->spanIdText(link.spanId), "00000000000000d1");
    EXPECT_EQ(link.traceState, "s=1");
    EXPECT_EQ(link.attributes.find("k")->string(), "v");
    EXPECT_EQ(link.droppedAttributes, 3U);
    EXPECT_EQ(reading->attributes(kFirst).size(), 1U);
}

TEST(ZipkinJson, DebugAndSharedAreKept)
{
    const Reading reading = read(span(R"(,"debug":true,"shared":true)"));
    EXPECT_EQ(reading.attribute(kFirst, "zipkin.debug"), "true");
    EXPECT_EQ(reading.attribute(kFirst, "zipkin.shared"), "true");
    EXPECT_EQ(read(span(R"(,"debug":false)"))->attributes(kFirst).size(), 0U);
}

std::string half(const std::string& name, const std::string& service, const std::string& members)
{
    return R"({"traceId":"a","name":")" + name + R"(","localEndpoint":{"serviceName":")" + service + "\"}," + members +
           "}";
}

const std::string kClient = half("client", "a", R"("id":"1","kind":"CLIENT","timestamp":10,"duration":9)");
const std::string kServer =
    half("server", "b", R"("id":"1","kind":"SERVER","timestamp":12,"duration":5,"shared":true)");
const std::string kInServer = half("in server", "b", R"("id":"2","parentId":"1","timestamp":13,"duration":1)");
const std::string kInClient = half("in client", "a", R"("id":"3","parentId":"1","timestamp":11,"duration":1)");
const std::string kSomewhere = half("somewhere", "c", R"("id":"4","parentId":"1","timestamp":11,"duration":1)");

TEST(ZipkinSharedSpans, ServersHalfHangsBelowTheClientsInAnyOrder)
{
    for (const std::string& spans : {kClient + "," + kServer + "," + kInServer + "," + kInClient + "," + kSomewhere,
                                     kInServer + "," + kSomewhere + "," + kServer + "," + kInClient + "," + kClient}) {
        const Reading reading = read("[" + spans + "]");
        ASSERT_EQ(reading->spanCount(), 5U);
        const SpanRow client = reading.span("client");
        const SpanRow server = reading.span("server");
        EXPECT_EQ(reading->parent(client), trace::kNoSpan);
        EXPECT_EQ(reading->parent(server), client);
        EXPECT_EQ(reading->parent(reading.span("in server")), server);
        EXPECT_EQ(reading->parent(reading.span("in client")), client);
        EXPECT_EQ(reading->parent(reading.span("somewhere")), client);
        EXPECT_EQ(reading->spanId(server), reading->spanId(client));
        EXPECT_TRUE(reading->importLog().empty()) << describe(*reading);
    }
}

TEST(ZipkinSharedSpans, ServersHalfIsNoRoot)
{
    const Reading reading = read("[" + kServer + "," + kClient + "]");
    EXPECT_TRUE(reading->parentSpanId(reading.span("client")).empty());
    EXPECT_FALSE(reading->parentSpanId(reading.span("server")).empty());
}

TEST(ZipkinSharedSpans, ServersSpanWithoutTheFlagIsAHalfToo)
{
    const Reading reading =
        read("[" + half("server", "b", R"("id":"1","kind":"SERVER","timestamp":12)") + "," + kClient + "]");
    EXPECT_EQ(reading->parent(reading.span("server")), reading.span("client"));
}

TEST(ZipkinSharedSpans, WhatCameLateOfTheServersHalfTakesNothingFromIt)
{
    const std::string late = half("late", "b", R"("id":"1","tags":{"k":"v"})");
    const Reading reading = read("[" + late + "," + kInServer + "," + kServer + "," + kClient + "]");
    const SpanRow client = reading.span("client");
    EXPECT_EQ(reading->parent(client), trace::kNoSpan);
    EXPECT_EQ(reading->parent(reading.span("server")), client);
    EXPECT_EQ(reading->parent(reading.span("late")), client);
    EXPECT_EQ(reading->parent(reading.span("in server")), reading.span("server"));
    EXPECT_EQ(reading.count(ProblemCode::DuplicateSpanId), 1U);
}

TEST(ZipkinSharedSpans, WithoutTheClientsHalfTheServersIsOrdinary)
{
    const Reading reading = read("[" + kServer + "," + kInServer + "]");
    EXPECT_EQ(reading->parent(reading.span("server")), trace::kNoSpan);
    EXPECT_TRUE(reading->parentSpanId(reading.span("server")).empty());
    EXPECT_EQ(reading->parent(reading.span("in server")), reading.span("server"));
}

TEST(ZipkinSharedSpans, ServersOfSeveralServicesAreNoDuplicatesButRepetitionsAre)
{
    const std::string other = half("other", "c", R"("id":"1","kind":"SERVER","timestamp":14,"shared":true)");
    const Reading several = read("[" + kClient + "," + kServer + "," + other + "," + kSomewhere + "]");
    EXPECT_EQ(several->parent(several.span("other")), several.span("client"));
    EXPECT_EQ(several->parent(several.span("somewhere")), several.span("other"));
    EXPECT_EQ(several.count(ProblemCode::DuplicateSpanId), 0U);
    const Reading twice = read("[" + kClient + "," + kServer + "," + kClient + "," + kServer + "]");
    EXPECT_EQ(twice->spanCount(), 4U);
    EXPECT_EQ(twice.count(ProblemCode::RepeatedRecord), 2U);
}

} // namespace
} // namespace spanlight::formats::test
