#include "ui/companions/worker_panel.h"

#include "models/items/text.h"
#include "models/items/worker_list_model.h"
#include "ui/companions/worker_delegate.h"
#include "ui/theme/parts.h"

#include <QHeaderView>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

namespace spanlight::ui {

using items::WorkerListModel;

WorkerPanel::WorkerPanel(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("workerPanel"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_title = new ElidedLabel(this);
    m_title->setObjectName(QStringLiteral("workerTitle"));
    m_title->setProperty("role", QStringLiteral("muted"));
    m_title->setContentsMargins(10, 6, 10, 6);
    layout->addWidget(m_title);
    m_model = new WorkerListModel(this);
    m_sorted = new QSortFilterProxyModel(this);
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(WorkerListModel::SortRole);
    m_sorted->setSortLocaleAware(true);
    m_table = new QTableView(this);
    m_table->setObjectName(QStringLiteral("workerTable"));
    m_table->setAccessibleName(tr("Workers"));
    m_table->setModel(m_sorted);
    m_delegate = new WorkerDelegate(this);
    m_table->setItemDelegate(m_delegate);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(-1, Qt::AscendingOrder);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(26);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    const std::pair<int, int> widths[] = {{WorkerListModel::Worker, 205}, {WorkerListModel::Type, 95},
                                          {WorkerListModel::State, 90},   {WorkerListModel::Operation, 190},
                                          {WorkerListModel::Health, 155}, {WorkerListModel::Capabilities, 130}};
    for (const auto& [column, width] : widths)
        m_table->setColumnWidth(column, width);
    connect(m_table, &QTableView::clicked, this, [this](const QModelIndex& index) {
        if (index.column() == WorkerListModel::Operation)
            activate(index);
    });
    connect(m_table, &QTableView::activated, this, &WorkerPanel::activate);
    layout->addWidget(m_table, 1);
    m_empty = makeText(QString(), QStringLiteral("muted"), this);
    m_empty->setObjectName(QStringLiteral("workerEmpty"));
    m_empty->setTextFormat(Qt::RichText);
    m_empty->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_empty->setContentsMargins(12, 4, 12, 10);
    m_empty->setTextInteractionFlags(Qt::TextBrowserInteraction);
    connect(m_empty, &QLabel::linkActivated, this, &WorkerPanel::addressWanted);
    layout->addWidget(m_empty, 1);
    setContent({});
}

void WorkerPanel::activate(const QModelIndex& index)
{
    if (const QString id = index.data(WorkerListModel::OperationRole).toString(); !id.isEmpty())
        emit operationActivated(id);
}

void WorkerPanel::setTheme(const Theme& theme)
{
    m_delegate->setTheme(theme);
    m_table->viewport()->update();
}

void WorkerPanel::setTimeZone(const items::TimeZone& zone)
{
    m_zone = zone;
    updateTitle();
}

QString WorkerPanel::emptyText(const WorkerPanelContent& content) const
{
    if (!content.hasAddress)
        return tr("No operations API is known that could be asked. <a href=\"companions\">Say where it is…</a>");
    if (!content.hasOperation)
        return tr("The operations API is asked when an operation is opened.");
    if (content.facts == nullptr)
        return content.asking ? tr("The operations API is being asked…")
                              : tr("The operations API has not been asked about this operation.");
    if (content.facts->workers)
        return tr("The operations API knows no worker at all: none has registered, or all have been removed.");
    for (const operations::CompanionProblem& problem : content.facts->problems)
        if (problem.companion == operations::Companion::OperationsApi)
            return tr("The workers are not known: %1")
                .arg(items::cellText(problem.text + " (" + problem.origin.url + ")", 600).toHtmlEscaped());
    return tr("The operations API has told nothing about workers.");
}

void WorkerPanel::setContent(const WorkerPanelContent& content)
{
    m_model->setFacts(content.facts, content.operation, content.worker);
    m_origin =
        content.facts != nullptr && content.facts->workers ? content.facts->workers->origin : operations::FactOrigin();
    m_asking = content.asking;
    const bool empty = m_model->rowCount() == 0;
    m_table->setVisible(!empty);
    m_empty->setVisible(empty);
    m_empty->setText(empty ? emptyText(content) : QString());
    updateTitle();
}

void WorkerPanel::updateTitle()
{
    const int count = m_model->rowCount();
    QString text;
    if (!m_origin.url.empty())
        text = tr("%1 · %2, asked at %3")
                   .arg(count == 1 ? tr("1 worker") : tr("%1 workers").arg(count), items::cellText(m_origin.url, 200),
                        m_zone.dateAndTime(m_origin.timeNs));
    if (m_asking && !text.isEmpty())
        text += tr(" · is being asked again…");
    m_title->setText(text);
    m_title->setToolTip(text.toHtmlEscaped());
    m_title->setVisible(!text.isEmpty());
}

} // namespace spanlight::ui
