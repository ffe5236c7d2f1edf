#include "models/items/link_model.h"

#include "models/items/text.h"

namespace spanlight::items {

void LinkModel::setSpan(std::shared_ptr<const trace::TraceSet> traces, trace::SpanRef span)
{
    beginResetModel();
    m_targets.clear();
    const bool known = traces && traces->contains(span);
    m_traces = known ? std::move(traces) : nullptr;
    m_span = known ? span : trace::kNoSpanRef;
    if (known) {
        const trace::TraceStore& store = m_traces->store(m_span);
        for (std::size_t i = 0; i < store.linkCount(m_span.row); ++i) {
            const trace::LinkView link = store.link(m_span.row, i);
            m_targets.push_back(m_traces->findSpan(link.traceId, link.spanId));
        }
    }
    endResetModel();
}

trace::SpanRef LinkModel::target(int row) const
{
    return row >= 0 && row < rowCount() ? m_targets[static_cast<std::size_t>(row)] : trace::kNoSpanRef;
}

int LinkModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_targets.size());
}

int LinkModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString LinkModel::text(int row, int column) const
{
    const trace::TraceStore& store = m_traces->store(m_span);
    const trace::LinkView link = store.link(m_span.row, static_cast<std::size_t>(row));
    switch (column) {
    case Target: {
        const trace::SpanRef target = m_targets[static_cast<std::size_t>(row)];
        return target.valid() ? cellText(m_traces->name(target)) : tr("not loaded");
    }
    case Trace:
        return QString::fromStdString(store.traceIdText(link.traceId));
    case Span:
        return QString::fromStdString(store.spanIdText(link.spanId));
    default:
        break;
    }
    QString all;
    for (const trace::AttributeView attribute : link.attributes)
        all += (all.isEmpty() ? QString() : QStringLiteral(", ")) + cellText(attribute.key, 80) + QLatin1Char('=') +
               cellText(attribute.value.text(), 80);
    return all;
}

QVariant LinkModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    if (role == Qt::DisplayRole || role == SortRole || role == Qt::ToolTipRole)
        return text(index.row(), index.column());
    if (role == LoadedRole)
        return target(index.row()).valid();
    return {};
}

QVariant LinkModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Target:
        return tr("Target");
    case Trace:
        return tr("Trace");
    case Span:
        return tr("Span");
    case Attributes:
        return tr("Attributes");
    default:
        return {};
    }
}

} // namespace spanlight::items
