#include "models/sources/trace_filter.h"

#include "models/trace/trace_builder.h"
#include "tests/support/trace_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace spanlight::sources {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::int64_t kBaseNs = 1'700'000'000'000'000'000;
constexpr std::int64_t kMs = 1'000'000;

std::vector<std::shared_ptr<const trace::TraceStore>> someStores()
{
    return {test::storeFromText("trace 1\n"
                                "train @0+1000 api operation.id=op_a epoch:=5 share:=0.5 gpu:=true\n"
                                "  step @10+20 worker error symbol=AAPL !ValueError|bad\n"
                                "trace 2\n"
                                "poll @2000+5 cli client operation.id=op_b\n"),
            test::storeFromText("trace 1\n"
                                "late @5000+1 host\n"
                                "trace 3\n"
                                "other @3000+700 api symbol=AAPL note=op_c\n")};
}

/// Low halves of the matched trace ids, in their order.
std::vector<std::uint64_t> matched(const SearchQuery& query)
{
    std::vector<std::uint64_t> ids;
    for (const trace::TraceId id : filterTraces(someStores(), query).matched)
        ids.push_back(id.low);
    return ids;
}

TEST(TraceFilterTest, AnEmptyQueryFindsEverythingNewestFirst)
{
    EXPECT_THAT(matched({}), ElementsAre(3, 2, 1));
}

TEST(TraceFilterTest, TheLimitKeepsTheNewestAndSaysSo)
{
    SearchQuery query;
    query.limit = 2;
    const FilterResult result = filterTraces(someStores(), query);
    EXPECT_EQ(result.matched.size(), 2U);
    EXPECT_TRUE(result.limitReached);
    query.limit = 3;
    EXPECT_FALSE(filterTraces(someStores(), query).limitReached);
}

TEST(TraceFilterTest, AnOperationIdIsFoundInTheKeysOfTheQuery)
{
    SearchQuery query;
    query.operationId = QStringLiteral("op_a");
    query.operationKeys = {QStringLiteral("operation.id")};
    EXPECT_THAT(matched(query), ElementsAre(1));
    query.operationKeys = {QStringLiteral("job.id")};
    EXPECT_THAT(matched(query), IsEmpty());
}

// Readers make a scope of Jaeger's tag, and OTLP has no such attribute.
TEST(TraceFilterTest, AScopeIsFoundByTheNameThatJaegerGivesIt)
{
    trace::TraceBuilder builder;
    (void)builder.beginInput("scoped");
    trace::SpanRecord span;
    span.traceId = {0, 9};
    span.spanId = trace::SpanId{1};
    span.resource = builder.resource(builder.intern("api"), {});
    span.scope = builder.scope(builder.intern("db"), builder.intern("2.1"));
    (void)builder.addSpan(span);
    const auto store = builder.freeze();
    SearchQuery query;
    query.attributes = {{QStringLiteral("otel.scope.name"), QStringLiteral("db")},
                        {QStringLiteral("otel.scope.version"), QStringLiteral("2.1")}};
    EXPECT_EQ(filterTraces({store}, query).matched.size(), 1U);
    query.attributes[0].second = QStringLiteral("http");
    EXPECT_THAT(filterTraces({store}, query).matched, IsEmpty());
}

TEST(TraceFilterTest, WithoutKeysAnOperationIdIsFoundInAnyAttribute)
{
    SearchQuery query;
    query.operationId = QStringLiteral("op_c");
    EXPECT_THAT(matched(query), ElementsAre(3));
}

TEST(TraceFilterTest, FallbackTagsAreAskedOnlyWhenNoSpanCarriesTheId)
{
    SearchQuery query;
    query.operationId = QStringLiteral("op_missing");
    query.operationKeys = {QStringLiteral("operation.id")};
    query.fallbacks = {{QStringLiteral("api"), QStringLiteral("symbol"), QStringLiteral("AAPL")}};
    EXPECT_THAT(matched(query), ElementsAre(3));
    EXPECT_TRUE(filterTraces(someStores(), query).byFallback);
    query.operationId = QStringLiteral("op_b");
    EXPECT_THAT(matched(query), ElementsAre(2));
    EXPECT_FALSE(filterTraces(someStores(), query).byFallback);
}

