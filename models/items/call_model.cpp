#include "models/items/call_model.h"

#include "models/items/text.h"

namespace spanlight::items {

using operations::CallOutcome;
using report::CallRow;

void CallModel::setCalls(std::vector<CallRow> calls)
{
    beginResetModel();
    m_calls = std::move(calls);
    endResetModel();
}

trace::SpanRef CallModel::span(int row) const
{
    return row >= 0 && row < rowCount() ? m_calls[static_cast<std::size_t>(row)].span : trace::kNoSpanRef;
}

int CallModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_calls.size());
}

int CallModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant CallModel::display(const CallRow& call, int column) const
{
    switch (column) {
    case Time:
        return QLatin1Char('+') + durationText(call.startNs);
    case Request:
        return cellText(report::requestText(call), 300);
    case Target: {
        const QString target = cellText(call.target, 120);
        const QString label = cellText(call.roleLabel, 80);
        return label.isEmpty() ? target : target.isEmpty() ? label : QStringLiteral("%1 (%2)").arg(target, label);
    }
    case Answer: {
        const QString answer = cellText(report::answerText(call));
        return call.errorType.empty() ? answer : answer + QStringLiteral(" · ") + cellText(call.errorType, 80);
    }
    case Attempts:
        return call.attempts < 2 ? QStringLiteral("1") : tr("%1 of %2").arg(call.attempt).arg(call.attempts);
    case Duration:
        return durationText(call.durationNs);
    default:
        return {};
    }
}

QVariant CallModel::sortKey(const CallRow& call, int column) const
{
    if (column == Time)
        return static_cast<qlonglong>(call.startNs);
    if (column == Duration)
        return static_cast<qlonglong>(call.durationNs);
    if (column == Attempts)
        return call.attempts;
    return display(call, column);
}

QVariant CallModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const CallRow& call = m_calls[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return display(call, index.column());
    case SortRole:
        return sortKey(call, index.column());
    case FailedRole:
        return call.outcome != CallOutcome::Answered;
    case Qt::ToolTipRole:
        return call.errorMessage.empty() ? display(call, index.column()) : QVariant(cellText(call.errorMessage, 600));
    default:
        return {};
    }
}

QVariant CallModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Time:
        return tr("Start");
    case Request:
        return tr("Call");
    case Target:
        return tr("Target");
    case Answer:
        return tr("Answer");
    case Attempts:
        return tr("Attempts");
    case Duration:
        return tr("Duration");
    default:
        return {};
    }
}

} // namespace spanlight::items
