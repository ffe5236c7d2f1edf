#include "models/report/metric_lanes.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace spanlight;
using namespace spanlight::report;
using operations::MetricSample;

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kStep = 15 * kSecond;

operations::MetricSeries series(std::string query, std::map<std::string, std::string> labels,
                                std::vector<MetricSample> samples)
{
    operations::MetricSeries made;
    made.query = std::move(query);
    made.title = "Workers available";
    made.unit = "%";
    made.labels = std::move(labels);
    made.samples = std::move(samples);
    made.stepNs = kStep;
    return made;
}

MetricLane laneWith(std::vector<MetricSample> samples)
{
    operations::CompanionFacts facts;
    facts.series.push_back(series("a", {}, std::move(samples)));
    return metricLanes(facts, {{"a", "", "", "", {}, {}}}).at(0);
}

TEST(MetricLanes, FollowTheOrderOfTheProfileAndNeedANumberOverTime)
{
    operations::CompanionFacts facts;
    facts.series.push_back(series("cpu", {}, {{0, 1}}));
    facts.series.push_back(series("p95", {}, {{0, std::nan("")}}));
    facts.series.push_back(series("workers", {}, {{0, 2}}));
    facts.series.back().title = "Workers";
    facts.series.push_back(series("error", {}, {{0, 2}}));
    facts.series.back().stepNs = 0; // one moment only
    const auto lanes = metricLanes(facts, {{"workers", "", "", "", {}, {}},
                                           {"error", "", "", "", {}, {}},
                                           {"p95", "", "", "", {}, {}},
                                           {"cpu", "", "", "", {}, {}}});
    ASSERT_EQ(lanes.size(), 2U);
    EXPECT_EQ(lanes[0].title, "Workers");
    EXPECT_TRUE(metricLanes({}, {{"cpu", "", "", "", {}, {}}}).empty());
}

TEST(MetricLanes, TellLinesApartByTheLabelsThatDiffer)
{
    operations::CompanionFacts facts;
    facts.series.push_back(series("a", {{"job", "x"}, {"worker_type", "training"}, {"__name__", "m"}}, {{0, 1}}));
    facts.series.push_back(series("a", {{"job", "x"}, {"worker_type", "backtesting"}, {"zone", "b"}}, {{0, 3}}));
    const auto lanes = metricLanes(facts, {{"a", "", "", "", {}, {}}});
    ASSERT_EQ(lanes.size(), 1U);
    ASSERT_EQ(lanes[0].lines.size(), 2U);
    EXPECT_EQ(lanes[0].lines[0].label, "training");
    EXPECT_EQ(lanes[0].lines[1].label, "backtesting b");
    EXPECT_EQ(lanes[0].low, 0);
    EXPECT_EQ(lanes[0].high, 3);
}

TEST(MetricLanes, ShowNoMoreLinesThanCanBeToldApart)
{
    operations::CompanionFacts facts;
    for (int i = 0; i < 1000; ++i)
        facts.series.push_back(series("a", {{"instance", std::to_string(i)}}, {{0, 1}}));
    const auto lanes = metricLanes(facts, {{"a", "", "", "", {}, {}}});
    EXPECT_EQ(lanes[0].lines.size(), kMostLines);
    EXPECT_EQ(lanes[0].omitted, 1000 - kMostLines);
}

TEST(LaneSamples, AreFoundNearATimeAndNotInAGap)
{
    const MetricLane lane = laneWith({{0, 1}, {kStep, 2}, {4 * kStep, 3}});
    const MetricLine& line = lane.lines[0];
    EXPECT_EQ(sampleAt(lane, line, 9 * kSecond)->value, 2);
    EXPECT_EQ(sampleAt(lane, line, 6 * kSecond)->value, 1);
    EXPECT_FALSE(sampleAt(lane, line, 2 * kStep + kSecond).has_value());
    EXPECT_EQ(lastSample(line)->value, 3);
    EXPECT_FALSE(lastSample({}).has_value());
}

TEST(MetricTexts, AreShortAndHaveTheirUnit)
{
    EXPECT_EQ(metricText(3, ""), "3");
    EXPECT_EQ(metricText(0.25, "%"), "0.25 %");
    EXPECT_EQ(metricText(12.345, "ms"), "12.35 ms");
    EXPECT_EQ(metricText(12400.4, "ms"), "12400 ms");
    EXPECT_EQ(metricText(0.00004, ""), "4e-05");
    EXPECT_EQ(metricText(std::nan(""), "%"), "no number");
    EXPECT_EQ(metricText(HUGE_VAL, ""), "∞");
}

} // namespace
