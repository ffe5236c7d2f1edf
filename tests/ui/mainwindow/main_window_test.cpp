#include "ui/mainwindow/main_window.h"

#include "tests/ui/mainwindow/fake_workbench.h"
#include "ui/findings/diagnosis_panel.h"
#include "ui/gantt/gantt_view.h"
#include "ui/mainwindow/document_export.h"
#include "ui/search/operations_panel.h"
#include "ui/span/span_panel.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDropEvent>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QUrl>

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

using namespace spanlight;
using namespace spanlight::ui;

namespace {

const char* const kSpans = R"(
root @0+1000 cli
  child @10+500 backend key=value
    leaf @20+10 worker error)";

diagnosis::Finding citing(std::uint32_t row)
{
    diagnosis::Finding finding;
    finding.rule = "rule";
    finding.title = "title";
    finding.severity = diagnosis::Severity::Error;
    diagnosis::Evidence evidence;
    evidence.span = {0, trace::SpanRow{row}};
    evidence.name = "leaf";
    finding.evidence = {evidence};
    return finding;
}

class MainWindowTest : public ::testing::Test
{
protected:
    MainWindowTest()
    {
        window.setTheme(Theme::light());
        window.resize(1400, 900);
        window.show();
    }

    template <typename Widget>
    Widget* child(const char* name)
    {
        return window.findChild<Widget*>(QString::fromLatin1(name));
    }
    QAction* action(const char* name) { return child<QAction>(name); }
    bool hasLabel(const QString& text)
    {
        const auto labels = window.findChildren<QLabel*>();
        return std::any_of(labels.begin(), labels.end(),
                           [&text](const QLabel* label) { return label->text() == text; });
    }

    test::FakeWorkbench workbench;
    test::FakePreferences preferences;
    MainWindow window{workbench, preferences};
};

TEST_F(MainWindowTest, EveryActionHasANameAndNoTwoShareAShortcut)
{
    std::set<QString> shortcuts;
    for (QAction* each : window.actions().all()) {
        ASSERT_NE(each, nullptr);
        EXPECT_FALSE(each->objectName().isEmpty()) << each->text().toStdString();
        for (const QKeySequence& shortcut : each->shortcuts())
            EXPECT_TRUE(shortcuts.insert(shortcut.toString()).second) << shortcut.toString().toStdString();
    }
}

TEST_F(MainWindowTest, EverythingAUserActsOnHasAnObjectNameAndAnAccessibleName)
{
    for (const char* name :
         {"sourceButton", "idField", "searchButton", "stopButton", "exportButton", "commandsButton", "ganttView",
          "operationTable", "attributeTable", "attributeFilter", "diagnosisPanel", "spanTabs"}) {
        auto* widget = child<QWidget>(name);
        ASSERT_NE(widget, nullptr) << name;
        auto* button = qobject_cast<QAbstractButton*>(widget);
        EXPECT_TRUE(!widget->accessibleName().isEmpty() || (button != nullptr && !button->text().isEmpty())) << name;
    }
}

TEST_F(MainWindowTest, ActivatingEvidenceSelectsTheSpanInTheTimelineAndShowsItsAttributes)
{
    workbench.show(kSpans, {citing(2)});
    window.gantt().selectSpan({0, trace::SpanRow{0}});
    emit child<QLabel>("evidence_0_0")->linkActivated(QStringLiteral("span"));
    EXPECT_EQ(window.gantt().selectedSpan(), (trace::SpanRef{0, trace::SpanRow{2}}));
    EXPECT_EQ(child<SpanPanel>("spanPanel")->span(), (trace::SpanRef{0, trace::SpanRow{2}}));
}

TEST_F(MainWindowTest, F8WalksThroughTheFindings)
{
    workbench.show(kSpans, {citing(2), citing(1)});
    window.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&window));
    QTest::keyClick(&window, Qt::Key_F8);
    EXPECT_EQ(window.gantt().selectedSpan(), (trace::SpanRef{0, trace::SpanRow{2}}));
    QTest::keyClick(&window, Qt::Key_F8);
    EXPECT_EQ(window.gantt().selectedSpan(), (trace::SpanRef{0, trace::SpanRow{1}}));
    QTest::keyClick(&window, Qt::Key_F8, Qt::ShiftModifier);
    EXPECT_EQ(window.gantt().selectedSpan(), (trace::SpanRef{0, trace::SpanRow{2}}));
}

