#include "ui/theme/parts.h"

#include "ui/theme/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPainter>
#include <QScreen>
#include <QStyle>
#include <QTextLayout>
#include <QTextOption>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

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

namespace {

constexpr QSize kFrame(16, 48); // around a window: border and title

} // namespace

QSize fittingSize(const QSize& wanted, const QSize& screen)
{
    return wanted.boundedTo(screen - kFrame).expandedTo({320, 240});
}

QSize fittingSize(const QSize& wanted, const QWidget& window)
{
    return window.screen() == nullptr ? wanted : fittingSize(wanted, window.screen()->availableSize());
}

void keepOnScreen(QWidget& window)
{
    if (window.screen() == nullptr || window.isMaximized() || window.isFullScreen())
        return;
    window.resize(fittingSize(window.size(), window));
    const QRect screen = window.screen()->availableGeometry();
    const QPoint last(screen.right() + 1 - window.width() - kFrame.width(),
                      screen.bottom() + 1 - window.height() - kFrame.height());
    window.move(std::clamp(window.x(), screen.left(), std::max(screen.left(), last.x())),
                std::clamp(window.y(), screen.top(), std::max(screen.top(), last.y())));
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

namespace {

constexpr int kCopiedMs = 1500;

// The lines of the code at this width; returns the height, paints when a painter is given.
int layOutCode(const QString& code, const QFont& font, int width, QPainter* painter)
{
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    QTextLayout layout(QString(code).replace(QLatin1Char('\n'), QChar(QChar::LineSeparator)), font);
    layout.setTextOption(option);
    double y = 0;
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(std::max(40, width));
        line.setPosition(QPointF(0, y));
        y += line.height();
    }
    layout.endLayout();
    if (painter != nullptr)
        layout.draw(painter, QPointF(0, 0));
    return static_cast<int>(y + 0.999);
}

} // namespace

WrappedCode::WrappedCode(QString code, QWidget* parent) : QWidget(parent), m_code(std::move(code))
{
    setFont(codeFont());
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

int WrappedCode::heightForWidth(int width) const
{
    return layOutCode(m_code, codeFont(), width, nullptr);
}

QSize WrappedCode::sizeHint() const
{
    return {240, heightForWidth(240)};
}

QSize WrappedCode::minimumSizeHint() const
{
    return {60, QFontMetrics(codeFont()).height()};
}

void WrappedCode::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setPen(palette().color(QPalette::WindowText));
    layOutCode(m_code, codeFont(), width(), &painter);
}

CodeLine::CodeLine(const QString& code, QWidget* parent) : QFrame(parent), m_code(code)
{
    setProperty("code", true);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(9, 4, 4, 4);
    layout->setSpacing(6);
    auto* text = new WrappedCode(code, this);
    text->setObjectName(QStringLiteral("codeText"));
    text->setAccessibleName(tr("Command: %1").arg(code));
    layout->addWidget(text, 1, Qt::AlignVCenter);
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
        QTimer::singleShot(kCopiedMs, m_button, [this] { m_button->setText(tr("Copy")); });
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

void ElidedLabel::setWidest(int width)
{
    m_widest = width;
    updateGeometry();
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {24, QLabel::minimumSizeHint().height()};
}

QSize ElidedLabel::sizeHint() const
{
    return {std::min(QLabel::sizeHint().width(), m_widest), QLabel::sizeHint().height()};
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
