#include "ui/gantt/find_bar.h"

#include "tests/support/trace_text.h"
#include "ui/gantt/gantt_view.h"
#include "ui/gantt/timeline_page.h"

#include <QComboBox>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <gtest/gtest.h>

using namespace spanlight;
using namespace spanlight::ui;

namespace {

std::shared_ptr<const GanttDocument> documentOf(const std::string& text, bool noise = true)
{
    const auto traces = std::make_shared<const trace::TraceSet>(std::vector{test::storeFromText(text)});
    trace::TimelineInput input;
    for (std::uint32_t r = 0; r < traces->spanCount(); ++r) {
        input.spans.push_back({0, trace::SpanRow{r}});
        if (noise && traces->name(input.spans.back()) == "GET")
            input.noise.push_back(input.spans.back());
    }
    input.extras.push_back({trace::RowMark::Ghost, input.spans.front(), {}, "save-model (absent)", "worker"});
    input.extras.back().startNs = input.extras.back().endNs = traces->endNs(input.spans.front());
    return buildGanttDocument(traces, input, nullptr);
}

const std::string kTrace = R"(
root @0+1000 a
  child @10+500 a
    leaf @20+10 b key=needle
    other @40+10 b
    GET @60+1 a url=/one
    GET @62+1 a url=/two
    GET @64+1 a url=/one
  last @600+100 c key=needle)";

class FindBarTest : public ::testing::Test
{
protected:
    FindBarTest()
    {
        page.resize(1000, 400);
        page.show();
        view().setDocument(documentOf(kTrace));
    }

    GanttView& view() { return page.gantt(); }
    QLineEdit& field() { return *page.findChild<QLineEdit*>(QStringLiteral("findField")); }
    QToolButton& button(const char* name) { return *page.findChild<QToolButton*>(QString::fromLatin1(name)); }
    void type(const QString& text)
    {
        page.findBar().setText(text);
        ASSERT_TRUE(QTest::qWaitFor([this] { return !page.findBar().countText().isEmpty(); }));
    }
    std::string shown()
    {
        std::string text;
        for (std::size_t i = 0; i < view().rows().size(); ++i) {
            const trace::SpanRef span = view().rows().spanAt(i);
            const auto& document = *view().document();
            text +=
                std::string(view().rows().depthAt(i), '.') +
                (span.valid() ? std::string(document.traces->name(span)) : document.label(view().rows().at(i).row)) +
                "\n";
        }
        return text;
    }
    std::string selected() { return std::string(view().document()->traces->name(view().selectedSpan())); }

    TimelinePage page;
};

TEST_F(FindBarTest, OnlyMatchesAndWhatIsAboveThemAreShownWithTheirCount)
{
    type(QStringLiteral("needle"));
    EXPECT_EQ(shown(), "root\n.child\n..leaf\n.last\n");
    EXPECT_EQ(page.findBar().countText(), QStringLiteral("2 of 9"));
}

TEST_F(FindBarTest, MarkingLeavesEveryLine)
{
    button("findOnly").setChecked(false);
    type(QStringLiteral("needle"));
    EXPECT_EQ(view().rows().size(), 7U);
    EXPECT_FALSE(view().grab().isNull());
}

TEST_F(FindBarTest, EnterWalksThroughTheMatchesInACircle)
{
    type(QStringLiteral("needle"));
    QTest::keyClick(&field(), Qt::Key_Return);
    EXPECT_EQ(selected(), "leaf");
    QTest::keyClick(&field(), Qt::Key_Return);
    EXPECT_EQ(selected(), "last");
    QTest::keyClick(&field(), Qt::Key_Return);
    EXPECT_EQ(selected(), "leaf");
    QTest::keyClick(&field(), Qt::Key_Return, Qt::ShiftModifier);
    EXPECT_EQ(selected(), "last");
    button("findPrevious").click();
    EXPECT_EQ(selected(), "leaf");
}

TEST_F(FindBarTest, SpansInAFoldAreFoundAndOpened)
{
    type(QStringLiteral("url=/one"));
    EXPECT_EQ(page.findBar().countText(), QStringLiteral("2 of 9"));
    button("findNext").click();
    button("findNext").click();
    EXPECT_EQ(selected(), "GET");
    EXPECT_EQ(view().selectedSpan().row, trace::SpanRow{6});
    EXPECT_EQ(shown(), "root\n.child\n..GET × 3, 3 ms\n...GET\n...GET\n");
    button("findPrevious").click();
    EXPECT_EQ(view().selectedSpan().row, trace::SpanRow{4});
}

