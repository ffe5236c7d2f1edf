#include "ui/companions/worker_delegate.h"

#include "models/items/worker_list_model.h"

namespace spanlight::ui {

using items::WorkerListModel;

void WorkerDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const bool isId = index.column() == WorkerListModel::Worker || index.column() == WorkerListModel::Operation ||
                      index.column() == WorkerListModel::Address;
    if (isId)
        option->font = codeFont();
    option->textElideMode = isId ? Qt::ElideMiddle : Qt::ElideRight;
    if (index.data(WorkerListModel::MarkedRole).toBool())
        option->font.setBold(true);
    const QString kind = index.data(WorkerListModel::KindRole).toString();
    const QColor colour = index.column() == WorkerListModel::Operation ? m_theme.link
                          : kind == QLatin1String("ok")                ? m_theme.ok
                          : kind == QLatin1String("info")              ? m_theme.info
                          : kind == QLatin1String("warning")           ? m_theme.warning
                          : kind == QLatin1String("error")             ? m_theme.error
                                                                       : m_theme.text;
    for (const auto role : {QPalette::Text, QPalette::HighlightedText})
        option->palette.setColor(role, colour);
}

} // namespace spanlight::ui
