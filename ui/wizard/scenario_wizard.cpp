#include "ui/wizard/scenario_wizard.h"

#include "ui/theme/dialog_parts.h"
#include "ui/theme/parts.h"
#include "ui/wizard/operation_page.h"
#include "ui/wizard/symptom_card.h"
#include "ui/wizard/symptom_page.h"
#include "ui/wizard/walk_view.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace spanlight::ui {

namespace {

constexpr int kListWidth = 262;
constexpr int kItemPadding = 4;

// The list beside the steps has the same two lines as the cards.
void addSymptom(QListWidget& list, const ScenarioChoice& scenario)
{
    auto* item = new QListWidgetItem(&list);
    item->setData(Qt::UserRole, scenario.id);
    item->setData(Qt::AccessibleTextRole, scenario.title);
    auto* texts = new QWidget(&list);
    auto* layout = new QVBoxLayout(texts);
    layout->setContentsMargins(14, 5, 8, 6);
    layout->setSpacing(1);
    for (const auto& [line, role] :
         {std::pair{scenario.title, QStringLiteral("title")}, {scenario.text, QStringLiteral("muted")}}) {
        auto* label = new QLabel(line, texts);
        label->setTextFormat(Qt::PlainText);
        label->setProperty("role", role);
        label->setAttribute(Qt::WA_TransparentForMouseEvents);
        layout->addWidget(label);
    }
    texts->setAttribute(Qt::WA_TransparentForMouseEvents);
    item->setSizeHint(QSize(kListWidth - 40, layout->sizeHint().height() + kItemPadding));
    list.setItemWidget(item, texts);
}

} // namespace

ScenarioWizard::ScenarioWizard(Workbench& workbench, QWidget* parent) : QDialog(parent), m_workbench(workbench)
{
    QVBoxLayout* layout = layOutDialog(*this, "scenarioWizard", tr("What is wrong?"));
    layout->addWidget(makeHeader());
    m_pages = new QStackedWidget(this);
    m_symptoms = new SymptomPage(m_pages);
    m_operations = new OperationPage(m_pages);
    m_pages->addWidget(m_symptoms);
    m_pages->addWidget(m_operations);
    m_pages->addWidget(makeStepsPage());
    layout->addWidget(m_pages, 1);
    layout->addWidget(makeFooter());
    connect(m_symptoms, &SymptomPage::chosen, this, &ScenarioWizard::chooseScenario);
    connect(m_operations, &OperationPage::activated, this, &ScenarioWizard::next);
    connect(m_operations, &OperationPage::idChanged, this, &ScenarioWizard::updateButtons);
    connect(&m_workbench, &Workbench::walked, this, &ScenarioWizard::showWalk);
    connect(&m_workbench, &Workbench::busyChanged, this, [this](bool busy) {
        if (!busy && std::exchange(m_waiting, false))
            m_walk->showHint(tr("Nothing came of it. The window says why; Back leads to the operations."));
    });
    resize(fittingSize({1000, 680}, *this));
    fillScenarios();
    showPage(Symptoms);
}

QFrame* ScenarioWizard::makeHeader()
{
    auto* header = new DialogHeader(tr("What is wrong?"), this);
    m_operation = new ElidedLabel(header);
    m_operation->setObjectName(QStringLiteral("wizardOperation"));
    m_operation->setAccessibleName(tr("Operation"));
    m_operation->setFont(codeFont());
    m_operation->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    header->add(m_operation);
    return header;
}

QWidget* ScenarioWizard::makeStepsPage()
{
    auto* page = new QWidget(m_pages);
    auto* layout = new QHBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_list = new QListWidget(page);
    m_list->setObjectName(QStringLiteral("wizardSymptoms"));
    m_list->setAccessibleName(tr("Symptoms"));
    m_list->setFixedWidth(kListWidth);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    layout->addWidget(m_list);
    auto* line = new QFrame(page);
    line->setProperty("divider", true);
    line->setFixedWidth(1);
    layout->addWidget(line);
    m_walk = new WalkView(page);
    layout->addWidget(m_walk, 1);
    connect(m_list, &QListWidget::currentItemChanged, this, [this](QListWidgetItem* item) {
        if (item != nullptr && item->data(Qt::UserRole).toString() != m_scenario) {
            m_scenario = item->data(Qt::UserRole).toString();
            startWalk();
        }
    });
    connect(m_walk, &WalkView::spanActivated, this, &ScenarioWizard::spanActivated);
    connect(m_walk, &WalkView::suggestionChosen, this, &ScenarioWizard::chooseScenario);
    connect(m_walk, &WalkView::done, this, &ScenarioWizard::updateButtons);
    return page;
}

