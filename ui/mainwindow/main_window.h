#pragma once

#include "models/items/time_zone.h"
#include "models/operations/profile.h"
#include "ui/jobs/workbench.h"
#include "ui/mainwindow/preferences.h"
#include "ui/mainwindow/window_actions.h"
#include "ui/theme/theme.h"

#include <QMainWindow>

class QDockWidget;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace spanlight::ui {

class AddressBar;
class CommandPalette;
class ConnectionBook;
class ConnectionsDialog;
class DiagnosisPanel;
class DocumentExport;
class ElidedLabel;
class GanttView;
class LoadView;
class NoticeBar;
class OperationHeader;
class OperationsPanel;
class PanelHeader;
class RecentMenu;
class ScenarioWizard;
struct SearchPlace;
class SavedOpener;
class SecretStore;
class SpanPanel;
class TimelinePage;
class ToolWindows;
class WindowCompanions;

/// The window: operations on the left, timeline in the middle, diagnosis on the right, the span below.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// Where the screen is large enough.
    static constexpr QSize kWantedSize{1600, 960};

    MainWindow(Workbench& workbench, Preferences& preferences, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Where connections and their secrets are kept; without it there is no dialog for them. Both outlive the window.
    void offerConnections(ConnectionBook& book, SecretStore& secrets);
    [[nodiscard]] ToolWindows& tools() { return *m_tools; }
    void setTheme(const Theme& theme);
    /// Opens the addresses and notes them as recent.
    void openSource(const QStringList& addresses);
    /// Searches for one operation or trace, as if its id had been typed.
    void searchFor(const QString& operation, const QString& traceId);
    /// Walks through the scenario for what is being searched for, as soon as it is there or known not to be. `atOnce`:
    /// all steps at a time.
    void walkWhenOpen(const QString& scenario, bool atOnce);
    /// The wizard while it is open, else the window itself.
    [[nodiscard]] QWidget& frontWindow();
    [[nodiscard]] GanttView& gantt() { return *m_gantt; }
    [[nodiscard]] WindowActions& actions() { return m_actions; }

    [[nodiscard]] DocumentExport& exports() { return *m_export; }

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    // construction, main_window_layout.cpp
    void makeToolBar();
    void makeCentre();
    void makeDocks();
    void makeStatusBar();
    QDockWidget* makeDock(const char* name, const QString& title, QWidget& content, QWidget& header);
    void layoutDocks();
    void connectWorkbench();
    void connectPanels();
    void connectActions();
    void connectViewActions();

    void chooseFiles();
    void chooseFolder();
    [[nodiscard]] SearchPlace searchPlace() const;
    void connectSearchForm();
    void offerPresets(const operations::Profile& profile);
    void startSearch();
    void openConnections();
    void openConnection(const QString& address, const sources::ConnectionOptions& options);
    void forgetAwaited();
    void noteRecent();
    void openWizard();
    void makeWizard();
    void takePendingWalk();
    void showEvidence(const trace::SpanRef& span);
    void showSource();
    void showRows(const std::vector<items::OperationRow>& rows);
    void showPreview();
    void showDocument();
    void refreshDocument();
    void showFollowing();
    void showSpan(const trace::SpanRef& span);
    void showProgress(qint64 done, qint64 total, const QString& text);
    void showBusy(bool busy);
    void updateRemark();
    void updateStatus();
    void updateHint();
    void openAgain(const QStringList& addresses);
    void changeTheme(const QString& name);
    void changeTimeZone(const QString& name);
    void showTimeZone();
    void showAsOf();
    [[nodiscard]] trace::SpanRef firstInteresting() const;

    Workbench& m_workbench;
    Preferences& m_preferences;
    WindowActions m_actions;

    QToolButton* m_source = nullptr;
    QLineEdit* m_id = nullptr;
    QPushButton* m_search = nullptr;
    QPushButton* m_stop = nullptr;
    QToolButton* m_exportButton = nullptr;
    AddressBar* m_address = nullptr;
    NoticeBar* m_notices = nullptr;
    LoadView* m_load = nullptr;
    OperationHeader* m_header = nullptr;
    QStackedWidget* m_stack = nullptr;
    QLabel* m_empty = nullptr;
    TimelinePage* m_timeline = nullptr;
    GanttView* m_gantt = nullptr; ///< of the timeline page
    OperationsPanel* m_operations = nullptr;
    DiagnosisPanel* m_diagnosis = nullptr;
    SpanPanel* m_span = nullptr;
    PanelHeader* m_operationsHeader = nullptr;
    PanelHeader* m_diagnosisHeader = nullptr;
    QDockWidget* m_operationsDock = nullptr;
    QDockWidget* m_diagnosisDock = nullptr;
    QDockWidget* m_spanDock = nullptr;
    QDockWidget* m_workersDock = nullptr;
    WindowCompanions* m_companions = nullptr;
    ElidedLabel* m_status = nullptr;
    QLabel* m_times = nullptr;
    QLabel* m_activity = nullptr;
    QProgressBar* m_progress = nullptr;
    CommandPalette* m_palette = nullptr;
    ToolWindows* m_tools = nullptr;
    DocumentExport* m_export = nullptr;
    RecentMenu* m_recent = nullptr;
    ConnectionBook* m_book = nullptr;
    SecretStore* m_secrets = nullptr;
    SavedOpener* m_saved = nullptr;
    ConnectionsDialog* m_connections = nullptr; ///< made when it is first wanted
    ScenarioWizard* m_wizard = nullptr;         ///< made when it is first wanted
    Theme m_theme = Theme::light();
    QString m_pendingScenario;
    items::TimeZone m_zone;
    bool m_rowsOfPreview = false; ///< the list has the beginning only
    bool m_layoutDone = false;
};

} // namespace spanlight::ui
