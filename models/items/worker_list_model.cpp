#include "models/items/worker_list_model.h"

#include "models/items/text.h"
#include "models/trace/intervals.h"

#include <algorithm>
#include <tuple>

namespace spanlight::items {

using operations::WorkerFact;

namespace {

constexpr std::int64_t kFreshNs = 120'000'000'000; // health is checked several times a minute

QString stateKind(const std::string& status)
{
    if (status == "available" || status == "idle" || status == "healthy")
        return QStringLiteral("ok");
    if (status == "busy")
        return QStringLiteral("info");
    if (status.find("unavailable") != std::string::npos || status == "offline" || status == "unhealthy" ||
        status == "error")
        return QStringLiteral("error");
    return status.empty() ? QString() : QStringLiteral("warning");
}

QString ago(std::int64_t thenNs, std::int64_t nowNs)
{
    return WorkerListModel::tr("%1 ago").arg(
        durationText(std::max<std::int64_t>(0, trace::saturatedDifference(nowNs, thenNs))));
}

} // namespace

// What the worker said itself counts more than what the backend remembers of it.
void WorkerListModel::readHealth(Row& row, const operations::CompanionFacts& facts)
{
    const WorkerFact& worker = row.worker;
    const std::int64_t asked = facts.workers->origin.timeNs;
    for (const operations::WorkerAnswer& answer : facts.workerAnswers)
        if (answer.worker == worker.id) {
            row.health = answer.healthy ? tr("answers: healthy") : tr("answers: not healthy");
            row.healthKind = answer.healthy ? QStringLiteral("ok") : QStringLiteral("error");
            row.healthDetails = tr("said by itself, %1").arg(cellText(answer.origin.url, 200));
            if (!answer.error.empty())
                row.healthDetails += QStringLiteral(": ") + cellText(answer.error, 300);
            return;
        }
    if (const auto failures = worker.healthCheckFailures.value_or(0); failures > 0) {
        row.health = failures == 1 ? tr("1 check failed") : tr("%1 checks failed").arg(failures);
        row.healthKind = failures > 1 ? QStringLiteral("error") : QStringLiteral("warning");
    } else if (worker.lastHealthyNs) {
        row.health = tr("healthy %1").arg(ago(*worker.lastHealthyNs, asked));
        const bool fresh = trace::saturatedDifference(asked, *worker.lastHealthyNs) < kFreshNs;
        row.healthKind = fresh ? QStringLiteral("ok") : QStringLiteral("warning");
    } else if (worker.lastHealthCheckNs) {
        row.health = tr("checked %1").arg(ago(*worker.lastHealthCheckNs, asked));
    }
    if (worker.lastHealthyNs && row.healthKind != QLatin1String("ok"))
        row.healthDetails = tr("healthy for the last time %1").arg(ago(*worker.lastHealthyNs, asked));
}

void WorkerListModel::setFacts(const operations::CompanionFacts* facts, const std::string& operation,
                               const std::string& worker)
{
    beginResetModel();
    m_rows.clear();
    if (facts != nullptr && facts->workers) {
        for (const WorkerFact& fact : facts->workers->workers) {
            Row row;
            row.worker = fact;
            row.marked = worker.empty() ? !operation.empty() && fact.currentOperation == operation : fact.id == worker;
            readHealth(row, *facts);
            m_rows.push_back(std::move(row));
        }
        std::stable_sort(m_rows.begin(), m_rows.end(), [](const Row& a, const Row& b) {
            return std::tie(a.worker.type, a.worker.id) < std::tie(b.worker.type, b.worker.id);
        });
    }
    endResetModel();
}

int WorkerListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int WorkerListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant WorkerListModel::display(const Row& row, int column) const
{
    const WorkerFact& worker = row.worker;
    switch (column) {
    case Worker:
        return cellText(worker.id, 200);
    case Type:
        return cellText(worker.type, 80);
    case State:
        return cellText(worker.status, 80);
    case Operation:
        return cellText(worker.currentOperation, 200);
    case Health:
        return row.health;
    case Capabilities: {
        QStringList texts;
        for (const std::string& capability : worker.capabilities)
            texts << cellText(capability, 80);
        return texts.join(QStringLiteral(", "));
    }
    case Address:
        return cellText(worker.url, 200);
    default:
        return {};
    }
}

QVariant WorkerListModel::toolTip(const Row& row, int column) const
{
    if (column == Health && !row.healthDetails.isEmpty())
        return row.healthDetails.toHtmlEscaped();
    if (column == Operation && !row.worker.currentOperation.empty())
        return tr("Opens the operation: %1").arg(cellText(row.worker.currentOperation, 200)).toHtmlEscaped();
    if (column == Worker && row.marked)
        return tr("%1 works at the open operation").arg(cellText(row.worker.id, 200)).toHtmlEscaped();
    return display(row, column).toString().toHtmlEscaped();
}

QVariant WorkerListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case SortRole:
        return display(row, index.column());
    case Qt::ToolTipRole:
        return toolTip(row, index.column());
    case OperationRole:
        return toText(row.worker.currentOperation);
    case MarkedRole:
        return row.marked;
    case KindRole:
        return index.column() == State    ? stateKind(row.worker.status)
               : index.column() == Health ? row.healthKind
                                          : QString();
    default:
        return {};
    }
}

QVariant WorkerListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Worker:
        return tr("Worker");
    case Type:
        return tr("Type");
    case State:
        return tr("State");
    case Operation:
        return tr("Works at");
    case Health:
        return tr("Health");
    case Capabilities:
        return tr("Capabilities");
    case Address:
        return tr("Address");
    default:
        return {};
    }
}

} // namespace spanlight::items
