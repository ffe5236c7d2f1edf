#include "ui/search/operations_panel.h"

#include "models/items/text.h"
#include "ui/charts/duration_chart.h"
#include "ui/search/operation_delegate.h"
#include "ui/search/operation_proxy.h"
#include "ui/theme/elided_header.h"
#include "ui/theme/parts.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QSet>
#include <QTableView>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace spanlight::ui {

using items::OperationListModel;

namespace {

constexpr int kLetterMs = 60;
constexpr int kShortList = 2'000;

} // namespace

OperationsPanel::OperationsPanel(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("operationsPanel"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_form = new SearchForm(this);
    layout->addWidget(m_form);
    auto* line = new QFrame(this);
    line->setProperty("part", true);
    line->setFixedHeight(1);
    layout->addWidget(line);
    m_chart = new DurationChart(this);
    m_chart->setFixedHeight(128);
    layout->addWidget(m_chart);
    m_chartTimer = new QTimer(this);
    m_chartTimer->setSingleShot(true);
    m_chartTimer->setInterval(100);
    connect(m_chartTimer, &QTimer::timeout, this, &OperationsPanel::updateChart);
    m_chart->setLabels([this](const QString& id) { return chartLabel(id); });
    connect(m_chart, &DurationChart::operationActivated, this, &OperationsPanel::operationActivated);
    addFilter();
    addTable();
    watchSeen();
    auto* filterRow = new QHBoxLayout;
    filterRow->setContentsMargins(8, 4, 8, 4);
    filterRow->addWidget(m_filter);
    layout->addLayout(filterRow);
    layout->addWidget(m_table, 1);
    m_hintLabel = makeText(QString(), QStringLiteral("hint"), this);
    m_hintLabel->setObjectName(QStringLiteral("resultsHint"));
    layout->addWidget(m_hintLabel);
    layout->addStretch(0);
    connect(m_form, &SearchForm::searchRequested, this, &OperationsPanel::searchRequested);
    connect(m_form, &SearchForm::filterChanged, this, &OperationsPanel::applyFilter);
    updateHint();
}

void OperationsPanel::addFilter()
{
    m_filter = new QLineEdit(this);
    m_filter->setObjectName(QStringLiteral("resultFilter"));
    m_filter->setAccessibleName(tr("Filter the results"));
    m_filter->setPlaceholderText(tr("Filter: id, type, service, state, finding"));
    m_filter->setClearButtonEnabled(true);
    m_filter->hide();
    m_filterTimer = new QTimer(this);
    m_filterTimer->setSingleShot(true);
    connect(m_filterTimer, &QTimer::timeout, this, &OperationsPanel::applyFilter);
    connect(m_filter, &QLineEdit::textChanged, this,
            [this] { m_model->rowCount() <= kShortList ? applyFilter() : m_filterTimer->start(kLetterMs); });
    connect(m_filter, &QLineEdit::returnPressed, this, [this] {
        applyFilter();
        focusResults();
    });
}

void OperationsPanel::applyFilter()
{
    m_filterTimer->stop();
    m_quiet = true; // what is open stays open, also where the list does not show it
    m_proxy->setFilter({m_form->type(), m_form->state(), m_filter->text().simplified()});
    m_quiet = false;
    updateHint();
    updateChartSoon();
    emit shownChanged();
}

// Thousands of points are drawn after the list, not before it.
void OperationsPanel::updateChartSoon()
{
    if (m_proxy->rowCount() <= kShortList)
        updateChart();
    else
        m_chartTimer->start();
}

void OperationsPanel::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void OperationsPanel::addTable()
{
    m_model = new OperationListModel(this);
    m_proxy = new OperationProxy(*m_model, this);
    m_delegate = new OperationDelegate(this);
    m_table = new QTableView(this);
    m_table->setObjectName(QStringLiteral("operationTable"));
    m_table->setAccessibleName(tr("Operations found"));
    m_table->setHorizontalHeader(new ElidedHeader(m_table));
    m_table->setModel(m_proxy);
    m_table->setItemDelegate(m_delegate);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSortingEnabled(true);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(26);
    QHeaderView* header = m_table->horizontalHeader();
    header->setMinimumSectionSize(40);
    header->setSortIndicator(OperationListModel::Start, Qt::DescendingOrder);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    header->moveSection(header->visualIndex(OperationListModel::Duration),
                        header->visualIndex(OperationListModel::Finding));
    m_table->setColumnHidden(OperationListModel::Services, true);
    watchColumns();
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QHeaderView::customContextMenuRequested, this, &OperationsPanel::chooseColumns);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &OperationsPanel::openCurrent);
    connect(m_table, &QTableView::activated, this, &OperationsPanel::openCurrent);
    connect(
        header, &QHeaderView::sortIndicatorChanged, this, [this] { m_table->scrollTo(m_table->currentIndex()); },
        Qt::QueuedConnection); // after the sorting
    m_table->installEventFilter(this);
}

