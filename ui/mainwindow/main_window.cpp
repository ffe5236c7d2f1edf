#include "ui/mainwindow/main_window.h"

#include "models/items/text.h"
#include "ui/connections/connections_dialog.h"
#include "ui/connections/saved_opener.h"
#include "ui/findings/diagnosis_panel.h"
#include "ui/gantt/gantt_view.h"
#include "ui/gantt/timeline_page.h"
#include "ui/mainwindow/address_bar.h"
#include "ui/mainwindow/command_palette.h"
#include "ui/mainwindow/document_export.h"
#include "ui/mainwindow/load_view.h"
#include "ui/mainwindow/notice_bar.h"
#include "ui/mainwindow/operation_header.h"
#include "ui/mainwindow/profile_menu.h"
#include "ui/mainwindow/recent_menu.h"
#include "ui/mainwindow/status_text.h"
#include "ui/mainwindow/tool_windows.h"
#include "ui/mainwindow/window_companions.h"
#include "ui/search/operations_panel.h"
#include "ui/search/search_commands.h"
#include "ui/span/span_panel.h"
#include "ui/theme/parts.h"
#include "ui/wizard/scenario_wizard.h"
#include "ui/wizard/walk_view.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QDateTime>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>
#include <QMimeData>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>

namespace spanlight::ui {

MainWindow::MainWindow(Workbench& workbench, Preferences& preferences, QWidget* parent)
    : QMainWindow(parent), m_workbench(workbench), m_preferences(preferences)
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(tr("Spanlight"));
    setAcceptDrops(true);
    m_actions = makeActions(*this);
    makeToolBar();
    makeCentre();
    makeDocks();
    makeStatusBar();
    m_palette = new CommandPalette(this);
    m_tools = new ToolWindows(m_workbench, m_actions, *this);
    m_export = new DocumentExport(m_workbench, *m_gantt, *this);
    connect(m_export, &DocumentExport::noticed, m_notices, &NoticeBar::show);
    m_recent = new RecentMenu(m_preferences, *m_actions.recentMenu, this);
    connect(m_recent, &RecentMenu::openRequested, this, &MainWindow::openAgain);
    new ProfileMenu(m_workbench, m_actions, *this);
    connectWorkbench();
    connectPanels();
    connectActions();
    connectViewActions();
    showTimeZone();
    showSource();
    showDocument();
    resize(fittingSize(kWantedSize, *this));
}

MainWindow::~MainWindow() = default;

void MainWindow::connectWorkbench()
{
    connect(&m_workbench, &Workbench::sourceChanged, this, &MainWindow::showSource);
    connect(&m_workbench, &Workbench::busyChanged, this, &MainWindow::showBusy);
    connect(&m_workbench, &Workbench::progressChanged, this, &MainWindow::showProgress);
    connect(&m_workbench, &Workbench::resultsChanged, this, &MainWindow::showRows);
    connect(&m_workbench, &Workbench::resultChanged, m_operations, &OperationsPanel::updateRow);
    connectSearchForm();
    connect(m_operations, &OperationsPanel::rowsSeen, &m_workbench, &Workbench::prefer);
    connect(&m_workbench, &Workbench::documentChanged, this, &MainWindow::showDocument);
    connect(&m_workbench, &Workbench::documentRefreshed, this, &MainWindow::refreshDocument);
    connect(&m_workbench, &Workbench::followingChanged, this, &MainWindow::showFollowing);
    connect(m_actions.follow, &QAction::triggered, &m_workbench, &Workbench::setFollowing);
    connect(m_header, &OperationHeader::followToggled, &m_workbench, &Workbench::setFollowing);
    connect(&m_workbench, &Workbench::noticed, this, [this](const Notice& notice) {
        m_notices->show(notice);
        updateHint();
    });
    connect(&m_workbench, &Workbench::noticesCleared, m_notices, &NoticeBar::clear);
    connect(&m_workbench, &Workbench::previewChanged, this, &MainWindow::showPreview);
    connect(m_load, &LoadView::readRequested, this, &MainWindow::startSearch);
}

