#include "models/formats/otlp/otlp_request.h"

#include "models/formats/protobuf/wire_writer.h"
#include "tests/models/formats/reading.h"

#include <gtest/gtest.h>

namespace spanlight::formats {
namespace {

using test::read;

const std::string kTraceOne(16, '\x11');
const std::string kTraceTwo(16, '\x22');
const std::string kSpanOne(8, '\x01');
const std::string kSpanTwo(8, '\x02');

std::string message(std::uint32_t field, std::string_view body)
{
    WireWriter out;
    out.message(field, body);
    return out.take();
}

std::string keyValue(std::string_view key, const std::string& anyValue)
{
    return message(1, key) + message(2, anyValue);
}

std::string span(std::string_view traceId, std::string_view spanId, std::string_view more = {})
{
    WireWriter out;
    out.message(1, traceId);
    out.message(2, spanId);
    out.message(5, "work");
    out.fixed64(7, 1'700'000'000'000'000'000U);
    out.fixed64(8, 1'700'000'001'000'000'000U);
    return out.take().append(more);
}

/// One resource, one scope, these spans.
std::string request(const std::vector<std::string>& spans)
{
    std::string scope = message(1, message(1, "scope"));
    for (const std::string& each : spans)
        scope += message(2, each);
    return message(1, message(1, message(1, keyValue("service.name", message(1, "api")))) + message(2, scope));
}

std::string fullRequest()
{
    const std::string attribute = message(9, keyValue("list", message(5, message(1, message(1, "a")))));
    const std::string event = message(11, message(2, "happened") + message(3, keyValue("k", message(1, "v"))));
    const std::string link = message(13, message(1, kTraceTwo) + message(2, kSpanOne));
    const std::string status = message(15, message(2, "broken"));
    return request({span(kTraceOne, kSpanOne, attribute + event + link + status), span(kTraceTwo, kSpanTwo)});
}

TEST(OtlpRequestTest, CountsTheSpansOfAWellFormedRequest)
{
    const auto checked = checkOtlpRequest(fullRequest());
    ASSERT_TRUE(checked.has_value());
    EXPECT_EQ(checked->spans, 2U);
    EXPECT_EQ(checked->rejected, 0U);
    EXPECT_TRUE(checked->rejection.empty());
}

TEST(OtlpRequestTest, AnEmptyRequestIsWellFormed)
{
    const auto checked = checkOtlpRequest({});
    ASSERT_TRUE(checked.has_value());
    EXPECT_EQ(checked->spans, 0U);
}

TEST(OtlpRequestTest, ARequestThatEndsAnywhereInsideIsNoRequest)
{
    const std::string whole = fullRequest();
    for (std::size_t size = 1; size < whole.size(); ++size) {
        const auto checked = checkOtlpRequest(std::string_view(whole).substr(0, size));
        ASSERT_FALSE(checked.has_value()) << size;
        EXPECT_LE(checked.error().offset, size);
        EXPECT_FALSE(checked.error().what.empty());
    }
}

TEST(OtlpRequestTest, AWrongByteAnywhereIsEitherRefusedOrStillARequest)
{
    const std::string whole = fullRequest();
    for (std::size_t at = 0; at < whole.size(); ++at) {
        for (const char wrong : {'\0', '\x07', '\x7f', '\xff'}) {
            std::string bytes = whole;
            bytes[at] = wrong;
            const auto checked = checkOtlpRequest(bytes);
            if (!checked)
                continue;
            EXPECT_LE(checked->spans + checked->rejected, 2U) << at;
            EXPECT_EQ(read(withoutRejectedSpans(bytes))->spanCount(), checked->spans) << at;
        }
    }
}

TEST(OtlpRequestTest, SaysWhatIsBrokenAndWhere)
{
    const std::string broken = request({span(kTraceOne, kSpanOne, "\x4a\x7f"), span(kTraceOne, kSpanTwo)});
    const auto checked = checkOtlpRequest(broken);
    ASSERT_FALSE(checked.has_value());
    EXPECT_EQ(checked.error().what, "a span goes on behind the end of the message that holds it");
    EXPECT_EQ(broken.substr(checked.error().offset, 2), "\x4a\x7f");
}

TEST(OtlpRequestTest, AFieldOfAnotherTypeIsRefused)
{
    WireWriter out;
    out.always(1, 5); // a trace id as a number
    const auto checked = checkOtlpRequest(request({out.take()}));
    ASSERT_FALSE(checked.has_value());
    EXPECT_EQ(checked.error().what, "a span has a field 1 of another type than OTLP's");
}

TEST(OtlpRequestTest, FieldsOfALaterVersionArePassedOver)
{
    WireWriter out;
    out.message(99, "later");
    out.always(100, 7);
    const auto checked = checkOtlpRequest(request({span(kTraceOne, kSpanOne, out.take())}));
    ASSERT_TRUE(checked.has_value());
    EXPECT_EQ(checked->spans, 1U);
}

TEST(OtlpRequestTest, SpansWithInvalidIdsAreRejectedOneByOne)
{
    const std::string parent = message(4, "short");
    for (const auto& [bad, complaint] : std::vector<std::pair<std::string, std::string>>{
             {span(std::string(16, '\0'), kSpanOne), "a trace id is zero"},
             {span("", kSpanOne), "a trace id is missing"},
             {span("short", kSpanOne), "a trace id has 5 bytes"},
             {span(kTraceOne, std::string(8, '\0')), "a span id is zero"},
             {span(kTraceOne, kTraceOne), "a span id has 16 bytes"},
             {span(kTraceOne, kSpanOne, parent), "the id of a parent span has 5 bytes"}}) {
        const std::string bytes = request({span(kTraceOne, kSpanOne), bad});
        const auto checked = checkOtlpRequest(bytes);
        ASSERT_TRUE(checked.has_value()) << complaint;
        EXPECT_EQ(checked->spans, 1U);
        EXPECT_EQ(checked->rejected, 1U);
        EXPECT_TRUE(checked->rejection.starts_with(complaint)) << checked->rejection;
        EXPECT_EQ(withoutRejectedSpans(bytes), request({span(kTraceOne, kSpanOne)}));
    }
}

TEST(OtlpRequestTest, MetricsInPlaceOfSpansAreRejected)
{
    const std::string metric = message(1, "http.server.duration") + message(3, "s");
    const auto checked = checkOtlpRequest(request({metric}));
    ASSERT_TRUE(checked.has_value());
    EXPECT_EQ(checked->spans, 0U);
    EXPECT_EQ(checked->rejected, 1U);
}

TEST(OtlpRequestTest, ValuesNestedWithoutEndDoNotExhaustTheStack)
{
    std::string value = message(1, "deep");
    for (int i = 0; i < 5'000; ++i)
        value = message(5, message(1, value));
    const auto checked = checkOtlpRequest(request({span(kTraceOne, kSpanOne, message(9, keyValue("k", value)))}));
    ASSERT_TRUE(checked.has_value());
    EXPECT_EQ(checked->spans, 1U);
}

TEST(OtlpRequestTest, ARequestIsTakenApartByTraceWithoutLosingAnything)
{
    const std::string whole = fullRequest();
    const auto parts = splitByTrace(whole);
    ASSERT_EQ(parts.size(), 2U);
    EXPECT_EQ(trace::toHex(parts[0].first), std::string(32, '1'));
    EXPECT_EQ(trace::toHex(parts[1].first), std::string(32, '2'));
    EXPECT_EQ(read(parts[0].second)->spanCount(), 1U);
    EXPECT_EQ(test::describe(*read(parts[0].second + parts[1].second)).size(), test::describe(*read(whole)).size());
}

TEST(OtlpRequestTest, JsonBecomesTheSameSpans)
{
    const std::string json =
        R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"api"}}]},)"
        R"("scopeSpans":[{"spans":[{"traceId":"11111111111111111111111111111111","spanId":"0101010101010101",)"
        R"("name":"work","kind":2,"startTimeUnixNano":"1700000000000000000","endTimeUnixNano":1700000001000000000,)"
        R"("attributes":[{"key":"n","value":{"intValue":"5"}}]}]}]}]})";
    const auto converted = otlpJsonToProtobuf(json);
    ASSERT_TRUE(converted.has_value()) << converted.error().what;
    EXPECT_EQ(checkOtlpRequest(converted->protobuf)->spans, 1U);
    const auto reading = read(converted->protobuf);
    EXPECT_EQ(reading->name(reading.span("work")), "work");
    EXPECT_EQ(reading->service(reading.span("work")), "api");
    EXPECT_EQ(reading.attribute(reading.span("work"), "n"), "5");
    for (std::size_t size = 0; size < json.size(); ++size)
        EXPECT_FALSE(otlpJsonToProtobuf(json.substr(0, size)).has_value()) << size;
}

