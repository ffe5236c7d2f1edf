#include "app/search/search_context.h"

#include <gtest/gtest.h>

namespace spanlight::app {
namespace {

constexpr std::int64_t kDayNs = 86'400LL * 1'000'000'000;
constexpr std::int64_t kNowNs = 20'000 * kDayNs;

sources::SearchReport report(std::optional<std::int64_t> fromNs, std::optional<std::int64_t> toNs)
{
    sources::SearchReport made;
    made.origin = QStringLiteral("Jaeger");
    made.services = {QStringLiteral("cart")};
    made.fromNs = fromNs;
    made.toNs = toNs;
    return made;
}

TEST(SearchContext, ARangeOfYearsThatAServerWantsIsTheWholeTime)
{
    EXPECT_FALSE(searchContext({report(kNowNs - 3650 * kDayNs, kNowNs + kDayNs)}, true, kNowNs).limitedRange);
    EXPECT_FALSE(searchContext({report({}, {})}, true, kNowNs).limitedRange);
}

TEST(SearchContext, ARangeOfDaysAndOneThatEndsEarlierArePartOfTheTime)
{
    EXPECT_TRUE(searchContext({report(kNowNs - 14 * kDayNs, {})}, true, kNowNs).limitedRange);
    EXPECT_TRUE(searchContext({report({}, kNowNs - kDayNs)}, false, kNowNs).limitedRange);
    EXPECT_TRUE(searchContext({report({}, {}), report(kNowNs - kDayNs, {})}, true, kNowNs).limitedRange);
}

TEST(SearchContext, WhatWasNotAnsweredOrCutMakesItIncompleteAndIsTold)
{
    sources::SearchReport failed = report({}, {});
    sources::SourceError error;
    error.what = QStringLiteral("It did not answer");
    failed.failures.push_back({QStringLiteral("service cart"), error});
    const auto context = searchContext({failed}, true, kNowNs);
    EXPECT_FALSE(context.complete);
    ASSERT_EQ(context.losses.size(), 1U);
    EXPECT_EQ(context.losses.front().find("service cart: It did not answer"), 0U) << context.losses.front();
    sources::SearchReport cut = report({}, {});
    cut.limitReached = true;
    EXPECT_FALSE(searchContext({cut}, true, kNowNs).complete);
    EXPECT_EQ(searchContext({cut}, true, kNowNs).losses.size(), 1U);
}

TEST(SearchContext, OnlyServersTellWhichServicesThereAre)
{
    EXPECT_EQ(searchContext({report({}, {})}, true, kNowNs).services, std::vector<std::string>{"cart"});
    EXPECT_TRUE(searchContext({report({}, {})}, false, kNowNs).services.empty());
}

} // namespace
} // namespace spanlight::app
