// Construction of the main window: what is where.
#include "ui/companions/worker_panel.h"
#include "ui/findings/diagnosis_panel.h"
#include "ui/gantt/find_bar.h"
#include "ui/gantt/gantt_view.h"
#include "ui/gantt/timeline_page.h"
#include "ui/mainwindow/address_bar.h"
#include "ui/mainwindow/command_palette.h"
#include "ui/mainwindow/load_view.h"
#include "ui/mainwindow/main_window.h"
#include "ui/mainwindow/notice_bar.h"
#include "ui/mainwindow/operation_header.h"
#include "ui/mainwindow/window_companions.h"
#include "ui/search/operations_panel.h"
#include "ui/span/span_panel.h"
#include "ui/theme/parts.h"

#include <QAction>
#include <QDockWidget>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace spanlight::ui {

void MainWindow::makeToolBar()
{
    auto* bar = new QToolBar(tr("Search"), this);
    bar->setObjectName(QStringLiteral("searchBar"));
    bar->setMovable(false);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    m_source = new QToolButton(bar);
    m_source->setObjectName(QStringLiteral("sourceButton"));
    m_source->setAccessibleName(tr("Source"));
    m_source->setPopupMode(QToolButton::InstantPopup);
    m_source->setToolButtonStyle(Qt::ToolButtonTextOnly);
    auto* menu = new QMenu(m_source);
    menu->addActions({m_actions.connectTo, m_actions.connections, m_actions.receive, m_actions.openFiles,
                      m_actions.openFolder, m_actions.openDemo});
    menu->addMenu(m_actions.recentMenu);
    m_source->setMenu(menu);
    bar->addWidget(m_source);
    m_id = new QLineEdit(bar);
    m_id->setObjectName(QStringLiteral("idField"));
    m_id->setAccessibleName(tr("Operation or trace id"));
    m_id->setPlaceholderText(tr("Operation or trace id"));
    m_id->setClearButtonEnabled(true);
    m_id->setFont(codeFont());
    m_id->setMinimumWidth(200);
    m_id->setMaximumWidth(460);
    bar->addWidget(m_id);
    m_search = new QPushButton(tr("Search"), bar);
    m_search->setObjectName(QStringLiteral("searchButton"));
    m_search->setProperty("primary", true);
    bar->addWidget(m_search);
    m_stop = new QPushButton(tr("Stop"), bar);
    m_stop->setObjectName(QStringLiteral("stopButton"));
    m_stop->setEnabled(false);
    bar->addWidget(m_stop);
    auto* gap = new QWidget(bar);
    gap->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(gap);
    auto* wizard = new QToolButton(bar);
    wizard->setObjectName(QStringLiteral("wizardButton"));
    wizard->setAccessibleName(tr("What is wrong?"));
    wizard->setText(tr("What is wrong?"));
    wizard->setToolTip(tr("From a symptom to its cause, step by step (%1)")
                           .arg(m_actions.wizard->shortcut().toString(QKeySequence::NativeText)));
    connect(wizard, &QToolButton::clicked, m_actions.wizard, &QAction::trigger);
    bar->addWidget(wizard);
    m_exportButton = new QToolButton(bar);
    m_exportButton->setObjectName(QStringLiteral("exportButton"));
    m_exportButton->setText(tr("Export report ▾"));
    m_exportButton->setPopupMode(QToolButton::InstantPopup);
    auto* exports = new QMenu(m_exportButton);
    exports->addActions({m_actions.exportReport, m_actions.exportPicture, m_actions.copyReport});
    m_exportButton->setMenu(exports);
    bar->addWidget(m_exportButton);
    auto* commands = new QToolButton(bar);
    commands->setObjectName(QStringLiteral("commandsButton"));
    commands->setAccessibleName(tr("Commands"));
    commands->setText(QStringLiteral("Ctrl+K"));
    commands->setToolTip(tr("Commands and shortcuts"));
    connect(commands, &QToolButton::clicked, m_actions.commands, &QAction::trigger);
    bar->addWidget(commands);
    addToolBar(Qt::TopToolBarArea, bar);
}

void MainWindow::makeCentre()
{
    auto* centre = new QWidget(this);
    centre->setMinimumWidth(300);
    auto* layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_address = new AddressBar(centre);
    layout->addWidget(m_address);
    m_notices = new NoticeBar(centre);
    layout->addWidget(m_notices);
    m_header = new OperationHeader(centre);
    layout->addWidget(m_header);
    m_stack = new QStackedWidget(centre);
    m_empty = makeText(QString(), QStringLiteral("muted"), m_stack);
    m_empty->setObjectName(QStringLiteral("emptyHint"));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setContentsMargins(60, 20, 60, 60);
    m_stack->addWidget(m_empty);
    m_timeline = new TimelinePage(m_stack);
    m_gantt = &m_timeline->gantt();
    m_stack->addWidget(m_timeline);
    connect(m_actions.findSpans, &QAction::triggered, this, [this] { m_timeline->findBar().focusField(); });
    m_load = new LoadView(m_workbench, *m_gantt, centre);
    layout->addWidget(m_load);
    layout->addWidget(m_stack, 1);
    setCentralWidget(centre);
}

