#pragma once

#include "models/operations/client_calls.h"
#include "models/trace/trace_set.h"

#include <QAbstractTableModel>

#include <memory>
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

    void setCalls(std::shared_ptr<const trace::TraceSet> traces, std::vector<operations::ClientCall> calls,
                  std::int64_t originNs);
    [[nodiscard]] trace::SpanRef span(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] QVariant display(const operations::ClientCall& call, int column) const;
    [[nodiscard]] QVariant sortKey(const operations::ClientCall& call, int column) const;

    std::shared_ptr<const trace::TraceSet> m_traces;
    std::vector<operations::ClientCall> m_calls;
    std::int64_t m_originNs = 0;
};

/// "200", "no answer", "timed out", "failed".
[[nodiscard]] QString answerText(const operations::ClientCall& call);

} // namespace spanlight::items
