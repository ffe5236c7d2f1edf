#include "ui/gantt/gantt_view.h"

#include "tests/support/trace_text.h"

#include <QApplication>
#include <QMouseEvent>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QTimeZone>
#include <QWheelEvent>

#include <gtest/gtest.h>

using namespace spanlight;
using namespace spanlight::ui;

namespace {

trace::SpanRef ref(std::uint32_t row)
{
    return {0, trace::SpanRow{row}};
}

class GanttViewTest : public ::testing::Test
{
protected:
    GanttViewTest()
    {
        traces = std::make_shared<const trace::TraceSet>(std::vector{test::storeFromText(R"(
root @0+1000 a
  child @10+500 a
    leaf @20+10 b error
  last @600+10 a)")});
        trace::TimelineInput input;
        for (std::uint32_t r = 0; r < traces->spanCount(); ++r)
            input.spans.push_back(ref(r));
        document = buildGanttDocument(traces, input, nullptr);
        view.resize(1000, 400);
        view.show();
        view.setDocument(document);
    }

    void key(Qt::Key which) { QTest::keyClick(&view, which); }
    void clickLine(std::size_t line, int x = 600)
    {
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, QPoint(x, view.lineRect(line).center().y()));
    }

    std::shared_ptr<const trace::TraceSet> traces;
    std::shared_ptr<const GanttDocument> document;
    GanttView view;
};

TEST_F(GanttViewTest, ClickingALineSelectsItsSpan)
{
    QSignalSpy spy(&view, &GanttView::spanSelected);
    clickLine(2);
    ASSERT_EQ(spy.count(), 1);
    EXPECT_EQ(view.selectedSpan(), ref(2));
    EXPECT_TRUE(view.accessibleDescription().contains(QStringLiteral("leaf of b")));
}

TEST_F(GanttViewTest, ArrowsWalkThroughTheLines)
{
    key(Qt::Key_Down);
    key(Qt::Key_Down);
    EXPECT_EQ(view.selectedSpan(), ref(1));
    key(Qt::Key_End);
    EXPECT_EQ(view.selectedSpan(), ref(3));
    key(Qt::Key_Home);
    EXPECT_EQ(view.selectedSpan(), ref(0));
}

TEST_F(GanttViewTest, LeftCollapsesThenGoesToTheParentAndRightExpands)
{
    view.selectSpan(ref(1));
    key(Qt::Key_Left);
    EXPECT_EQ(view.rows().size(), 3U);
    EXPECT_EQ(view.selectedSpan(), ref(1));
    key(Qt::Key_Left);
    EXPECT_EQ(view.selectedSpan(), ref(0));
    view.selectSpan(ref(1));
    key(Qt::Key_Right);
    EXPECT_EQ(view.rows().size(), 4U);
    key(Qt::Key_Right);
    EXPECT_EQ(view.selectedSpan(), ref(2));
}

TEST_F(GanttViewTest, CollapsingAParentMovesTheSelectionToIt)
{
    view.selectSpan(ref(2));
    view.collapseAll();
    EXPECT_EQ(view.selectedSpan(), ref(0));
}

/// The operation of the fixture after a while, with two more spans.
std::shared_ptr<const GanttDocument> laterDocument()
{
    const auto later = std::make_shared<const trace::TraceSet>(std::vector{test::storeFromText(R"(
root @0+2000 a
  early @5+2 a
  child @10+500 a
    leaf @20+10 b error
  last @600+10 a
    below @601+2 c)")});
    trace::TimelineInput input;
    for (std::uint32_t r = 0; r < later->spanCount(); ++r)
        input.spans.push_back(ref(r));
    return buildGanttDocument(later, input, nullptr);
}

TEST_F(GanttViewTest, AnUpdateKeepsSelectionFoldsAndZoom)
{
    view.selectSpan(ref(1));
    key(Qt::Key_Left); // closes the child
    const TimeWindow zoomed{view.whole().startNs, view.whole().startNs + view.whole().lengthNs() / 4};
    view.setWindow(zoomed);
    QSignalSpy selections(&view, &GanttView::spanSelected);
    view.updateDocument(document);
    EXPECT_EQ(view.selectedSpan(), ref(1));
    EXPECT_EQ(view.rows().size(), 3U);
    EXPECT_EQ(view.window(), zoomed);
    EXPECT_EQ(selections.count(), 0);
    for (std::size_t line = 0; line < view.rows().size(); ++line)
        EXPECT_FALSE(view.isNew(line)) << line;
}

TEST_F(GanttViewTest, AnUpdateOfTheWholeShowsTheWholeAndMarksWhatIsNew)
{
    const auto later = laterDocument();
    view.fit();
    view.updateDocument(later);
    EXPECT_EQ(view.window(), view.whole());
    EXPECT_GE(view.window().endNs, later->timeline.endNs);
    EXPECT_EQ(view.rows().size(), 6U);
    EXPECT_TRUE(view.isNew(5));
    EXPECT_FALSE(view.isNew(0));
}

TEST_F(GanttViewTest, ControlAndWheelZoomAndUndoComesBack)
{
    const TimeWindow before = view.window();
    const QPointF at(700, 50);
    QWheelEvent wheel(at, view.viewport()->mapToGlobal(at), {}, {0, 120}, Qt::NoButton, Qt::ControlModifier,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(view.viewport(), &wheel);
    ASSERT_TRUE(QTest::qWaitFor([&] { return view.window().lengthNs() < before.lengthNs() * 9 / 10; }));
    view.undoZoom();
    EXPECT_EQ(view.window(), before);
}

TEST_F(GanttViewTest, LettersZoomAndMove)
{
    const TimeWindow before = view.window();
    key(Qt::Key_W);
    ASSERT_TRUE(QTest::qWaitFor([&] { return view.window().lengthNs() <= before.lengthNs() * 71 / 100; }));
    const TimeWindow zoomedIn = view.window();
    key(Qt::Key_D);
    EXPECT_GT(view.window().startNs, zoomedIn.startNs);
    key(Qt::Key_A);
    EXPECT_EQ(view.window().startNs, zoomedIn.startNs);
    view.fit();
    EXPECT_EQ(view.window(), before);
}

TEST_F(GanttViewTest, DoubleClickOnABarZoomsToIt)
{
    const QPoint at(600, view.lineRect(3).center().y());
    QTest::mouseDClick(view.viewport(), Qt::LeftButton, {}, at);
    EXPECT_LT(view.window().lengthNs(), 20'000'000);
    EXPECT_LE(view.window().startNs, traces->startNs(ref(3)));
    EXPECT_GE(view.window().endNs, traces->endNs(ref(3)));
}

TEST_F(GanttViewTest, ShowingASpanOutsideTheWindowMovesTheWindow)
{
    view.selectSpan(ref(3));
    view.fitSelection();
    EXPECT_TRUE(view.showSpan(ref(2)));
    EXPECT_LE(view.window().startNs, traces->startNs(ref(2)));
    EXPECT_GE(view.window().endNs, traces->startNs(ref(2)));
}

TEST_F(GanttViewTest, TheBorderOfTheNamesCanBeDragged)
{
    const int before = view.nameWidth();
    QTest::mousePress(view.viewport(), Qt::LeftButton, {}, QPoint(before, 20));
    QMouseEvent move(QEvent::MouseMove, QPointF(before + 80, 20),
                     view.viewport()->mapToGlobal(QPointF(before + 80, 20)), Qt::LeftButton, Qt::LeftButton, {});
    QApplication::sendEvent(view.viewport(), &move);
    QTest::mouseRelease(view.viewport(), Qt::LeftButton, {}, QPoint(before + 80, 20));
    EXPECT_EQ(view.nameWidth(), before + 80);
}

TEST_F(GanttViewTest, EverythingCanBePaintedAtEveryZoom)
{
    for (int i = 0; i < 40; ++i) {
        view.selectSpan(ref(static_cast<std::uint32_t>(i) % 4));
        view.fitSelection();
        EXPECT_FALSE(view.grab().isNull());
    }
    EXPECT_EQ(view.picture(800, 2).width(), 800);
}

/// Counts how often a widget is painted.
class PaintCounter : public QObject
{
public:
    bool eventFilter(QObject*, QEvent* event) override
    {
        count += event->type() == QEvent::Paint ? 1 : 0;
        return false;
    }
    int count = 0;
};

TEST_F(GanttViewTest, AnotherTimeZoneIsPaintedInTheHeader)
{
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&view));
    PaintCounter counter;
    auto* header = view.findChild<QWidget*>(QStringLiteral("ganttHeader"));
    QCoreApplication::processEvents();
    header->installEventFilter(&counter);
    view.setTimeZone(items::TimeZone(QTimeZone(7200)));
    EXPECT_TRUE(QTest::qWaitFor([&] { return counter.count > 0; }));
    header->removeEventFilter(&counter);
}

TEST_F(GanttViewTest, DraggingMovesTheTimeAndLeavesTheSelection)
{
    view.selectSpan(ref(3));
    view.fitSelection();
    const TimeWindow before = view.window();
    const QPoint from(700, view.lineRect(0).center().y());
    const QPoint to = from - QPoint(120, 0);
    QTest::mousePress(view.viewport(), Qt::LeftButton, {}, from);
    EXPECT_EQ(view.selectedSpan(), ref(3));
    QMouseEvent move(QEvent::MouseMove, QPointF(to), view.viewport()->mapToGlobal(QPointF(to)), Qt::LeftButton,
                     Qt::LeftButton, {});
    QApplication::sendEvent(view.viewport(), &move);
    QTest::mouseRelease(view.viewport(), Qt::LeftButton, {}, to);
    EXPECT_NE(view.window(), before);
    EXPECT_EQ(view.selectedSpan(), ref(3));
}

TEST_F(GanttViewTest, HasAFrameWhileItHasTheFocus)
{
    ASSERT_TRUE(QTest::qWaitForWindowActive(&view));
    const auto at = [this](int x, int y) { return view.viewport()->grab().toImage().pixelColor(x, y); };
    const auto corner = [&at] { return at(0, 0); };
    const QColor inside = at(5, 300);
    view.setFocus();
    EXPECT_EQ(corner(), Theme::light().accent);
    EXPECT_EQ(at(5, 300), inside);
    view.clearFocus();
    EXPECT_NE(corner(), Theme::light().accent);
}

TEST_F(GanttViewTest, WithoutADocumentKeysAndClicksDoNothing)
{
    view.setDocument(nullptr);
    for (const Qt::Key which : {Qt::Key_W, Qt::Key_Down, Qt::Key_Left, Qt::Key_Return, Qt::Key_End})
        key(which);
    clickLine(0);
    view.fit();
    view.fitSelection();
    view.expandAll();
    EXPECT_FALSE(view.showSpan(ref(0)));
    EXPECT_FALSE(view.grab().isNull());
}

} // namespace