TEST(TraceFilterTest, OneSpanMustSatisfyServiceNameAndAttributesTogether)
{
    SearchQuery query;
    query.service = QStringLiteral("api");
    query.attributes = {{QStringLiteral("symbol"), QStringLiteral("AAPL")}};
    EXPECT_THAT(matched(query), ElementsAre(3));
    query.service = QStringLiteral("worker");
    query.name = QStringLiteral("step");
    EXPECT_THAT(matched(query), ElementsAre(1));
}

TEST(TraceFilterTest, NumbersAndTruthValuesMatchTheirText)
{
    SearchQuery query;
    query.attributes = {{QStringLiteral("epoch"), QStringLiteral("5")},
                        {QStringLiteral("share"), QStringLiteral("0.50")},
                        {QStringLiteral("gpu"), QStringLiteral("True")}};
    EXPECT_THAT(matched(query), ElementsAre(1));
    query.attributes = {{QStringLiteral("epoch"), QStringLiteral("6")}};
    EXPECT_THAT(matched(query), IsEmpty());
}

TEST(TraceFilterTest, AttributesOfEventsAndResourcesCount)
{
    SearchQuery query;
    query.attributes = {{QStringLiteral("exception.type"), QStringLiteral("ValueError")},
                        {QStringLiteral("service.name"), QStringLiteral("worker")}};
    EXPECT_THAT(matched(query), ElementsAre(1));
}

TEST(TraceFilterTest, ErrorsAreFoundByStatusAndByTheUsualTags)
{
    SearchQuery query;
    query.errorsOnly = true;
    EXPECT_THAT(matched(query), ElementsAre(1));
    query.errorsOnly = false;
    query.attributes = {{QStringLiteral("error"), QStringLiteral("true")}};
    EXPECT_THAT(matched(query), ElementsAre(1));
    query.attributes = {{QStringLiteral("otel.status_code"), QStringLiteral("ERROR")}};
    EXPECT_THAT(matched(query), ElementsAre(1));
    query.attributes = {{QStringLiteral("span.kind"), QStringLiteral("client")}};
    EXPECT_THAT(matched(query), ElementsAre(2));
}

TEST(TraceFilterTest, TheTimeRangeHoldsForTheStartOfOneSpan)
{
    SearchQuery query;
    query.sinceNs = kBaseNs + 1900 * kMs;
    query.untilNs = kBaseNs + 3000 * kMs;
    EXPECT_THAT(matched(query), ElementsAre(3, 2));
}

TEST(TraceFilterTest, DurationsAreThoseOfWholeTracesOverAllStores)
{
    SearchQuery query;
    query.minDurationNs = 5001 * kMs;
    EXPECT_THAT(matched(query), ElementsAre(1)) << "its last span is in another store";
    query.minDurationNs = 6 * kMs;
    query.maxDurationNs = 700 * kMs;
    EXPECT_THAT(matched(query), ElementsAre(3));
}

TEST(TraceFilterTest, WithANameDurationsAreThoseOfTheNamedSpans)
{
    SearchQuery query;
    query.name = QStringLiteral("step");
    query.minDurationNs = 20 * kMs;
    EXPECT_THAT(matched(query), ElementsAre(1));
    query.minDurationNs = 21 * kMs;
    EXPECT_THAT(matched(query), IsEmpty());
}

TEST(TraceFilterTest, TraceIdsMayBeWrittenInAnyCaseAndWithoutLeadingZeros)
{
    SearchQuery query;
    query.traceIds = {QStringLiteral("00000000000000000000000000000003"), QStringLiteral("2"),
                      QStringLiteral("ABCDEF")};
    EXPECT_THAT(matched(query), ElementsAre(3, 2));
    query.errorsOnly = true;
    EXPECT_THAT(matched(query), IsEmpty());
}

TEST(TraceFilterTest, ServicesAreSortedAndDistinct)
{
    EXPECT_THAT(servicesOf(someStores()), ElementsAre(QStringLiteral("api"), QStringLiteral("cli"),
                                                      QStringLiteral("host"), QStringLiteral("worker")));
}

} // namespace
} // namespace spanlight::sources
