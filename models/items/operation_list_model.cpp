#include "models/items/operation_list_model.h"

#include "models/items/text.h"

#include <algorithm>

namespace spanlight::items {

OperationRow operationRow(const operations::OperationSummary& summary, bool isTrace)
{
    OperationRow row;
    row.id = toText(summary.id);
    row.isTrace = isTrace;
    row.type = cellText(isTrace && summary.type.empty() ? summary.root : summary.type, 120);
    QStringList services;
    for (const std::string& service : summary.services)
        services.push_back(cellText(service, 80));
    row.services = services.join(QStringLiteral(", "));
    row.spans = summary.spans;
    row.errorSpans = summary.errorSpans;
    row.startNs = summary.startNs;
    row.durationNs = summary.endNs - summary.startNs;
    row.searchText = searchTextOf(row);
    return row;
}

QString searchTextOf(const OperationRow& row)
{
    return (row.id + QLatin1Char('\n') + row.type + QLatin1Char('\n') + row.services).toLower();
}

void keepVerdict(OperationRow& row, const OperationRow& earlier)
{
    row.state = earlier.state;
    row.unfinished = earlier.unfinished;
    row.durationNs = std::max(row.durationNs, earlier.durationNs);
    row.severity = earlier.severity;
    row.primary = earlier.primary;
    row.rule = earlier.rule;
    row.finding = earlier.finding;
    row.headline = earlier.headline;
}

void addVerdict(OperationRow& row, const diagnosis::Diagnosis& diagnosis)
{
    using diagnosis::State;
    row.state = diagnosis.verdict.state;
    row.unfinished = row.state == State::Running || row.state == State::Stuck || row.state == State::Lost;
    row.durationNs = diagnosis.subject.durationNs;
    row.headline = toText(diagnosis.verdict.headline);
    row.primary = toText(diagnosis.verdict.primary.value_or(std::string()));
    if (row.type.isEmpty() && !diagnosis.subject.type.empty()) {
        row.type = toText(diagnosis.subject.type);
        row.searchText.clear();
    }
    const auto& findings = diagnosis.findings;
    auto worst = std::find_if(findings.begin(), findings.end(),
                              [&](const diagnosis::Finding& f) { return diagnosis.verdict.primary == f.rule; });
    if (worst == findings.end()) // a warning can be there without bearing on the verdict
        worst = std::find_if(findings.begin(), findings.end(),
                             [](const diagnosis::Finding& f) { return f.severity < diagnosis::Severity::Info; });
    row.severity.reset();
    row.rule.clear();
    row.finding.clear();
    if (worst == findings.end())
        return;
    row.severity = worst->severity;
    row.rule = toText(worst->rule);
    row.finding = toText(worst->title);
}

QString shortId(const QString& id)
{
    return id.size() > 20 ? QChar(0x2026) + id.right(8) : id;
}

void OperationListModel::setRows(std::vector<OperationRow> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

void OperationListModel::updateRow(int row, OperationRow value)
{
    if (row < 0 || row >= rowCount())
        return;
    m_rows[static_cast<std::size_t>(row)] = std::move(value);
    emit dataChanged(index(row, 0), index(row, Type));
}

void OperationListModel::setTimeZone(const TimeZone& zone)
{
    m_zone = zone;
    if (!m_rows.empty())
        emit dataChanged(index(0, Start), index(rowCount() - 1, Start));
}

int OperationListModel::find(const QString& id) const
{
    const auto found =
        std::find_if(m_rows.begin(), m_rows.end(), [&](const OperationRow& row) { return row.id == id; });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

int OperationListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int OperationListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

namespace {

QVariant display(const OperationRow& row, int column, const TimeZone& zone)
{
    switch (column) {
    case OperationListModel::Operation:
        return shortId(row.id);
    case OperationListModel::Type:
        return row.type;
    case OperationListModel::Duration:
        return durationText(row.durationNs) + (row.unfinished ? QStringLiteral(" +") : QString());
    case OperationListModel::State:
        return row.state ? toText(diagnosis::name(*row.state)) : QString(QChar(0x2026));
    case OperationListModel::Finding:
        return !row.rule.isEmpty() ? row.rule : row.state ? QStringLiteral("–") : QString(QChar(0x2026));
    case OperationListModel::Start:
        return zone.dateAndTime(row.startNs);
    case OperationListModel::Spans:
        return static_cast<qulonglong>(row.spans);
    case OperationListModel::Errors:
        return static_cast<qulonglong>(row.errorSpans);
    case OperationListModel::Services:
        return row.services;
    default:
        return {};
    }
}

QVariant sortKey(const OperationRow& row, int column, const TimeZone& zone)
{
    switch (column) {
    case OperationListModel::Operation:
        return row.id;
    case OperationListModel::Duration:
        return static_cast<qlonglong>(row.durationNs);
    case OperationListModel::Finding:
        return QStringLiteral("%1%2").arg(row.severity ? static_cast<int>(*row.severity) : 9).arg(row.rule);
    case OperationListModel::Start:
        return static_cast<qlonglong>(row.startNs);
    default:
        return display(row, column, zone);
    }
}

QVariant tooltip(const OperationRow& row, const TimeZone& zone)
{
    QString text = QStringLiteral("<b>%1</b>").arg(row.id.toHtmlEscaped());
    if (!row.headline.isEmpty())
        text += QStringLiteral("<br>") + row.headline.toHtmlEscaped();
    if (!row.rule.isEmpty())
        text += QStringLiteral("<br>%1: %2 (%3)")
                    .arg(toText(diagnosis::name(*row.severity)), row.finding.toHtmlEscaped(), row.rule.toHtmlEscaped());
    text += QStringLiteral("<br>") + OperationListModel::tr("started %1 %2, %3 spans, services: %4")
                                         .arg(zone.dateAndTime(row.startNs), zone.label(row.startNs))
                                         .arg(row.spans)
                                         .arg(row.services.toHtmlEscaped());
    return text;
}

} // namespace

QVariant OperationListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const OperationRow& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return display(row, index.column(), m_zone);
    case Qt::ToolTipRole:
        return tooltip(row, m_zone);
    case Qt::TextAlignmentRole:
        return index.column() == Spans || index.column() == Errors ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                                                                   : QVariant();
    case SortRole:
        return sortKey(row, index.column(), m_zone);
    case IdRole:
        return row.id;
    case IsTraceRole:
        return row.isTrace;
    case StateRole:
        return row.state ? QVariant(static_cast<int>(*row.state)) : QVariant();
    case SeverityRole:
        return row.severity ? QVariant(static_cast<int>(*row.severity)) : QVariant();
    default:
        return {};
    }
}

QVariant OperationListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
        return {}; // a narrow column has no room for its title
    switch (section) {
    case Operation:
        return tr("Operation");
    case Type:
        return tr("Type");
    case Duration:
        return tr("Duration");
    case State:
        return tr("State");
    case Finding:
        return tr("Worst finding");
    case Start:
        return tr("Start");
    case Spans:
        return tr("Spans");
    case Errors:
        return tr("Errors");
    case Services:
        return tr("Services");
    default:
        return {};
    }
}

} // namespace spanlight::items
