#include "models/sources/jaeger/jaeger_plan.h"

#include <QUrlQuery>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace spanlight::sources {
namespace {

using ::testing::ElementsAre;

constexpr std::int64_t kNowNs = 1'762'865'400'000'000'000;

JaegerServer legacyServer()
{
    JaegerServer server;
    server.legacySearch = true;
    server.v3 = true;
    server.services = {QStringLiteral("api"), QStringLiteral("jaeger"), QStringLiteral("worker")};
    return server;
}

JaegerServer newServer()
{
    JaegerServer server = legacyServer();
    server.legacySearch = false;
    server.v3Attributes = true;
    return server;
}

TEST(JaegerPlanTest, EveryServiceButTheHiddenOnesIsAskedForTheOperation)
{
    SearchQuery query;
    query.operationId = QStringLiteral("op_1");
    query.operationKeys = {QStringLiteral("operation.id")};
    query.hiddenServices = {QStringLiteral("jaeger")};
    const JaegerPlan plan = planSearch(query, legacyServer(), kNowNs);
    EXPECT_THAT(plan.services, ElementsAre(QStringLiteral("api"), QStringLiteral("worker")));
    ASSERT_EQ(plan.tasks.size(), 2U);
    EXPECT_EQ(plan.tasks[0].api, JaegerApi::Legacy);
    EXPECT_THAT(plan.tasks[1].search.attributes,
                ElementsAre(std::pair(QStringLiteral("operation.id"), QStringLiteral("op_1"))));
}

TEST(JaegerPlanTest, AServerThatKnowsAttributesInV3IsAskedThroughV3)
{
    EXPECT_EQ(planSearch({}, newServer(), kNowNs).tasks.front().api, JaegerApi::V3);
}

TEST(JaegerPlanTest, SeveralOperationKeysAreAskedOneAfterTheOther)
{
    SearchQuery query;
    query.service = QStringLiteral("api");
    query.operationId = QStringLiteral("op_1");
    query.operationKeys = {QStringLiteral("operation.id"), QStringLiteral("job.id")};
    EXPECT_EQ(planSearch(query, legacyServer(), kNowNs).tasks.size(), 2U);
}

TEST(JaegerPlanTest, ErrorsAreAskedWithAndWithoutATagWhereTheTagCannotBeTrusted)
{
    SearchQuery query;
    query.service = QStringLiteral("api");
    query.errorsOnly = true;
    EXPECT_EQ(planSearch(query, legacyServer(), kNowNs).tasks.size(), 2U);
    const JaegerPlan plan = planSearch(query, newServer(), kNowNs);
    ASSERT_EQ(plan.tasks.size(), 1U);
    EXPECT_THAT(plan.tasks[0].search.attributes,
                ElementsAre(std::pair(QStringLiteral("error"), QStringLiteral("true"))));
}

TEST(JaegerPlanTest, ConditionsThatServersReadDifferentlyAreComparedHere)
{
    SearchQuery query;
    query.service = QStringLiteral("api");
    query.attributes = {{QStringLiteral("span.kind"), QStringLiteral("server")},
                        {QStringLiteral("symbol"), QStringLiteral("AAPL")}};
    const JaegerPlan plan = planSearch(query, legacyServer(), kNowNs);
    ASSERT_EQ(plan.tasks.size(), 1U);
    EXPECT_EQ(plan.tasks[0].search.attributes.size(), 1U);
    EXPECT_FALSE(plan.notes.empty());
}

JaegerServer victoriaTraces()
{
    JaegerServer server = legacyServer();
    server.v3 = false;
    server.victoriaTraces = true;
    return server;
}

// It finds nothing for the attribute of a resource unless the key says that it is one.
TEST(JaegerPlanTest, VictoriaTracesIsAskedForAttributesOfSpansAndOfResources)
{
    SearchQuery query;
    query.service = QStringLiteral("api");
    query.attributes = {{QStringLiteral("worker.id"), QStringLiteral("w1")}};
    const JaegerPlan plan = planSearch(query, victoriaTraces(), kNowNs);
    ASSERT_EQ(plan.tasks.size(), 2U);
    EXPECT_EQ(plan.tasks[0].search.attributes.front().first, QStringLiteral("worker.id"));
    EXPECT_EQ(plan.tasks[1].search.attributes.front().first, QStringLiteral("resource_attr:worker.id"));
    query.attributes.emplace_back(QStringLiteral("symbol"), QStringLiteral("AAPL"));
    EXPECT_EQ(planSearch(query, victoriaTraces(), kNowNs).tasks.size(), 4U);
    EXPECT_EQ(planSearch(query, legacyServer(), kNowNs).tasks.size(), 1U);
}

TEST(JaegerPlanTest, WhatVictoriaTracesReadsOtherwiseIsComparedHere)
{
    SearchQuery query;
    query.service = QStringLiteral("api");
    query.attributes = {{QStringLiteral("exception.type"), QStringLiteral("Lost")},
                        {QStringLiteral("note"), QStringLiteral("~about")}};
    const JaegerPlan plan = planSearch(query, victoriaTraces(), kNowNs);
    ASSERT_EQ(plan.tasks.size(), 1U);
    EXPECT_TRUE(plan.tasks[0].search.attributes.empty());
    EXPECT_EQ(plan.notes.size(), 2U);
    EXPECT_EQ(planSearch(query, newServer(), kNowNs).tasks[0].search.attributes.size(), 2U);
}

// Elasticsearch takes a value for a regular expression, other storages for a text.
TEST(JaegerPlanTest, AValueThatMeansSomethingElseAsAnExpressionIsAskedBothWays)
{
    SearchQuery query;
    query.service = QStringLiteral("api");
    query.attributes = {{QStringLiteral("http.url"), QStringLiteral("http://h.de/a?b=\"1\"")}};
    for (const JaegerServer& server : {legacyServer(), newServer()}) {
        const JaegerPlan plan = planSearch(query, server, kNowNs);
        ASSERT_EQ(plan.tasks.size(), 2U);
        EXPECT_EQ(plan.tasks[0].search.attributes.front().second, QStringLiteral("http://h.de/a?b=\"1\""));
        EXPECT_EQ(plan.tasks[1].search.attributes.front().second, QStringLiteral("http://h\\.de/a\\?b=\\\"1\\\""));
    }
    query.attributes = {{QStringLiteral("version"), QStringLiteral("1.2-rc_3/x:y=z")}};
    EXPECT_EQ(planSearch(query, legacyServer(), kNowNs).tasks.size(), 1U);
}

TEST(JaegerPlanTest, DurationsOfTracesAreComparedHereAndThoseOfNamedSpansByTheServer)
{
    SearchQuery query;
    query.service = QStringLiteral("api");
    query.minDurationNs = 1'000;
    const JaegerPlan traces = planSearch(query, legacyServer(), kNowNs);
    ASSERT_EQ(traces.tasks.size(), 2U);
    EXPECT_FALSE(traces.tasks[0].search.minDurationNs.has_value());
    EXPECT_EQ(traces.tasks[1].search.minDurationNs, 1'000);
    query.name = QStringLiteral("GET");
    const JaegerPlan spans = planSearch(query, legacyServer(), kNowNs);
    ASSERT_EQ(spans.tasks.size(), 1U);
    EXPECT_EQ(spans.tasks[0].search.minDurationNs, 1'000);
}

TEST(JaegerPlanTest, TraceIdsAreFetchedOnceAndThoseThatAreNoneAreNamed)
{
    SearchQuery query;
    query.traceIds = {QStringLiteral("C0FFEE"), QStringLiteral("0000c0ffee"), QStringLiteral("not-an-id")};
    const JaegerPlan plan = planSearch(query, legacyServer(), kNowNs);
    ASSERT_EQ(plan.tasks.size(), 1U);
    EXPECT_EQ(plan.tasks[0].traceId, QStringLiteral("00000000000000000000000000c0ffee"));
    EXPECT_EQ(plan.notes.size(), 1U);
}

TEST(JaegerPlanTest, FallbackTagsKeepTheTimeRangeAndNameTheirService)
{
    SearchQuery query;
    query.operationId = QStringLiteral("op_1");
    query.operationKeys = {QStringLiteral("operation.id")};
    query.sinceNs = 5;
    query.fallbacks = {{QStringLiteral("api"), QStringLiteral("http.target"), QStringLiteral("/operations/op_1")}};
    const JaegerPlan plan = planFallback(query, legacyServer(), kNowNs);
    ASSERT_EQ(plan.tasks.size(), 1U);
    EXPECT_EQ(plan.tasks[0].search.service, QStringLiteral("api"));
    EXPECT_EQ(plan.tasks[0].search.fromNs, 5);
}

TEST(JaegerPlanTest, AServerWithoutServicesIsSaidToBeEmpty)
{
    const JaegerPlan plan = planSearch({}, JaegerServer{.legacySearch = true, .services = {}}, kNowNs);
    EXPECT_TRUE(plan.tasks.empty());
    ASSERT_EQ(plan.notes.size(), 1U);
}

// "query.startTimeMin must be before query.startTimeMax", since 2.18.
TEST(JaegerRequestsTest, ARangeOfOneMomentIsNotEmptyForV3)
{
    JaegerSearch search;
    search.fromNs = search.toNs = kNowNs;
    const QUrlQuery sent(searchUrl(QUrl(QStringLiteral("http://h")), JaegerApi::V3, search));
    EXPECT_LT(sent.queryItemValue(QStringLiteral("query.start_time_min"), QUrl::FullyDecoded),
              sent.queryItemValue(QStringLiteral("query.start_time_max"), QUrl::FullyDecoded));
}

TEST(JaegerRequestsTest, LegacyTimesAreMicrosecondsAndCharactersAreEscaped)
{
    JaegerSearch search;
    search.service = QStringLiteral("a+b & c");
    search.fromNs = 1'500;
    search.toNs = 2'001;
    search.minDurationNs = 1'000'000;
    search.attributes = {{QStringLiteral("k"), QStringLiteral("50% \"x\"")}};
    const QUrl url = searchUrl(QUrl(QStringLiteral("http://h:1/base")), JaegerApi::Legacy, search);
    EXPECT_EQ(url.toString(QUrl::FullyEncoded).toStdString(),
              "http://h:1/base/api/traces?service=a%2Bb%20%26%20c&start=1&end=3&minDuration=1000000ns&limit=100&tags="
              "%7B%22k%22%3A%2250%25%20%5C%22x%5C%22%22%7D");
}

TEST(JaegerRequestsTest, V3TimesAreRfc3339AndNamesAreSnakeCase)
{
    JaegerSearch search;
    search.service = QStringLiteral("api");
    search.fromNs = 1'762'865'400'000'000'000;
    search.toNs = 1'762'865'401'000'000'001;
    const QUrlQuery query(searchUrl(QUrl(QStringLiteral("http://h")), JaegerApi::V3, search));
    EXPECT_EQ(query.queryItemValue(QStringLiteral("query.start_time_min"), QUrl::FullyDecoded),
              QStringLiteral("2025-11-11T12:50:00.000000000Z"));
    EXPECT_EQ(query.queryItemValue(QStringLiteral("query.start_time_max"), QUrl::FullyDecoded),
              QStringLiteral("2025-11-11T12:50:01.000000001Z"));
    EXPECT_EQ(query.queryItemValue(QStringLiteral("query.num_traces")), QStringLiteral("100"));
    EXPECT_FALSE(query.hasQueryItem(QStringLiteral("query.attributes")));
}

TEST(JaegerPlanTest, ServersThatKnowSummariesAreAskedForThemFirstUnlessItIsForAnOperation)
{
    const JaegerServer server = newServer();
    for (const JaegerTask& task : planSearch({}, server, kNowNs).tasks) {
        EXPECT_TRUE(task.summaries);
        EXPECT_TRUE(task.url(QUrl(QStringLiteral("http://h"))).path().endsWith(QStringLiteral("/trace-summaries")));
    }
    SearchQuery query;
    query.operationId = QStringLiteral("op_1");
    query.operationKeys = {QStringLiteral("operation.id")};
    for (const JaegerTask& task : planSearch(query, server, kNowNs).tasks)
        EXPECT_FALSE(task.summaries);
    for (const JaegerTask& task : planSearch({}, legacyServer(), kNowNs).tasks)
        EXPECT_FALSE(task.summaries);
}

trace::TraceId traceNumber(int number)
{
    return *trace::parseTraceId(std::to_string(number));
}

SummarizedSearch summarized(const char* service, std::vector<JaegerSummary> summaries)
{
    SummarizedSearch search;
    search.task.api = JaegerApi::V3;
    search.task.summaries = true;
    search.task.search.service = QString::fromLatin1(service);
    search.summaries = std::move(summaries);
    return search;
}

TEST(JaegerPlanTest, SmallTracesAreFetchedByTheSearchesThatFindAny)
{
    const auto plan = planFetch({summarized("a", {{traceNumber(1), 10, 1}}), summarized("b", {})}, newServer(), 1000);
    ASSERT_EQ(plan.tasks.size(), 1U);
    EXPECT_EQ(plan.tasks.front().search.service, QStringLiteral("a"));
    EXPECT_FALSE(plan.tasks.front().summaries);
    EXPECT_TRUE(plan.tasks.front().traceId.isEmpty());
}

TEST(JaegerPlanTest, LargeTracesAreFetchedOnceTheNewestFirst)
{
    const JaegerSummary older{traceNumber(1), 60'000, 1};
    const JaegerSummary newer{traceNumber(2), 60'000, 2};
    const auto plan =
        planFetch({summarized("a", {older, newer}), summarized("b", {older, newer})}, newServer(), 1'000'000);
    ASSERT_EQ(plan.tasks.size(), 2U);
    EXPECT_EQ(plan.tasks.front().traceId.toStdString(), trace::toHex(newer.id));
    EXPECT_FALSE(plan.isCut);
}

TEST(JaegerPlanTest, WhatIsTooMuchIsLeftOutAndSaid)
{
    const auto plan =
        planFetch({summarized("a", {{traceNumber(1), 60'000, 1}, {traceNumber(2), 60'000, 2}})}, newServer(), 100'000);
    ASSERT_EQ(plan.tasks.size(), 1U);
    EXPECT_TRUE(plan.isCut);
    ASSERT_EQ(plan.notes.size(), 1U);
    EXPECT_TRUE(plan.notes.front().contains(QStringLiteral("2 traces with 120000 spans")));
}

TEST(JaegerPlanTest, ASearchWithoutSummariesIsMadeAnyway)
{
    SummarizedSearch unknown = summarized("a", {});
    unknown.summaries.reset();
    const auto plan = planFetch({unknown, summarized("b", {{traceNumber(1), 90'000, 1}})}, newServer(), 1000);
    EXPECT_EQ(plan.tasks.size(), 2U);
    EXPECT_TRUE(plan.tasks.back().traceId.isEmpty());
}

TEST(JaegerPlanTest, TracesAreFetchedByTheInterfaceThatKeepsMost)
{
    SearchQuery query;
    query.traceIds = {QStringLiteral("1234")};
    JaegerServer server = legacyServer();
    server.v3 = true;
    EXPECT_EQ(planSearch(query, server, kNowNs).tasks.front().api, JaegerApi::Legacy); // may be 1.x
    server.v3Detail = true;
    EXPECT_EQ(planSearch(query, server, kNowNs).tasks.front().api, JaegerApi::V3);
}

TEST(JaegerPlanTest, RawTracesAreAskedForInEachInterfacesOwnWords)
{
    const QUrl base(QStringLiteral("http://h"));
    JaegerServer server = legacyServer();
    server.raw = true;
    SearchQuery query;
    query.traceIds = {QStringLiteral("1234")};
    EXPECT_EQ(planSearch(query, server, kNowNs).tasks.front().url(base).query(), QStringLiteral("raw=true"));
    EXPECT_TRUE(planSearch({}, server, kNowNs).tasks.front().url(base).query().contains(QStringLiteral("raw=true")));
    server = newServer();
    server.raw = true;
    server.v3Detail = true;
    EXPECT_EQ(planSearch(query, server, kNowNs).tasks.front().url(base).query(), QStringLiteral("raw_traces=true"));
    EXPECT_TRUE(planSearch({}, server, kNowNs)
                    .tasks.front()
                    .url(base)
                    .query()
                    .contains(QStringLiteral("query.raw_traces=true")));
}

} // namespace
} // namespace spanlight::sources
