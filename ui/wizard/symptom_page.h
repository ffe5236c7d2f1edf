#pragma once

#include "ui/jobs/workbench.h"

#include <QScrollArea>

#include <vector>

namespace spanlight::ui {

/// The first page: the symptoms as cards.
class SymptomPage : public QScrollArea
{
    Q_OBJECT

public:
    explicit SymptomPage(QWidget* parent = nullptr);

    void setScenarios(const std::vector<ScenarioChoice>& scenarios);
    /// Gives the first card the focus, in a way that shows it.
    void focusFirst();

signals:
    void chosen(const QString& scenario);
};

} // namespace spanlight::ui