void MainWindow::connectPanels()
{
    const auto open = [this](const QString& address) { openSource({address}); };
    connect(m_address, &AddressBar::addressEntered, this, open);
    connect(m_address, &AddressBar::receiveRequested, m_actions.receive, &QAction::trigger);
    connect(m_tools, &ToolWindows::openRequested, this, open);
    connect(m_operations, &OperationsPanel::searchRequested, this, &MainWindow::startSearch);
    connect(m_operations, &OperationsPanel::shownChanged, this, &MainWindow::updateRemark);
    connect(m_operations, &OperationsPanel::operationActivated, &m_workbench, &Workbench::openOperation);
    connect(m_gantt, &GanttView::spanSelected, this, &MainWindow::showSpan);
    connect(m_gantt, &GanttView::pinActivated, m_diagnosis, &DiagnosisPanel::showFinding);
    connect(m_diagnosis, &DiagnosisPanel::spanActivated, this, &MainWindow::showEvidence);
    connect(m_span, &SpanPanel::spanActivated, this, &MainWindow::showEvidence);
    connect(m_id, &QLineEdit::returnPressed, this, &MainWindow::startSearch);
    connect(m_search, &QPushButton::clicked, this, &MainWindow::startSearch);
    connect(m_stop, &QPushButton::clicked, &m_workbench, &Workbench::cancel);
}

void MainWindow::showEvidence(const trace::SpanRef& span)
{
    const auto document = m_workbench.document();
    if (!span.valid() || !document || !document->traces->contains(span))
        return;
    if (!m_gantt->showSpan(span))
        m_span->setSpan(span); // of the context, without a row of its own
}

void MainWindow::makeWizard()
{
    m_wizard = new ScenarioWizard(m_workbench, this);
    m_wizard->setTheme(m_theme);
    m_wizard->setTimeZone(m_zone);
    m_wizard->setRows(m_operations->model().rows());
    connect(&m_workbench, &Workbench::resultsChanged, m_wizard, &ScenarioWizard::setRows);
    connect(&m_workbench, &Workbench::resultChanged, m_wizard, &ScenarioWizard::updateRow);
    connect(m_wizard, &ScenarioWizard::spanActivated, this, &MainWindow::showEvidence);
    connect(m_wizard, &ScenarioWizard::copyRequested, this, [this] { m_export->copyReport(m_wizard->introduction()); });
    connect(m_wizard, &ScenarioWizard::exportRequested, this,
            [this] { m_export->chooseReport(m_wizard->introduction(), m_wizard); });
}

void MainWindow::walkWhenOpen(const QString& scenario, bool atOnce)
{
    if (m_wizard == nullptr)
        makeWizard();
    if (atOnce) {
        m_wizard->walkView().setStepDelay(0);
        m_wizard->resize(size());
    }
    m_pendingScenario = scenario;
}

void MainWindow::takePendingWalk()
{
    const auto document = m_workbench.document();
    const QString id = m_id->text().trimmed();
    if (m_pendingScenario.isEmpty() || m_workbench.isBusy() || (document && document->id != id))
        return;
    m_wizard->begin();
    m_wizard->chooseScenario(std::exchange(m_pendingScenario, QString()));
    m_wizard->chooseOperation(id, document && document->isTrace);
}

QWidget& MainWindow::frontWindow()
{
    return m_wizard != nullptr && m_wizard->isVisible() ? static_cast<QWidget&>(*m_wizard) : *this;
}

void MainWindow::openWizard()
{
    if (m_wizard == nullptr)
        makeWizard();
    m_wizard->begin();
}

