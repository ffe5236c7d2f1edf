#include "ui/connections/probe_text.h"

#include <gtest/gtest.h>

namespace spanlight::ui {
namespace {

constexpr std::int64_t kNow = 1'800'000'000'000'000'000;
constexpr std::int64_t kMinute = 60'000'000'000;

ProbeResult found()
{
    ProbeResult result;
    result.origin = QStringLiteral("Jaeger 2.13 · legacy API · http://h");
    result.services = {QStringLiteral("api"), QStringLiteral("worker")};
    result.newestNs = kNow - 3 * kMinute;
    result.capabilities.searchWithoutService = true;
    return result;
}

TEST(ProbeTextTest, WhatWasFoundIsNamedFirst)
{
    EXPECT_EQ(probeHeadline(found()), QStringLiteral("It works: Jaeger 2.13 · legacy API · http://h"));
}

TEST(ProbeTextTest, ServicesAreCountedAndNamed)
{
    EXPECT_TRUE(probeDetails(found(), kNow).contains(QStringLiteral("Services: 2 – api, worker")));
}

TEST(ProbeTextTest, TheNewestSpanHasAnAge)
{
    EXPECT_TRUE(probeDetails(found(), kNow).contains(QStringLiteral("Newest span: 3 min ago")))
        << probeDetails(found(), kNow).toStdString();
}

TEST(ProbeTextTest, ASpanOfTheFutureHintsAtTheClocks)
{
    EXPECT_TRUE(probeDetails(found(), kNow - 4 * kMinute).contains(QStringLiteral("the clocks differ")));
}

TEST(ProbeTextTest, WhatTheServerCannotSearchByIsFilteredHere)
{
    const QString text = probeDetails(found(), kNow);
    EXPECT_TRUE(text.contains(QStringLiteral("searches by: id of an operation or trace, all services at once")));
    EXPECT_TRUE(text.contains(QStringLiteral("the server cannot: attributes, durations")));
}

TEST(ProbeTextTest, MoreThatTheServerCanDoIsSaid)
{
    ProbeResult result = found();
    EXPECT_FALSE(probeDetails(result, kNow).contains(QStringLiteral("Each service is asked")));
    result.capabilities = {};
    result.capabilities.structuralQuery = QStringLiteral("TraceQL");
    result.capabilities.summaries = true;
    result.capabilities.suggests = true;
    const QString text = probeDetails(result, kNow);
    EXPECT_TRUE(text.contains(QStringLiteral("queries in TraceQL")));
    EXPECT_TRUE(text.contains(QStringLiteral("Each service is asked by itself")));
    EXPECT_TRUE(text.contains(QStringLiteral("one by one")));
    EXPECT_TRUE(text.contains(QStringLiteral("Completes what is typed")));
}

TEST(ProbeTextTest, AnErrorStandsAlone)
{
    ProbeResult result = found();
    result.error = sources::SourceError{};
    result.error->what = QStringLiteral("The connection was refused");
    EXPECT_TRUE(probeHeadline(result).startsWith(QStringLiteral("The connection was refused")));
    EXPECT_EQ(probeDetails(result, kNow), QString());
}

} // namespace
} // namespace spanlight::ui
