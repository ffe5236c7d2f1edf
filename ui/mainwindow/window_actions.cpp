#include "ui/mainwindow/window_actions.h"

#include <QAction>
#include <QActionGroup>
#include <QCoreApplication>
#include <QKeySequence>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>

namespace spanlight::ui {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("MainWindow", text);
}

QAction* add(QMenu* menu, const char* name, const QString& text, const QKeySequence& shortcut = {})
{
    auto* action = menu->addAction(text);
    action->setObjectName(QString::fromLatin1(name));
    action->setShortcut(shortcut);
    return action;
}

QMenu* addMenu(QMainWindow& window, const char* name, const QString& title)
{
    auto* menu = window.menuBar()->addMenu(title);
    menu->setObjectName(QString::fromLatin1(name));
    return menu;
}

void fillFile(QMenu* menu, WindowActions& a)
{
    a.openFiles = add(menu, "openFiles", tr("&Open files…"), QKeySequence::Open);
    a.openFolder = add(menu, "openFolder", tr("Open &folder…"), QKeySequence(QStringLiteral("Ctrl+Shift+O")));
    a.connectTo = add(menu, "connectTo", tr("&Connect to a source…"), QKeySequence(QStringLiteral("Ctrl+L")));
    a.connections = add(menu, "connections", tr("Co&nnections…"), QKeySequence(QStringLiteral("Ctrl+Shift+N")));
    a.connections->setEnabled(false); // until somewhere to keep them is given
    a.companions = add(menu, "companions", tr("Co&mpanions…"), QKeySequence(QStringLiteral("Ctrl+Shift+K")));
    a.openDemo = add(menu, "openDemo", tr("Open the &demo"), QKeySequence(QStringLiteral("Ctrl+Shift+D")));
    a.recentMenu = menu->addMenu(tr("&Recent sources"));
    a.recentMenu->setObjectName(QStringLiteral("recentMenu"));
    menu->addSeparator();
    a.exportReport = add(menu, "exportReport", tr("&Export report…"), QKeySequence(QStringLiteral("Ctrl+E")));
    a.exportPicture =
        add(menu, "exportPicture", tr("Export timeline as &picture…"), QKeySequence(QStringLiteral("Ctrl+Shift+E")));
    menu->addSeparator();
    a.quit = add(menu, "quit", tr("&Quit"), QKeySequence(QStringLiteral("Ctrl+Q")));
}

void fillEdit(QMenu* menu, WindowActions& a)
{
    a.findSpans = add(menu, "findSpans", tr("Find &spans in the timeline"), QKeySequence::Find);
    a.findOperation = add(menu, "findOperation", tr("&Find an operation"), QKeySequence(QStringLiteral("Ctrl+Alt+F")));
    a.filterAttributes =
        add(menu, "filterAttributes", tr("Fi&lter attributes"), QKeySequence(QStringLiteral("Ctrl+Shift+F")));
    menu->addSeparator();
    a.copyReport =
        add(menu, "copyReport", tr("Copy report as &Markdown"), QKeySequence(QStringLiteral("Ctrl+Shift+M")));
    a.copySpan = add(menu, "copySpan", tr("Copy span as &JSON"), QKeySequence(QStringLiteral("Ctrl+Shift+C")));
    a.copyCommand = add(menu, "copyCommand", tr("Copy as &command line"), QKeySequence(QStringLiteral("Ctrl+Shift+L")));
    a.copyId = add(menu, "copyId", tr("Copy operation &id"), QKeySequence(QStringLiteral("Ctrl+Shift+I")));
}

void fillView(QMenu* menu, WindowActions& a)
{
    a.zoomIn = add(menu, "zoomIn", tr("Zoom &in"), QKeySequence(QStringLiteral("Ctrl++")));
    a.zoomIn->setShortcuts({QKeySequence(QStringLiteral("Ctrl++")), QKeySequence(QStringLiteral("Ctrl+="))});
    a.zoomOut = add(menu, "zoomOut", tr("Zoom &out"), QKeySequence(QStringLiteral("Ctrl+-")));
    a.fit = add(menu, "fit", tr("Show &everything"), QKeySequence(QStringLiteral("Ctrl+0")));
    a.fitSelection = add(menu, "fitSelection", tr("Zoom to the &selection"), QKeySequence(QStringLiteral("Ctrl+9")));
    a.undoZoom = add(menu, "undoZoom", tr("&Undo zoom"), QKeySequence(QStringLiteral("Ctrl+Z")));
    menu->addSeparator();
    a.expandAll = add(menu, "expandAll", tr("E&xpand all"), QKeySequence(QStringLiteral("Ctrl+Shift+Right")));
    a.collapseAll = add(menu, "collapseAll", tr("&Collapse all"), QKeySequence(QStringLiteral("Ctrl+Shift+Left")));
    a.criticalPath = add(menu, "criticalPath", tr("Critical &path"), QKeySequence(QStringLiteral("Ctrl+Shift+P")));
    a.criticalPath->setCheckable(true);
    a.criticalPath->setChecked(true);
    menu->addSeparator();
    auto* themes = menu->addMenu(tr("&Theme"));
    auto* group = new QActionGroup(menu);
    a.lightTheme = add(themes, "lightTheme", tr("&Light"), QKeySequence(QStringLiteral("Ctrl+Alt+L")));
    a.darkTheme = add(themes, "darkTheme", tr("&Dark"), QKeySequence(QStringLiteral("Ctrl+Alt+D")));
    for (QAction* action : {a.lightTheme, a.darkTheme}) {
        action->setCheckable(true);
        group->addAction(action);
    }
    auto* zones = menu->addMenu(tr("Time &zone"));
    auto* zoneGroup = new QActionGroup(menu);
    a.utcTimes = add(zones, "utcTimes", tr("Times in &UTC"), QKeySequence(QStringLiteral("Ctrl+Alt+U")));
    a.localTimes = add(zones, "localTimes", tr("Times by the &clock of this computer"),
                       QKeySequence(QStringLiteral("Ctrl+Alt+C")));
    for (QAction* action : {a.utcTimes, a.localTimes}) {
        action->setCheckable(true);
        zoneGroup->addAction(action);
    }
    a.panelMenu = menu->addMenu(tr("Pa&nels"));
    a.resetLayout = add(menu, "resetLayout", tr("&Reset the layout"), QKeySequence(QStringLiteral("Ctrl+Alt+0")));
}