void MainWindow::connectActions()
{
    const auto on = [this](QAction* action, auto what) { connect(action, &QAction::triggered, this, what); };
    on(m_actions.openFiles, [this] { chooseFiles(); });
    on(m_actions.openFolder, [this] { chooseFolder(); });
    on(m_actions.connectTo, [this] {
        const SourceState source = m_workbench.source();
        m_address->open(source.addresses.value(0));
    });
    on(m_actions.connections, [this] { openConnections(); });
    on(m_actions.companions, [this] { m_companions->openForm(); });
    on(m_actions.openDemo, [this] { openSource({QStringLiteral("demo:")}); });
    on(m_actions.exportReport, [this] { m_export->chooseReport(); });
    on(m_actions.exportPicture, [this] { m_export->choosePicture(); });
    on(m_actions.quit, [this] { close(); });
    on(m_actions.findOperation, [this] {
        m_id->setFocus(Qt::ShortcutFocusReason);
        m_id->selectAll();
    });
    on(m_actions.filterAttributes, [this] { m_span->focusFilter(); });
    on(m_actions.copyReport, [this] { m_export->copyReport(); });
    on(m_actions.copySpan, [this] { m_span->copyJson(); });
    on(m_actions.copyCommand, [this] { m_export->copyCommand(); });
    on(m_actions.copyId, [this] {
        if (const auto document = m_workbench.document())
            QApplication::clipboard()->setText(document->id);
    });
    on(m_actions.search, [this] { startSearch(); });
    on(m_actions.resetSearch, [this] {
        m_id->clear();
        m_operations->form().reset();
    });
    on(m_actions.stop, [this] { m_workbench.cancel(); });
    on(m_actions.focusResults, [this] { m_operations->focusResults(); });
    on(m_actions.focusTimeline, [this] { m_gantt->setFocus(Qt::ShortcutFocusReason); });
    on(m_actions.wizard, [this] { openWizard(); });
    on(m_actions.nextFinding, [this] { m_diagnosis->stepFinding(1); });
    on(m_actions.previousFinding, [this] { m_diagnosis->stepFinding(-1); });
    on(m_actions.commands, [this] { m_palette->open(m_actions.all()); });
    on(m_actions.about, [this] {
        m_notices->show({Notice::Kind::Info,
                         tr("Spanlight %1 says which phase of an operation is stuck, slow or broken, and why.")
                             .arg(QStringLiteral(SPANLIGHT_VERSION)),
                         QString(),
                         tr("Free software under the GNU General Public License, version 3 or later. Built with Qt %1.")
                             .arg(QString::fromLatin1(qVersion()))});
    });
}

void MainWindow::connectViewActions()
{
    connect(m_actions.zoomIn, &QAction::triggered, m_gantt, &GanttView::zoomIn);
    connect(m_actions.zoomOut, &QAction::triggered, m_gantt, &GanttView::zoomOut);
    connect(m_actions.fit, &QAction::triggered, m_gantt, &GanttView::fit);
    connect(m_actions.fitSelection, &QAction::triggered, m_gantt, &GanttView::fitSelection);
    connect(m_actions.undoZoom, &QAction::triggered, m_gantt, &GanttView::undoZoom);
    connect(m_actions.expandAll, &QAction::triggered, m_gantt, &GanttView::expandAll);
    connect(m_actions.collapseAll, &QAction::triggered, m_gantt, &GanttView::collapseAll);
    connect(m_actions.criticalPath, &QAction::toggled, m_gantt, &GanttView::setCriticalPathVisible);
    connect(m_actions.lightTheme, &QAction::triggered, this, [this] { changeTheme(QStringLiteral("light")); });
    connect(m_actions.darkTheme, &QAction::triggered, this, [this] { changeTheme(QStringLiteral("dark")); });
    connect(m_actions.utcTimes, &QAction::triggered, this, [this] { changeTimeZone(QStringLiteral("utc")); });
    connect(m_actions.localTimes, &QAction::triggered, this, [this] { changeTimeZone(QStringLiteral("local")); });
    connect(m_actions.resetLayout, &QAction::triggered, this, &MainWindow::layoutDocks);
}

void MainWindow::changeTheme(const QString& name)
{
    m_preferences.setTheme(name);
    setTheme(Theme::named(name));
}

void MainWindow::changeTimeZone(const QString& name)
{
    m_preferences.setTimeZone(name);
    showTimeZone();
}

void MainWindow::showTimeZone()
{
    const bool isLocal = m_preferences.timeZone() == QLatin1String("local");
    (isLocal ? m_actions.localTimes : m_actions.utcTimes)->setChecked(true);
    m_zone = items::TimeZone::named(m_preferences.timeZone());
    m_gantt->setTimeZone(m_zone);
    m_header->setTimeZone(m_zone);
    m_operations->setTimeZone(m_zone);
    m_span->setTimeZone(m_zone);
    m_companions->setTimeZone(m_zone);
    if (m_wizard != nullptr)
        m_wizard->setTimeZone(m_zone);
    showAsOf();
}

