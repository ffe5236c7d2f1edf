#include "ui/mainwindow/recent_menu.h"

#include <QAction>
#include <QMenu>

namespace spanlight::ui {

RecentMenu::RecentMenu(Preferences& preferences, QMenu& menu, QObject* parent)
    : QObject(parent), m_preferences(preferences), m_menu(menu)
{
    fill();
}

void RecentMenu::add(const QStringList& addresses)
{
    m_preferences.addRecentSource(addresses);
    fill();
}

void RecentMenu::fill()
{
    m_menu.clear();
    const QList<QStringList> recent = m_preferences.recentSources();
    for (const QStringList& addresses : recent) {
        const QString text = addresses.size() == 1
                                 ? addresses.front()
                                 : tr("%1 and %2 more").arg(addresses.front()).arg(addresses.size() - 1);
        connect(m_menu.addAction(QString(text).replace(QLatin1Char('&'), QLatin1String("&&"))), &QAction::triggered,
                this, [this, addresses] { emit openRequested(addresses); });
    }
    m_menu.setEnabled(!recent.isEmpty());
    if (recent.isEmpty())
        return;
    m_menu.addSeparator();
    connect(m_menu.addAction(tr("Forget them")), &QAction::triggered, this, [this] {
        m_preferences.clearRecentSources();
        fill();
    });
}

} // namespace spanlight::ui
