#include "ui/mainwindow/command_palette.h"

#include <QAction>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QVBoxLayout>

#include <algorithm>

namespace spanlight::ui {

namespace {

// "View › Theme › Dark": the words of the menus count as well.
QString pathOf(const QAction& action)
{
    QStringList path{action.text()};
    const auto* menu = qobject_cast<const QMenu*>(action.parent());
    for (; menu != nullptr; menu = qobject_cast<const QMenu*>(menu->parent()))
        path.prepend(menu->title());
    return path.join(QStringLiteral(" › ")).remove(QLatin1Char('&'));
}

} // namespace

CommandPalette::CommandPalette(QWidget* parent) : QFrame(parent, Qt::Popup)
{
    setObjectName(QStringLiteral("commandPalette"));
    setAccessibleName(tr("Commands"));
    setProperty("card", true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    m_field = new QLineEdit(this);
    m_field->setObjectName(QStringLiteral("commandField"));
    m_field->setAccessibleName(tr("Name of a command"));
    m_field->setPlaceholderText(tr("What do you want to do?"));
    m_field->installEventFilter(this);
    layout->addWidget(m_field);
    m_list = new QListWidget(this);
    m_list->setObjectName(QStringLiteral("commandList"));
    m_list->setAccessibleName(tr("Commands that match"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    layout->addWidget(m_list);
    connect(m_field, &QLineEdit::textChanged, this, &CommandPalette::fill);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::run);
}

void CommandPalette::open(const QList<QAction*>& actions)
{
    m_actions = actions;
    m_field->clear();
    fill(QString());
    resize(560, 420);
    const QPoint middle = parentWidget()->mapToGlobal(QPoint(parentWidget()->width() / 2 - width() / 2, 90));
    move(middle);
    show();
    m_field->setFocus();
}

void CommandPalette::fill(const QString& text)
{
    m_list->clear();
    const QStringList words = text.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (int i = 0; i < m_actions.size(); ++i) {
        QAction* action = m_actions[i];
        const QString name = pathOf(*action);
        const bool matches = std::all_of(words.begin(), words.end(), [&name](const QString& word) {
            return name.contains(word, Qt::CaseInsensitive);
        });
        if (!matches || !action->isEnabled())
            continue;
        const QString keys = action->shortcut().toString(QKeySequence::NativeText);
        auto* item = new QListWidgetItem(keys.isEmpty() ? name : QStringLiteral("%1   ·   %2").arg(name, keys), m_list);
        item->setData(Qt::UserRole, i);
    }
    if (m_list->count() == 0) {
        auto* none = new QListWidgetItem(tr("No command has these words"), m_list);
        none->setFlags(Qt::NoItemFlags);
    }
    m_list->setCurrentRow(0);
}

void CommandPalette::run()
{
    const QListWidgetItem* item = m_list->currentItem();
    hide();
    if (item != nullptr && item->data(Qt::UserRole).isValid())
        m_actions[item->data(Qt::UserRole).toInt()]->trigger();
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m_field || event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key == Qt::Key_Down || key == Qt::Key_Up) {
        const int row = m_list->currentRow() + (key == Qt::Key_Down ? 1 : -1);
        m_list->setCurrentRow(std::clamp(row, 0, std::max(0, m_list->count() - 1)));
        return true;
    }
    if (key == Qt::Key_Return || key == Qt::Key_Enter) {
        run();
        return true;
    }
    return false;
}

} // namespace spanlight::ui