TEST_F(MainWindowTest, AFollowedOperationKeepsWhatWasChosenAndCanBeHeld)
{
    workbench.show(kSpans, {citing(2)});
    auto* gantt = window.findChild<GanttView*>();
    ASSERT_TRUE(gantt->selectSpan({0, trace::SpanRow{1}}));
    auto* button = window.findChild<QToolButton*>(QStringLiteral("followButton"));
    EXPECT_TRUE(button->isHidden()) << "nothing to follow";
    workbench.follow = FollowState::Following;
    emit workbench.followingChanged();
    EXPECT_FALSE(button->isHidden());

    workbench.showAgain(std::string(kSpans) + "\n  later @600+10 backend", {citing(2)});
    EXPECT_EQ(gantt->rows().size(), 4U);
    EXPECT_EQ(gantt->selectedSpan(), (trace::SpanRef{0, trace::SpanRow{1}}));
    EXPECT_EQ(window.findChild<SpanPanel*>()->span(), gantt->selectedSpan());

    button->click();
    EXPECT_EQ(workbench.follow, FollowState::Paused);
    EXPECT_FALSE(window.findChild<QAction*>(QStringLiteral("follow"))->isChecked());
    window.findChild<QAction*>(QStringLiteral("follow"))->trigger();
    EXPECT_EQ(workbench.follow, FollowState::Following);
}

TEST_F(MainWindowTest, TypingAnIdAndReturnSearchesForIt)
{
    auto* field = child<QLineEdit>("idField");
    field->setText(QStringLiteral("op_training_1"));
    QTest::keyClick(field, Qt::Key_Return);
    ASSERT_EQ(workbench.searches.size(), 1U);
    EXPECT_EQ(workbench.searches[0].operationId, QStringLiteral("op_training_1"));
}

TEST_F(MainWindowTest, AMistakeInTheFormIsToldInPlaceAndNothingIsSearched)
{
    child<QLineEdit>("attributesField")->setText(QStringLiteral("novalue"));
    QTest::mouseClick(child<QPushButton>("searchButton"), Qt::LeftButton);
    EXPECT_TRUE(workbench.searches.empty());
    EXPECT_TRUE(child<QLabel>("searchError")->isVisible());
}

TEST_F(MainWindowTest, StopIsThereWhileSomethingRuns)
{
    auto* stop = child<QPushButton>("stopButton");
    EXPECT_FALSE(stop->isEnabled());
    workbench.setBusy(true);
    EXPECT_TRUE(stop->isEnabled());
    QTest::mouseClick(stop, Qt::LeftButton);
    EXPECT_EQ(workbench.cancels, 1);
    workbench.setBusy(false);
    EXPECT_FALSE(stop->isEnabled());
}

TEST_F(MainWindowTest, DroppedFilesAreOpenedAndNotedAsRecent)
{
    QMimeData data;
    data.setUrls(
        {QUrl::fromLocalFile(QStringLiteral("/tmp/a.json")), QUrl::fromLocalFile(QStringLiteral("/tmp/b.json"))});
    QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window, &enter);
    EXPECT_TRUE(enter.isAccepted());
    QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window, &drop);
    const QStringList expected{QStringLiteral("/tmp/a.json"), QStringLiteral("/tmp/b.json")};
    ASSERT_EQ(workbench.opened.size(), 1U);
    EXPECT_EQ(workbench.opened[0], expected);
    EXPECT_EQ(preferences.recent.front(), expected);
    EXPECT_FALSE(child<QMenu>("recentMenu")->actions().isEmpty());
}

TEST_F(MainWindowTest, AnErrorIsShownInPlaceAndCanBeClosed)
{
    emit workbench.noticed({Notice::Kind::Error, QStringLiteral("The server refused."), QStringLiteral("http://host"),
                            QStringLiteral("Start it.")});
    auto* text = child<QLabel>("noticeText");
    ASSERT_NE(text, nullptr);
    EXPECT_EQ(text->text(), QStringLiteral("The server refused."));
    QTest::mouseClick(child<QAbstractButton>("closeNotice"), Qt::LeftButton);
    EXPECT_FALSE(text->isVisible());
}

