#include "ui/mainwindow/address_bar.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

namespace spanlight::ui {

AddressBar::AddressBar(QWidget* parent) : QFrame(parent)
{
    setObjectName(QStringLiteral("addressBar"));
    setProperty("notice", QStringLiteral("info"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 7, 8, 7);
    row->setSpacing(8);
    auto* label = new QLabel(tr("Source"), this);
    row->addWidget(label);
    m_field = new QLineEdit(this);
    m_field->setObjectName(QStringLiteral("addressField"));
    m_field->setAccessibleName(tr("Address of the source"));
    m_field->setPlaceholderText(
        QStringLiteral("jaeger+http://localhost:16686 · http://… · /path/to/traces.json · demo:"));
    label->setBuddy(m_field);
    row->addWidget(m_field, 1);
    auto* connectButton = new QPushButton(tr("Connect"), this);
    connectButton->setObjectName(QStringLiteral("connectButton"));
    connectButton->setProperty("primary", true);
    row->addWidget(connectButton);
    auto* receive = new QPushButton(tr("Receive spans…"), this);
    receive->setObjectName(QStringLiteral("receiveButton"));
    receive->setToolTip(tr("Programs on this computer send their spans here (OTLP)"));
    row->addWidget(receive);
    connect(receive, &QPushButton::clicked, this, [this] {
        hide();
        emit receiveRequested();
    });
    auto* close = new QToolButton(this);
    close->setObjectName(QStringLiteral("closeAddressBar"));
    close->setAccessibleName(tr("Close"));
    close->setProperty("flat", true);
    close->setText(QStringLiteral("✕"));
    row->addWidget(close);
    connect(m_field, &QLineEdit::returnPressed, this, &AddressBar::enter);
    connect(connectButton, &QPushButton::clicked, this, &AddressBar::enter);
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    hide();
}

void AddressBar::open(const QString& address)
{
    show();
    m_field->setText(address);
    m_field->selectAll();
    m_field->setFocus(Qt::ShortcutFocusReason);
}

void AddressBar::enter()
{
    const QString address = m_field->text().trimmed();
    if (address.isEmpty())
        return;
    hide();
    emit addressEntered(address);
}

void AddressBar::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        hide();
    else
        QFrame::keyPressEvent(event);
}

} // namespace spanlight::ui
