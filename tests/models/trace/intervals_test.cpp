#include "models/trace/intervals.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace spanlight::trace {
namespace {

constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

TEST(Intervals, SaturateInsteadOfOverflowing)
{
    EXPECT_EQ(saturatedDifference(kMax, -1), kMax);
    EXPECT_EQ(saturatedDifference(kMin, 1), kMin);
    EXPECT_EQ(saturatedSum(kMax, 1), kMax);
    EXPECT_EQ(lengthNs({kMin, kMax}), kMax);
    EXPECT_EQ(lengthNs({5, 3}), 0);
}

TEST(Intervals, UniteTouchingAndOverlappingOnes)
{
    const std::vector<Interval> parts = {{10, 20}, {0, 5}, {20, 30}, {3, 7}, {8, 8}};
    EXPECT_EQ(unionOf(parts), (std::vector<Interval>{{0, 7}, {10, 30}}));
}

TEST(Intervals, SubtractHoles)
{
    const std::vector<Interval> from = {{0, 100}};
    const std::vector<Interval> holes = {{90, 120}, {10, 20}, {15, 30}};
    EXPECT_EQ(subtract(from, holes), (std::vector<Interval>{{0, 10}, {30, 90}}));
}

TEST(Intervals, CountCoveredTimeOnce)
{
    const std::vector<Interval> parts = {{-10, 10}, {5, 20}, {50, 200}};
    EXPECT_EQ(coveredNs(parts, {0, 100}), 70);
    CoverageSweep sweep({0, 100});
    for (const Interval& part : parts)
        sweep.add(part.startNs, part.endNs);
    EXPECT_EQ(sweep.covered(), 70);
    EXPECT_EQ(sweep.uncovered(), 30);
}

} // namespace
} // namespace spanlight::trace