void MainWindow::showAsOf()
{
    const auto document = m_workbench.document();
    if (!document) {
        m_diagnosisHeader->setRemark(QString());
        return;
    }
    const std::int64_t asOf = document->diagnosis().asOfNs;
    const bool isToday = m_zone.day(asOf) == m_zone.day(QDateTime::currentMSecsSinceEpoch() * 1'000'000);
    m_diagnosisHeader->setRemark(tr("as of %1").arg(isToday ? m_zone.timeOfDay(asOf) : m_zone.dateAndTime(asOf)));
}

void MainWindow::setTheme(const Theme& theme)
{
    m_theme = theme;
    if (m_wizard != nullptr)
        m_wizard->setTheme(theme);
    m_export->setDark(theme.isDark());
    applyTheme(*qApp, theme);
    (theme.isDark() ? m_actions.darkTheme : m_actions.lightTheme)->setChecked(true);
    m_gantt->setTheme(theme);
    m_operations->setTheme(theme);
    m_diagnosis->setTheme(theme);
    m_span->setTheme(theme);
    m_companions->setTheme(theme);
}

void MainWindow::openSource(const QStringList& addresses)
{
    forgetAwaited();
    m_workbench.open(addresses);
    noteRecent();
}

void MainWindow::openConnection(const QString& address, const sources::ConnectionOptions& options)
{
    forgetAwaited();
    m_workbench.openWith(address, options);
    noteRecent();
}

// A late answer of the keyring does not replace what was opened since.
void MainWindow::forgetAwaited()
{
    if (m_saved != nullptr)
        m_saved->forget();
    if (m_connections != nullptr)
        m_connections->forgetOpening();
}

void MainWindow::offerConnections(ConnectionBook& book, SecretStore& secrets)
{
    m_book = &book;
    m_secrets = &secrets;
    m_actions.connections->setEnabled(true);
    m_saved = new SavedOpener(book, secrets, this);
    connect(m_saved, &SavedOpener::ready, this, &MainWindow::openConnection);
    connect(m_saved, &SavedOpener::refused, this,
            [this](const QString& address, const QString& what, const QString& advice) {
                m_notices->show({Notice::Kind::Warning, what, address, advice});
                openConnections();
            });
}

// What was a saved connection is opened as one, with its secret.
void MainWindow::openAgain(const QStringList& addresses)
{
    forgetAwaited();
    if (addresses.size() != 1 || m_saved == nullptr || !m_saved->open(addresses.front()))
        openSource(addresses);
}

void MainWindow::openConnections()
{
    if (m_connections == nullptr) {
        m_connections = new ConnectionsDialog(*m_book, *m_secrets, this);
        connect(m_connections, &ConnectionsDialog::openBegins, m_saved, &SavedOpener::forget);
        connect(m_connections, &ConnectionsDialog::openRequested, this, &MainWindow::openConnection);
    }
    m_connections->begin(m_workbench.source().addresses.value(0));
}

void MainWindow::noteRecent()
{
    const SourceState source = m_workbench.source();
    if (source.title.isEmpty())
        return;
    m_recent->add(source.addresses);
}

void MainWindow::searchFor(const QString& operation, const QString& traceId)
{
    m_id->setText(operation.isEmpty() ? traceId : operation);
    sources::SearchQuery query;
    query.operationId = operation;
    if (!traceId.isEmpty())
        query.traceIds.push_back(traceId);
    m_workbench.search(query);
}

void MainWindow::startSearch()
{
    SearchInput input = m_operations->form().input();
    input.id = m_id->text();
    const QueryOrError wanted = queryFrom(input, QDateTime::currentMSecsSinceEpoch() * 1'000'000);
    m_operations->form().setError(wanted.error);
    if (wanted.error.isEmpty())
        m_workbench.search(wanted.query);
}

