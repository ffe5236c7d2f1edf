#pragma once

#include <QList>
#include <QObject>

class QAction;
class QActionGroup;
class QMainWindow;
class QMenu;

namespace spanlight::ui {

/// Every action of the main window, with its shortcut, in the menus. The window connects them.
struct WindowActions
{
    QAction* openFiles = nullptr;
    QAction* openFolder = nullptr;
    QAction* connectTo = nullptr;
    QAction* connections = nullptr;
    QAction* companions = nullptr;
    QAction* openDemo = nullptr;
    QAction* receive = nullptr;
    QAction* doctor = nullptr;
    QAction* exportReport = nullptr;
    QAction* exportPicture = nullptr;
    QAction* quit = nullptr;

    QAction* findOperation = nullptr;
    QAction* findSpans = nullptr;
    QAction* filterAttributes = nullptr;
    QAction* copyReport = nullptr;
    QAction* copySpan = nullptr;
    QAction* copyId = nullptr;
    QAction* copyCommand = nullptr;

    QAction* zoomIn = nullptr;
    QAction* zoomOut = nullptr;
    QAction* fit = nullptr;
    QAction* fitSelection = nullptr;
    QAction* undoZoom = nullptr;
    QAction* expandAll = nullptr;
    QAction* collapseAll = nullptr;
    QAction* criticalPath = nullptr;
    QAction* lightTheme = nullptr;
    QAction* darkTheme = nullptr;
    QAction* utcTimes = nullptr;
    QAction* localTimes = nullptr;
    QAction* resetLayout = nullptr;

    QAction* search = nullptr;
    QAction* resetSearch = nullptr;
    QAction* stop = nullptr;
    QAction* follow = nullptr;
    QAction* focusResults = nullptr;
    QAction* focusTimeline = nullptr;

    QAction* wizard = nullptr;
    QAction* nextFinding = nullptr;
    QAction* previousFinding = nullptr;

    QAction* commands = nullptr;
    QAction* about = nullptr;

    QMenu* recentMenu = nullptr;
    QMenu* profileMenu = nullptr;
    QMenu* panelMenu = nullptr;
    QActionGroup* profiles = nullptr;

    /// All that can be run, for the command palette.
    [[nodiscard]] QList<QAction*> all() const;
};

/// Makes the actions and fills the window's menu bar.
[[nodiscard]] WindowActions makeActions(QMainWindow& window);

} // namespace spanlight::ui
