#include "ui/search/operation_proxy.h"

#include "models/items/text.h"

#include <QHash>

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

namespace spanlight::ui {

using items::OperationListModel;
using items::OperationRow;

namespace {

constexpr std::size_t kShortList = 2'000;
constexpr int kLaterMs = 500;
constexpr std::size_t kStates = 16;

/// One filter, prepared for many rows.
class Matcher
{
public:
    explicit Matcher(const OperationFilter& filter) : m_filter(filter)
    {
        m_words = filter.text.toLower().split(QLatin1Char(' '), Qt::SkipEmptyParts);
        for (std::size_t i = 0; i < kStates; ++i)
            m_stateNames[i] = items::toText(diagnosis::name(static_cast<diagnosis::State>(i)));
    }

    [[nodiscard]] bool accepts(const OperationRow& row) const
    {
        if (!m_filter.type.isEmpty() && row.type != m_filter.type)
            return false;
        if (!m_filter.state.isEmpty() && (!row.state || stateName(row) != m_filter.state))
            return false;
        if (m_words.isEmpty())
            return true;
        const QString made = row.searchText.isEmpty() ? items::searchTextOf(row) : QString();
        const QString& text = row.searchText.isEmpty() ? made : row.searchText;
        return std::all_of(m_words.begin(), m_words.end(), [&](const QString& word) {
            return text.contains(word) || (row.state && stateName(row).contains(word)) || row.rule.contains(word) ||
                   row.finding.contains(word, Qt::CaseInsensitive);
        });
    }

private:
    [[nodiscard]] const QString& stateName(const OperationRow& row) const
    {
        return m_stateNames[std::min(static_cast<std::size_t>(*row.state), kStates - 1)];
    }

    const OperationFilter& m_filter;
    QStringList m_words;
    std::array<QString, kStates> m_stateNames;
};

template <typename Key>
void sortByKeys(std::vector<int>& rows, Qt::SortOrder order, const Key& keyOf)
{
    std::vector<std::pair<decltype(keyOf(0)), int>> keyed;
    keyed.reserve(rows.size());
    for (const int row : rows)
        keyed.emplace_back(keyOf(row), row);
    const auto before = [](const auto& a, const auto& b) { // equal ones in the order of the model
        return a.first < b.first || (!(b.first < a.first) && a.second < b.second);
    };
    const auto after = [](const auto& a, const auto& b) {
        return b.first < a.first || (!(a.first < b.first) && a.second < b.second);
    };
    if (order == Qt::AscendingOrder)
        std::sort(keyed.begin(), keyed.end(), before);
    else
        std::sort(keyed.begin(), keyed.end(), after);
    std::transform(keyed.begin(), keyed.end(), rows.begin(), [](const auto& each) { return each.second; });
}

/// Where the text of each row stands among the different ones, which are few in many rows: only these are compared.
template <typename Text>
std::vector<int> ranksOf(const std::vector<int>& rows, std::size_t all, const Text& textOf)
{
    QHash<QString, int> codes;
    std::vector<const QString*> texts;
    std::vector<int> codeOf(all, 0);
    for (const int row : rows) {
        const QString& text = textOf(row);
        const int code = codes.value(text, static_cast<int>(texts.size()));
        if (code == static_cast<int>(texts.size())) {
            codes.insert(text, code);
            texts.push_back(&text);
        }
        codeOf[static_cast<std::size_t>(row)] = code;
    }
    std::vector<int> order(texts.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&texts](int a, int b) {
        return *texts[static_cast<std::size_t>(a)] < *texts[static_cast<std::size_t>(b)];
    });
    std::vector<int> ranks(texts.size());
    for (std::size_t i = 0; i < order.size(); ++i)
        ranks[static_cast<std::size_t>(order[i])] = static_cast<int>(i);
    for (int& code : codeOf)
        code = ranks.empty() ? 0 : ranks[static_cast<std::size_t>(code)];
    return codeOf;
}

/// Places of the states by their names.
std::array<std::size_t, kStates> stateRanks()
{
    std::array<std::size_t, kStates> ranks{};
    for (std::size_t i = 0; i < kStates; ++i)
        for (std::size_t j = 0; j < kStates; ++j)
            ranks[i] +=
                diagnosis::name(static_cast<diagnosis::State>(j)) < diagnosis::name(static_cast<diagnosis::State>(i))
                    ? 1
                    : 0;
    return ranks;
}

/// An id by its first letters, which mostly decide.
struct IdKey
{
    explicit IdKey(const QString& text) : id(&text)
    {
        constexpr unsigned kOther = 255; // from there on the whole texts decide
        bool plain = true;
        for (qsizetype i = 0; i < 8; ++i) {
            const unsigned letter = plain && i < text.size() ? std::min<unsigned>(text.at(i).unicode(), kOther) : 0U;
            plain = plain && letter != kOther;
            head = head << 8 | letter;
        }
    }
    friend bool operator<(const IdKey& a, const IdKey& b) { return a.head != b.head ? a.head < b.head : *a.id < *b.id; }

    std::uint64_t head = 0;
    const QString* id;
};

} // namespace

OperationProxy::OperationProxy(OperationListModel& model, QObject* parent) : QAbstractProxyModel(parent), m_model(model)
{
    setSourceModel(&model);
    connect(&model, &QAbstractItemModel::modelAboutToBeReset, this, [this] { beginResetModel(); });
    connect(&model, &QAbstractItemModel::modelReset, this, [this] {
        m_later.stop();
        take(wantedRows());
        endResetModel();
    });
    connect(&model, &QAbstractItemModel::dataChanged, this, &OperationProxy::noteChange);
    m_later.setSingleShot(true);
    m_later.setInterval(kLaterMs);
    connect(&m_later, &QTimer::timeout, this, &OperationProxy::refresh);
    take(wantedRows());
}

