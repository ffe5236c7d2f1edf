#include "ui/theme/parts.h"

#include "ui/theme/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPainter>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>

namespace spanlight::ui {

void restyle(QWidget& widget)
{
    widget.style()->unpolish(&widget);
    widget.style()->polish(&widget);
    widget.update();
}

void setBadge(QLabel& badge, const QString& text, const QString& kind)
{
    badge.setText(text.toUpper());
    badge.setProperty("badge", kind);
    restyle(badge);
}

QLabel* makeBadge(const QString& text, const QString& kind, QWidget* parent)
{
    auto* badge = new QLabel(parent);
    badge->setTextFormat(Qt::PlainText);
    badge->setProperty("badge", kind);
    badge->setText(text.toUpper());
    badge->setAccessibleName(text);
    badge->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    return badge;
}

QLabel* makeText(const QString& text, const QString& role, QWidget* parent)
{
    auto* label = new QLabel(QString(text).replace(QLatin1String(" %"), QStringLiteral("\u00a0%")),
                             parent); // "45 %" stays together
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setMinimumWidth(30); // a long word must not make its panel wider than the window gives
    if (!role.isEmpty())
        label->setProperty("role", role);
    return label;
}

CodeLine::CodeLine(const QString& code, QWidget* parent) : QFrame(parent), m_code(code)
{
    setProperty("code", true);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(9, 4, 4, 4);
    layout->setSpacing(6);
    auto* text = makeText(code, QString(), this);
    text->setFont(codeFont());
    text->setObjectName(QStringLiteral("codeText"));
    text->setAccessibleName(tr("Command: %1").arg(code));
    layout->addWidget(text, 1);
    m_button = new QToolButton(this);
    m_button->setProperty("flat", true);
    m_button->setText(tr("Copy"));
    m_button->setObjectName(QStringLiteral("copyCommand"));
    m_button->setAccessibleName(tr("Copy the command"));
    m_button->setToolTip(tr("Copy to the clipboard"));
    layout->addWidget(m_button, 0, Qt::AlignTop);
    connect(m_button, &QToolButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_code);
        m_button->setText(tr("Copied"));
        emit copied();
    });
}

FoldSection::FoldSection(const QString& title, QWidget* content, QWidget* parent)
    : QWidget(parent), m_title(title), m_content(content)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    m_button = new QPushButton(this);
    m_button->setProperty("fold", true);
    m_button->setAccessibleName(title);
    layout->addWidget(m_button);
    layout->addWidget(content);
    connect(m_button, &QPushButton::clicked, this, [this] { setOpen(!m_open); });
    setOpen(false);
}

void FoldSection::setOpen(bool open)
{
    m_open = open;
    m_content->setVisible(open);
    updateTitle();
}

void FoldSection::updateTitle()
{
    m_button->setObjectName(objectName() + QStringLiteral("Button"));
    m_button->setText((m_open ? QStringLiteral("▾  ") : QStringLiteral("▸  ")) + m_title);
}

PanelHeader::PanelHeader(const QString& title, QWidget* parent) : QFrame(parent)
{
    setProperty("panel", QStringLiteral("header"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 8, 10, 8);
    auto* name = new QLabel(title, this);
    name->setProperty("role", QStringLiteral("title"));
    layout->addWidget(name);
    layout->addStretch(1);
    m_remark = new ElidedLabel(this);
    m_remark->setProperty("role", QStringLiteral("muted"));
    m_remark->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    layout->addWidget(m_remark, 10);
}

void PanelHeader::setRemark(const QString& remark)
{
    m_remark->setText(remark);
    m_remark->setToolTip(remark.toHtmlEscaped());
}

QString PanelHeader::remark() const
{
    return m_remark->text();
}

ElidedLabel::ElidedLabel(QWidget* parent) : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {24, QLabel::minimumSizeHint().height()};
}

QSize ElidedLabel::sizeHint() const
{
    return {std::min(QLabel::sizeHint().width(), 400), QLabel::sizeHint().height()};
}

void ElidedLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const QRect area = contentsRect();
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(area, static_cast<int>(alignment()),
                     fontMetrics().elidedText(text(), Qt::ElideRight, area.width()));
}

} // namespace spanlight::ui
