#include "ui/span/span_json.h"
#include "ui/span/span_panel.h"

#include "tests/support/trace_text.h"

#include <QApplication>
#include <QClipboard>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTabBar>
#include <QTableView>

#include <gtest/gtest.h>

using namespace spanlight;
using namespace spanlight::ui;

namespace {

const trace::SpanRef kFirst{0, trace::SpanRow{0}};

class SpanPanelTest : public ::testing::Test
{
protected:
    SpanPanelTest()
    {
        traces = std::make_shared<const trace::TraceSet>(std::vector{test::storeFromText(
            "span @0+100 worker error key=value count:=5 !OSError|disk_full\n  child @10+10 worker")});
        diagnosis::Finding finding;
        finding.title = "too few";
        finding.severity = diagnosis::Severity::Error;
        diagnosis::Evidence evidence;
        evidence.span = kFirst;
        evidence.attribute = "count";
        finding.evidence = {evidence};
        analysed.findings = {finding};
        report::CallRow call;
        call.span = {0, trace::SpanRow{1}};
        panel.resize(800, 200);
        panel.show();
        panel.setOperation(traces, nullptr, &analysed, {call});
    }

    QTabBar* tabs() { return panel.findChild<QTabBar*>(QStringLiteral("spanTabs")); }
    QTableView* table(const char* name) { return panel.findChild<QTableView*>(QString::fromLatin1(name)); }

    std::shared_ptr<const trace::TraceSet> traces;
    diagnosis::Diagnosis analysed;
    SpanPanel panel;
};

TEST_F(SpanPanelTest, TabsCountWhatTheyHold)
{
    panel.setSpan(kFirst);
    EXPECT_EQ(tabs()->tabText(0), QStringLiteral("Attributes 2"));
    EXPECT_EQ(tabs()->tabText(1), QStringLiteral("Events 1"));
    EXPECT_EQ(tabs()->tabText(2), QStringLiteral("Resource 1"));
    EXPECT_EQ(tabs()->tabText(5), QStringLiteral("Calls 1"));
}

TEST_F(SpanPanelTest, TheFilterReducesTheAttributes)
{
    panel.setSpan(kFirst);
    panel.findChild<QLineEdit*>(QStringLiteral("attributeFilter"))->setText(QStringLiteral("count"));
    EXPECT_EQ(table("attributeTable")->model()->rowCount(), 1);
}

TEST_F(SpanPanelTest, RawShowsTheSpanAsJson)
{
    panel.setSpan(kFirst);
    tabs()->setCurrentIndex(4);
    const QByteArray raw = panel.findChild<QPlainTextEdit*>(QStringLiteral("rawText"))->toPlainText().toUtf8();
    const QJsonObject span = QJsonDocument::fromJson(raw).object();
    EXPECT_EQ(span[QStringLiteral("name")].toString(), QStringLiteral("span"));
    EXPECT_EQ(span[QStringLiteral("attributes")][QStringLiteral("count")].toInt(), 5);
    EXPECT_EQ(span[QStringLiteral("status")].toString(), QStringLiteral("error"));
    EXPECT_EQ(span[QStringLiteral("events")][0][QStringLiteral("name")].toString(), QStringLiteral("exception"));
}

TEST_F(SpanPanelTest, ActivatingACallNamesItsSpan)
{
    QSignalSpy spy(&panel, &SpanPanel::spanActivated);
    QTableView* calls = table("callTable");
    emit calls->activated(calls->model()->index(0, 0));
    ASSERT_EQ(spy.count(), 1);
    EXPECT_EQ(spy[0][0].value<trace::SpanRef>(), (trace::SpanRef{0, trace::SpanRow{1}}));
}

TEST_F(SpanPanelTest, TheSpanCanBeCopiedAsJson)
{
    panel.setSpan(kFirst);
    panel.copyJson();
    EXPECT_EQ(QApplication::clipboard()->text().toStdString(), spanJson(*traces, kFirst));
}

TEST_F(SpanPanelTest, AnUnknownSpanEmptiesThePanel)
{
    panel.setSpan(kFirst);
    panel.setSpan({7, trace::SpanRow{99}});
    EXPECT_FALSE(panel.span().valid());
    EXPECT_EQ(table("attributeTable")->model()->rowCount(), 0);
    EXPECT_TRUE(spanJson(*traces, trace::kNoSpanRef).empty());
}

} // namespace
