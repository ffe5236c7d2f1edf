#include "ui/findings/diagnosis_panel.h"
#include "ui/findings/finding_card.h"
#include "ui/theme/parts.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <gtest/gtest.h>

using namespace spanlight;
using namespace spanlight::ui;

namespace {

trace::SpanRef ref(std::uint32_t row)
{
    return {0, trace::SpanRow{row}};
}

diagnosis::Finding finding(std::string rule, diagnosis::Severity severity, std::uint32_t span)
{
    diagnosis::Finding f;
    f.rule = std::move(rule);
    f.severity = severity;
    f.confidence = 0.9;
    f.title = "title of " + f.rule;
    f.explanation = "what was seen";
    diagnosis::Evidence absence;
    absence.name = "completion";
    absence.note = "no transition";
    diagnosis::Evidence evidence;
    evidence.span = ref(span);
    evidence.name = "operation.register";
    evidence.service = "backend";
    evidence.attribute = "instance_id";
    evidence.value = "ops-1";
    f.evidence = {absence, evidence};
    f.fixes = {{"Restart it", "docker-compose restart worker"}};
    return f;
}

QString headingOf(diagnosis::Severity severity)
{
    const FindingCard card(finding("a-rule", severity, 1), 0, Theme::light(), nullptr);
    return card.findChild<QLabel*>(QStringLiteral("findingTitle_0"))->text();
}

TEST(FindingCard, SaysHowSureItIsExceptWhereItOnlyInforms)
{
    EXPECT_TRUE(headingOf(diagnosis::Severity::Error).contains(QStringLiteral("90\u00a0%\u00a0sure")));
    EXPECT_FALSE(headingOf(diagnosis::Severity::Info).contains(QLatin1Char('%')));
}

class DiagnosisPanelTest : public ::testing::Test
{
protected:
    DiagnosisPanelTest()
    {
        diagnosis.verdict.state = diagnosis::State::Stuck;
        diagnosis.verdict.headline = "Stuck in training-loop for 10 min: the worker <b>reports</b> elsewhere";
        diagnosis.verdict.primary = "instance-mismatch";
        diagnosis.findings = {finding("instance-mismatch", diagnosis::Severity::Error, 3),
                              finding("progress-stalled", diagnosis::Severity::Warning, 5)};
        diagnosis.ruledOut = {{"no-workers-registered", "5 workers are registered"}};
        diagnosis.notChecked = {{"gpu-idle", "GPU utilization is not reported"}};
        panel.resize(340, 700);
        panel.show();
        panel.setDiagnosis(diagnosis);
    }

    template <typename Widget>
    Widget* child(const char* name) const
    {
        return panel.findChild<Widget*>(QString::fromLatin1(name));
    }

