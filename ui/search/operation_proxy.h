#pragma once

#include "models/items/operation_list_model.h"

#include <QAbstractProxyModel>
#include <QTimer>

#include <optional>
#include <vector>

namespace spanlight::ui {

/// Which results are shown. Empty: any.
struct OperationFilter
{
    QString type;
    QString state;
    QString text; ///< words, each somewhere in id, type, services, state or finding; case does not matter

    friend bool operator==(const OperationFilter&, const OperationFilter&) = default;
};

/// The wanted results in the wanted order. Sorts and filters the rows themselves, not their texts: O(n log n) and O(n)
/// without a value for every cell, so that 100,000 results do not make anybody wait.
///
/// Verdicts that arrive keep order and filter right: at once in short lists, now and then in long ones.
class OperationProxy : public QAbstractProxyModel
{
    Q_OBJECT

public:
    explicit OperationProxy(items::OperationListModel& model, QObject* parent = nullptr);

    void setFilter(const OperationFilter& filter);
    /// Rows of the model in the order in which they are shown.
    [[nodiscard]] const std::vector<int>& shownRows() const { return m_rows; }

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex mapToSource(const QModelIndex& index) const override;
    [[nodiscard]] QModelIndex mapFromSource(const QModelIndex& index) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

private:
    void noteChange(const QModelIndex& first, const QModelIndex& last);
    [[nodiscard]] bool dependsOnVerdicts() const;
    [[nodiscard]] std::vector<int> wantedRows() const;
    void sortRows(std::vector<int>& rows) const;
    void take(std::vector<int> rows);
    void refresh();

    items::OperationListModel& m_model;
    OperationFilter m_filter;
    int m_column = -1;
    Qt::SortOrder m_order = Qt::AscendingOrder;
    std::vector<int> m_rows;  ///< of the model, in order
    std::vector<int> m_place; ///< by row of the model; −1: not shown
    QTimer m_later;
};

} // namespace spanlight::ui