QModelIndex OperationProxy::index(int row, int column, const QModelIndex& parent) const
{
    return hasIndex(row, column, parent) ? createIndex(row, column) : QModelIndex();
}

QModelIndex OperationProxy::parent(const QModelIndex& child) const
{
    (void)child;
    return {};
}

int OperationProxy::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int OperationProxy::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_model.columnCount();
}

QModelIndex OperationProxy::mapToSource(const QModelIndex& index) const
{
    if (!index.isValid() || static_cast<std::size_t>(index.row()) >= m_rows.size())
        return {};
    return m_model.index(m_rows[static_cast<std::size_t>(index.row())], index.column());
}

QModelIndex OperationProxy::mapFromSource(const QModelIndex& index) const
{
    if (!index.isValid() || static_cast<std::size_t>(index.row()) >= m_place.size())
        return {};
    const int place = m_place[static_cast<std::size_t>(index.row())];
    return place < 0 ? QModelIndex() : createIndex(place, index.column());
}

QVariant OperationProxy::headerData(int section, Qt::Orientation orientation, int role) const
{
    return m_model.headerData(section, orientation, role);
}

std::vector<int> OperationProxy::wantedRows() const
{
    const std::vector<OperationRow>& all = m_model.rows();
    std::vector<int> rows;
    rows.reserve(all.size());
    const Matcher matcher(m_filter);
    for (std::size_t i = 0; i < all.size(); ++i)
        if (matcher.accepts(all[i]))
            rows.push_back(static_cast<int>(i));
    sortRows(rows);
    return rows;
}

void OperationProxy::sortRows(std::vector<int>& rows) const
{
    const auto at = [this](int row) -> const OperationRow& { return m_model.rows()[static_cast<std::size_t>(row)]; };
    const auto ranks = [&](QString OperationRow::*text) {
        return ranksOf(rows, m_model.rows().size(), [&](int row) -> const QString& { return at(row).*text; });
    };
    const auto byText = [&](QString OperationRow::*text) {
        sortByKeys(rows, m_order, [rank = ranks(text)](int row) { return rank[static_cast<std::size_t>(row)]; });
    };
    switch (m_column) {
    case OperationListModel::Operation:
        return sortByKeys(rows, m_order, [&](int row) { return IdKey(at(row).id); });
    case OperationListModel::State: // those without one behind all others
        return sortByKeys(rows, m_order, [&, rank = stateRanks()](int row) {
            return at(row).state ? rank[std::min(static_cast<std::size_t>(*at(row).state), kStates - 1)] : kStates;
        });
    case OperationListModel::Finding:
        return sortByKeys(rows, m_order, [&, rank = ranks(&OperationRow::rule)](int row) {
            const auto& severity = at(row).severity;
            return std::pair(severity ? static_cast<int>(*severity) : 9, rank[static_cast<std::size_t>(row)]);
        });
    case OperationListModel::Duration:
        return sortByKeys(rows, m_order, [&](int row) { return at(row).durationNs; });
    case OperationListModel::Type:
        return byText(&OperationRow::type);
    case OperationListModel::Start:
        return sortByKeys(rows, m_order, [&](int row) { return at(row).startNs; });
    case OperationListModel::Spans:
        return sortByKeys(rows, m_order, [&](int row) { return at(row).spans; });
    case OperationListModel::Errors:
        return sortByKeys(rows, m_order, [&](int row) { return at(row).errorSpans; });
    case OperationListModel::Services:
        return byText(&OperationRow::services);
    default:
        break;
    }
}

void OperationProxy::take(std::vector<int> rows)
{
    m_rows = std::move(rows);
    m_place.assign(m_model.rows().size(), -1);
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        m_place[static_cast<std::size_t>(m_rows[i])] = static_cast<int>(i);
}

void OperationProxy::setFilter(const OperationFilter& filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    refresh();
}

void OperationProxy::sort(int column, Qt::SortOrder order)
{
    m_column = column;
    m_order = order;
    refresh();
}

// The same rows in another order keep what is selected; others are a new list.
void OperationProxy::refresh()
{
    m_later.stop();
    std::vector<int> rows = wantedRows();
    if (rows == m_rows)
        return;
    const bool sameRows = rows.size() == m_rows.size() && std::all_of(rows.begin(), rows.end(), [this](int row) {
                              return m_place[static_cast<std::size_t>(row)] >= 0;
                          });
    if (!sameRows) {
        beginResetModel();
        take(std::move(rows));
        endResetModel();
        return;
    }
    emit layoutAboutToBeChanged({}, VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    std::vector<QModelIndex> sources;
    for (const QModelIndex& each : before)
        sources.push_back(mapToSource(each));
    take(std::move(rows));
    QModelIndexList after;
    for (const QModelIndex& each : sources)
        after.push_back(mapFromSource(each));
    changePersistentIndexList(before, after);
    emit layoutChanged({}, VerticalSortHint);
}

bool OperationProxy::dependsOnVerdicts() const
{
    return !m_filter.state.isEmpty() || !m_filter.text.isEmpty() || m_column == OperationListModel::State ||
           m_column == OperationListModel::Finding || m_column == OperationListModel::Duration;
}

void OperationProxy::noteChange(const QModelIndex& first, const QModelIndex& last)
{
    for (int row = first.row(); row <= last.row(); ++row)
        if (const QModelIndex shown = mapFromSource(m_model.index(row, first.column())); shown.isValid())
            emit dataChanged(shown, shown.siblingAtColumn(last.column()));
    if (!dependsOnVerdicts())
        return;
    if (m_model.rows().size() <= kShortList)
        refresh();
    else if (!m_later.isActive())
        m_later.start();
}

} // namespace spanlight::ui