TEST_F(FindBarTest, WhatIsAbsentIsFoundToo)
{
    type(QStringLiteral("save-model"));
    EXPECT_EQ(page.findBar().countText(), QStringLiteral("1 of 9"));
    EXPECT_EQ(shown(), "root\n.save-model\n");
}

TEST_F(FindBarTest, NoMatchSaysSoAndShowsEverything)
{
    type(QStringLiteral("nowhere"));
    EXPECT_EQ(page.findBar().countText(), QStringLiteral("No span matches"));
    EXPECT_EQ(view().rows().size(), 7U);
    EXPECT_FALSE(button("findNext").isEnabled());
}

TEST_F(FindBarTest, EscapeClearsAndBringsFoldsAndSelectionBack)
{
    view().collapseAll();
    const std::string before = shown();
    view().selectSpan({0, trace::SpanRow{7}});
    const std::string opened = shown();
    type(QStringLiteral("leaf"));
    EXPECT_EQ(shown(), "root\n.child\n..leaf\n");
    EXPECT_EQ(selected(), "last") << "hidden, but still the selected one";
    EXPECT_FALSE(view().selectedLine());
    QTest::keyClick(&field(), Qt::Key_Escape);
    EXPECT_TRUE(field().text().isEmpty());
    EXPECT_EQ(shown(), opened);
    EXPECT_EQ(selected(), "last");
    EXPECT_TRUE(view().selectedLine());
    EXPECT_NE(before, opened);
}

TEST_F(FindBarTest, ShowingASpanThatDoesNotMatchShowsEverythingAgain)
{
    type(QStringLiteral("leaf"));
    EXPECT_TRUE(view().showSpan({0, trace::SpanRow{7}}));
    EXPECT_EQ(selected(), "last");
    EXPECT_EQ(view().rows().size(), 7U);
    EXPECT_FALSE(button("findOnly").isChecked());
}

TEST_F(FindBarTest, ALaterDocumentIsFilteredAtOnce)
{
    type(QStringLiteral("needle"));
    button("findNext").click();
    view().updateDocument(documentOf(kTrace + "\n  late @700+1 c key=needle"));
    EXPECT_EQ(shown(), "root\n.child\n..leaf\n.last\n.late\n");
    EXPECT_EQ(page.findBar().countText(), QStringLiteral("3 of 10"));
    EXPECT_EQ(selected(), "leaf");
}

TEST_F(FindBarTest, ADocumentWithoutSpansOrNoneIsSearchedWithoutHarm)
{
    type(QStringLiteral("needle"));
    view().setDocument(nullptr);
    EXPECT_TRUE(page.findBar().countText().isEmpty());
    page.findBar().setText(QStringLiteral("leaf"));
    QTest::keyClick(&field(), Qt::Key_Return);
    view().setDocument(documentOf(kTrace));
    EXPECT_EQ(shown(), "root\n.child\n..leaf\n");
}

TEST_F(FindBarTest, SiblingsCanStandByDuration)
{
    auto& order = *page.findChild<QComboBox*>(QStringLiteral("siblingOrder"));
    view().setDocument(documentOf("root @0+100 a\n  short @1+5 a\n    below @2+1 a\n  long @10+50 a", false));
    view().selectSpan({0, trace::SpanRow{2}});
    QSignalSpy spy(&view(), &GanttView::documentChanged);
    order.setCurrentIndex(1);
    ASSERT_TRUE(QTest::qWaitFor([&] { return shown() == "root\n.long\n.short\n..below\n.save-model\n"; }));
    EXPECT_EQ(selected(), "below");
    view().collapseAll();
    view().expandAll();
    EXPECT_EQ(shown(), "root\n.long\n.short\n..below\n.save-model\n");
    type(QStringLiteral("o"));
    button("findNext").click();
    EXPECT_FALSE(view().grab().isNull());
    EXPECT_EQ(spy.count(), 0);
}

TEST_F(FindBarTest, EveryPartHasANameForAssistiveTechnology)
{
    for (const char* name : {"findField", "findPrevious", "findNext", "findOnly", "siblingOrder", "findCount"})
        EXPECT_FALSE(page.findChild<QWidget*>(QString::fromLatin1(name))->accessibleName().isEmpty()) << name;
}

} // namespace
