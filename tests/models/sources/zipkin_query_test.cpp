#include "models/sources/zipkin/zipkin_query.h"

#include <QUrlQuery>

#include <gtest/gtest.h>

namespace spanlight::sources {
namespace {

constexpr std::int64_t kNow = 1'795'225'483'000'000'000;
const QUrl kBase(QStringLiteral("http://host:9411/base"));

QString item(const ZipkinTask& task, const char* name)
{
    return QUrlQuery(task.url(kBase)).queryItemValue(QLatin1String(name), QUrl::FullyDecoded);
}

TEST(ZipkinQueryTest, AnOperationIsAskedOverAllServicesByItsTag)
{
    SearchQuery query;
    query.operationId = QStringLiteral("op_1");
    query.operationKeys = {QStringLiteral("operation.id"), QStringLiteral("job.id")};
    const ZipkinPlan plan = planZipkinSearch(query, kNow);
    ASSERT_EQ(plan.tasks.size(), 2U);
    EXPECT_EQ(plan.tasks[0].url(kBase).path(), QStringLiteral("/base/api/v2/traces"));
    EXPECT_EQ(item(plan.tasks[0], "annotationQuery"), QStringLiteral("operation.id=op_1"));
    EXPECT_EQ(item(plan.tasks[1], "annotationQuery"), QStringLiteral("job.id=op_1"));
    EXPECT_FALSE(QUrlQuery(plan.tasks[0].url(kBase)).hasQueryItem(QStringLiteral("serviceName")));
    EXPECT_EQ(item(plan.tasks[0], "limit"), QStringLiteral("1000"));
}

TEST(ZipkinQueryTest, TimesAreMillisecondsAndDurationsMicroseconds)
{
    SearchQuery query;
    query.name = QStringLiteral("GET /x");
    query.sinceNs = 1'000'000'000'000;
    query.untilNs = 1'000'000'500'001;
    query.minDurationNs = 1'500'999;
    query.maxDurationNs = 2'000'001;
    const ZipkinTask task = planZipkinSearch(query, kNow).tasks.at(0);
    EXPECT_EQ(item(task, "endTs"), QStringLiteral("1000001"));
    EXPECT_EQ(item(task, "lookback"), QStringLiteral("1"));
    EXPECT_EQ(item(task, "minDuration"), QStringLiteral("1500"));
    EXPECT_EQ(item(task, "maxDuration"), QStringLiteral("2001"));
    EXPECT_EQ(item(task, "spanName"), QStringLiteral("get /x"));
}

TEST(ZipkinQueryTest, ALongestDurationIsNeverSentAlone)
{
    SearchQuery query;
    query.name = QStringLiteral("x");
    query.maxDurationNs = 5'000;
    EXPECT_EQ(item(planZipkinSearch(query, kNow).tasks.at(0), "minDuration"), QStringLiteral("1"));
}

TEST(ZipkinQueryTest, LookingBackNeverReachesBehindTheBeginOfTime)
{
    SearchQuery query;
    query.untilNs = 5'000'000;
    const ZipkinTask task = planZipkinSearch(query, kNow).tasks.at(0);
    EXPECT_EQ(item(task, "endTs"), QStringLiteral("5"));
    EXPECT_EQ(item(task, "lookback"), QStringLiteral("5"));
}

TEST(ZipkinQueryTest, WhatTheNotationCannotHoldIsComparedHereAndSaid)
{
    SearchQuery query;
    query.attributes = {{QStringLiteral("k"), QStringLiteral("a and b")},
                        {QStringLiteral("http.url"), QStringLiteral("/x?a=b&c=+")},
                        {QStringLiteral("span.kind"), QStringLiteral("client")},
                        {QStringLiteral("error"), QStringLiteral("true")}};
    const ZipkinPlan plan = planZipkinSearch(query, kNow);
    ASSERT_EQ(plan.tasks.size(), 1U);
    EXPECT_EQ(item(plan.tasks[0], "annotationQuery"), QStringLiteral("http.url=/x?a=b&c=+ and error"));
    EXPECT_EQ(plan.notes.size(), 2U);
    EXPECT_TRUE(plan.tasks[0].url(kBase).toEncoded().contains("%2B")) << "a plus would be read as a space";
}

TEST(ZipkinQueryTest, DurationsOfWholeTracesAreComparedHere)
{
    SearchQuery query;
    query.minDurationNs = 1'000'000;
    const ZipkinPlan plan = planZipkinSearch(query, kNow);
    ASSERT_EQ(plan.tasks.size(), 2U);
    EXPECT_TRUE(item(plan.tasks[0], "minDuration").isEmpty());
    EXPECT_EQ(item(plan.tasks[1], "minDuration"), QStringLiteral("1000"));
    EXPECT_EQ(plan.notes.size(), 1U);
}

TEST(ZipkinQueryTest, TraceIdsAreLowerCaseAndShortOnesStayShort)
{
    SearchQuery query;
    query.traceIds = {QStringLiteral("7C1A5E0F9B2D4C68A3E1F7D0245B9C01"),
                      QStringLiteral("0000000000000000c0ffee1234567890"), QStringLiteral("c0ffee1234567890"),
                      QStringLiteral("no id"), QStringLiteral("000")};
    const ZipkinPlan plan = planZipkinSearch(query, kNow);
    ASSERT_EQ(plan.tasks.size(), 2U);
    EXPECT_EQ(plan.tasks[0].url(kBase).path(), QStringLiteral("/base/api/v2/trace/7c1a5e0f9b2d4c68a3e1f7d0245b9c01"));
    EXPECT_EQ(plan.tasks[1].url(kBase).path(), QStringLiteral("/base/api/v2/trace/c0ffee1234567890"));
    EXPECT_EQ(plan.notes.size(), 2U);
}

TEST(ZipkinQueryTest, FallbackTagsAreAskedWithTheirService)
{
    SearchQuery query;
    query.operationId = QStringLiteral("op_1");
    query.fallbacks = {{QStringLiteral("API"), QStringLiteral("http.target"), QStringLiteral("/op_1")}};
    const ZipkinPlan plan = planZipkinFallback(query, kNow);
    ASSERT_EQ(plan.tasks.size(), 1U);
    EXPECT_EQ(item(plan.tasks[0], "serviceName"), QStringLiteral("api"));
    EXPECT_EQ(item(plan.tasks[0], "annotationQuery"), QStringLiteral("http.target=/op_1"));
}

} // namespace
} // namespace spanlight::sources