QFrame* ScenarioWizard::makeFooter()
{
    auto* footer = new DialogFooter(this);
    footer->row().addStretch(1);
    m_back = footer->addButton("wizardBack", tr("&Back"));
    m_next = footer->addMainButton("wizardNext", tr("&Go through the steps"));
    m_show = footer->addButton("wizardShow", tr("&Show in timeline"));
    m_copy = footer->addButton("wizardCopy", tr("&Copy report"));
    m_export = footer->addMainButton("wizardExport", tr("&Export report"));
    connect(m_back, &QPushButton::clicked, this, &ScenarioWizard::back);
    connect(m_next, &QPushButton::clicked, this, &ScenarioWizard::next);
    connect(m_copy, &QPushButton::clicked, this, &ScenarioWizard::copyRequested);
    connect(m_export, &QPushButton::clicked, this, &ScenarioWizard::exportRequested);
    connect(m_show, &QPushButton::clicked, this, [this] { emit spanActivated(m_walk->firstSpan()); });
    return footer;
}

void ScenarioWizard::fillScenarios()
{
    m_scenarios = m_workbench.offerScenarios();
    m_symptoms->setScenarios(m_scenarios);
    const QSignalBlocker blocker(m_list);
    m_list->clear();
    for (const ScenarioChoice& scenario : m_scenarios)
        addSymptom(*m_list, scenario);
}

void ScenarioWizard::setTheme(const Theme& theme)
{
    m_walk->setTheme(theme);
}

void ScenarioWizard::setTimeZone(const items::TimeZone& zone)
{
    m_operations->setTimeZone(zone);
}

void ScenarioWizard::setRows(const std::vector<items::OperationRow>& rows)
{
    m_operations->setRows(rows);
}

void ScenarioWizard::updateRow(int row, const items::OperationRow& value)
{
    m_operations->updateRow(row, value);
}

void ScenarioWizard::begin()
{
    showPage(Symptoms);
    bringToFront(*this);
    m_symptoms->focusFirst();
}

void ScenarioWizard::chooseScenario(const QString& id)
{
    m_scenario = id;
    if (m_pages->currentIndex() == Steps) {
        startWalk();
        return;
    }
    if (const auto document = m_workbench.document())
        m_operations->setCurrent(document->id);
    showPage(Operations);
    m_operations->focus();
}

void ScenarioWizard::chooseOperation(const QString& id, bool isTrace)
{
    if (id.isEmpty())
        return;
    m_id = id;
    m_isTrace = isTrace;
    markSymptom(); // before the list is shown: what has the focus and no current item chooses its first one
    showPage(Steps);
    startWalk();
}

void ScenarioWizard::markSymptom()
{
    const QSignalBlocker blocker(m_list);
    for (int row = 0; row < m_list->count(); ++row)
        if (m_list->item(row)->data(Qt::UserRole).toString() == m_scenario)
            m_list->setCurrentRow(row);
}

void ScenarioWizard::startWalk()
{
    markSymptom();
    m_walk->showHint(tr("Asking…"));
    m_waiting = true;
    updateButtons();
    m_workbench.walk(m_scenario, m_id, m_isTrace);
}

void ScenarioWizard::showWalk(const std::shared_ptr<const diagnosis::Walk>& walk)
{
    if (m_pages->currentIndex() != Steps || walk == nullptr || QString::fromStdString(walk->scenario) != m_scenario)
        return;
    m_waiting = false;
    m_walk->setWalk(walk);
    updateButtons();
}

void ScenarioWizard::back()
{
    if (m_pages->currentIndex() == Steps) {
        m_waiting = false;
        showPage(Operations);
        m_operations->focus();
    } else {
        showPage(Symptoms);
    }
}

void ScenarioWizard::next()
{
    if (m_pages->currentIndex() == Operations)
        chooseOperation(m_operations->id(), m_operations->isTrace());
}

void ScenarioWizard::showPage(Page page)
{
    m_pages->setCurrentIndex(page);
    m_operation->setText(page == Steps ? m_id : QString());
    updateButtons();
}

void ScenarioWizard::updateButtons()
{
    if (m_export == nullptr)
        return;
    const int page = m_pages->currentIndex();
    m_back->setEnabled(page != Symptoms);
    m_next->setVisible(page == Operations);
    m_next->setEnabled(!m_operations->id().isEmpty());
    for (QPushButton* button : {m_show, m_copy, m_export})
        button->setVisible(page == Steps);
    m_show->setEnabled(m_walk->isDone() && m_walk->firstSpan().valid());
    m_copy->setEnabled(m_walk->isDone());
    m_export->setEnabled(m_walk->isDone());
}

report::Introduction ScenarioWizard::introduction() const
{
    if (m_pages->currentIndex() != Steps || !m_walk->isDone())
        return {};
    report::WalkOptions options;
    options.explain = true;
    return {report::walkMarkdown(*m_walk->walk(), options), report::walkHtml(*m_walk->walk(), options)};
}

} // namespace spanlight::ui