TEST_F(MainWindowTest, TheReportAndThePictureAreWritten)
{
    workbench.show(kSpans, {citing(2)});
    QTemporaryDir folder;
    const QString report = folder.filePath(QStringLiteral("report.md"));
    const QString picture = folder.filePath(QStringLiteral("timeline.png"));
    const QString vector = folder.filePath(QStringLiteral("timeline.svg"));
    EXPECT_TRUE(window.exports().writeReport(report));
    EXPECT_TRUE(window.exports().writePicture(picture));
    EXPECT_TRUE(window.exports().writePicture(vector));
    EXPECT_GT(QFile(report).size(), 100);
    EXPECT_FALSE(QImage(picture).isNull());
    EXPECT_GT(QFile(vector).size(), 100);
    EXPECT_FALSE(window.exports().writeReport(folder.filePath(QStringLiteral("no/such/folder/report.md"))));
    EXPECT_GE(window.findChildren<QLabel*>(QStringLiteral("noticeText")).size(), 3);
}

TEST_F(MainWindowTest, TheReportCanBeCopied)
{
    workbench.show(kSpans, {citing(2)});
    action("copyReport")->trigger();
    EXPECT_TRUE(QApplication::clipboard()->text().contains(QStringLiteral("op_test_1")) ||
                QApplication::clipboard()->text().contains(QStringLiteral("Stuck somewhere")));
}

TEST_F(MainWindowTest, TheCommandLineForTheSameDocumentCanBeCopied)
{
    window.openSource({QStringLiteral("/tmp/it's.json")});
    workbench.show(kSpans, {});
    action("copyCommand")->trigger();
    EXPECT_EQ(QApplication::clipboard()->text(),
              QStringLiteral("spanlight-cli diagnose '/tmp/it'\\''s.json' --operation 'op_test_1' --now "
                             "1970-01-01T00:00:00.000000000Z"));
}

TEST_F(MainWindowTest, TheReportIsAPageWhenItsNameSaysSo)
{
    const QTemporaryDir folder;
    workbench.show(kSpans, {citing(2)});
    for (const auto& [name, begin] : {std::pair("report.html", "<!DOCTYPE html>"), {"report.md", "# Operation"}}) {
        const QString path = folder.filePath(QLatin1String(name));
        ASSERT_TRUE(window.exports().writeReport(path));
        QFile file(path);
        ASSERT_TRUE(file.open(QIODevice::ReadOnly));
        EXPECT_TRUE(file.readAll().startsWith(begin)) << name;
    }
}

TEST_F(MainWindowTest, WithoutADocumentActionsThatNeedOneAreOff)
{
    for (const char* name : {"exportReport", "exportPicture", "copyReport", "nextFinding"})
        EXPECT_FALSE(action(name)->isEnabled()) << name;
    workbench.show(kSpans, {});
    EXPECT_TRUE(action("exportReport")->isEnabled());
}

TEST_F(MainWindowTest, BothThemesCanBeChosenAndAreKept)
{
    workbench.show(kSpans, {citing(2)});
    action("darkTheme")->trigger();
    EXPECT_EQ(preferences.theme(), QStringLiteral("dark"));
    EXPECT_EQ(window.grab().toImage().pixelColor(700, 600).lightness() < 80, true);
    action("lightTheme")->trigger();
    EXPECT_EQ(preferences.theme(), QStringLiteral("light"));
}

TEST_F(MainWindowTest, TheTimeZoneCanBeChosenAndIsKept)
{
    qputenv("TZ", "IST-5:30"); // POSIX writes what lies east with a minus
    workbench.show(kSpans, {citing(2)});
    EXPECT_EQ(child<QLabel>("timeZone")->text(), QStringLiteral("UTC"));
    action("localTimes")->trigger();
    EXPECT_EQ(child<QLabel>("timeZone")->text(), QStringLiteral("UTC+5:30"));
    EXPECT_EQ(preferences.timeZone(), QStringLiteral("local"));
    MainWindow other(workbench, preferences);
    EXPECT_TRUE(other.actions().localTimes->isChecked());
    action("utcTimes")->trigger();
    EXPECT_EQ(child<QLabel>("timeZone")->text(), QStringLiteral("UTC"));
    qputenv("TZ", "UTC");
}