void MainWindow::showSource()
{
    const SourceState source = m_workbench.source();
    const QString title = source.title.isEmpty() ? tr("No source") : source.title;
    m_source->setText(fontMetrics().elidedText(title, Qt::ElideMiddle, 260) + QStringLiteral("  ▾"));
    m_source->setToolTip(source.addresses.join(QLatin1Char('\n')).toHtmlEscaped());
    m_operations->form().setServices(source.services);
    m_operations->form().setSource(source.addresses, source.capabilities);
    setWindowTitle(source.title.isEmpty() ? tr("Spanlight") : tr("%1 – Spanlight").arg(title));
    updateHint();
    updateStatus();
}

void MainWindow::showRows(const std::vector<items::OperationRow>& rows)
{
    m_rowsOfPreview = false;
    m_operations->setRows(rows);
    const auto preview = m_workbench.preview();
    if (const auto document = m_workbench.document())
        m_operations->markOpened(document->id);
    else if (preview)
        m_operations->markOpened(preview->id);
    if (preview && m_load->isTouched()) // what he looks at is what he wants to see the whole of
        m_workbench.openOperation(preview->id, preview->isTrace);
    updateHint();
    updateStatus();
}

void MainWindow::showPreview()
{
    const auto preview = m_workbench.preview();
    m_load->show();
    if (!preview)
        return showDocument();
    m_rowsOfPreview = m_rowsOfPreview || m_operations->model().rows().empty();
    if (m_rowsOfPreview)
        m_operations->setRows(preview->rows);
    m_operations->markOpened(preview->id);
    m_header->setPreview(*preview);
    m_span->setOperation(preview->traces, preview->profile, nullptr, {});
    m_stack->setCurrentWidget(m_timeline);
    updateHint();
}

void MainWindow::updateRemark()
{
    const auto all = m_operations->model().rows().size();
    QString remark =
        tr("%1 of %2")
            .arg(items::countText(static_cast<std::uint64_t>(m_operations->shownRows())), items::countText(all));
    if (m_rowsOfPreview && !m_load->what().isEmpty())
        remark += QStringLiteral(" · ") + tr("in %1 only").arg(m_load->what());
    const SearchOutcome& outcome = m_workbench.outcome();
    if (outcome.services > 0)
        remark += QStringLiteral(" · ") + servicesAsked(outcome.services);
    if (outcome.limitReached)
        remark += QStringLiteral(" · ") + tr("limit reached");
    m_operationsHeader->setRemark(all == 0 ? QString() : remark);
}

void MainWindow::updateHint()
{
    const bool busy = m_workbench.isBusy();
    const bool open = !m_workbench.source().title.isEmpty();
    const bool failed = m_workbench.outcome().failed;
    const bool none = m_operations->model().rows().empty();
    m_operations->setHint(busy     ? tr("Searching…")
                          : !open  ? tr("Open a source to list its operations here.")
                          : failed ? tr("Nothing came of the search, see the message. F5 tries again.")
                                   : tr("Nothing was found. Widen the search: any time, any service, no attributes."));
    const auto document = m_workbench.document();
    m_empty->setText(document         ? tr("“%1” has no spans in this source.").arg(document->id)
                     : busy           ? tr("Reading…")
                     : open && !none  ? tr("Choose an operation on the left, or search for its id.")
                     : open && failed ? tr("Nothing could be read. F5 tries again, Ctrl+L opens another source.")
                     : open
                         ? tr("This source has nothing to show. Widen the search, or open another source with Ctrl+L.")
                         : tr("Nothing is open.\n\nDrop trace files here, open them with Ctrl+O, connect to a server "
                              "with Ctrl+L,\nor have a look at the demo with Ctrl+Shift+D."));
    if (!document)
        m_diagnosis->clear(m_workbench.preview() ? m_load->verdictHint()
                           : busy                ? tr("Reading…")
                                                 : tr("The verdict appears here as soon as an operation is open."));
}

