#include "models/sources/tempo/tempo_query.h"

#include <QUrlQuery>

#include <gtest/gtest.h>

namespace spanlight::sources {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kDay = 86'400 * kSecond;
constexpr std::int64_t kNow = 1'795'226'200 * kSecond;

std::string traceQl(const SearchQuery& query)
{
    return traceQlOf(query).toStdString();
}

TEST(TempoQuery, AsksForAnOperationByEveryKeyOfTheProfile)
{
    SearchQuery query;
    query.operationId = QStringLiteral("op_1");
    query.operationKeys = {QStringLiteral("operation.id"), QStringLiteral("job id")};
    EXPECT_EQ(traceQl(query), R"({ .operation.id = "op_1" || ."job id" = "op_1" })");
    query.service = QStringLiteral("api");
    query.errorsOnly = true;
    EXPECT_EQ(traceQl(query), R"({ .operation.id = "op_1" || ."job id" = "op_1" } && )"
                              R"({ resource.service.name = "api" && status = error })");
}

TEST(TempoQuery, ComparesAsTheTypeThatAValueLooksLike)
{
    SearchQuery query;
    query.attributes = {{QStringLiteral("http.status_code"), QStringLiteral("500")},
                        {QStringLiteral("symbol"), QStringLiteral("A\"B\\")},
                        {QStringLiteral("cached"), QStringLiteral("true")},
                        {QStringLiteral("version"), QStringLiteral("1.2.3")}};
    EXPECT_EQ(traceQl(query), R"({ (.http.status_code = "500" || .http.status_code = 500) && .symbol = "A\"B\\" && )"
                              R"((.cached = "true" || .cached = true) && .version = "1.2.3" })");
}

// "009" would be a broken octal number, which fails the whole query.
TEST(TempoQuery, WhatIsNoNumberOfTraceQlStaysAText)
{
    SearchQuery query;
    query.attributes = {{QStringLiteral("ticket"), QStringLiteral("009")},
                        {QStringLiteral("loss"), QStringLiteral("1e-05")},
                        {QStringLiteral("line"), QStringLiteral("7\n")}};
    EXPECT_EQ(traceQl(query), R"({ .ticket = "009" && (.loss = "1e-05" || .loss = 1e-05) && .line = "7\u000a" })");
}

TEST(TempoQuery, NamesAndTextsAreQuotedAsTempoReadsThem)
{
    SearchQuery query;
    query.service = QString::fromLatin1("a\0b\t", 4);
    query.attributes = {{QStringLiteral("a\"b\\ \n"), QStringLiteral("x")}};
    EXPECT_EQ(traceQl(query), "{ resource.service.name = \"a\\u0000b\\u0009\" && .\"a\\\"b\\\\ \n\" = \"x\" }");
}

TEST(TempoQuery, ScopesAndEventsAreAskedWithTheWordsThatNewerVersionsHave)
{
    SearchQuery query;
    query.name = QStringLiteral("load");
    query.attributes = {{QStringLiteral("otel.scope.name"), QStringLiteral("db")},
                        {QStringLiteral("exception.type"), QStringLiteral("Lost")}};
    EXPECT_EQ(traceQl(query), R"({ name = "load" && instrumentation:name = "db" && )"
                              R"((.exception.type = "Lost" || event.exception.type = "Lost") })");
    EXPECT_EQ(traceQlOf(query, TempoWords::Old), QStringLiteral("{ name = \"load\" }"));
}

TEST(TempoQuery, ServicesAreThoseOfTheWeekNotOfTheLastMinutes)
{
    const auto urls = tempoServiceUrls(QUrl(QStringLiteral("http://h/base")), kNow);
    ASSERT_EQ(urls.size(), 3U);
    const QUrlQuery sent(urls.front());
    const qint64 start = sent.queryItemValue(QStringLiteral("start")).toLongLong();
    const qint64 end = sent.queryItemValue(QStringLiteral("end")).toLongLong();
    EXPECT_LE(end - start, 168 * 3600);
    EXPECT_GT(end - start, 167 * 3600);
    EXPECT_GE(end, kNow / kSecond);
    EXPECT_FALSE(urls[1].hasQuery());
}

TEST(TempoQuery, KnowsWhatTheSpanItselfHas)
{
    SearchQuery query;
    query.attributes = {{QStringLiteral("error"), QStringLiteral("true")},
                        {QStringLiteral("span.kind"), QStringLiteral("server")},
                        {QStringLiteral("otel.status_code"), QStringLiteral("ERROR")},
                        {QStringLiteral("error"), QStringLiteral("no such file")}};
    EXPECT_EQ(traceQl(query), R"({ status = error && kind = server && status = error && .error = "no such file" })");
}

TEST(TempoQuery, DurationsAreThoseOfTheNamedSpanOrOfTheTrace)
{
    SearchQuery query;
    query.minDurationNs = 1'500'000;
    EXPECT_EQ(traceQl(query), "{ traceDuration >= 1500000ns }");
    query.name = QStringLiteral("load");
    query.maxDurationNs = 2;
    EXPECT_EQ(traceQl(query), R"({ name = "load" && duration >= 1500000ns && duration <= 2ns })");
    EXPECT_EQ(traceQl({}), "{}");
}

