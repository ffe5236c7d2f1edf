#include "ui/span/attribute_delegate.h"

#include "models/items/attribute_model.h"

#include <QApplication>
#include <QPainter>

namespace spanlight::ui {

using items::AttributeModel;

QSize AttributeDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    return {QStyledItemDelegate::sizeHint(option, index).width(), QFontMetrics(codeFont()).height() + 10};
}

void AttributeDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem background = option;
    initStyleOption(&background, index);
    background.text.clear();
    (option.widget != nullptr ? option.widget->style() : QApplication::style())
        ->drawControl(QStyle::CE_ItemViewItem, &background, painter, option.widget);
    painter->save();
    const QFont font = codeFont();
    const QFontMetrics metrics(font);
    QRect rect = option.rect.adjusted(9, 0, -6, 0);
    painter->setFont(font);
    painter->setPen(index.column() == AttributeModel::Value ? m_theme.text : m_theme.muted);
    const QString text = metrics.elidedText(index.data().toString(), Qt::ElideRight, rect.width());
    painter->drawText(rect, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, text);
    rect.setLeft(rect.left() + metrics.horizontalAdvance(text) + 12);
    const QString hint =
        index.column() == AttributeModel::Value ? index.data(AttributeModel::HintRole).toString() : QString();
    if (!hint.isEmpty() && rect.width() > metrics.horizontalAdvance(hint)) {
        painter->setPen(m_theme.muted);
        painter->drawText(rect, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, hint);
        rect.setLeft(rect.left() + metrics.horizontalAdvance(hint) + 12);
    }
    const QString note =
        index.column() == AttributeModel::Value ? index.data(AttributeModel::NoteRole).toString() : QString();
    if (!note.isEmpty() && rect.width() > 60) {
        const auto severity = static_cast<diagnosis::Severity>(index.data(AttributeModel::NoteSeverityRole).toInt());
        const bool warning = severity == diagnosis::Severity::Warning;
        const bool info = severity == diagnosis::Severity::Info;
        QFont small = textFont();
        small.setPixelSize(11);
        small.setWeight(QFont::DemiBold);
        const QFontMetrics smallMetrics(small);
        const QString shown = smallMetrics.elidedText(note, Qt::ElideRight, rect.width() - 14);
        const QRect badge(rect.left(), rect.center().y() - smallMetrics.height() / 2 - 1,
                          smallMetrics.horizontalAdvance(shown) + 12, smallMetrics.height() + 3);
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(info ? m_theme.infoFill : warning ? m_theme.warningFill : m_theme.errorFill);
        painter->drawRoundedRect(badge, 3, 3);
        painter->setPen(info ? m_theme.info : warning ? m_theme.warning : m_theme.error);
        painter->setFont(small);
        painter->drawText(badge, Qt::AlignCenter, shown);
    }
    painter->restore();
}

} // namespace spanlight::ui