void OperationsPanel::watchColumns()
{
    m_table->viewport()->installEventFilter(this);
    connect(m_table->horizontalHeader(), &QHeaderView::sectionResized, this,
            [this] { m_ownWidths = m_ownWidths || !m_fitting; });
    fitColumns();
}

bool OperationsPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_table->viewport() && (event->type() == QEvent::Resize || event->type() == QEvent::FontChange))
        fitColumns();
    if (watched == m_table && event->type() == QEvent::KeyPress)
        return goToEnd(static_cast<QKeyEvent*>(event)->key());
    return QWidget::eventFilter(watched, event);
}

// A result is a row: Home and End mean the first and the last of them, not the columns of one.
bool OperationsPanel::goToEnd(int key)
{
    if ((key != Qt::Key_Home && key != Qt::Key_End) || m_proxy->rowCount() == 0)
        return false;
    m_table->setCurrentIndex(m_proxy->index(key == Qt::Key_Home ? 0 : m_proxy->rowCount() - 1, 0));
    return true;
}

// State and duration are whole at every width; the id gives way first, the finding has what is left.
void OperationsPanel::fitColumns()
{
    if (m_ownWidths)
        return;
    m_fitting = true;
    const QFontMetrics metrics(m_table->font());
    constexpr int kPadding = 22;
    constexpr int kNarrowestId = 42;
    constexpr int kNarrowestFinding = 64;
    const auto widthOf = [&](const QString& text) { return metrics.horizontalAdvance(text) + kPadding; };
    const int state = std::max(widthOf(QStringLiteral("completed")), widthOf(QStringLiteral("cancelled")));
    const int duration = widthOf(QStringLiteral("88 min 88 s +"));
    const int free = m_table->viewport()->width() - state - duration;
    const int whole = 36 + QFontMetrics(codeFont()).horizontalAdvance(items::shortId(QString(40, QLatin1Char('8'))));
    const int operation = std::clamp(free - kNarrowestFinding, kNarrowestId, whole);
    const std::pair<int, int> widths[] = {{OperationListModel::Operation, operation},
                                          {OperationListModel::State, state},
                                          {OperationListModel::Duration, duration},
                                          {OperationListModel::Finding, std::max(kNarrowestFinding, free - operation)},
                                          {OperationListModel::Type, 96},
                                          {OperationListModel::Start, widthOf(QStringLiteral("2025-10-20 20:00:00"))},
                                          {OperationListModel::Spans, 64},
                                          {OperationListModel::Errors, 64},
                                          {OperationListModel::Services, 220}};
    for (const auto& [column, width] : widths)
        m_table->setColumnWidth(column, width);
    m_fitting = false;
}

void OperationsPanel::watchSeen()
{
    m_seenTimer = new QTimer(this);
    m_seenTimer->setSingleShot(true);
    m_seenTimer->setInterval(50);
    connect(m_seenTimer, &QTimer::timeout, this, &OperationsPanel::tellSeen);
    const auto later = [this] { m_seenTimer->start(); };
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, later);
    connect(m_proxy, &QAbstractItemModel::layoutChanged, this, later);
    connect(m_proxy, &QAbstractItemModel::modelReset, this, later);
    connect(m_proxy, &QAbstractItemModel::modelReset, this, &OperationsPanel::selectOpened);
}

void OperationsPanel::tellSeen()
{
    std::vector<int> rows;
    const int first = std::max(0, m_table->rowAt(0));
    const int last = m_table->rowAt(m_table->viewport()->height() - 1);
    for (int row = first; row <= (last < 0 ? m_proxy->rowCount() - 1 : last); ++row)
        if (const int source = m_proxy->mapToSource(m_proxy->index(row, 0)).row();
            !m_model->rows()[static_cast<std::size_t>(source)].state)
            rows.push_back(source);
    if (!rows.empty())
        emit rowsSeen(rows);
}

void OperationsPanel::chooseColumns(const QPoint& at)
{
    auto* menu = new QMenu(m_table);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (int column = OperationListModel::State; column < OperationListModel::ColumnCount; ++column) {
        QAction* action = menu->addAction(m_model->headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!m_table->isColumnHidden(column));
        connect(action, &QAction::toggled, this,
                [this, column](bool shown) { m_table->setColumnHidden(column, !shown); });
    }
    menu->popup(m_table->horizontalHeader()->mapToGlobal(at));
}

void OperationsPanel::openCurrent(const QModelIndex& index)
{
    if (m_quiet || !index.isValid())
        return;
    const QModelIndex first = index.siblingAtColumn(0);
    emit operationActivated(first.data(OperationListModel::IdRole).toString(),
                            first.data(OperationListModel::IsTraceRole).toBool());
}

void OperationsPanel::setTheme(const Theme& theme)
{
    m_delegate->setTheme(theme);
    m_chart->setTheme(theme);
    m_table->viewport()->update();
}

