#include "ui/gantt/gantt_geometry.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

using namespace spanlight::ui;

namespace {

constexpr std::int64_t kBase = 1'700'000'000'000'000'000;
constexpr std::int64_t kMs = 1'000'000;
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();

TEST(TimeScale, PixelsAndTimesAreInverse)
{
    const TimeScale scale{{kBase, kBase + 1000 * kMs}, 200, 1000};
    EXPECT_DOUBLE_EQ(scale.x(kBase), 200);
    EXPECT_DOUBLE_EQ(scale.x(kBase + 500 * kMs), 700);
    EXPECT_EQ(scale.ns(700), kBase + 500 * kMs);
}

TEST(TimeScale, TimesFarOutsideStayFinite)
{
    const TimeScale scale{{kBase, kBase + 100}, 0, 1000};
    EXPECT_LE(std::abs(scale.x(kMax)), 1.1e9);
    EXPECT_LE(std::abs(scale.x(kMin)), 1.1e9);
}

TEST(WholeWindow, LeavesRoomForLabelsAndReachesToNow)
{
    const TimeWindow window = wholeWindow(kBase, kBase + 100 * kMs, kBase + 200 * kMs);
    EXPECT_EQ(window.startNs, kBase);
    EXPECT_GT(window.endNs, kBase + 200 * kMs);
    EXPECT_LT(window.endNs, kBase + 230 * kMs);
}

TEST(WholeWindow, IsNeverEmpty)
{
    EXPECT_GT(wholeWindow(kBase, kBase, std::nullopt).lengthNs(), 0);
    EXPECT_GT(wholeWindow(0, kMax, std::nullopt).lengthNs(), 0);
    EXPECT_GT(wholeWindow(kMin, kMax, std::nullopt).lengthNs(), 0);
}

TEST(Zoom, KeepsTheAnchorWhereItIs)
{
    const TimeWindow whole{kBase, kBase + 1000 * kMs};
    const std::int64_t anchor = kBase + 250 * kMs;
    const TimeWindow window = zoomed(whole, 0.5, anchor, whole);
    EXPECT_EQ(window.lengthNs(), 500 * kMs);
    const TimeScale before{whole, 0, 1000};
    const TimeScale after{window, 0, 1000};
    EXPECT_NEAR(before.x(anchor), after.x(anchor), 0.5);
}

TEST(Zoom, StopsAtTheWholeAndAtTheShortestWindow)
{
    const TimeWindow whole{kBase, kBase + 1000 * kMs};
    EXPECT_EQ(zoomed(whole, 4, kBase + 5, whole), whole);
    TimeWindow window = whole;
    for (int i = 0; i < 200; ++i)
        window = zoomed(window, 0.5, kBase + 300 * kMs, whole);
    EXPECT_EQ(window.lengthNs(), kShortestWindowNs);
    EXPECT_LE(window.startNs, kBase + 300 * kMs);
    EXPECT_GE(window.endNs, kBase + 300 * kMs);
}

TEST(Pan, StaysWithinTheWhole)
{
    const TimeWindow whole{0, 1000};
    EXPECT_EQ(panned({200, 400}, 0.5, whole), (TimeWindow{300, 500}));
    EXPECT_EQ(panned({200, 400}, -10, whole), (TimeWindow{0, 200}));
    EXPECT_EQ(panned({200, 400}, 10, whole), (TimeWindow{800, 1000}));
}

TEST(BarPixels, AreCutToTheView)
{
    const TimeScale scale{{100, 200}, 50, 100};
    const auto bar = barPixels(scale, 0, 150, 2);
    ASSERT_TRUE(bar.has_value());
    EXPECT_EQ(bar->left, 50);
    EXPECT_EQ(bar->right, 100);
    EXPECT_TRUE(bar->cutLeft);
    EXPECT_FALSE(bar->cutRight);
}

TEST(BarPixels, AreAtLeastTheSmallestWidthAndNothingOutside)
{
    const TimeScale scale{{0, 1'000'000}, 0, 100};
    EXPECT_EQ(barPixels(scale, 500'000, 500'000, 2)->width(), 2);
    EXPECT_FALSE(barPixels(scale, 3'000'000, 4'000'000, 2).has_value());
    EXPECT_FALSE(barPixels(scale, -4'000'000, -3'000'000, 2).has_value());
}

TEST(BarPixels, ASpanThatEndsBeforeItStartsIsAThinBar)
{
    const TimeScale scale{{0, 100}, 0, 100};
    EXPECT_EQ(barPixels(scale, 50, 20, 2)->width(), 2);
}

TEST(TickStep, IsRoundForPeople)
{
    EXPECT_EQ(tickStepNs(1), 1);
    EXPECT_EQ(tickStepNs(3), 5);
    EXPECT_EQ(tickStepNs(120 * kMs), 200 * kMs);
    EXPECT_EQ(tickStepNs(11'000 * kMs), 15'000 * kMs);
    EXPECT_EQ(tickStepNs(100'000 * kMs), 120'000 * kMs);
    EXPECT_EQ(tickStepNs(std::int64_t{90'000'000} * kMs), std::int64_t{172'800'000} * kMs);
}

TEST(TickStep, GrowsUpToCenturies)
{
    std::int64_t before = 0;
    for (std::int64_t wanted = 1; wanted < kMax / 200; wanted *= 7) {
        const std::int64_t step = tickStepNs(wanted);
        EXPECT_GE(step, before);
        before = step;
    }
}

TEST(RulerTicks, AreRoundSinceTheOriginAndFarEnoughApart)
{
    const TimeScale scale{{kBase + 61'000 * kMs, kBase + 961'000 * kMs}, 0, 900};
    const auto ticks = rulerTicks(scale, kBase, 100);
    ASSERT_GE(ticks.size(), 7U);
    EXPECT_EQ(ticks.front().label, "2 min");
    EXPECT_EQ(ticks.front().ns, kBase + 120'000 * kMs);
    EXPECT_GE(ticks[1].x - ticks[0].x, 100);
}

TEST(RulerTicks, StartWithZeroAtTheOrigin)
{
    const TimeScale scale{{kBase, kBase + 1000 * kMs}, 0, 900};
    EXPECT_EQ(rulerTicks(scale, kBase, 100).front().label, "0");
}

TEST(RulerTicks, AreFewForAnyWindow)
{
    for (const TimeWindow window : {TimeWindow{0, kMax}, TimeWindow{kMin, kMin + 100}, TimeWindow{kMax - 100, kMax}})
        EXPECT_LE(rulerTicks({window, 0, 1000}, 0, 100).size(), 12U);
}

} // namespace
