#pragma once

#include <QSortFilterProxyModel>

namespace spanlight::items {

/// Rows of an AttributeModel whose key or value contains every word of the filter, in any case.
class AttributeProxy : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit AttributeProxy(QObject* parent = nullptr);

    void setFilter(const QString& words);

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    QStringList m_words;
};

} // namespace spanlight::items
