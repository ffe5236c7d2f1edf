#include "ui/theme/dialog_parts.h"

#include <QDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace spanlight::ui {

QVBoxLayout* layOutDialog(QDialog& dialog, const char* name, const QString& title)
{
    dialog.setObjectName(QString::fromLatin1(name));
    dialog.setWindowTitle(title);
    dialog.setModal(false);
    auto* layout = new QVBoxLayout(&dialog);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    return layout;
}

void bringToFront(QWidget& window)
{
    window.show();
    window.raise();
    window.activateWindow();
}

DialogHeader::DialogHeader(const QString& title, QWidget* parent) : QFrame(parent)
{
    setProperty("panel", QStringLiteral("header"));
    m_row = new QHBoxLayout(this);
    m_row->setContentsMargins(18, 11, 18, 11);
    m_row->setSpacing(14);
    auto* label = new QLabel(title, this);
    label->setProperty("role", QStringLiteral("title"));
    m_row->addWidget(label);
}

void DialogHeader::add(QWidget* widget)
{
    m_row->addWidget(widget, 1);
}

DialogFooter::DialogFooter(QWidget* parent) : QFrame(parent)
{
    setProperty("part", true);
    m_row = new QHBoxLayout(this);
    m_row->setContentsMargins(16, 8, 16, 9);
    m_row->setSpacing(8);
}

QPushButton* DialogFooter::addButton(const char* name, const QString& text)
{
    auto* button = new QPushButton(text, this);
    button->setObjectName(QString::fromLatin1(name));
    button->setAccessibleName(QString(text).remove(QLatin1Char('&')));
    button->setAutoDefault(false);
    m_row->addWidget(button);
    return button;
}

QPushButton* DialogFooter::addMainButton(const char* name, const QString& text)
{
    QPushButton* button = addButton(name, text);
    button->setProperty("primary", true);
    return button;
}

} // namespace spanlight::ui