QDockWidget* MainWindow::makeDock(const char* name, const QString& title, QWidget& content, QWidget& header)
{
    auto* dock = new QDockWidget(title, this);
    dock->setObjectName(QString::fromLatin1(name));
    dock->setFeatures(QDockWidget::DockWidgetClosable | QDockWidget::DockWidgetMovable);
    dock->setTitleBarWidget(&header);
    dock->setWidget(&content);
    m_actions.panelMenu->addAction(dock->toggleViewAction());
    return dock;
}

void MainWindow::makeDocks()
{
    m_operations = new OperationsPanel(this);
    m_operations->setMinimumWidth(230);
    m_operationsHeader = new PanelHeader(tr("Operations"), this);
    m_operationsDock = makeDock("operationsDock", tr("Operations"), *m_operations, *m_operationsHeader);
    m_diagnosis = new DiagnosisPanel(this);
    m_diagnosis->setMinimumWidth(250);
    m_diagnosisHeader = new PanelHeader(tr("Diagnosis"), this);
    m_diagnosisDock = makeDock("diagnosisDock", tr("Diagnosis"), *m_diagnosis, *m_diagnosisHeader);
    m_span = new SpanPanel(this);
    auto* noHeader = new QWidget(this); // the tabs are header enough
    noHeader->setFixedHeight(0);
    m_spanDock = makeDock("spanDock", tr("Span"), *m_span, *noHeader);
    m_companions = new WindowCompanions(m_workbench, m_preferences, *m_gantt, *this);
    auto* noWorkersHeader = new QWidget(this);
    noWorkersHeader->setFixedHeight(0);
    m_workersDock = makeDock("workersDock", tr("Workers"), m_companions->workers(), *noWorkersHeader);
    connect(m_companions, &WindowCompanions::workersKnown, m_workersDock, &QDockWidget::show);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    setCorner(Qt::TopLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::TopRightCorner, Qt::RightDockWidgetArea);
    setDockOptions(QMainWindow::AnimatedDocks | QMainWindow::AllowNestedDocks);
    addDockWidget(Qt::LeftDockWidgetArea, m_operationsDock);
    addDockWidget(Qt::RightDockWidgetArea, m_diagnosisDock);
    addDockWidget(Qt::BottomDockWidgetArea, m_spanDock);
    tabifyDockWidget(m_spanDock, m_workersDock);
    m_workersDock->hide();
}

void MainWindow::layoutDocks()
{
    for (QDockWidget* dock : {m_operationsDock, m_diagnosisDock, m_spanDock})
        dock->show();
    addDockWidget(Qt::LeftDockWidgetArea, m_operationsDock);
    addDockWidget(Qt::RightDockWidgetArea, m_diagnosisDock);
    addDockWidget(Qt::BottomDockWidgetArea, m_spanDock);
    tabifyDockWidget(m_spanDock, m_workersDock);
    m_workersDock->setHidden(m_workbench.companions().addresses.operationsApi.isEmpty());
    m_spanDock->raise();
    resizeDocks({m_operationsDock, m_diagnosisDock},
                {std::clamp(width() * 26 / 100, 230, 480), std::clamp(width() * 23 / 100, 250, 480)}, Qt::Horizontal);
    resizeDocks({m_spanDock}, {std::max(170, height() * 23 / 100)}, Qt::Vertical);
}

void MainWindow::makeStatusBar()
{
    m_status = new ElidedLabel(this);
    m_status->setObjectName(QStringLiteral("statusText"));
    m_status->setAccessibleName(tr("Status"));
    statusBar()->addWidget(m_status, 1);
    m_activity = new QLabel(this);
    m_activity->setObjectName(QStringLiteral("activityText"));
    statusBar()->addPermanentWidget(m_activity);
    m_progress = new QProgressBar(this);
    m_progress->setObjectName(QStringLiteral("progress"));
    m_progress->setAccessibleName(tr("Progress"));
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(140);
    m_progress->hide();
    statusBar()->addPermanentWidget(m_progress);
    m_times = new QLabel(this);
    m_times->setObjectName(QStringLiteral("timesText"));
    statusBar()->addPermanentWidget(m_times);
    statusBar()->setSizeGripEnabled(false);
}

} // namespace spanlight::ui