void MainWindow::showDocument()
{
    const auto document = m_workbench.document();
    const bool keepsPlace = document && m_load->isTouched() && m_operations->openedId() == document->id;
    m_load->end();
    m_header->setDocument(document.get());
    m_stack->setCurrentWidget(document && !document->gantt->timeline.rows.empty() ? static_cast<QWidget*>(m_timeline)
                                                                                  : m_empty);
    for (QAction* action : {m_actions.exportReport, m_actions.exportPicture, m_actions.copyReport, m_actions.copyId,
                            m_actions.copyCommand, m_actions.nextFinding, m_actions.previousFinding})
        action->setEnabled(document != nullptr);
    m_exportButton->setEnabled(document != nullptr);
    showAsOf();
    if (document) {
        if (document->profile)
            offerPresets(*document->profile);
        m_diagnosis->setDiagnosis(document->diagnosis());
        m_span->setOperation(document->traces, document->profile, &document->diagnosis(), document->calls);
        m_operations->markOpened(document->id);
        if (keepsPlace) {
            m_gantt->updateDocument(document->gantt);
            showSpan(m_gantt->selectedSpan());
        } else {
            m_gantt->setDocument(document->gantt);
            if (const trace::SpanRef span = firstInteresting(); span.valid())
                m_gantt->selectSpan(span);
            m_gantt->fit();
        }
        if (QApplication::focusWidget() == nullptr || QApplication::focusWidget() == m_source) // nobody chose it
            m_gantt->setFocus();
    } else {
        m_gantt->setDocument(nullptr);
        m_span->setOperation(nullptr, nullptr, nullptr, {});
    }
    updateHint();
    updateStatus();
}

// The same operation a little later: nothing that the user has chosen or scrolled to may change.
void MainWindow::refreshDocument()
{
    const auto document = m_workbench.document();
    m_header->setDocument(document.get());
    showAsOf();
    m_gantt->updateDocument(document->gantt);
    m_diagnosis->updateDiagnosis(document->diagnosis());
    m_span->updateOperation(document->traces, document->profile, &document->diagnosis(), document->calls,
                            m_gantt->selectedSpan());
    m_span->setAbsence(m_gantt->selectedAbsence());
    m_diagnosis->markSpan(m_gantt->selectedSpan());
    updateStatus();
}

void MainWindow::showFollowing()
{
    const FollowState state = m_workbench.following();
    m_header->setFollowing(state);
    m_actions.follow->setEnabled(state == FollowState::Following || state == FollowState::Paused);
    m_actions.follow->setChecked(state == FollowState::Following);
}

// Where it stands still, else what the verdict rests on, else the first span.
trace::SpanRef MainWindow::firstInteresting() const
{
    const auto document = m_workbench.document();
    const auto shown = [&document](trace::SpanRef span) {
        return span.valid() && document->gantt->findRow(span).has_value();
    };
    for (const diagnosis::PhaseResult& phase : document->diagnosis().phases)
        if (phase.state == diagnosis::PhaseState::Stuck && shown(phase.span))
            return phase.span;
    for (const diagnosis::Finding& finding : document->diagnosis().findings)
        if (document->diagnosis().verdict.primary == finding.rule)
            for (const diagnosis::Evidence& evidence : finding.evidence)
                if (shown(evidence.span))
                    return evidence.span;
    for (const trace::TimelineRow& row : document->gantt->timeline.rows)
        if (row.mark == trace::RowMark::Span)
            return row.span;
    return trace::kNoSpanRef;
}

void MainWindow::showSpan(const trace::SpanRef& span)
{
    m_span->setSpan(span);
    m_span->setAbsence(m_gantt->selectedAbsence());
    m_diagnosis->markSpan(span);
}

void MainWindow::showBusy(bool busy)
{
    m_stop->setEnabled(busy);
    m_actions.stop->setEnabled(busy);
    m_progress->setVisible(busy);
    m_progress->setRange(0, 0);
    m_activity->setText(QString());
    updateHint();
    updateStatus();
    if (!busy)
        takePendingWalk();
}

void MainWindow::showProgress(qint64 done, qint64 total, const QString& text)
{
    m_progress->setRange(0, total > 0 ? 1000 : 0);
    if (total > 0)
        m_progress->setValue(static_cast<int>(static_cast<double>(done) / static_cast<double>(total) * 1000));
    m_activity->setText(text);
}

