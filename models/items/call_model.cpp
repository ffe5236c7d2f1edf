#include "models/items/call_model.h"

#include "models/items/text.h"

namespace spanlight::items {

using operations::CallOutcome;
using operations::ClientCall;

QString answerText(const ClientCall& call)
{
    QString text;
    switch (call.outcome) {
    case CallOutcome::Answered:
    case CallOutcome::Rejected:
        text = call.status ? QString::number(*call.status) : CallModel::tr("answered");
        break;
    case CallOutcome::Unreachable:
        text = CallModel::tr("no answer");
        break;
    case CallOutcome::TimedOut:
        text = CallModel::tr("timed out");
        break;
    case CallOutcome::Failed:
        text = CallModel::tr("failed");
        break;
    }
    if (!call.errorType().empty())
        text += QStringLiteral(" · ") + cellText(call.errorType(), 80);
    return text;
}

void CallModel::setCalls(std::shared_ptr<const trace::TraceSet> traces, std::vector<ClientCall> calls,
                         std::int64_t originNs)
{
    beginResetModel();
    m_traces = std::move(traces);
    m_calls = std::move(calls);
    m_originNs = originNs;
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

QVariant CallModel::display(const ClientCall& call, int column) const
{
    switch (column) {
    case Time:
        return QLatin1Char('+') + durationText(m_traces->startNs(call.span) - m_originNs);
    case Request:
        return cellText(m_traces->name(call.span), 200);
    case Target: {
        const QString target = cellText(call.route->target, 120);
        const QString label = cellText(call.route->partyLabel, 80);
        return label.isEmpty() ? target : target.isEmpty() ? label : QStringLiteral("%1 (%2)").arg(target, label);
    }
    case Answer:
        return answerText(call);
    case Attempts:
        return call.attempts;
    case Duration:
        return durationText(m_traces->durationNs(call.span));
    default:
        return {};
    }
}

QVariant CallModel::sortKey(const ClientCall& call, int column) const
{
    if (column == Time)
        return static_cast<qlonglong>(m_traces->startNs(call.span));
    if (column == Duration)
        return static_cast<qlonglong>(m_traces->durationNs(call.span));
    return display(call, column);
}

QVariant CallModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const ClientCall& call = m_calls[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return display(call, index.column());
    case SortRole:
        return sortKey(call, index.column());
    case FailedRole:
        return call.outcome != CallOutcome::Answered;
    case Qt::ToolTipRole:
        return call.errorMessage().empty() ? display(call, index.column()) : QVariant(cellText(call.errorMessage(), 600));
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
