#include "ui/search/operation_proxy.h"

#include "models/items/operation_list_model.h"
#include "models/items/text.h"

namespace spanlight::ui {

using items::OperationListModel;

OperationProxy::OperationProxy(QObject* parent) : QSortFilterProxyModel(parent)
{
    setSortRole(OperationListModel::SortRole);
}

void OperationProxy::setFilter(const QString& type, const QString& state)
{
    m_type = type;
    m_state = state;
    invalidateFilter();
}

bool OperationProxy::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    if (!m_type.isEmpty() && sourceModel()->index(row, OperationListModel::Type, parent).data().toString() != m_type)
        return false;
    if (m_state.isEmpty())
        return true;
    const QVariant state = sourceModel()->index(row, 0, parent).data(OperationListModel::StateRole);
    return state.isValid() && items::toText(diagnosis::name(static_cast<diagnosis::State>(state.toInt()))) == m_state;
}

} // namespace spanlight::ui