TEST(OtlpRequestTest, EmptyJsonIsAnEmptyRequest)
{
    for (const char* json : {"{}", " {\n} ", R"({"resourceSpans":[]})"}) {
        const auto converted = otlpJsonToProtobuf(json);
        ASSERT_TRUE(converted.has_value()) << json;
        EXPECT_TRUE(converted->protobuf.empty()) << json;
    }
}

TEST(OtlpRequestTest, JsonThatIsNoTraceRequestIsRefused)
{
    for (
        const char* json :
        {"", "[]", "null", "hello", R"({"data":[]})", R"({"resourceMetrics":[{}]})", R"({"resourceSpans":5})",
         R"({"resourceSpans":[]} trailing)",
         R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"xyz","spanId":"0101010101010101","name":"n"}]}]}]})",
         R"({"data":[{"traceID":"1","spans":[{"traceID":"1","spanID":"1","operationName":"x"}]}]})"})
        EXPECT_FALSE(otlpJsonToProtobuf(json).has_value()) << json;
}

TEST(OtlpRequestTest, AMissingIdInJsonIsRejectedAsInProtobuf)
{
    const auto converted = otlpJsonToProtobuf(
        R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"","spanId":"0101010101010101","name":"n"}]}]}]})");
    ASSERT_TRUE(converted.has_value()) << converted.error().what;
    EXPECT_EQ(checkOtlpRequest(converted->protobuf)->rejected, 1U);
}

} // namespace
} // namespace spanlight::formats