void OperationsPanel::setRows(std::vector<items::OperationRow> rows)
{
    m_quiet = true;
    m_pending = static_cast<std::size_t>(
        std::count_if(rows.begin(), rows.end(), [](const items::OperationRow& row) { return !row.state; }));
    m_model->setRows(std::move(rows));
    m_quiet = false;
    updateTypes();
    updateHint();
    updateChartSoon();
    emit shownChanged();
}

void OperationsPanel::updateRow(int row, const items::OperationRow& value)
{
    if (row < 0 || row >= m_model->rowCount())
        return;
    if (!m_model->rows()[static_cast<std::size_t>(row)].state && value.state)
        --m_pending;
    const int shownBefore = shownRows();
    m_quiet = true;
    m_model->updateRow(row, value);
    m_quiet = false;
    if (shownRows() != shownBefore || shownBefore == 0) {
        updateHint();
        emit shownChanged();
    }
    if (!m_chartTimer->isActive()) // drawing thousands of points anew takes its time
        m_chartTimer->start(std::clamp(m_model->rowCount() / 2, 100, 1000));
}

void OperationsPanel::setTimeZone(const items::TimeZone& zone)
{
    m_model->setTimeZone(zone);
    m_chart->setTimeZone(zone);
}

void OperationsPanel::updateTypes()
{
    constexpr qsizetype kMostTypes = 200;
    QSet<QString> known;
    for (const items::OperationRow& row : m_model->rows())
        if (known.size() < kMostTypes)
            known.insert(row.type);
    QStringList types(known.begin(), known.end());
    types.sort();
    m_form->setTypes(types);
}

void OperationsPanel::updateChart()
{
    std::vector<DurationPoint> points;
    points.reserve(static_cast<std::size_t>(m_proxy->rowCount()));
    for (const int i : m_proxy->shownRows()) {
        const items::OperationRow& row = m_model->rows()[static_cast<std::size_t>(i)];
        points.push_back({row.id, row.isTrace, row.startNs, row.durationNs, kindOf(row.state, row.severity)});
    }
    m_chartTimer->stop();
    m_chartTimer->setInterval(100);
    m_chartUseful = points.size() > 1;
    m_chart->setPoints(std::move(points));
    showChart();
}

QString OperationsPanel::chartLabel(const QString& id) const
{
    const int found = m_model->find(id);
    if (found < 0)
        return {};
    const items::OperationRow& row = m_model->rows()[static_cast<std::size_t>(found)];
    return tr("%1: %2").arg(items::shortId(row.id), items::durationText(row.durationNs)) +
           (row.state ? QStringLiteral(" · ") + items::toText(diagnosis::name(*row.state)) : QString()) +
           (row.rule.isEmpty() ? QString() : QStringLiteral(" · ") + row.rule);
}

// In a low window the results need the room more.
void OperationsPanel::showChart()
{
    constexpr int kRows = 150;
    const int free = height() - m_form->sizeHint().height();
    m_chart->setVisible(m_chartUseful && free >= m_chart->height() + kRows);
}

void OperationsPanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    showChart();
}

void OperationsPanel::markOpened(const QString& id)
{
    m_opened = id;
    m_chart->setOpened(id);
    if (const QModelIndex index = selectOpened(); index.isValid())
        m_table->scrollTo(index);
}

QModelIndex OperationsPanel::selectOpened()
{
    const int row = m_opened.isEmpty() ? -1 : m_model->find(m_opened);
    const bool quietBefore = std::exchange(m_quiet, true);
    const QModelIndex index = row < 0 ? QModelIndex() : m_proxy->mapFromSource(m_model->index(row, 0));
    if (index.isValid())
        m_table->setCurrentIndex(index);
    else
        m_table->clearSelection();
    m_quiet = quietBefore;
    return index;
}

int OperationsPanel::shownRows() const
{
    return m_proxy->rowCount();
}

void OperationsPanel::focusResults()
{
    m_table->setFocus(Qt::ShortcutFocusReason);
}

void OperationsPanel::setHint(const QString& hint)
{
    m_hint = hint;
    updateHint();
}

void OperationsPanel::updateHint()
{
    const bool empty = m_proxy->rowCount() == 0;
    const bool filtered = empty && m_model->rowCount() > 0;
    const bool waiting = m_pending > 0 && !m_form->state().isEmpty();
    m_hintLabel->setText(
        !filtered ? m_hint
        : waiting ? tr("Being diagnosed… %1 of %2 results have no state yet.").arg(m_pending).arg(m_model->rowCount())
        : m_filter->text().simplified().isEmpty()
            ? tr("None of the %1 results has this type and state.").arg(m_model->rowCount())
            : tr("None of the %1 results has “%2”.").arg(m_model->rowCount()).arg(m_filter->text().simplified()));
    m_filter->setVisible(m_model->rowCount() > 1);
    m_hintLabel->setVisible(empty);
    m_table->setVisible(!empty);
}

} // namespace spanlight::ui
