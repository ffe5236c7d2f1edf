#pragma once

#include "models/items/time_zone.h"
#include "ui/jobs/workbench.h"
#include "ui/mainwindow/preferences.h"
#include "ui/theme/theme.h"

#include <QObject>

class QWidget;

namespace spanlight::ui {

class CompanionsDialog;
class GanttView;
class MetricStrip;
class WorkerPanel;

/// All that the main window shows of companions besides the diagnosis: the metrics below the timeline, the workers,
/// the form with the addresses.
class WindowCompanions : public QObject
{
    Q_OBJECT

public:
    WindowCompanions(Workbench& workbench, Preferences& preferences, GanttView& gantt, QWidget& window);

    /// For a dock; its parent is the window until then.
    [[nodiscard]] WorkerPanel& workers() { return *m_workers; }
    void setTheme(const Theme& theme);
    void setTimeZone(const items::TimeZone& zone);
    /// Shows the form.
    void openForm();

signals:
    /// The operations API has workers to show, or somebody to be asked about them, for the first time.
    void workersKnown();

private:
    void showDocument();
    void showState();
    void choose(const sources::CompanionAddresses& addresses);

    Workbench& m_workbench;
    Preferences& m_preferences;
    QWidget& m_window;
    MetricStrip* m_strip = nullptr;
    WorkerPanel* m_workers = nullptr;
    CompanionsDialog* m_form = nullptr; ///< made when it is first wanted
    bool m_hadApi = false;
};

} // namespace spanlight::ui
