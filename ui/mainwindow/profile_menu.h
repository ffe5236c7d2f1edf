#pragma once

#include "ui/jobs/workbench.h"
#include "ui/mainwindow/window_actions.h"

#include <QObject>

class QWidget;

namespace spanlight::ui {

/// The profiles to choose from, and one from a file.
class ProfileMenu : public QObject
{
    Q_OBJECT

public:
    ProfileMenu(Workbench& workbench, const WindowActions& actions, QWidget& window);

private:
    void fill();
    void chooseFile();

    Workbench& m_workbench;
    WindowActions m_actions;
    QWidget& m_window;
};

} // namespace spanlight::ui
