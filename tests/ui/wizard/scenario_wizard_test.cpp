#include "app/session/session.h"
#include "models/diagnosis/scenario.h"
#include "ui/theme/parts.h"
#include "ui/wizard/operation_page.h"
#include "ui/wizard/scenario_wizard.h"
#include "ui/wizard/symptom_card.h"
#include "ui/wizard/walk_view.h"

#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>

using namespace spanlight;
using namespace spanlight::ui;

namespace {

constexpr int kWaitMs = 60'000;
const QString kStuck = QStringLiteral("op_training_20251111_123456_ab12cd34");

/// A symptom and an operation of the demo that has it.
struct Symptom
{
    const char* scenario;
    const char* operation;
};
void PrintTo(const Symptom& symptom, std::ostream* out)
{
    *out << symptom.scenario;
}

class ScenarioWizardTest : public ::testing::Test
{
protected:
    static void SetUpTestSuite() // the demo is read once
    {
        s_session = new app::Session({});
        QSignalSpy document(s_session, &Workbench::documentChanged);
        s_session->open({QStringLiteral("demo:")});
        while (s_session->document() == nullptr && document.wait(kWaitMs)) {
        }
    }
    static void TearDownTestSuite() { delete std::exchange(s_session, nullptr); }

    ScenarioWizardTest()
    {
        wizard.walkView().setStepDelay(0);
        wizard.begin();
        wizard.setRows({row(kStuck)});
    }

    static items::OperationRow row(const QString& id)
    {
        items::OperationRow row;
        row.id = id;
        return row;
    }
    template <typename Widget>
    Widget* child(const QString& name) const
    {
        return wizard.findChild<Widget*>(name);
    }
    void click(const QString& name)
    {
        auto* button = child<QPushButton>(name);
        ASSERT_NE(button, nullptr) << name.toStdString();
        ASSERT_TRUE(button->isEnabled()) << name.toStdString();
        QTest::mouseClick(button, Qt::LeftButton);
    }
    /// Through the three pages, as a user would.
    const diagnosis::Walk* walk(const QString& scenario, const QString& id)
    {
        QSignalSpy done(&wizard.walkView(), &WalkView::done);
        click(QStringLiteral("symptom_") + scenario);
        auto* field = child<QLineEdit>(QStringLiteral("wizardId"));
        field->setText(id);
        QTest::keyClick(field, Qt::Key_Return);
        if (done.isEmpty())
            done.wait(kWaitMs);
        return wizard.walkView().walk();
    }