    diagnosis::Diagnosis diagnosis;
    DiagnosisPanel panel;
};

TEST_F(DiagnosisPanelTest, TheVerdictStandsAboveAndShowsTextFromTracesAsItIs)
{
    auto* verdict = child<QLabel>("verdictText");
    ASSERT_NE(verdict, nullptr);
    EXPECT_EQ(verdict->text(), QStringLiteral("Stuck in training-loop for 10 min"));
    EXPECT_EQ(verdict->textFormat(), Qt::PlainText);
    EXPECT_EQ(child<QFrame>("verdict")->property("verdict").toString(), QStringLiteral("error"));
}

TEST_F(DiagnosisPanelTest, ActivatingEvidenceNamesItsSpan)
{
    QSignalSpy spy(&panel, &DiagnosisPanel::spanActivated);
    auto* evidence = child<QLabel>("evidence_0_1");
    ASSERT_NE(evidence, nullptr);
    EXPECT_TRUE(evidence->text().contains(QStringLiteral("operation.register")));
    emit evidence->linkActivated(QStringLiteral("span"));
    ASSERT_EQ(spy.count(), 1);
    EXPECT_EQ(spy[0][0].value<trace::SpanRef>(), ref(3));
}

TEST_F(DiagnosisPanelTest, AnAbsenceIsNoLink)
{
    EXPECT_FALSE(child<QLabel>("evidence_0_0")->text().contains(QStringLiteral("href")));
}

TEST_F(DiagnosisPanelTest, ACommandCanBeCopied)
{
    auto* line = child<CodeLine>("fix_0_0");
    ASSERT_NE(line, nullptr);
    line->findChild<QToolButton*>(QStringLiteral("copyCommand"))->click();
    EXPECT_EQ(QApplication::clipboard()->text(), QStringLiteral("docker-compose restart worker"));
}

TEST_F(DiagnosisPanelTest, RuledOutAndNotCheckedAreFoldedAndOpenByAClick)
{
    for (const char* name : {"ruledOut", "notChecked"}) {
        auto* fold = child<FoldSection>(name);
        ASSERT_NE(fold, nullptr);
        EXPECT_FALSE(fold->isOpen());
        QTest::mouseClick(fold->findChild<QPushButton*>(), Qt::LeftButton);
        EXPECT_TRUE(fold->isOpen());
    }
}

TEST_F(DiagnosisPanelTest, StepsGoThroughTheFindingsAndWrapAround)
{
    QSignalSpy spy(&panel, &DiagnosisPanel::spanActivated);
    panel.stepFinding(1);
    panel.stepFinding(1);
    EXPECT_EQ(panel.currentFinding(), 1);
    panel.stepFinding(1);
    EXPECT_EQ(panel.currentFinding(), 0);
    panel.stepFinding(-1);
    EXPECT_EQ(panel.currentFinding(), 1);
    EXPECT_EQ(spy.last()[0].value<trace::SpanRef>(), ref(5));
}

TEST_F(DiagnosisPanelTest, SelectingASpanMarksTheFindingsThatCiteIt)
{
    panel.markSpan(ref(5));
    EXPECT_FALSE(child<FindingCard>("finding_0")->isMarked());
    EXPECT_TRUE(child<FindingCard>("finding_1")->isMarked());
    panel.markSpan(trace::kNoSpanRef);
    EXPECT_FALSE(child<FindingCard>("finding_1")->isMarked());
}

TEST_F(DiagnosisPanelTest, NothingIsWiderThanThePanel)
{
    diagnosis.findings[0].evidence[1].value = std::string(400, 'x');
    diagnosis.findings[0].fixes[0].command = std::string(300, 'y');
    panel.setDiagnosis(diagnosis);
    QCoreApplication::processEvents();
    EXPECT_LE(panel.widget()->width(), panel.viewport()->width());
}

TEST_F(DiagnosisPanelTest, LossesAreListed)
{
    diagnosis.completeness.complete = false;
    diagnosis.completeness.losses = {"the file ends in the middle"};
    panel.setDiagnosis(diagnosis);
    EXPECT_NE(child<QFrame>("losses"), nullptr);
}

TEST_F(DiagnosisPanelTest, WithoutADiagnosisItTellsWhatToDo)
{
    panel.clear(QStringLiteral("open something"));
    EXPECT_EQ(panel.findingCount(), 0U);
    panel.stepFinding(1);
    EXPECT_EQ(panel.currentFinding(), -1);
}

TEST_F(DiagnosisPanelTest, LeadsOnToDashboardsAndLogs)
{
    diagnosis.links = {{"dashboard", "Workers <x>", "http://grafana:3000/d/w?from=1&to=2", {}},
                       {"logs", "Log of the worker", {}, "docker logs w | grep op"},
                       {"dashboard", "Not for a browser", "file:///etc/passwd", {}}};
    panel.setDiagnosis(diagnosis);
    QStringList texts;
    for (const QLabel* label : panel.findChildren<QLabel*>(QStringLiteral("link")))
        texts << label->text();
    ASSERT_EQ(texts.size(), 3);
    EXPECT_TRUE(texts[0].contains(QLatin1String("href=\"http://grafana:3000/d/w?from=1&amp;to=2\"")))
        << texts[0].toStdString();
    EXPECT_TRUE(texts[0].contains(QLatin1String("Workers &lt;x&gt;")));
    EXPECT_FALSE(texts[2].contains(QLatin1String("href")));
    const auto* fold = panel.findChild<FoldSection*>(QStringLiteral("links"));
    ASSERT_NE(fold, nullptr);
    EXPECT_TRUE(fold->isOpen());
    ASSERT_NE(fold->findChild<CodeLine*>(), nullptr);
    EXPECT_EQ(fold->findChild<CodeLine*>()->code(), QStringLiteral("docker logs w | grep op"));
}

TEST_F(DiagnosisPanelTest, LinksThatComeLaterAreOpenAndStayAsTheUserLeftThem)
{
    diagnosis.links = {{"logs", "Log of the worker", {}, "docker logs w"}};
    panel.updateDiagnosis(diagnosis);
    const auto links = [this] { return panel.widget()->findChild<FoldSection*>(QStringLiteral("links")); };
    EXPECT_TRUE(links()->isOpen());
    links()->setOpen(false);
    panel.updateDiagnosis(diagnosis);
    EXPECT_FALSE(links()->isOpen());
}

TEST_F(DiagnosisPanelTest, TellsWhatCompanionsSaid)
{
    EXPECT_EQ(panel.findChild<FoldSection*>(QStringLiteral("companionWords")), nullptr);
    diagnosis.companions = {{"prometheus", "http://p", 0, "Workers: 2", false},
                            {"operations-api", "http://k", 0, "connection refused", true}};
    panel.setDiagnosis(diagnosis);
    EXPECT_NE(panel.findChild<FoldSection*>(QStringLiteral("companionWords")), nullptr);
}

} // namespace
