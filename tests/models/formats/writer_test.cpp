#include "models/formats/writer.h"
#include "tests/models/formats/reading.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>

namespace spanlight::formats::test {
namespace {

using trace::ProblemCode;
using trace::SpanRow;

constexpr WriteFormat kAll[] = {WriteFormat::JaegerJson, WriteFormat::OtlpJson, WriteFormat::OtlpProtobuf};

std::string written(const trace::TraceStore& store, WriteFormat format, std::vector<WriteLoss>* losses = nullptr)
{
    std::string text;
    auto lost = writeTraces(store, format, [&](std::string_view piece) {
        text += piece;
        return true;
    });
    if (losses != nullptr)
        *losses = std::move(lost);
    return text;
}

// Every span with everything it has, as lines in an order of their own: writers group spans.
std::vector<std::string> lines(const trace::TraceStore& store)
{
    std::vector<std::string> all;
    const auto attributes = [](const trace::AttributeRange& range) {
        std::string text = "{";
        for (const trace::AttributeView& a : range) {
            text += std::string(a.key) + ":" + std::string(trace::name(a.value.type())) + "=";
            a.value.appendJson(text);
            text += ";";
        }
        return text + "}";
    };
    for (std::uint32_t i = 0; i < store.spanCount(); ++i) {
        const SpanRow s{i};
        const auto resource = store.resource(store.resourceOf(s));
        const auto scope = store.scope(store.scopeOf(s));
        const auto dropped = store.dropped(s);
        std::string line = trace::toHex(store.traceId(store.traceOf(s))) + " " + trace::toHex(store.spanId(s)) + " < " +
                           trace::toHex(store.parentSpanId(s)) + " " + std::string(store.name(s)) + " " +
                           std::to_string(static_cast<int>(store.kind(s))) +
                           std::to_string(static_cast<int>(store.status(s))) + " '" +
                           std::string(store.statusMessage(s)) + "' @" + std::to_string(store.startNs(s)) + "+" +
                           std::to_string(store.durationNs(s)) + " m" + std::to_string(store.marks(s)) + " " +
                           std::string(store.traceState(s)) + " f" + std::to_string(store.flags(s)) + " d" +
                           std::to_string(dropped.attributes) + "," + std::to_string(dropped.events) + "," +
                           std::to_string(dropped.links) + " " + attributes(store.attributes(s)) + " R" +
                           std::string(resource.service) + attributes(resource.attributes) +
                           std::string(resource.schemaUrl) + " S" + std::string(scope.name) + "/" +
                           std::string(scope.version) + attributes(scope.attributes) + std::string(scope.schemaUrl);
        for (std::size_t e = 0; e < store.eventCount(s); ++e) {
            const auto event = store.event(s, e);
            line += " E" + std::to_string(event.timeNs) + std::string(event.name) + attributes(event.attributes) +
                    std::to_string(event.droppedAttributes);
        }
        for (std::size_t l = 0; l < store.linkCount(s); ++l) {
            const auto link = store.link(s, l);
            line += " L" + trace::toHex(link.traceId) + trace::toHex(link.spanId) + std::string(link.traceState) +
                    std::to_string(link.flags) + attributes(link.attributes) + std::to_string(link.droppedAttributes);
        }
        for (const trace::StringId warning : store.warnings(s))
            line += " W" + std::string(store.text(warning));
        all.push_back(std::move(line));
    }
    std::sort(all.begin(), all.end());
    return all;
}

// A document with every member that OTLP has, and odd ones.
const std::string kFull = R"({"resourceSpans":[{"resource":{"attributes":[
  {"key":"service.name","value":{"stringValue":"shop é"}},{"key":"n","value":{"intValue":"-9223372036854775808"}}]},
  "schemaUrl":"https://a.example/1","scopeSpans":[{"scope":{"name":"lib","version":"1.2",
   "attributes":[{"key":"s","value":{"boolValue":true}}]},"schemaUrl":"https://a.example/2","spans":[
   {"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"0102030405060708","parentSpanId":"1112131415161718",
    "traceState":"a=b","flags":257,"name":"GET /x","kind":3,"startTimeUnixNano":"1700000000000000123",
    "endTimeUnixNano":"1700000000000500456","droppedAttributesCount":1,"droppedEventsCount":2,"droppedLinksCount":3,
    "attributes":[{"key":"t","value":{"stringValue":"a\"\\\n\u0001"}},{"key":"e","value":{"stringValue":""}},
     {"key":"f","value":{"boolValue":false}},{"key":"z","value":{"intValue":"0"}},{"key":"d","value":{"doubleValue":0.1}},
     {"key":"d0","value":{"doubleValue":0}},{"key":"nan","value":{"doubleValue":"NaN"}},
     {"key":"b","value":{"bytesValue":"AAEC/w=="}},{"key":"none","value":{}},
     {"key":"l","value":{"arrayValue":{"values":[{"stringValue":"x"},{"intValue":"7"},{"arrayValue":{"values":[]}}]}}},
     {"key":"m","value":{"kvlistValue":{"values":[{"key":"k","value":{"kvlistValue":{"values":[]}}}]}}}],
    "events":[{"timeUnixNano":"1700000000000000999","name":"exception","droppedAttributesCount":4,
      "attributes":[{"key":"exception.type","value":{"stringValue":"X"}}]},{"timeUnixNano":"5"}],
    "links":[{"traceId":"ffffffffffffffffffffffffffffffff","spanId":"ffffffffffffffff","traceState":"c=d","flags":1,
      "droppedAttributesCount":5,"attributes":[{"key":"why","value":{"intValue":"1"}}]}],
    "status":{"code":2,"message":"broken"}},
   {"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"0102030405060709","name":"","kind":0,
    "startTimeUnixNano":"0","endTimeUnixNano":"0"}]}]},
  {"resource":{},"scopeSpans":[{"spans":[{"traceId":"0102030405060708090a0b0c0d0e0f11","spanId":"01020304050607aa",
    "name":"backwards","startTimeUnixNano":"1700000000000000500","endTimeUnixNano":"1700000000000000100",
    "status":{"code":1}}]}]}]})";

