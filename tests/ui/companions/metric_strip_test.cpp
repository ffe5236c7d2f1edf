#include "ui/companions/metric_strip.h"

#include "tests/support/trace_text.h"
#include "ui/gantt/gantt_view.h"

#include <QCoreApplication>
#include <QImage>
#include <QToolButton>
#include <QWheelEvent>

#include <gtest/gtest.h>

#include <cmath>

using namespace spanlight;
using namespace spanlight::ui;

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kStep = 15 * kSecond;

class MetricStripTest : public ::testing::Test
{
protected:
    MetricStripTest()
    {
        traces = std::make_shared<const trace::TraceSet>(std::vector{test::storeFromText("root @0+100000 a")});
        trace::TimelineInput input;
        input.spans.push_back({0, trace::SpanRow{0}});
        view.setDocument(buildGanttDocument(traces, input, nullptr));
        view.resize(1000, 500);
        view.show();
        startNs = view.document()->timeline.startNs;
        for (const char* type : {"backtesting", "training"}) {
            operations::MetricSeries series;
            series.origin = {"http://localhost:9090/api/v1/query_range", startNs};
            series.query = "workers";
            series.title = "Workers available";
            series.labels = {{"worker_type", type}};
            series.stepNs = kStep;
            for (int i = 0; i < 6; ++i)
                if (i != 3 && i != 4) // a gap
                    series.samples.push_back({startNs + i * kStep, type[0] == 't' ? 2.0 : 1.0});
            facts.series.push_back(series);
        }
    }
    void show() { strip.setFacts(&facts, queries); }
    /// Whether a lane paints anything that is no background at these times.
    bool paints(std::int64_t fromNs, std::int64_t toNs)
    {
        QImage image(strip.size(), QImage::Format_RGB32);
        strip.render(&image);
        const TimeScale scale = view.scale();
        for (int x = static_cast<int>(scale.x(fromNs)); x < static_cast<int>(scale.x(toNs)); ++x)
            for (int y = 30; y < 54; ++y)
                if (QColor(image.pixel(x, y)).saturation() > 60)
                    return true;
        return false;
    }

    std::vector<operations::MetricQuery> queries{{"workers", "", "", "", {}, {}}};
    std::shared_ptr<const trace::TraceSet> traces;
    operations::CompanionFacts facts;
    std::int64_t startNs = 0;
    GanttView view;
    MetricStrip& strip = *new MetricStrip(view); // the view owns it
};

TEST_F(MetricStripTest, IsHiddenWhileThereIsNothingAndTakesItsRoomFromTheLines)
{
    strip.setFacts(nullptr, queries);
    EXPECT_FALSE(strip.isVisible());
    const int before = view.viewport()->height();
    show();
    ASSERT_TRUE(strip.isVisible());
    EXPECT_EQ(before - view.viewport()->height(), strip.sizeHint().height());
    EXPECT_EQ(strip.width(), view.viewport()->width()) << "it has the axis of the lines";
    EXPECT_EQ(strip.geometry().top(), view.viewport()->geometry().bottom() + 1);
    strip.setFacts(nullptr, queries);
    EXPECT_EQ(view.viewport()->height(), before);
}

TEST_F(MetricStripTest, LeavesAGapWhereThereIsNoSample)
{
    show();
    EXPECT_TRUE(paints(startNs + 5 * kSecond, startNs + 25 * kSecond));
    EXPECT_FALSE(paints(startNs + 34 * kSecond, startNs + 70 * kSecond));
}

TEST_F(MetricStripTest, StandsInAPictureOnItsAxisUnlessItIsFolded)
{
    const int without = view.picture(1200, 10).height();
    show();
    const QImage picture = view.picture(1200, 10);
    ASSERT_EQ(picture.height(), without + strip.sizeHint().height());
    const double left = view.scale().left;
    const double perNs = (1200 - left) / static_cast<double>(view.window().lengthNs());
    const auto paintsAt = [&](std::int64_t fromNs, std::int64_t toNs) {
        const auto xOf = [&](std::int64_t ns) {
            return static_cast<int>(left + static_cast<double>(ns - view.window().startNs) * perNs);
        };
        for (int x = xOf(fromNs); x < xOf(toNs); ++x)
            for (int y = without + 30; y < without + 54; ++y)
                if (picture.pixelColor(x, y).saturation() > 60)
                    return true;
        return false;
    };
    EXPECT_TRUE(paintsAt(startNs + 5 * kSecond, startNs + 25 * kSecond));
    EXPECT_FALSE(paintsAt(startNs + 36 * kSecond, startNs + 68 * kSecond)) << "the gap is where it is in time";
    strip.setFolded(true);
    EXPECT_FALSE(view.hasFooterInPicture());
    EXPECT_EQ(view.picture(1200, 10).height(), without);
}

TEST_F(MetricStripTest, TellsTimeAndValuesUnderThePointer)
{
    show();
    const TimeScale scale = view.scale();
    const QString text = strip.textAt({static_cast<int>(scale.x(startNs + kStep)), 40});
    EXPECT_TRUE(text.contains("Workers available")) << text.toStdString();
    EXPECT_TRUE(text.contains("backtesting: 1"));
    EXPECT_TRUE(text.contains("training: 2"));
    EXPECT_TRUE(strip.textAt({static_cast<int>(scale.x(startNs + 55 * kSecond)), 40}).contains("no sample"));
    EXPECT_TRUE(strip.textAt({20, 40}).contains("newest values"));
    EXPECT_TRUE(strip.textAt({500, 5}).isEmpty());
    EXPECT_TRUE(strip.textAt({500, 400}).isEmpty());
}

TEST_F(MetricStripTest, FollowsTheZoomOfTheLinesAndZoomsThem)
{
    show();
    const TimeWindow whole = view.window();
    const QPointF middle(view.scale().left + view.scale().width / 2, 40);
    QWheelEvent wheel(middle, strip.mapToGlobal(middle), {}, QPoint(0, 120), Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&strip, &wheel);
    view.undoZoom();
    EXPECT_EQ(view.window(), whole) << "the step can be taken back";
    view.setWindow({startNs + 34 * kSecond, startNs + 70 * kSecond});
    EXPECT_FALSE(paints(startNs + 34 * kSecond, startNs + 70 * kSecond));
}

TEST_F(MetricStripTest, FoldsToItsTitleAndNeverTakesMoreThanTwoFifthsOfTheView)
{
    show();
    strip.findChild<QToolButton*>("metricFold")->click();
    EXPECT_TRUE(strip.isFolded());
    EXPECT_LT(strip.height(), 30);
    strip.setFolded(false);
    for (int i = 0; i < 40; ++i) {
        const std::string id = "q" + std::to_string(i);
        queries.push_back({id, "", "", "", {}, {}});
        facts.series.push_back(facts.series.front());
        facts.series.back().query = id;
    }
    show();
    EXPECT_EQ(strip.lanes().size(), 41U);
    EXPECT_LE(strip.height(), 200);
    QWheelEvent down({500, 40}, strip.mapToGlobal(QPointF(500, 40)), {}, QPoint(0, -120), Qt::NoButton,
                     Qt::ShiftModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&strip, &down);
    EXPECT_FALSE(strip.textAt({20, 40}).isEmpty());
    for (int i = 0; i < 100; ++i)
        QCoreApplication::sendEvent(&strip, &down);
    EXPECT_FALSE(strip.textAt({20, strip.height() - 20}).isEmpty()) << "the last lane is at the bottom";
}

} // namespace
