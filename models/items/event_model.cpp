#include "models/items/event_model.h"

#include "models/items/text.h"

namespace spanlight::items {

namespace {

// internalId of an event is 0; of an attribute, its event's row + 1.
constexpr quintptr kTop = 0;

} // namespace

void EventModel::setSpan(std::shared_ptr<const trace::TraceSet> traces, trace::SpanRef span)
{
    beginResetModel();
    const bool known = traces && traces->contains(span);
    m_traces = known ? std::move(traces) : nullptr;
    m_span = known ? span : trace::kNoSpanRef;
    endResetModel();
}

void EventModel::setTimeZone(const TimeZone& zone)
{
    m_zone = zone;
    if (eventCount() > 0)
        emit dataChanged(index(0, Detail), index(eventCount() - 1, Detail));
}

trace::EventView EventModel::event(int row) const
{
    return m_traces->store(m_span).event(m_span.row, static_cast<std::size_t>(row));
}

QModelIndex EventModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : kTop);
}

QModelIndex EventModel::parent(const QModelIndex& child) const
{
    if (!child.isValid() || child.internalId() == kTop)
        return {};
    return createIndex(static_cast<int>(child.internalId() - 1), 0, kTop);
}

int EventModel::rowCount(const QModelIndex& parent) const
{
    if (!m_traces || parent.column() > 0)
        return 0;
    if (!parent.isValid())
        return static_cast<int>(m_traces->store(m_span).eventCount(m_span.row));
    return parent.internalId() == kTop ? static_cast<int>(event(parent.row()).attributes.size()) : 0;
}

int EventModel::columnCount(const QModelIndex&) const
{
    return ColumnCount;
}

QVariant EventModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (index.internalId() == kTop)
        return eventData(index.row(), index.column(), role);
    const trace::EventView shown = event(static_cast<int>(index.internalId() - 1));
    return attributeData(shown.attributes[static_cast<std::size_t>(index.row())], index.column(), role);
}

QVariant EventModel::eventData(int row, int column, int role) const
{
    const trace::EventView shown = event(row);
    if (role == SortRole)
        return static_cast<qlonglong>(shown.timeNs);
    if (role != Qt::DisplayRole)
        return {};
    if (column == Name)
        return cellText(shown.name);
    const std::int64_t after = shown.timeNs - m_traces->startNs(m_span);
    return tr("%1 · %2 after the start").arg(m_zone.timeOfDay(shown.timeNs, true), durationText(after));
}

QVariant EventModel::attributeData(const trace::AttributeView& attribute, int column, int role) const
{
    if (role == JsonRole || (role == Qt::ToolTipRole && column == Detail))
        return cellText(attribute.value.text(), 4000);
    if (role != Qt::DisplayRole && role != SortRole)
        return {};
    return column == Name ? cellText(attribute.key) : cellText(attribute.value.text());
}

QVariant EventModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == Name ? tr("Event") : section == Detail ? QVariant(tr("Value")) : QVariant();
}

} // namespace spanlight::items
