#pragma once

#include "ui/mainwindow/preferences.h"

#include <QObject>
#include <QStringList>

class QMenu;

namespace spanlight::ui {

/// The sources that were opened last.
class RecentMenu : public QObject
{
    Q_OBJECT

public:
    RecentMenu(Preferences& preferences, QMenu& menu, QObject* parent);

    /// These were opened just now.
    void add(const QStringList& addresses);

signals:
    void openRequested(const QStringList& addresses);

private:
    void fill();

    Preferences& m_preferences;
    QMenu& m_menu;
};

} // namespace spanlight::ui
