#pragma once

#include "models/items/time_zone.h"
#include "models/trace/trace_set.h"

#include <QAbstractItemModel>

#include <memory>

namespace spanlight::items {

/// The events of a span with their attributes below them. Reads the store, keeps no copies.
class EventModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column { Name, Detail, ColumnCount };
    enum Role { SortRole = Qt::UserRole + 1, JsonRole };

    using QAbstractItemModel::QAbstractItemModel;

    /// An invalid reference empties the model.
    void setSpan(std::shared_ptr<const trace::TraceSet> traces, trace::SpanRef span);
    void setTimeZone(const TimeZone& zone);
    [[nodiscard]] int eventCount() const { return rowCount({}); }

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] trace::EventView event(int row) const;
    [[nodiscard]] QVariant eventData(int row, int column, int role) const;
    [[nodiscard]] QVariant attributeData(const trace::AttributeView& attribute, int column, int role) const;

    std::shared_ptr<const trace::TraceSet> m_traces;
    trace::SpanRef m_span;
    TimeZone m_zone;
};

} // namespace spanlight::items
