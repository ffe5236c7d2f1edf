#pragma once

#include "models/report/calls_report.h"

#include <QAbstractTableModel>

#include <vector>

namespace spanlight::items {

/// Every call that the operation made to another service, with its answer.
class CallModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Time, Request, Target, Answer, Attempts, Duration, ColumnCount };
    enum Role {
        SortRole = Qt::UserRole + 1,
        FailedRole, ///< bool: no answer, or an answer that is an error
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setCalls(std::vector<report::CallRow> calls);
    [[nodiscard]] trace::SpanRef span(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] QVariant display(const report::CallRow& call, int column) const;
    [[nodiscard]] QVariant sortKey(const report::CallRow& call, int column) const;

    std::vector<report::CallRow> m_calls;
};

} // namespace spanlight::items
