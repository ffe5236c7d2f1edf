#include "ui/charts/duration_axis.h"
#include "ui/charts/duration_chart.h"

#include <QSignalSpy>
#include <QTest>

#include <gtest/gtest.h>

#include <limits>

using namespace spanlight::ui;

namespace {

constexpr std::int64_t kBase = 1'700'000'000'000'000'000;
constexpr std::int64_t kSecond = 1'000'000'000;

DurationPoint point(const char* id, std::int64_t startSeconds, std::int64_t seconds)
{
    DurationPoint p;
    p.id = QString::fromLatin1(id);
    p.startNs = kBase + startSeconds * kSecond;
    p.durationNs = seconds * kSecond;
    return p;
}

TEST(DurationLabels, AreFewAndRound)
{
    const auto labels = durationLabels(kSecond, 1800 * kSecond, 3);
    ASSERT_GE(labels.size(), 2U);
    ASSERT_LE(labels.size(), 3U);
    EXPECT_EQ(labels.back().second, QStringLiteral("10 min"));
}

TEST(DurationLabels, OddDurationsHaveLabelsToo)
{
    EXPECT_FALSE(durationLabels(-5, 0, 3).empty());
    EXPECT_LE(durationLabels(0, std::numeric_limits<std::int64_t>::max(), 3).size(), 3U);
}

TEST(TimeLabels, AreRoundTimesOfDay)
{
    const auto labels = timeLabels(kBase, kBase + 7200 * kSecond, 3);
    ASSERT_FALSE(labels.empty());
    EXPECT_LE(labels.size(), 3U);
    EXPECT_TRUE(labels[0].second.endsWith(QStringLiteral(":00")));
}

TEST(TimeLabels, ThereIsAlwaysOne)
{
    EXPECT_EQ(timeLabels(kBase + kSecond / 2, kBase + kSecond / 2 + 1, 1).size(), 1U);
    EXPECT_EQ(timeLabels(kBase + 61 * kSecond, kBase + 200 * kSecond, 1).size(), 1U);
}

TEST(TimeLabels, AreRoundInTheChosenTimeZone)
{
    const spanlight::items::TimeZone zone(QTimeZone(3 * 3600 + 1800));
    const auto labels = timeLabels(kBase, kBase + 7200 * kSecond, 3, zone);
    ASSERT_FALSE(labels.empty());
    EXPECT_TRUE(labels[0].second.endsWith(QStringLiteral(":00")));
    const std::int64_t at = kBase + static_cast<std::int64_t>(labels[0].first) * kSecond;
    EXPECT_EQ(zone.timeOfDay(at).left(5), labels[0].second);
}

TEST(TimeLabels, OverYearsAreDates)
{
    const auto labels = timeLabels(kBase, kBase + std::int64_t{86400} * 700 * kSecond, 3);
    ASSERT_FALSE(labels.empty());
    EXPECT_LE(labels.size(), 4U);
    EXPECT_EQ(labels[0].second.size(), 10);
}

class DurationChartTest : public ::testing::Test
{
protected:
    DurationChartTest()
    {
        chart.resize(360, 130);
        chart.show();
        chart.setPoints({point("c", 7200, 1800), point("b", 3600, 60), point("a", 0, 1)});
        QCoreApplication::processEvents();
    }

    DurationChart chart;
};

TEST_F(DurationChartTest, ClickingAPointAsksForItsOperation)
{
    QSignalSpy spy(&chart, &DurationChart::operationActivated);
    for (std::size_t i = 0; i < 3; ++i)
        QTest::mouseClick(chart.viewport(), Qt::LeftButton, {}, chart.positionOf(i).toPoint());
    ASSERT_EQ(spy.count(), 3);
    EXPECT_EQ(spy[0][0].toString(), QStringLiteral("c"));
    EXPECT_EQ(spy[2][0].toString(), QStringLiteral("a"));
}

TEST_F(DurationChartTest, ClickingBesidePointsDoesNothing)
{
    QSignalSpy spy(&chart, &DurationChart::operationActivated);
    QTest::mouseClick(chart.viewport(), Qt::LeftButton, {}, QPoint(2, 2));
    EXPECT_EQ(spy.count(), 0);
}

TEST_F(DurationChartTest, LongerAndLaterOperationsAreFurtherUpAndRight)
{
    EXPECT_LT(chart.positionOf(0).y(), chart.positionOf(2).y());
    EXPECT_GT(chart.positionOf(0).x(), chart.positionOf(2).x());
}

TEST_F(DurationChartTest, AHundredThousandOperationsHaveNoMoreMarksThanPlaces)
{
    std::vector<DurationPoint> points;
    for (int i = 0; i < 100'000; ++i)
        points.push_back(point("x", i, 1 + i % 1000));
    points[77].kind = DurationPoint::Kind::Bad;
    chart.setPoints(points);
    EXPECT_EQ(chart.points().size(), 100'000U);
    EXPECT_LT(chart.markCount(), 360U * 130U / 9U);
    EXPECT_GT(chart.markCount(), 500U);
    QSignalSpy spy(&chart, &DurationChart::operationActivated);
    QTest::mouseClick(chart.viewport(), Qt::LeftButton, {}, chart.positionOf(77).toPoint());
    EXPECT_EQ(spy.count(), 1) << "the worst of its place is never hidden";
}

TEST_F(DurationChartTest, NothingAndASinglePointCanBeShown)
{
    chart.setPoints({});
    EXPECT_FALSE(chart.grab().isNull());
    chart.setPoints({point("a", 0, 0)});
    chart.setOpened(QStringLiteral("a"));
    EXPECT_FALSE(chart.grab().isNull());
}

} // namespace
