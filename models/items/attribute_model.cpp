#include "models/items/attribute_model.h"

#include "models/items/text.h"
#include "models/operations/meaning.h"
#include "models/operations/profile_catalog.h"

namespace spanlight::items {

void AttributeModel::setAttributes(std::shared_ptr<const trace::TraceStore> store,
                                   const std::vector<trace::AttributeRange>& ranges)
{
    beginResetModel();
    m_attributes.clear();
    for (const trace::AttributeRange& range : ranges)
        m_attributes.insert(m_attributes.end(), range.begin(), range.end());
    m_store = std::move(store);
    endResetModel();
}

void AttributeModel::setNotes(std::map<std::string, AttributeNote, std::less<>> notes)
{
    m_notes = std::move(notes);
    if (!m_attributes.empty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1), {NoteRole, NoteSeverityRole});
}

void AttributeModel::setProfile(std::shared_ptr<const operations::Profile> profile)
{
    m_profile = std::move(profile);
    m_meanings.clear();
    if (!m_profile)
        return;
    for (std::size_t i = 0; i < operations::kMeaningCount; ++i) {
        const auto meaning = static_cast<operations::Meaning>(i);
        for (const std::string& key : m_profile->keysOf(meaning))
            m_meanings.emplace(key, meaning);
    }
    m_general = operations::builtinProfile("opentelemetry");
}

const operations::MeaningNote* AttributeModel::noteOf(operations::Meaning meaning) const
{
    for (const auto& profile : {m_profile, m_general})
        if (profile)
            if (const auto note = profile->notes.find(meaning); note != profile->notes.end())
                return &note->second;
    return nullptr;
}

int AttributeModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_attributes.size());
}

int AttributeModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant AttributeModel::display(const trace::AttributeView& attribute, int column) const
{
    switch (column) {
    case Key:
        return cellText(attribute.key);
    case Value:
        return attribute.value.type() == trace::ValueType::String
                   ? cellText(attribute.value.string()) // no copy of it all
                   : cellText(attribute.value.text());
    case Type:
        return toText(trace::name(attribute.value.type()));
    default:
        return {};
    }
}

QString AttributeModel::tooltip(const trace::AttributeView& attribute) const
{
    QString text = QStringLiteral("<b>%1</b> · %2")
                       .arg(cellText(attribute.key).toHtmlEscaped(), toText(trace::name(attribute.value.type())));
    const auto meaning = m_meanings.find(attribute.key);
    if (meaning != m_meanings.end()) {
        text +=
            QStringLiteral("<br>") +
            tr("means: %1").arg(toText(operations::name(meaning->second)).replace(QLatin1Char('-'), QLatin1Char(' ')));
        if (const operations::MeaningNote* note = noteOf(meaning->second)) {
            text += QStringLiteral("<br>") + cellText(note->text, 500).toHtmlEscaped();
            if (!note->example.empty())
                text +=
                    QStringLiteral("<br>") + tr("for example: %1").arg(cellText(note->example, 200).toHtmlEscaped());
        }
    }
    text += QStringLiteral("<br>") + cellText(attribute.value.text(), 1000).toHtmlEscaped();
    return text;
}

QVariant AttributeModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const trace::AttributeView& attribute = m_attributes[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return display(attribute, index.column());
    case Qt::ToolTipRole:
        return tooltip(attribute);
    case FullTextRole:
        return index.column() == Key ? toText(attribute.key) : toText(attribute.value.text());
    case SortRole:
        if (const auto number = attribute.value.number(); index.column() == Value && number)
            return *number;
        return display(attribute, index.column());
    case JsonRole: {
        std::string json;
        attribute.value.appendJson(json);
        return toText(json);
    }
    case HintRole: {
        const auto number = attribute.value.number();
        return number ? QVariant(momentHint(attribute.key, *number, m_zone)) : QVariant();
    }
    case NoteRole:
    case NoteSeverityRole: {
        const auto note = m_notes.find(attribute.key);
        if (note == m_notes.end())
            return {};
        return role == NoteRole ? QVariant(note->second.text) : QVariant(static_cast<int>(note->second.severity));
    }
    default:
        return {};
    }
}

void AttributeModel::setTimeZone(const TimeZone& zone)
{
    m_zone = zone;
    if (rowCount() > 0)
        emit dataChanged(index(0, Value), index(rowCount() - 1, Value), {HintRole});
}

QVariant AttributeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Key:
        return tr("Key");
    case Value:
        return tr("Value");
    case Type:
        return tr("Type");
    default:
        return {};
    }
}

} // namespace spanlight::items
