#include "ui/companions/lane_strokes.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

using namespace spanlight;
using namespace spanlight::ui;
using operations::MetricSample;

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kStep = 15 * kSecond;

report::MetricLane laneWith(std::vector<MetricSample> samples)
{
    operations::MetricSeries series;
    series.query = "a";
    series.samples = std::move(samples);
    series.stepNs = kStep;
    operations::CompanionFacts facts;
    facts.series.push_back(std::move(series));
    return report::metricLanes(facts, {{"a", "", "", "", {}, {}}}).at(0);
}

const TimeScale kScale{{0, 100 * kSecond}, 100, 1000};

TEST(LaneStrokes, LieOnTheTimeScaleBetweenTheBoundsOfTheLane)
{
    const report::MetricLane lane = laneWith({{0, 0}, {kStep, 5}, {2 * kStep, 10}});
    const auto strokes = laneStrokes(lane, lane.lines[0], kScale, 20, 30);
    ASSERT_EQ(strokes.size(), 1U);
    ASSERT_EQ(strokes[0].size(), 3U);
    EXPECT_DOUBLE_EQ(strokes[0][0].x, 100);
    EXPECT_DOUBLE_EQ(strokes[0][0].y, 50) << "zero is at the bottom";
    EXPECT_DOUBLE_EQ(strokes[0][1].x, 250);
    EXPECT_DOUBLE_EQ(strokes[0][1].y, 35);
    EXPECT_DOUBLE_EQ(strokes[0][2].y, 20);
}

TEST(LaneStrokes, AreCutWhereSamplesAreMissingOrNoNumbers)
{
    const double nan = std::nan("");
    const report::MetricLane lane =
        laneWith({{0, 1}, {kStep, 1}, {3 * kStep, 2}, {4 * kStep, nan}, {5 * kStep, 2}, {6 * kStep, HUGE_VAL}});
    const auto strokes = laneStrokes(lane, lane.lines[0], kScale, 0, 10);
    ASSERT_EQ(strokes.size(), 3U);
    EXPECT_EQ(strokes[0].size(), 2U);
    EXPECT_EQ(strokes[1].size(), 1U);
    EXPECT_EQ(strokes[2].size(), 1U) << "a lone sample is a dot";
}

TEST(LaneStrokes, LeaveOutWhatTheWindowCannotShowButOneNeighbourOnEachSide)
{
    std::vector<MetricSample> samples;
    for (int i = 0; i < 500; ++i)
        samples.push_back({i * kStep, 1});
    const report::MetricLane lane = laneWith(samples);
    const TimeScale narrow{{100 * kStep + 1, 102 * kStep + 1}, 0, 100};
    const auto strokes = laneStrokes(lane, lane.lines[0], narrow, 0, 10);
    ASSERT_EQ(strokes.size(), 1U);
    EXPECT_EQ(strokes[0].size(), 4U);
    EXPECT_TRUE(laneStrokes(lane, {}, narrow, 0, 10).empty());
}

TEST(LaneStrokes, StayInTheirLaneWhateverTheValues)
{
    const double most = std::numeric_limits<double>::max();
    const report::MetricLane lane = laneWith({{0, -most}, {kStep, most}, {2 * kStep, 0}});
    for (const auto& stroke : laneStrokes(lane, lane.lines[0], kScale, 0, 10))
        for (const StrokePoint& point : stroke) {
            EXPECT_GE(point.y, 0);
            EXPECT_LE(point.y, 10);
        }
}

} // namespace
