#include "ui/mainwindow/profile_menu.h"

#include <QAction>
#include <QActionGroup>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>

namespace spanlight::ui {

ProfileMenu::ProfileMenu(Workbench& workbench, const WindowActions& actions, QWidget& window)
    : QObject(&window), m_workbench(workbench), m_actions(actions), m_window(window)
{
    fill();
    connect(&m_workbench, &Workbench::profilesChanged, this, &ProfileMenu::fill,
            Qt::QueuedConnection); // one of the menu's own actions may have caused it
}

void ProfileMenu::fill()
{
    m_actions.profileMenu->clear();
    for (const QString& name : m_workbench.profiles()) {
        QAction* action = m_actions.profileMenu->addAction(QFileInfo(name).fileName());
        action->setCheckable(true);
        action->setChecked(name == m_workbench.profile());
        action->setObjectName(QStringLiteral("profile_") + QFileInfo(name).fileName());
        m_actions.profiles->addAction(action);
        connect(action, &QAction::triggered, this, [this, name] { m_workbench.setProfile(name); });
    }
    m_actions.profileMenu->addSeparator();
    QAction* file = m_actions.profileMenu->addAction(tr("Profile from a &file…"));
    file->setObjectName(QStringLiteral("profileFile"));
    connect(file, &QAction::triggered, this, [this] { chooseFile(); });
}

void ProfileMenu::chooseFile()
{
    auto* dialog = new QFileDialog(&m_window, tr("Profile from a file"), QString(), tr("Profile (*.json)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, &m_workbench, &Workbench::setProfile);
    dialog->open();
}

} // namespace spanlight::ui