    static app::Session* s_session;
    ScenarioWizard wizard{*s_session};
};

app::Session* ScenarioWizardTest::s_session = nullptr;

class SymptomOfTheDemo : public ScenarioWizardTest, public ::testing::WithParamInterface<Symptom>
{
};

TEST_P(SymptomOfTheDemo, IsWalkedThroughToItsEnd)
{
    const auto* walk = this->walk(QString::fromLatin1(GetParam().scenario), QString::fromLatin1(GetParam().operation));
    ASSERT_NE(walk, nullptr);
    EXPECT_EQ(walk->scenario, GetParam().scenario);
    EXPECT_GT(walk->steps.size(), 2U);
    EXPECT_TRUE(wizard.walkView().isDone());
    for (std::size_t i = 0; i < walk->steps.size(); ++i) {
        auto* text = child<QLabel>(QStringLiteral("stepText_%1").arg(i));
        ASSERT_NE(text, nullptr) << i;
        EXPECT_FALSE(text->text().isEmpty());
        EXPECT_FALSE(child<QLabel>(QStringLiteral("stepMark_%1").arg(i))->accessibleName().isEmpty());
    }
    auto* end = child<QLabel>(QStringLiteral("walkConclusion"));
    ASSERT_NE(end, nullptr);
    EXPECT_FALSE(end->text().isEmpty());
    EXPECT_NE(wizard.introduction().markdown.find("## Walk: "), std::string::npos);
    EXPECT_NE(wizard.introduction().html.find("<h2>Walk: "), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(AllTwelve, SymptomOfTheDemo,
                         ::testing::Values(Symptom{"stuck", "op_training_20251111_123456_ab12cd34"},
                                           Symptom{"slow", "op_training_20251013_181916_63f281"},
                                           Symptom{"failed", "op_training_20250910_062012_dbf38a"},
                                           Symptom{"no-workers", "op_backtesting_20260326_094730_3b323f63"},
                                           Symptom{"context-lost", "op_backtesting_20260115_061815_74ae1a21"},
                                           Symptom{"not-found", "op_training_20251111_123456_ab12cd43"},
                                           Symptom{"backend-only", "op_backtesting_20251212_153532_a8ed91"},
                                           Symptom{"no-progress", "op_training_20250901_054500_f3b6139e"},
                                           Symptom{"overhead", "op_training_20251029_144715_c0b514"},
                                           Symptom{"imbalance", "op_backtesting_20250916_210128_c1e0423e"},
                                           Symptom{"missing-data", "op_data_download_20250914_065743_adf8f0e9"},
                                           Symptom{"unreachable", "op_training_20251022_053005_8a26e7f4"}),
                         [](const auto& tested) {
                             std::string name = tested.param.scenario;
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });

TEST_F(ScenarioWizardTest, OffersTheTwelveSymptoms)
{
    EXPECT_EQ(wizard.findChildren<SymptomCard*>().size(), 12);
    for (const auto& scenario : diagnosis::builtinScenarios()) {
        auto* card = child<QPushButton>(QStringLiteral("symptom_") + QString::fromStdString(scenario.id));
        ASSERT_NE(card, nullptr) << scenario.id;
        EXPECT_EQ(card->accessibleName(), QString::fromStdString(scenario.title));
    }
}

TEST_F(ScenarioWizardTest, TheFirstWalkInAnActiveWindowIsOfTheChosenSymptom)
{
    ASSERT_TRUE(QTest::qWaitForWindowActive(&wizard));
    const auto* walk = this->walk(QStringLiteral("slow"), kStuck);
    ASSERT_NE(walk, nullptr);
    EXPECT_EQ(walk->scenario, "slow");
    const auto* list = child<QListWidget>(QStringLiteral("wizardSymptoms"));
    EXPECT_EQ(list->currentItem()->data(Qt::UserRole).toString(), QStringLiteral("slow"));
}

TEST_F(ScenarioWizardTest, BeginsWithTheFocusOnTheFirstCard)
{
    ASSERT_TRUE(QTest::qWaitForWindowActive(&wizard));
    ASSERT_NE(wizard.focusWidget(), nullptr);
    EXPECT_EQ(wizard.focusWidget()->objectName(), QStringLiteral("symptom_stuck"));
}

TEST_F(ScenarioWizardTest, IsNotModal)
{
    EXPECT_FALSE(wizard.isModal());
}

TEST_F(ScenarioWizardTest, ProposesTheOpenOperation)
{
    wizard.setRows({row(QStringLiteral("op_other")), row(s_session->document()->id)});
    click(QStringLiteral("symptom_stuck"));
    EXPECT_EQ(child<OperationPage>(QStringLiteral("operationPage"))->id(), s_session->document()->id);
}

TEST_F(ScenarioWizardTest, TakesAnIdThatNoSearchFound)
{
    click(QStringLiteral("symptom_not-found"));
    child<QLineEdit>(QStringLiteral("wizardId"))->setText(QStringLiteral(" 7d3a1c9e5b2f48608a4be0d1f6c7a902 "));
    const auto* page = child<OperationPage>(QStringLiteral("operationPage"));
    EXPECT_EQ(page->id(), QStringLiteral("7d3a1c9e5b2f48608a4be0d1f6c7a902"));
    EXPECT_TRUE(page->isTrace());
}

TEST_F(ScenarioWizardTest, GoesBackFromEveryPage)
{
    ASSERT_NE(walk(QStringLiteral("stuck"), kStuck), nullptr);
    click(QStringLiteral("wizardBack"));
    EXPECT_TRUE(child<OperationPage>(QStringLiteral("operationPage"))->isVisible());
    click(QStringLiteral("wizardBack"));
    EXPECT_TRUE(child<QPushButton>(QStringLiteral("symptom_slow"))->isVisible());
    EXPECT_FALSE(child<QPushButton>(QStringLiteral("wizardBack"))->isEnabled());
}

TEST_F(ScenarioWizardTest, AClickOnEvidenceSelectsTheSpan)
{
    ASSERT_NE(walk(QStringLiteral("stuck"), kStuck), nullptr);
    QSignalSpy spans(&wizard, &ScenarioWizard::spanActivated);
    auto* evidence = child<QLabel>(QStringLiteral("stepEvidence_1"));
    ASSERT_NE(evidence, nullptr);
    emit evidence->linkActivated(QStringLiteral("0"));
    ASSERT_EQ(spans.count(), 1);
    EXPECT_TRUE(spans.at(0).at(0).value<trace::SpanRef>().valid());
    click(QStringLiteral("wizardShow"));
    EXPECT_EQ(spans.count(), 2);
}

TEST(WalkViewTest, HasASpanToShowAlsoWhenNothingFailed)
{
    auto walk = std::make_shared<diagnosis::Walk>();
    walk->steps.resize(2);
    walk->steps[0].verdict = diagnosis::StepVerdict::Pass;
    walk->steps[1].verdict = diagnosis::StepVerdict::Pass;
    walk->steps[1].evidence.resize(1);
    walk->steps[1].evidence[0].span = {0, trace::SpanRow{7}};
    WalkView view;
    view.setWalk(walk);
    EXPECT_EQ(view.firstSpan(), (trace::SpanRef{0, trace::SpanRow{7}}));
}

TEST_F(ScenarioWizardTest, EndsWithACommandToCopy)
{
    ASSERT_NE(walk(QStringLiteral("stuck"), kStuck), nullptr);
    auto* fix = child<CodeLine>(QStringLiteral("walkFix_0"));
    ASSERT_NE(fix, nullptr);
    EXPECT_EQ(fix->code(), QStringLiteral("docker-compose restart training-worker"));
}

TEST_F(ScenarioWizardTest, AnotherSymptomIsOneClickAway)
{
    ASSERT_NE(walk(QStringLiteral("stuck"), kStuck), nullptr);
    QSignalSpy done(&wizard.walkView(), &WalkView::done);
    child<QListWidget>(QStringLiteral("wizardSymptoms"))->setCurrentRow(1);
    ASSERT_TRUE(!done.isEmpty() || done.wait(kWaitMs));
    EXPECT_EQ(wizard.walkView().walk()->scenario, "slow");
}

TEST_F(ScenarioWizardTest, StepsRunOneByOne)
{
    wizard.walkView().setStepDelay(1);
    QSignalSpy walked(s_session, &Workbench::walked);
    QSignalSpy done(&wizard.walkView(), &WalkView::done);
    wizard.chooseScenario(QStringLiteral("stuck"));
    wizard.chooseOperation(kStuck, false);
    ASSERT_TRUE(walked.wait(kWaitMs));
    EXPECT_FALSE(wizard.walkView().isDone());
    EXPECT_EQ(child<QLabel>(QStringLiteral("stepMark_0"))->text(), QStringLiteral("…"));
    EXPECT_FALSE(child<QPushButton>(QStringLiteral("wizardExport"))->isEnabled());
    ASSERT_TRUE(done.wait(kWaitMs));
    EXPECT_TRUE(child<QPushButton>(QStringLiteral("wizardExport"))->isEnabled());
}

TEST(ScenarioWizardWithoutSource, LeadsThroughTheSearch)
{
    app::Session nothing({});
    ScenarioWizard wizard(nothing);
    wizard.walkView().setStepDelay(0);
    wizard.begin();
    QSignalSpy done(&wizard.walkView(), &WalkView::done);
    wizard.chooseScenario(QStringLiteral("not-found"));
    wizard.chooseOperation(QStringLiteral("op_training_1"), false);
    ASSERT_TRUE(!done.isEmpty() || done.wait(kWaitMs));
    const auto* walk = wizard.walkView().walk();
    EXPECT_EQ(walk->steps.front().verdict, diagnosis::StepVerdict::Fail);
    EXPECT_NE(walk->steps.front().answer.find("Nothing is open"), std::string::npos) << walk->steps.front().answer;
}

} // namespace
