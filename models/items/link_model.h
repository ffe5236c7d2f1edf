#pragma once

#include "models/trace/trace_set.h"

#include <QAbstractTableModel>

#include <memory>

namespace spanlight::items {

/// The links of a span to other spans. Reads the store, keeps no copies.
class LinkModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Target, Trace, Span, Attributes, ColumnCount };
    enum Role {
        SortRole = Qt::UserRole + 1,
        LoadedRole, ///< bool: the target is among the loaded traces
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setSpan(std::shared_ptr<const trace::TraceSet> traces, trace::SpanRef span);
    /// The span that the link of the row points at; invalid when it is not loaded.
    [[nodiscard]] trace::SpanRef target(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] QString text(int row, int column) const;

    std::shared_ptr<const trace::TraceSet> m_traces;
    trace::SpanRef m_span;
    std::vector<trace::SpanRef> m_targets;
};

} // namespace spanlight::items
