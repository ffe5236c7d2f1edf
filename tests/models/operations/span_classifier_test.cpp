#include "models/operations/span_classifier.h"

#include "models/operations/profile_catalog.h"
#include "models/trace/trace_builder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace spanlight::operations {
namespace {

// Calls of several hosts and paths, some of which are polls and health checks.
trace::TraceSet callsOf(std::size_t count)
{
    trace::TraceBuilder builder;
    builder.beginInput("calls");
    const trace::ResourceRow service = builder.resource(builder.intern("api"), {});
    auto& pool = builder.pool();
    const trace::StringId url = pool.strings().intern("http.url");
    const trace::StringId other = pool.strings().intern("other");
    for (std::size_t i = 0; i < count; ++i) {
        const std::string path = i % 3 == 0   ? "/health"
                                 : i % 3 == 1 ? "/api/v1/operations/op_" + std::to_string(i % 50)
                                              : "/api/v1/orders";
        std::vector<trace::AttributeId> attributes{pool.intern(other, trace::AttributePool::integer(7))};
        attributes.push_back(pool.intern(url, pool.string("http://host-" + std::to_string(i % 7) + ":8080" + path)));
        trace::SpanRecord span;
        span.traceId = {0, 1};
        span.spanId = {i + 1};
        span.name = builder.intern(i % 2 == 0 ? "GET" : "GET /health");
        span.kind = trace::SpanKind::Client;
        span.resource = service;
        span.startNs = static_cast<std::int64_t>(i);
        span.attributes = attributes;
        builder.addSpan(span);
    }
    return trace::TraceSet({builder.freeze()});
}

TEST(SpanClassifier, FindsTheSameForAllSpansAtOnceAsForEach)
{
    const trace::TraceSet traces = callsOf(30'000);
    const auto profile = builtinProfile("ktrdr");
    const AttributeReader reader(traces, *profile);
    const std::vector<trace::SpanRef> spans = traces.traceSpans(trace::TraceId{0, 1});
    SpanClassifier atOnce(traces, *profile, reader);
    SpanClassifier oneByOne(traces, *profile, reader);
    const auto all = atOnce.classifyAll(spans);
    ASSERT_EQ(all.size(), spans.size());
    std::size_t withRole = 0;
    for (std::size_t i = 0; i < spans.size(); ++i) {
        const auto one = oneByOne.classify(spans[i]);
        ASSERT_EQ(all[i].role, one.role) << i;
        ASSERT_EQ(all[i].destination, one.destination) << i;
        ASSERT_EQ(all[i].pathHash, one.pathHash) << i;
        withRole += one.role != Role::None ? 1 : 0;
    }
    EXPECT_GT(withRole, 10'000U);
    EXPECT_LT(withRole, 30'000U);
}

TEST(SpanClassifier, NumbersEachDestinationOnce)
{
    const trace::TraceSet traces = callsOf(700);
    const auto profile = builtinProfile("ktrdr");
    const AttributeReader reader(traces, *profile);
    SpanClassifier classifier(traces, *profile, reader);
    std::uint32_t most = 0;
    for (const auto& one : classifier.classifyAll(traces.traceSpans(trace::TraceId{0, 1})))
        most = std::max(most, one.destination);
    EXPECT_EQ(most, 7U);
}

TEST(AttributeReader, TakesTheFirstKeyOfTheProfileWhereverItStandsAmongTheAttributes)
{
    trace::TraceBuilder builder;
    builder.beginInput("two keys");
    const auto profile = builtinProfile("opentelemetry");
    const auto& keys = profile->keys[static_cast<std::size_t>(Meaning::HttpUrl)];
    ASSERT_GE(keys.size(), 2U);
    auto& pool = builder.pool();
    const trace::AttributeId later = pool.intern(pool.strings().intern(keys[1]), pool.string("http://later"));
    const trace::AttributeId first = pool.intern(pool.strings().intern(keys[0]), pool.string("http://first"));
    const trace::AttributeId again = pool.intern(pool.strings().intern(keys[0]), pool.string("http://again"));
    const std::vector<std::vector<trace::AttributeId>> cases{{later}, {later, first}, {first, later, again}, {}};
    for (std::size_t i = 0; i < cases.size(); ++i) {
        trace::SpanRecord span;
        span.traceId = {0, 1};
        span.spanId = {i + 1};
        span.startNs = static_cast<std::int64_t>(i);
        span.attributes = cases[i];
        builder.addSpan(span);
    }
    const trace::TraceSet traces({builder.freeze()});
    const AttributeReader reader(traces, *profile);
    const auto urlOf = [&](std::uint32_t row) {
        const auto value = reader.value({0, trace::SpanRow{row}}, Meaning::HttpUrl);
        return value ? std::string(value->string()) : "none";
    };
    EXPECT_EQ(urlOf(0), "http://later");
    EXPECT_EQ(urlOf(1), "http://first");
    EXPECT_EQ(urlOf(2), "http://first");
    EXPECT_EQ(urlOf(3), "none");
}

} // namespace
} // namespace spanlight::operations
