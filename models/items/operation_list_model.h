#pragma once

#include "models/diagnosis/diagnosis.h"
#include "models/items/time_zone.h"
#include "models/operations/operation_list.h"

#include <QAbstractTableModel>
#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace spanlight::items {

/// One result of a search. The verdict arrives later than the rest.
struct OperationRow
{
    QString id;
    bool isTrace = false;
    QString type; ///< operation type, or name of the root span of a trace
    QString services;
    std::uint64_t spans = 0;
    std::uint64_t errorSpans = 0;
    std::int64_t startNs = 0;
    std::int64_t durationNs = 0; ///< runs to the moment of looking for unfinished work
    bool unfinished = false;
    std::optional<diagnosis::State> state;
    std::optional<diagnosis::Severity> severity; ///< of the worst finding: the primary, else the first above info
    QString primary;                             ///< rule of the verdict; empty: none
    QString rule;                                ///< name of the worst finding
    QString finding;                             ///< its title
    QString headline;
    QString searchText; ///< searchTextOf(), made where nobody waits for it; empty: not made
};

/// What does not change of a row, in small letters, to be searched.
[[nodiscard]] QString searchTextOf(const OperationRow& row);

/// The row of a summary before its diagnosis.
[[nodiscard]] OperationRow operationRow(const operations::OperationSummary& summary, bool isTrace);
/// Takes over the verdict of the same operation's earlier row.
void keepVerdict(OperationRow& row, const OperationRow& earlier);
/// Adds the verdict, instead of an earlier one.
void addVerdict(OperationRow& row, const diagnosis::Diagnosis& diagnosis);

/// Results of a search as a table.
class OperationListModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    // The verdict's columns stand together: they change when it arrives.
    enum Column { Operation, State, Finding, Duration, Type, Start, Spans, Errors, Services, ColumnCount };
    enum Role {
        SortRole = Qt::UserRole + 1,
        IdRole,
        IsTraceRole, ///< bool
        StateRole,   ///< int of diagnosis::State; invalid while unknown
        SeverityRole ///< int of diagnosis::Severity; invalid without finding
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setRows(std::vector<OperationRow> rows);
    void updateRow(int row, OperationRow value);
    /// In which the starts are written.
    void setTimeZone(const TimeZone& zone);
    [[nodiscard]] const std::vector<OperationRow>& rows() const { return m_rows; }
    /// Row of the id, or −1. O(rows).
    [[nodiscard]] int find(const QString& id) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;

private:
    std::vector<OperationRow> m_rows;
    TimeZone m_zone;
};

/// The end of a long id, where ids differ: "…ab12cd34".
[[nodiscard]] QString shortId(const QString& id);

} // namespace spanlight::items