void MainWindow::updateStatus()
{
    const auto document = m_workbench.document();
    m_status->setText(statusText(m_workbench.outcome()));
    m_status->setToolTip(statusDetails(m_workbench.outcome()));
    m_times->setText(timesText(m_workbench.outcome(), document.get()));
}

void MainWindow::chooseFiles()
{
    auto* dialog = new QFileDialog(this, tr("Open trace files"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, &MainWindow::openSource);
    dialog->open();
}

void MainWindow::chooseFolder()
{
    auto* dialog = new QFileDialog(this, tr("Open a folder of traces"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::filesSelected, this, &MainWindow::openSource);
    dialog->open();
}

SearchPlace MainWindow::searchPlace() const
{
    const SourceState source = m_workbench.source();
    SearchPlace place;
    place.addresses = source.addresses;
    place.services = source.services;
    place.profile = m_workbench.profile();
    place.type = m_operations->form().type();
    place.state = m_operations->form().state();
    if (const auto document = m_workbench.document();
        document && document->profile && !document->profile->operationKeys.empty())
        place.idKey = QString::fromStdString(document->profile->operationKeys.front());
    return place;
}

void MainWindow::connectSearchForm()
{
    const auto copy = [this](bool curl) {
        SearchInput input = m_operations->form().input();
        input.id = m_id->text();
        const std::int64_t now = QDateTime::currentMSecsSinceEpoch() * 1'000'000;
        const QueryOrError wanted = queryFrom(input, now);
        m_operations->form().setError(wanted.error);
        if (!wanted.error.isEmpty())
            return;
        const QString text = curl ? searchCurl(input, searchPlace(), now) : searchLine(input, searchPlace());
        if (text.isEmpty())
            m_notices->show({Notice::Kind::Info, tr("There is no request to copy: the source is no Jaeger server."),
                             QString(), tr("Copy the search as a spanlight-cli line instead.")});
        else
            QApplication::clipboard()->setText(text);
    };
    connect(&m_operations->form(), &SearchForm::suggestionsWanted, &m_workbench, &Workbench::suggest);
    connect(&m_workbench, &Workbench::suggested, &m_operations->form(), &SearchForm::takeSuggestions);
    connect(&m_workbench, &Workbench::queryRefused, &m_operations->form(), &SearchForm::setQueryError);
    connect(&m_operations->form(), &SearchForm::lineWanted, this, [copy] { copy(false); });
    connect(&m_operations->form(), &SearchForm::curlWanted, this, [copy] { copy(true); });
}

void MainWindow::offerPresets(const operations::Profile& profile)
{
    using operations::Meaning;
    std::vector<std::pair<QString, QString>> presets;
    for (const Meaning meaning :
         {Meaning::OperationId, Meaning::OperationType, Meaning::OperationState, Meaning::ExceptionType,
          Meaning::Symbol, Meaning::SelectedWorker, Meaning::WorkerId, Meaning::SelectionStatus, Meaning::HttpStatus})
        for (const std::string& key : profile.keysOf(meaning))
            presets.emplace_back(tr("%1 (%2)").arg(QString::fromStdString(key),
                                                   QString::fromUtf8(operations::name(meaning).data(),
                                                                     static_cast<int>(operations::name(meaning).size()))
                                                       .replace(QLatin1Char('-'), QLatin1Char(' '))),
                                 QString::fromStdString(key));
    m_operations->form().setPresets(presets);
}

void MainWindow::showEvent(QShowEvent* event)
{
    QMainWindow::showEvent(event);
    if (std::exchange(m_layoutDone, true))
        return;
    layoutDocks();
    if (const QByteArray state = m_preferences.windowState(); !state.isEmpty())
        restoreState(state);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    m_preferences.setGeometry(saveGeometry());
    m_preferences.setWindowState(saveState());
    m_workbench.cancel();
    QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    QStringList paths;
    for (const QUrl& url : event->mimeData()->urls())
        paths.push_back(url.isLocalFile() ? url.toLocalFile() : url.toString());
    if (paths.isEmpty())
        return;
    event->acceptProposedAction();
    openSource(paths);
}

} // namespace spanlight::ui
