#include "ui/search/operation_delegate.h"

#include "models/items/operation_list_model.h"

#include <QApplication>
#include <QPainter>

namespace spanlight::ui {

using diagnosis::Severity;
using diagnosis::State;
using items::OperationListModel;

QColor OperationDelegate::dotColour(const QModelIndex& index) const
{
    const QVariant state = index.siblingAtColumn(0).data(OperationListModel::StateRole);
    if (!state.isValid())
        return m_theme.border;
    const QVariant severity = index.siblingAtColumn(0).data(OperationListModel::SeverityRole);
    const auto worst = severity.isValid() ? static_cast<Severity>(severity.toInt()) : Severity::Info;
    switch (static_cast<State>(state.toInt())) {
    case State::Failed:
    case State::Stuck:
        return m_theme.error;
    case State::Lost:
    case State::NotFound:
        return m_theme.warning;
    case State::Cancelled:
        return m_theme.muted;
    case State::Completed:
    case State::Running:
    case State::Unknown:
        break;
    }
    if (worst <= Severity::Error)
        return m_theme.error;
    if (worst == Severity::Warning)
        return m_theme.warning;
    return static_cast<State>(state.toInt()) == State::Completed ? m_theme.ok : m_theme.info;
}

void OperationDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem shown = option;
    shown.state &= ~QStyle::State_HasFocus;
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
    painter->setBrush(dotColour(index));
    painter->drawEllipse(QPointF(option.rect.left() + 12, option.rect.center().y() + 0.5), 4, 4);
    painter->setPen(m_theme.text);
    painter->setFont(codeFont());
    const QRect rect = option.rect.adjusted(22, 0, -4, 0);
    painter->drawText(rect, Qt::AlignLeft | Qt::AlignVCenter,
                      QFontMetrics(codeFont()).elidedText(text, Qt::ElideRight, rect.width()));
    painter->restore();
}

} // namespace spanlight::ui