TEST(Writer, OtlpKeepsEverything)
{
    const Reading before = read(kFull);
    ASSERT_EQ(before->spanCount(), 3U) << describe(*before);
    for (const WriteFormat format : {WriteFormat::OtlpJson, WriteFormat::OtlpProtobuf}) {
        std::vector<WriteLoss> losses;
        const Reading after = read(written(*before, format, &losses));
        EXPECT_EQ(lines(*after), lines(*before));
        EXPECT_TRUE(losses.empty());
        EXPECT_FALSE(after->importLog().hasLoss()) << describe(*after);
    }
}

TEST(Writer, JaegerKeepsWhatItCanAndSaysWhatNot)
{
    const Reading before = read(kFull);
    std::vector<WriteLoss> losses;
    const Reading after = read(written(*before, WriteFormat::JaegerJson, &losses));
    ASSERT_EQ(after->spanCount(), 3U);
    const SpanRow span = after.span("GET /x");
    EXPECT_EQ(after->startNs(span), 1'700'000'000'000'000'000);
    EXPECT_EQ(after->durationNs(span), 500'000);
    EXPECT_EQ(after->kind(span), trace::SpanKind::Client);
    EXPECT_EQ(after->status(span), trace::StatusCode::Error);
    EXPECT_EQ(after->statusMessage(span), "broken");
    EXPECT_EQ(after->service(span), "shop é");
    EXPECT_EQ(after.attribute(span, "t"), R"("a\"\\\n\u0001")");
    EXPECT_EQ(after.attribute(span, "b"), R"("AAEC/w==")");
    EXPECT_EQ(after.attribute(span, "l"), R"("[\"x\",7,[]]")");
    EXPECT_EQ(after->eventCount(span), 2U);
    EXPECT_EQ(after->linkCount(span), 1U);
    std::string said;
    for (const WriteLoss& loss : losses)
        said += std::to_string(loss.count) + " " + loss.what + "\n";
    EXPECT_NE(said.find("times were cut to microseconds"), std::string::npos) << said;
    EXPECT_NE(said.find("3 arrays, maps and empty values became texts"), std::string::npos) << said;
    EXPECT_NE(said.find("1 attributes, state and flags of links"), std::string::npos) << said;
}

TEST(Writer, JaegerTracesComeBackFromEveryFormat)
{
    const Reading before = read(jaegerSpan(
        R"(,"tags":[{"key":"span.kind","type":"string","value":"server"},{"key":"n","type":"int64","value":5},
             {"key":"x","type":"float64","value":1.5},{"key":"y","type":"binary","value":"AAE="}],
             "logs":[{"timestamp":5,"fields":[{"key":"event","type":"string","value":"e"}]}],"warnings":["late"])"));
    ASSERT_EQ(before->spanCount(), 1U) << describe(*before);
    for (const WriteFormat format : kAll) {
        const Reading over = read(written(*before, format));
        const Reading back = read(written(*over, WriteFormat::JaegerJson));
        EXPECT_EQ(over->spanCount(), 1U);
        EXPECT_EQ(written(*back, WriteFormat::JaegerJson), written(*before, WriteFormat::JaegerJson));
    }
}

TEST(Writer, AnEmptyStoreIsAValidDocument)
{
    for (const WriteFormat format : kAll) {
        const std::string text = written(*trace::TraceBuilder().freeze(), format);
        EXPECT_EQ(read(text)->spanCount(), 0U);
        EXPECT_TRUE(format == WriteFormat::OtlpProtobuf ? text.empty() : nlohmann::json::accept(text)) << text;
    }
}

TEST(Writer, StopsWhenNoMoreCanBeTaken)
{
    const Reading before = read(kFull);
    for (const WriteFormat format : kAll) {
        int calls = 0;
        (void)writeTraces(*before, format, [&](std::string_view) { return ++calls < 1; });
        EXPECT_EQ(calls, 1);
    }
}

// ---- OTLP in protobuf as input ----

std::string protobufOfManyResources()
{
    std::string text;
    for (int i = 0; i < 20; ++i) {
        std::string one = kFull;
        one.replace(one.find("shop"), 4, "sho" + std::to_string(i));
        one.replace(one.find("0102030405060708\","), 4, "01" + std::to_string(10 + i));
        text += written(*read(one), WriteFormat::OtlpProtobuf);
    }
    return text;
}

std::string framed(const std::string& message, bool prefix)
{
    std::string text;
    for (int i = 0; i < 3; ++i) {
        if (prefix)
            for (int shift = 24; shift >= 0; shift -= 8)
                text += static_cast<char>(message.size() >> shift & 0xffU);
        else
            for (std::size_t size = message.size();; size >>= 7) {
                text += static_cast<char>(size >= 0x80 ? size | 0x80 : size);
                if (size < 0x80)
                    break;
            }
        text += message;
    }
    return text;
}

TEST(OtlpProtobuf, BordersBetweenPiecesChangeNothing)
{
    const std::string plain = protobufOfManyResources();
    for (const std::string& bytes : {plain, framed(plain, true), framed(plain, false), gzip(plain)}) {
        const Reading whole = read(bytes);
        EXPECT_EQ(whole.result.format, "otlp-protobuf");
        EXPECT_GE(whole->spanCount(), 60U);
        for (const std::size_t size : {1U, 2U, 5U, 64U, 4096U, 5000U})
            ASSERT_EQ(describe(*readInPieces(bytes, size)), describe(*whole)) << "pieces of " << size;
    }
}

TEST(OtlpProtobuf, CutAnywhereItGivesWhatCameBeforeAndTheLoss)
{
    const std::string bytes = written(*read(kFull), WriteFormat::OtlpProtobuf);
    const std::size_t all = read(bytes)->spanCount();
    int silent = 0;
    for (std::size_t size = 1; size < bytes.size(); ++size) {
        const Reading part = read(std::string_view(bytes).substr(0, size));
        EXPECT_LE(part->spanCount(), all);
        const bool whole =
            part->spanCount() > 0 && part.count(ProblemCode::Truncated) == 0; // ends between two resources
        EXPECT_TRUE(whole || !part->importLog().empty()) << size;
        silent += whole ? 1 : 0;
    }
    EXPECT_EQ(silent, 1);
    EXPECT_EQ(read(std::string_view(bytes).substr(0, bytes.size() - 1)).count(ProblemCode::Truncated), 1U);
}

TEST(OtlpProtobuf, DamagedBytesAreNeverSilentlyTakenForMoreSpans)
{
    const std::string good = protobufOfManyResources();
    const std::size_t all = read(good)->spanCount();
    std::uint32_t random = 12345;
    for (int round = 0; round < 2000; ++round) {
        std::string bytes = good;
        for (int i = 0; i < 3; ++i) {
            random = random * 1664525U + 1013904223U;
            bytes[8 + (random >> 8) % (bytes.size() - 8)] = static_cast<char>(random >> 24);
        }
        const Reading reading = read(bytes);
        EXPECT_LE(reading->spanCount(), all);
        EXPECT_TRUE(reading->spanCount() == all || !reading->importLog().empty());
    }
}

TEST(OtlpProtobuf, MetricsAndLogsAreNamed)
{
    // ResourceMetrics and ResourceLogs have the shape of ResourceSpans; a metric has a name first, a log record a time.
    const std::string resource = std::string("\x0a\x0f\x0a\x0d\x0a\x01k\x12\x08\x0a\x06svc123", 17);
    const std::string metric = std::string("\x0a\x05total\x12\x03sum", 12);
    const std::string scope = std::string("\x12") + static_cast<char>(metric.size()) + metric;
    const std::string inner = resource + std::string("\x12") + static_cast<char>(scope.size()) + scope;
    const Reading reading = read(std::string("\x0a") + static_cast<char>(inner.size()) + inner);
    EXPECT_EQ(reading.result.format, "other-signal");
    EXPECT_EQ(reading->spanCount(), 0U);
    EXPECT_EQ(reading.count(ProblemCode::OtherSignal), 1U) << describe(*reading);
}

TEST(OtlpProtobuf, TextThatIsNotUtf8IsRepaired)
{
    std::string bytes = written(*read(kFull), WriteFormat::OtlpProtobuf);
    bytes.replace(bytes.find("GET /x"), 3, "G\xff\xfe");
    const Reading reading = read(bytes);
    EXPECT_EQ(reading.count(ProblemCode::RepairedText), 1U);
    EXPECT_EQ(reading->name(reading.span("G\xef\xbf\xbd\xef\xbf\xbd /x")), "G\xef\xbf\xbd\xef\xbf\xbd /x");
}

TEST(OtlpProtobuf, LimitsHold)
{
    ReadOptions options;
    options.maxAttributes = 3;
    options.maxValueBytes = 4;
    const std::string bytes = written(*read(kFull), WriteFormat::OtlpProtobuf);
    const Reading few = read(bytes, options);
    for (std::uint32_t i = 0; i < few->spanCount(); ++i)
        EXPECT_LE(few->attributes(SpanRow{i}).size(), 3U);
    EXPECT_GE(few.count(ProblemCode::LimitReached), 1U);
    EXPECT_GE(few.count(ProblemCode::ValueCut), 1U);
    options.maxRecordBytes = 100;
    const Reading none = read(bytes, options);
    EXPECT_LE(none->spanCount(), 1U);
    EXPECT_GE(none.count(ProblemCode::LimitReached), 1U);
}

TEST(OtlpProtobuf, DeepValuesEndAtTheLimit)
{
    // AnyValue { ArrayValue { AnyValue { … } } }, 300 levels.
    std::string value = std::string("\x0a\x01x", 3);
    const auto wrap = [](char tag, const std::string& inner) {
        std::string out(1, tag);
        for (std::size_t size = inner.size();; size >>= 7) {
            out += static_cast<char>(size >= 0x80 ? size | 0x80 : size);
            if (size < 0x80)
                break;
        }
        return out + inner;
    };
    for (int i = 0; i < 300; ++i)
        value = wrap('\x2a', wrap('\x0a', value));
    const std::string attribute = std::string("\x0a\x01k", 3) + wrap('\x12', value);
    const std::string span =
        wrap('\x0a', std::string(16, 'i')) + wrap('\x12', std::string(8, 's')) + wrap('\x4a', attribute);
    const std::string bytes = wrap('\x0a', wrap('\x0a', "") + wrap('\x12', wrap('\x12', span)));
    const Reading reading = read(bytes);
    EXPECT_EQ(reading->spanCount(), 1U) << describe(*reading);
    EXPECT_EQ(reading.count(ProblemCode::TooDeep), 1U);
}

TEST(Writer, RealTracesComeBackUnchanged)
{
    const auto corpus = sharedFolder("corpus");
    if (!corpus)
        GTEST_SKIP() << "the shared folder with the corpus is not there";
    int files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(*corpus)) {
        if (!entry.is_regular_file() || entry.file_size() > 2'000'000)
            continue;
        const Reading before = readPathOf(entry.path());
        if (before->spanCount() == 0 || before->importLog().count(ProblemCode::OddId) > 0)
            continue;
        const Reading otlp = read(written(*before, WriteFormat::OtlpProtobuf));
        const Reading json = read(written(*before, WriteFormat::OtlpJson));
        EXPECT_EQ(otlp->spanCount(), before->spanCount()) << entry.path();
        EXPECT_EQ(lines(*otlp), lines(*json)) << entry.path();
        ++files;
    }
    EXPECT_GT(files, 60);
}

} // namespace
} // namespace spanlight::formats::test
