#include "ui/wizard/operation_page.h"

#include "ui/theme/parts.h"
#include "ui/theme/theme.h"

#include <QHeaderView>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSortFilterProxyModel>
#include <QTreeView>
#include <QVBoxLayout>

namespace spanlight::ui {

using items::OperationListModel;

namespace {

// Whole ids: there is room for them here.
class WholeIds : public QSortFilterProxyModel
{
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override
    {
        const bool isId = index.column() == OperationListModel::Operation;
        if (isId && role == Qt::FontRole)
            return codeFont();
        return QSortFilterProxyModel::data(index,
                                           isId && role == Qt::DisplayRole ? int{OperationListModel::IdRole} : role);
    }
};

} // namespace

OperationPage::OperationPage(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("operationPage"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(22, 18, 22, 14);
    layout->setSpacing(10);
    m_hint = makeText(tr("Which operation? Choose one, or type an id: also one that the search does not find."),
                      QStringLiteral("muted"), this);
    layout->addWidget(m_hint);
    m_id = new QLineEdit(this);
    m_id->setObjectName(QStringLiteral("wizardId"));
    m_id->setAccessibleName(tr("Operation or trace id"));
    m_id->setPlaceholderText(tr("Operation or trace id"));
    m_id->setClearButtonEnabled(true);
    m_id->setFont(codeFont());
    m_id->setMaxLength(1000);
    layout->addWidget(m_id);
    m_proxy = new WholeIds(this);
    m_proxy->setSourceModel(&m_model);
    m_proxy->setFilterRole(OperationListModel::IdRole);
    m_proxy->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_list = new QTreeView(this);
    m_list->setObjectName(QStringLiteral("wizardOperations"));
    m_list->setAccessibleName(tr("Operations"));
    m_list->setModel(m_proxy);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    for (const int column : {OperationListModel::Spans, OperationListModel::Errors, OperationListModel::Services})
        m_list->hideColumn(column);
    m_list->header()->setStretchLastSection(true);
    m_proxy->setSortRole(OperationListModel::SortRole);
    m_list->setSortingEnabled(true);
    m_list->sortByColumn(OperationListModel::Start, Qt::DescendingOrder);
    const QFontMetrics metrics(m_list->font());
    for (const auto& [column, width] :
         {std::pair{OperationListModel::Operation, 330},
          {OperationListModel::State, 90},
          {OperationListModel::Type, 120},
          {OperationListModel::Duration, 110},
          {OperationListModel::Finding, 150},
          {OperationListModel::Start, metrics.horizontalAdvance(QStringLiteral("2025-10-20 20:00:00")) + 24}})
        m_list->setColumnWidth(column, width);
    m_list->header()->moveSection(m_list->header()->visualIndex(OperationListModel::Duration),
                                  m_list->header()->visualIndex(OperationListModel::Finding));
    m_list->header()->moveSection(m_list->header()->visualIndex(OperationListModel::Start),
                                  m_list->header()->visualIndex(OperationListModel::Finding));
    layout->addWidget(m_list, 1);
    connect(m_id, &QLineEdit::textChanged, this, &OperationPage::filter);
    connect(m_id, &QLineEdit::returnPressed, this, &OperationPage::activated);
    connect(m_list, &QTreeView::activated, this, &OperationPage::activated);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &OperationPage::idChanged);
}

void OperationPage::setRows(const std::vector<items::OperationRow>& rows)
{
    m_model.setRows(rows);
    emit idChanged();
}

void OperationPage::updateRow(int row, const items::OperationRow& value)
{
    if (row >= 0 && row < m_model.rowCount())
        m_model.updateRow(row, value);
}

void OperationPage::setTimeZone(const items::TimeZone& zone)
{
    m_model.setTimeZone(zone);
}

void OperationPage::setCurrent(const QString& id)
{
    m_id->clear();
    const int row = m_model.find(id);
    if (row < 0)
        return;
    const QModelIndex index = m_proxy->mapFromSource(m_model.index(row, 0));
    m_list->setCurrentIndex(index);
    m_list->scrollTo(index);
}

void OperationPage::focus()
{
    if (m_proxy->rowCount() > 0)
        m_list->setFocus();
    else
        m_id->setFocus();
}

// An id that is in the list narrows it; any other one is taken as it is typed.
void OperationPage::filter(const QString& text)
{
    m_proxy->setFilterFixedString(text.trimmed());
    emit idChanged();
}

QString OperationPage::id() const
{
    const QString typed = m_id->text().trimmed();
    const QModelIndex current = m_list->currentIndex();
    const QString chosen = current.isValid() ? current.data(OperationListModel::IdRole).toString() : QString();
    if (typed.isEmpty() || (m_list->hasFocus() && chosen.contains(typed, Qt::CaseInsensitive)))
        return chosen;
    return typed;
}

bool OperationPage::isTrace() const
{
    const QString wanted = id();
    if (const int row = m_model.find(wanted); row >= 0)
        return m_model.index(row, 0).data(OperationListModel::IsTraceRole).toBool();
    static const QRegularExpression kTraceId(QStringLiteral("^[0-9a-fA-F]{16}([0-9a-fA-F]{16})?$"));
    return kTraceId.match(wanted).hasMatch();
}

} // namespace spanlight::ui
