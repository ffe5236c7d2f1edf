#pragma once

#include "models/report/walk_report.h"
#include "ui/jobs/workbench.h"
#include "ui/theme/theme.h"

#include <QDialog>
#include <QString>

#include <memory>
#include <string>
#include <vector>

class QFrame;
class QLabel;
class QListWidget;
class QPushButton;
class QStackedWidget;

namespace spanlight::ui {

class OperationPage;
class SymptomPage;
class WalkView;

/// From a symptom to its cause: what is wrong, with which operation, then the steps one by one. Not modal: the window
/// behind it shows the evidence.
class ScenarioWizard : public QDialog
{
    Q_OBJECT

public:
    explicit ScenarioWizard(Workbench& workbench, QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    void setTimeZone(const items::TimeZone& zone);
    void setRows(const std::vector<items::OperationRow>& rows);
    void updateRow(int row, const items::OperationRow& value);
    /// Shows the first page.
    void begin();
    /// Chooses a symptom, as a click on its card does.
    void chooseScenario(const QString& id);
    /// Walks for this operation.
    void chooseOperation(const QString& id, bool isTrace);
    [[nodiscard]] WalkView& walkView() { return *m_walk; }
    /// The walk, for the report; empty before its end.
    [[nodiscard]] report::Introduction introduction() const;

signals:
    void spanActivated(const trace::SpanRef& span);
    void copyRequested();
    void exportRequested();

private:
    enum Page { Symptoms, Operations, Steps };

    QFrame* makeHeader();
    QFrame* makeFooter();
    QWidget* makeStepsPage();
    void fillScenarios();
    void showPage(Page page);
    void back();
    void next();
    void markSymptom();
    void startWalk();
    void showWalk(const std::shared_ptr<const diagnosis::Walk>& walk);
    void updateButtons();

    Workbench& m_workbench;
    std::vector<ScenarioChoice> m_scenarios;
    QString m_scenario;
    QString m_id;
    bool m_isTrace = false;
    bool m_waiting = false;

    QLabel* m_operation = nullptr;
    QStackedWidget* m_pages = nullptr;
    SymptomPage* m_symptoms = nullptr;
    OperationPage* m_operations = nullptr;
    QListWidget* m_list = nullptr;
    WalkView* m_walk = nullptr;
    QPushButton* m_back = nullptr;
    QPushButton* m_next = nullptr;
    QPushButton* m_show = nullptr;
    QPushButton* m_copy = nullptr;
    QPushButton* m_export = nullptr;
};

} // namespace spanlight::ui
