#include "ui/wizard/symptom_page.h"

#include "ui/theme/parts.h"
#include "ui/wizard/symptom_card.h"

#include <QGridLayout>

namespace spanlight::ui {

namespace {

constexpr int kColumns = 3;

} // namespace

SymptomPage::SymptomPage(QWidget* parent) : QScrollArea(parent)
{
    setObjectName(QStringLiteral("symptomPage"));
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

void SymptomPage::setScenarios(const std::vector<ScenarioChoice>& scenarios)
{
    auto* content = new QWidget(this);
    auto* grid = new QGridLayout(content);
    grid->setContentsMargins(22, 18, 22, 22);
    grid->setSpacing(12);
    auto* hint = makeText(tr("Choose what you see. The steps that a careful engineer would take then run one by one, "
                             "each with what was asked and what came back."),
                          QStringLiteral("muted"), content);
    grid->addWidget(hint, 0, 0, 1, kColumns);
    int place = 0;
    for (const ScenarioChoice& scenario : scenarios) {
        auto* card = new SymptomCard(scenario.title, scenario.text, content);
        card->setObjectName(QStringLiteral("symptom_") + scenario.id);
        card->setCheckable(false);
        connect(card, &QPushButton::clicked, this, [this, id = scenario.id] { emit chosen(id); });
        grid->addWidget(card, 1 + place / kColumns, place % kColumns);
        grid->setRowStretch(1 + place / kColumns, 1);
        ++place;
    }
    for (int column = 0; column < kColumns; ++column)
        grid->setColumnStretch(column, 1);
    setWidget(content);
}

void SymptomPage::focusFirst()
{
    if (auto* card = findChild<SymptomCard*>())
        card->setFocus(Qt::TabFocusReason);
}

} // namespace spanlight::ui
