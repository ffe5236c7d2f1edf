#pragma once

#include "models/items/time_zone.h"
#include "models/operations/companion_facts.h"

#include <QAbstractTableModel>

#include <string>
#include <vector>

namespace spanlight::items {

/// The workers that the operations API knows, and what those said that were asked themselves.
class WorkerListModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Worker, Type, State, Operation, Health, Capabilities, Address, ColumnCount };
    enum Role {
        SortRole = Qt::UserRole + 1,
        OperationRole, ///< id of the operation it works at; empty: none
        MarkedRole,    ///< bool: the worker of the open operation
        KindRole,      ///< of State and Health: "ok", "info", "warning", "error" or empty
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// Null: nobody was asked. `worker`: id of the open operation's worker where it is known; else the one that says
    /// that it works at `operation`.
    void setFacts(const operations::CompanionFacts* facts, const std::string& operation, const std::string& worker);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;

private:
    struct Row
    {
        operations::WorkerFact worker;
        QString health;
        QString healthKind;
        QString healthDetails;
        bool marked = false;
    };

    [[nodiscard]] QVariant display(const Row& row, int column) const;
    [[nodiscard]] QVariant toolTip(const Row& row, int column) const;
    static void readHealth(Row& row, const operations::CompanionFacts& facts);

    std::vector<Row> m_rows;
};

} // namespace spanlight::items
