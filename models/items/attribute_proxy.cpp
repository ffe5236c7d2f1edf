#include "models/items/attribute_proxy.h"

#include "models/items/attribute_model.h"

#include <algorithm>

namespace spanlight::items {

AttributeProxy::AttributeProxy(QObject* parent) : QSortFilterProxyModel(parent)
{
    setSortRole(AttributeModel::SortRole);
}

void AttributeProxy::setFilter(const QString& words)
{
    m_words = words.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    invalidateFilter();
}

bool AttributeProxy::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    if (m_words.isEmpty())
        return true;
    const auto text = [&](int column) {
        return sourceModel()->index(row, column, parent).data(AttributeModel::FullTextRole).toString();
    };
    const QString key = text(AttributeModel::Key);
    const QString value = text(AttributeModel::Value);
    return std::all_of(m_words.begin(), m_words.end(), [&](const QString& word) {
        return key.contains(word, Qt::CaseInsensitive) || value.contains(word, Qt::CaseInsensitive);
    });
}

} // namespace spanlight::items