TEST_F(MainWindowTest, TheCommandPaletteFindsActionsByWords)
{
    action("commands")->trigger();
    auto* field = child<QLineEdit>("commandField");
    field->setText(QStringLiteral("dark"));
    ASSERT_EQ(child<QListWidget>("commandList")->count(), 1);
    QTest::keyClick(field, Qt::Key_Return);
    EXPECT_EQ(preferences.theme(), QStringLiteral("dark"));
}

TEST_F(MainWindowTest, TheCommandPaletteKnowsTheWordsOfTheMenus)
{
    action("commands")->trigger();
    auto* field = child<QLineEdit>("commandField");
    auto* list = child<QListWidget>("commandList");
    field->setText(QStringLiteral("theme dark"));
    ASSERT_EQ(list->count(), 1);
    EXPECT_TRUE(list->item(0)->text().startsWith(QStringLiteral("View › Theme › Dark")));
    field->setText(QStringLiteral("zone"));
    EXPECT_EQ(list->count(), 2);
    field->setText(QStringLiteral("xyzzy"));
    ASSERT_EQ(list->count(), 1);
    EXPECT_EQ(list->item(0)->text(), QStringLiteral("No command has these words"));
    QTest::keyClick(field, Qt::Key_Return);
    EXPECT_EQ(preferences.theme(), QString());
}

TEST_F(MainWindowTest, FilesToWriteHaveANameAndTheEndingOfTheirKind)
{
    workbench.show(kSpans, {citing(2)});
    window.exports().choosePicture();
    auto* dialog = window.findChild<QFileDialog*>();
    ASSERT_NE(dialog, nullptr);
    EXPECT_EQ(QFileInfo(dialog->selectedFiles().value(0)).fileName(), QStringLiteral("op_test_1.png"));
    EXPECT_EQ(dialog->defaultSuffix(), QStringLiteral("png"));
    emit dialog->filterSelected(QStringLiteral("Vector picture (*.svg)"));
    EXPECT_EQ(dialog->defaultSuffix(), QStringLiteral("svg"));
    delete dialog;
    QWidget other;
    window.exports().chooseReport({}, &other);
    EXPECT_NE(other.findChild<QFileDialog*>(), nullptr);
}

TEST_F(MainWindowTest, TheSpanPanelSaysWhatIsMissing)
{
    workbench.show(kSpans, {}, "save-model (expected, absent)");
    const std::size_t line = window.gantt().rows().size() - 1;
    QTest::mouseClick(window.gantt().viewport(), Qt::LeftButton, {},
                      QPoint(100, window.gantt().lineRect(line).center().y()));
    auto* absence = child<QLabel>("spanAbsence");
    EXPECT_TRUE(absence->isVisible());
    EXPECT_TRUE(absence->text().contains(QStringLiteral("save-model"))) << absence->text().toStdString();
    window.gantt().selectSpan({0, trace::SpanRow{0}});
    EXPECT_FALSE(absence->isVisible());
}

TEST_F(MainWindowTest, TheMomentOfLookingHasItsDateUnlessItIsToday)
{
    workbench.show(kSpans, {});
    EXPECT_TRUE(hasLabel(QStringLiteral("as of 1970-01-01 00:00:00")));
}

TEST_F(MainWindowTest, TheLayoutSurvivesARestart)
{
    child<QWidget>("diagnosisDock")->hide();
    window.close();
    MainWindow again(workbench, preferences);
    again.resize(1400, 900);
    again.show();
    EXPECT_FALSE(again.findChild<QWidget*>(QStringLiteral("diagnosisDock"))->isVisible());
    EXPECT_TRUE(again.findChild<QWidget*>(QStringLiteral("spanDock"))->isVisible());
}

TEST_F(MainWindowTest, ChoosingAProfileReachesTheSession)
{
    action("profile_ktrdr")->trigger();
    EXPECT_EQ(workbench.chosenProfile, QStringLiteral("ktrdr"));
}

} // namespace
