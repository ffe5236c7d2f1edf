#include "ui/wizard/symptom_card.h"

#include "ui/theme/parts.h"

#include <QVBoxLayout>

namespace spanlight::ui {

namespace {

constexpr int kTallest = 140;

} // namespace

SymptomCard::SymptomCard(const QString& title, const QString& text, QWidget* parent) : QPushButton(parent)
{
    setProperty("symptom", true);
    setAccessibleName(title);
    setAccessibleDescription(text);
    setCheckable(true);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Expanding);
    setMaximumHeight(kTallest);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 9, 16, 9);
    layout->setSpacing(3);
    layout->addStretch(1);
    for (const auto& [line, role] : {std::pair{title, QStringLiteral("title")}, {text, QStringLiteral("muted")}}) {
        auto* label = makeText(line, role, this);
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::NoTextInteraction);
        label->setAttribute(Qt::WA_TransparentForMouseEvents); // the button is one thing
        layout->addWidget(label);
    }
    layout->addStretch(1);
}

QSize SymptomCard::sizeHint() const
{
    return layout()->sizeHint().expandedTo({160, 52});
}

QSize SymptomCard::minimumSizeHint() const
{
    return layout()->minimumSize().expandedTo({120, 48});
}

} // namespace spanlight::ui
