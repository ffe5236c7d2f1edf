#pragma once

#include <QFrame>
#include <QList>

class QAction;
class QLineEdit;
class QListWidget;

namespace spanlight::ui {

/// Every action of the window by name, with its shortcut; Return runs it.
class CommandPalette : public QFrame
{
    Q_OBJECT

public:
    explicit CommandPalette(QWidget* parent);

    void open(const QList<QAction*>& actions);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fill(const QString& words);
    void run();

    QList<QAction*> m_actions;
    QLineEdit* m_field = nullptr;
    QListWidget* m_list = nullptr;
};

} // namespace spanlight::ui