void fillOperation(QMenu* menu, WindowActions& a)
{
    a.search = add(menu, "search", tr("&Search"), QKeySequence(QStringLiteral("F5")));
    a.resetSearch =
        add(menu, "resetSearch", tr("&Empty the search form"), QKeySequence(QStringLiteral("Ctrl+Shift+Backspace")));
    a.stop = add(menu, "stop", tr("S&top"), QKeySequence(QStringLiteral("Ctrl+.")));
    a.follow = add(menu, "follow", tr("&Follow while it goes on"), QKeySequence(QStringLiteral("F9")));
    a.follow->setCheckable(true);
    a.follow->setEnabled(false);
    menu->addSeparator();
    a.focusResults = add(menu, "focusResults", tr("Go to the &results"), QKeySequence(QStringLiteral("Ctrl+1")));
    a.focusTimeline = add(menu, "focusTimeline", tr("Go to the &timeline"), QKeySequence(QStringLiteral("Ctrl+2")));
    menu->addSeparator();
    a.profileMenu = menu->addMenu(tr("&Profile"));
    a.profileMenu->setObjectName(QStringLiteral("profileMenu"));
    a.profiles = new QActionGroup(menu);
}

} // namespace

QList<QAction*> WindowActions::all() const
{
    return {openFiles,        openFolder,    connectTo,
            connections,      companions,    openDemo,
            receive,          doctor,        exportReport,
            exportPicture,    findOperation, findSpans,
            filterAttributes, copyReport,    copySpan,
            copyId,           copyCommand,   zoomIn,
            zoomOut,          fit,           fitSelection,
            undoZoom,         expandAll,     collapseAll,
            criticalPath,     lightTheme,    darkTheme,
            utcTimes,         localTimes,    resetLayout,
            search,           resetSearch,   stop,
            follow,           focusResults,  focusTimeline,
            wizard,           nextFinding,   previousFinding,
            commands,         about,         quit};
}

WindowActions makeActions(QMainWindow& window)
{
    WindowActions a;
    fillFile(addMenu(window, "fileMenu", tr("&File")), a);
    fillEdit(addMenu(window, "editMenu", tr("&Edit")), a);
    fillView(addMenu(window, "viewMenu", tr("&View")), a);
    fillOperation(addMenu(window, "operationMenu", tr("&Operation")), a);
    QMenu* diagnosis = addMenu(window, "diagnosisMenu", tr("&Diagnosis"));
    a.wizard = add(diagnosis, "wizard", tr("&What is wrong?…"), QKeySequence(QStringLiteral("Ctrl+Shift+W")));
    diagnosis->addSeparator();
    a.nextFinding = add(diagnosis, "nextFinding", tr("&Next finding"), QKeySequence(QStringLiteral("F8")));
    a.previousFinding =
        add(diagnosis, "previousFinding", tr("&Previous finding"), QKeySequence(QStringLiteral("Shift+F8")));
    diagnosis->addSeparator();
    diagnosis->addAction(a.copyReport);
    diagnosis->addAction(a.exportReport);
    QMenu* tools = addMenu(window, "toolsMenu", tr("&Tools"));
    a.receive = add(tools, "receive", tr("&Receive spans (OTLP)…"), QKeySequence(QStringLiteral("Ctrl+Shift+R")));
    a.doctor = add(tools, "doctor", tr("&Doctor…"), QKeySequence(QStringLiteral("Ctrl+Shift+T")));
    a.doctor->setEnabled(false); // until somebody can be asked
    QMenu* help = addMenu(window, "helpMenu", tr("&Help"));
    a.commands = add(help, "commands", tr("&Commands and shortcuts"), QKeySequence(QStringLiteral("Ctrl+K")));
    a.commands->setShortcuts({QKeySequence(QStringLiteral("Ctrl+K")), QKeySequence(QStringLiteral("F1"))});
    help->addAction(a.wizard);
    a.about = add(help, "about", tr("&About Spanlight"));
    return a;
}

} // namespace spanlight::ui
