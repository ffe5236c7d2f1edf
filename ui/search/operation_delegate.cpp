#include "ui/search/operation_delegate.h"

#include "models/items/operation_list_model.h"

#include <QApplication>
#include <QPainter>

namespace spanlight::ui {

using diagnosis::Severity;
using diagnosis::State;
using items::OperationListModel;

DurationPoint::Kind kindOf(std::optional<State> state, std::optional<Severity> severity)
{
    using Kind = DurationPoint::Kind;
    if (!state)
        return Kind::Pending;
    const Severity worst = severity.value_or(Severity::Info);
    if (*state == State::Failed || *state == State::Stuck || worst <= Severity::Error)
        return Kind::Bad;
    if (*state == State::Lost || *state == State::NotFound || worst == Severity::Warning)
        return Kind::Warning;
    return *state == State::Completed ? Kind::Good : Kind::Info;
}

QColor colourOf(DurationPoint::Kind kind, const Theme& theme)
{
    switch (kind) {
    case DurationPoint::Kind::Good:
        return theme.ok;
    case DurationPoint::Kind::Info:
        return theme.info;
    case DurationPoint::Kind::Warning:
        return theme.warning;
    case DurationPoint::Kind::Bad:
        return theme.error;
    case DurationPoint::Kind::Pending:
        break;
    }
    return theme.border;
}

namespace {

QColor dotColour(const QModelIndex& index, const Theme& theme)
{
    const QVariant state = index.data(OperationListModel::StateRole);
    const QVariant severity = index.data(OperationListModel::SeverityRole);
    return colourOf(kindOf(state.isValid() ? std::optional(static_cast<State>(state.toInt())) : std::nullopt,
                           severity.isValid() ? std::optional(static_cast<Severity>(severity.toInt())) : std::nullopt),
                    theme);
}

QColor findingColour(const QModelIndex& index, const Theme& theme)
{
    const QVariant severity = index.data(OperationListModel::SeverityRole);
    if (!severity.isValid())
        return theme.muted;
    switch (static_cast<Severity>(severity.toInt())) {
    case Severity::Critical:
    case Severity::Error:
        return theme.error;
    case Severity::Warning:
        return theme.warning;
    case Severity::Info:
        break;
    }
    return theme.info;
}

} // namespace

void OperationDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem shown = option;
    shown.state &= ~QStyle::State_HasFocus;
    if (index.column() == OperationListModel::Finding)
        for (const QPalette::ColorRole role : {QPalette::Text, QPalette::HighlightedText})
            shown.palette.setColor(role, findingColour(index, m_theme));
    if (index.column() != OperationListModel::Operation) {
        QStyledItemDelegate::paint(painter, shown, index);
        return;
    }
    initStyleOption(&shown, index);
    const QString text = shown.text;
    shown.text.clear();
    (option.widget != nullptr ? option.widget->style() : QApplication::style())
        ->drawControl(QStyle::CE_ItemViewItem, &shown, painter, option.widget);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(dotColour(index, m_theme));
    painter->drawEllipse(QPointF(option.rect.left() + 12, option.rect.center().y() + 0.5), 4, 4);
    painter->setPen(m_theme.text);
    painter->setFont(codeFont());
    const QRect rect = option.rect.adjusted(22, 0, -4, 0);
    painter->drawText(rect, Qt::AlignLeft | Qt::AlignVCenter,
                      QFontMetrics(codeFont()).elidedText(text, Qt::ElideLeft, rect.width()));
    painter->restore();
}

} // namespace spanlight::ui
