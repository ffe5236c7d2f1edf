#pragma once

#include <QPushButton>

namespace spanlight::ui {

/// A symptom as a button: its title, and a few words more below.
class SymptomCard : public QPushButton
{
    Q_OBJECT

public:
    SymptomCard(const QString& title, const QString& text, QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
};

} // namespace spanlight::ui
