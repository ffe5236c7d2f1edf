#pragma once

#include "models/diagnosis/diagnosis.h"
#include "models/items/time_zone.h"
#include "models/operations/profile.h"
#include "models/trace/trace_store.h"

#include <QAbstractTableModel>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace spanlight::items {

/// A mark on an attribute that a finding cites.
struct AttributeNote
{
    QString text;
    diagnosis::Severity severity = diagnosis::Severity::Info;
};

/// The attributes of a span, resource, scope or event as a table. Holds views into the store, no copies.
class AttributeModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Key, Value, Type, ColumnCount };
    enum Role {
        SortRole = Qt::UserRole + 1,
        JsonRole,         ///< the value as JSON
        HintRole,         ///< another reading of the value, for example the time of day
        NoteRole,         ///< what a finding says about it
        NoteSeverityRole, ///< int of diagnosis::Severity, with NoteRole
        FullTextRole,     ///< the whole value
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// One row for each attribute of each range, in order. The store is kept alive.
    void setAttributes(std::shared_ptr<const trace::TraceStore> store,
                       const std::vector<trace::AttributeRange>& ranges);
    void setNotes(std::map<std::string, AttributeNote, std::less<>> notes);
    /// For tooltips: what the profile knows about keys. May be null.
    void setProfile(std::shared_ptr<const operations::Profile> profile);

    /// For the readings of values that are moments.
    void setTimeZone(const TimeZone& zone);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] QVariant display(const trace::AttributeView& attribute, int column) const;
    [[nodiscard]] QString tooltip(const trace::AttributeView& attribute) const;
    [[nodiscard]] const operations::MeaningNote* noteOf(operations::Meaning meaning) const;

    std::shared_ptr<const trace::TraceStore> m_store;
    std::vector<trace::AttributeView> m_attributes;
    TimeZone m_zone;
    std::map<std::string, AttributeNote, std::less<>> m_notes;
    std::shared_ptr<const operations::Profile> m_profile;
    std::shared_ptr<const operations::Profile> m_general;               // tells what the profile leaves untold
    std::map<std::string, operations::Meaning, std::less<>> m_meanings; // by key
};

} // namespace spanlight::items