TEST(TempoQuery, AFallbackIsATagOfAService)
{
    EXPECT_EQ(traceQlOf(FallbackTag{QStringLiteral("api"), QStringLiteral("http.target"), QStringLiteral("/x/op_1")})
                  .toStdString(),
              R"({ resource.service.name = "api" && .http.target = "/x/op_1" })");
}

TEST(TempoPlan, SearchesNoMoreThanSevenDaysAtOnce)
{
    SearchQuery query;
    query.sinceNs = kNow - 20 * kDay;
    query.untilNs = kNow;
    const TempoPlan plan = planTempoSearch(query, QStringLiteral("{}"), kNow);
    ASSERT_EQ(plan.searches.size(), 3U);
    EXPECT_TRUE(plan.whole);
    EXPECT_EQ(plan.searches.front().toNs, kNow); // newest first
    EXPECT_EQ(plan.searches.back().fromNs, kNow - 20 * kDay);
    for (const TempoSearch& search : plan.searches) {
        const QUrlQuery sent(search.url(QUrl(QStringLiteral("http://h:1/base"))));
        const qint64 length = sent.queryItemValue(QStringLiteral("end")).toLongLong() -
                              sent.queryItemValue(QStringLiteral("start")).toLongLong();
        EXPECT_GT(length, 0);
        EXPECT_LE(length, 168 * 3600);
    }
}

TEST(TempoPlan, WithoutABeginItTakesWhatTempoUsuallyKeepsAndSaysSo)
{
    const TempoPlan plan = planTempoSearch({}, QStringLiteral("{}"), kNow);
    EXPECT_EQ(plan.searches.size(), 2U);
    EXPECT_EQ(plan.notes.size(), 1U);
    EXPECT_TRUE(plan.whole);
}

TEST(TraceQl, TheUsersQueryAndTheConditionsHoldTogether)
{
    EXPECT_EQ(combinedTraceQl(QStringLiteral("{ a } >> { b }"), QStringLiteral("{ status = error }")),
              QStringLiteral("({ a } >> { b }\n) && ({ status = error })"));
    EXPECT_EQ(combinedTraceQl(QStringLiteral(" { a }"), QStringLiteral("{}")), QStringLiteral(" { a }"));
    EXPECT_EQ(combinedTraceQl(QStringLiteral("  "), QStringLiteral("{ b }")), QStringLiteral("{ b }"));
}

TEST(TempoPlan, ARangeOfYearsIsNotWholeAndSaysSo)
{
    SearchQuery query;
    query.sinceNs = kNow - 5000 * kDay;
    const TempoPlan plan = planTempoSearch(query, QStringLiteral("{}"), kNow);
    EXPECT_FALSE(plan.whole);
    EXPECT_LE(plan.searches.size(), 60U);
    EXPECT_GT(plan.fromNs, *query.sinceNs);
    EXPECT_FALSE(plan.notes.empty());
}

// Tempo takes the newest 30 s off; what is left must not be empty. The times of spans are compared here anyway.
TEST(TempoPlan, ARangeWithinTheNewestSecondsBeginsEarlier)
{
    SearchQuery query;
    query.sinceNs = kNow - 10 * kSecond;
    const TempoPlan plan = planTempoSearch(query, QStringLiteral("{}"), kNow);
    ASSERT_EQ(plan.searches.size(), 1U);
    EXPECT_LT(plan.searches.front().fromNs, kNow - 60 * kSecond);
    EXPECT_EQ(plan.fromNs, kNow - 10 * kSecond);
}

TEST(TempoPlan, TimesThatTempoCannotReadAreLeftAtItsBounds)
{
    TempoSearch search;
    search.fromNs = -5 * kSecond;
    search.toNs = 9'000'000'000 * kSecond;
    search.mostNs = search.toNs;
    const QUrlQuery sent(search.url(QUrl(QStringLiteral("http://h"))));
    EXPECT_EQ(sent.queryItemValue(QStringLiteral("start")), QStringLiteral("0"));
    EXPECT_EQ(sent.queryItemValue(QStringLiteral("end")), QStringLiteral("4294967295"));
}

TEST(TempoPlan, TimesAreWholeSecondsAroundTheRange)
{
    SearchQuery query;
    query.sinceNs = kNow + 1;
    query.untilNs = kNow + 2;
    const auto plan = planTempoSearch(query, QStringLiteral("{}"), kNow + kDay);
    ASSERT_EQ(plan.searches.size(), 1U);
    const QUrlQuery sent(plan.searches.front().url(QUrl(QStringLiteral("http://h"))));
    EXPECT_EQ(sent.queryItemValue(QStringLiteral("start")), QStringLiteral("1795226200"));
    EXPECT_EQ(sent.queryItemValue(QStringLiteral("end")), QStringLiteral("1795226201"));
}

} // namespace
} // namespace spanlight::sources
