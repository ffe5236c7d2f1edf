#include "ui/span/span_panel.h"

#include "models/items/attribute_model.h"
#include "models/items/attribute_proxy.h"
#include "models/items/call_model.h"
#include "models/items/event_model.h"
#include "models/items/link_model.h"
#include "models/items/text.h"
#include "ui/span/attribute_delegate.h"
#include "ui/span/span_json.h"
#include "ui/theme/parts.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedWidget>
#include <QTabBar>
#include <QTableView>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace spanlight::ui {

namespace {

enum Tab { kAttributes, kEvents, kResource, kLinks, kRaw, kCalls };

void prepareTable(QTableView& table, const QString& name, const QString& accessible)
{
    table.setObjectName(name);
    table.setAccessibleName(accessible);
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setSelectionMode(QAbstractItemView::SingleSelection);
    table.setEditTriggers(QAbstractItemView::NoEditTriggers);
    table.setShowGrid(false);
    table.setWordWrap(false);
    table.setTabKeyNavigation(false);
    table.verticalHeader()->hide();
    table.verticalHeader()->setDefaultSectionSize(QFontMetrics(codeFont()).height() + 10);
    table.horizontalHeader()->setHighlightSections(false);
    table.horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table.setContextMenuPolicy(Qt::CustomContextMenu);
}

} // namespace

SpanPanel::SpanPanel(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("spanPanel"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    addHeader(*layout);
    m_pages = new QStackedWidget(this);
    layout->addWidget(m_pages, 1);
    m_attributes = new items::AttributeModel(this);
    m_resource = new items::AttributeModel(this);
    m_events = new items::EventModel(this);
    m_links = new items::LinkModel(this);
    m_calls = new items::CallModel(this);
    m_delegate = new AttributeDelegate(this);
    addAttributeTab(*m_attributes, QStringLiteral("attributeTable"), tr("Attributes"));
    addEventTab();
    addAttributeTab(*m_resource, QStringLiteral("resourceTable"), tr("Resource"));
    QTableView* links = addTableTab(*m_links, QStringLiteral("linkTable"), tr("Links"));
    connect(links, &QTableView::activated, this,
            [this](const QModelIndex& index) { emit spanActivated(m_links->target(index.row())); });
    m_raw = new QPlainTextEdit(this);
    m_raw->setObjectName(QStringLiteral("rawText"));
    m_raw->setAccessibleName(tr("The span as JSON"));
    m_raw->setReadOnly(true);
    m_raw->setFont(codeFont());
    m_raw->setLineWrapMode(QPlainTextEdit::NoWrap);
    addTab(*m_raw, tr("Raw"));
    QTableView* calls = addTableTab(*m_calls, QStringLiteral("callTable"), tr("Calls"));
    const std::pair<int, int> widths[] = {{items::CallModel::Time, 90},
                                          {items::CallModel::Request, 190},
                                          {items::CallModel::Target, 220},
                                          {items::CallModel::Answer, 150},
                                          {items::CallModel::Attempts, 80}};
    for (const auto& [column, width] : widths)
        calls->setColumnWidth(column, width);
    connect(calls, &QTableView::activated, this,
            [this](const QModelIndex& index) { emit spanActivated(m_calls->span(index.row())); });
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int tab) {
        m_pages->setCurrentIndex(tab);
        setSpan(m_span);
    });
    m_absence = makeText(QString(), QString(), this);
    m_absence->setObjectName(QStringLiteral("spanAbsence"));
    m_absence->setTextFormat(Qt::RichText);
    m_absence->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_absence->setContentsMargins(14, 10, 14, 10);
    auto* absence = new QScrollArea(this); // it must not make the panel higher
    absence->setWidgetResizable(true);
    absence->setWidget(m_absence);
    m_pages->addWidget(absence); // behind those of the tabs
    updateTitles();
}

SpanPanel::~SpanPanel() = default;

void SpanPanel::setTimeZone(const items::TimeZone& zone)
{
    m_attributes->setTimeZone(zone);
    m_resource->setTimeZone(zone);
    m_events->setTimeZone(zone);
}

QTableView* SpanPanel::addAttributeTab(items::AttributeModel& model, const QString& name, const QString& title)
{
    auto* proxy = new items::AttributeProxy(this);
    proxy->setSourceModel(&model);
    m_proxies.push_back(proxy);
    auto* table = new QTableView(this);
    table->setModel(proxy);
    prepareTable(*table, name, title);
    table->setItemDelegate(m_delegate);
    table->horizontalHeader()->hide();
    table->horizontalHeader()->setSectionResizeMode(items::AttributeModel::Key, QHeaderView::Interactive);
    table->horizontalHeader()->setSectionResizeMode(items::AttributeModel::Value, QHeaderView::Stretch);
    table->setColumnWidth(items::AttributeModel::Type, 80);
    connect(table, &QTableView::customContextMenuRequested, this,
            [this, table](const QPoint& at) { showContextMenu(*table, at); });
    addTab(*table, title);
    return table;
}

QTableView* SpanPanel::addTableTab(QAbstractItemModel& model, const QString& name, const QString& title)
{
    auto* table = new QTableView(this);
    table->setModel(&model);
    prepareTable(*table, name, title);
    table->horizontalHeader()->setStretchLastSection(true);
    table->horizontalHeader()->setDefaultSectionSize(150);
    addTab(*table, title);
    return table;
}

void SpanPanel::addEventTab()
{
    m_eventView = new QTreeView(this);
    m_eventView->setObjectName(QStringLiteral("eventTree"));
    m_eventView->setAccessibleName(tr("Events"));
    m_eventView->setModel(m_events);
    m_eventView->setHeaderHidden(true);
    m_eventView->setUniformRowHeights(true);
    m_eventView->header()->setStretchLastSection(true);
    m_eventView->setColumnWidth(0, 260);
    addTab(*m_eventView, tr("Events"));
}

void SpanPanel::addTab(QWidget& page, const QString& title)
{
    m_tabs->addTab(title);
    m_pages->addWidget(&page);
}

void SpanPanel::addHeader(QVBoxLayout& layout)
{
    auto* header = new QFrame(this);
    header->setProperty("panel", QStringLiteral("tabs"));
    auto* row = new QHBoxLayout(header);
    row->setContentsMargins(0, 0, 8, 0);
    row->setSpacing(8);
    m_tabs = new QTabBar(header);
    m_tabs->setObjectName(QStringLiteral("spanTabs"));
    m_tabs->setAccessibleName(tr("Details of the span"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setMinimumWidth(120); // then it scrolls
    row->addWidget(m_tabs, 0, Qt::AlignBottom);
    m_title = new ElidedLabel(header);
    m_title->setObjectName(QStringLiteral("spanTitle"));
    m_title->setProperty("role", QStringLiteral("muted"));
    m_title->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    row->addWidget(m_title, 1);
    m_filter = new QLineEdit(header);
    m_filter->setObjectName(QStringLiteral("attributeFilter"));
    m_filter->setAccessibleName(tr("Filter of the attributes"));
    m_filter->setPlaceholderText(tr("Filter…"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setFixedWidth(150);
    row->addWidget(m_filter);
    connect(m_filter, &QLineEdit::textChanged, this, &SpanPanel::setFilter);
    layout.addWidget(header);
}

void SpanPanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    for (QTableView* table : findChildren<QTableView*>())
        if (qobject_cast<items::AttributeProxy*>(table->model()) != nullptr)
            table->setColumnWidth(items::AttributeModel::Key, std::min(268, width() * 2 / 5));
}

void SpanPanel::setTheme(const Theme& theme)
{
    m_delegate->setTheme(theme);
    update();
}

void SpanPanel::setFilter(const QString& words)
{
    for (items::AttributeProxy* proxy : m_proxies)
        proxy->setFilter(words);
}

void SpanPanel::focusFilter()
{
    if (m_tabs->currentIndex() != kAttributes && m_tabs->currentIndex() != kResource)
        m_tabs->setCurrentIndex(kAttributes);
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void SpanPanel::setOperation(std::shared_ptr<const trace::TraceSet> traces,
                             std::shared_ptr<const operations::Profile> profile, const diagnosis::Diagnosis* diagnosis,
                             std::vector<report::CallRow> calls)
{
    setSpan(trace::kNoSpanRef);
    m_traces = std::move(traces);
    m_findings = diagnosis != nullptr ? diagnosis->findings : std::vector<diagnosis::Finding>{};
    m_attributes->setProfile(profile);
    m_resource->setProfile(std::move(profile));
    m_calls->setCalls(std::move(calls));
    setSpan(trace::kNoSpanRef);
}

void SpanPanel::updateOperation(std::shared_ptr<const trace::TraceSet> traces,
                                std::shared_ptr<const operations::Profile> profile,
                                const diagnosis::Diagnosis* diagnosis, std::vector<report::CallRow> calls,
                                trace::SpanRef selected)
{
    std::vector<std::pair<QScrollBar*, int>> places;
    for (const auto* area : findChildren<QAbstractScrollArea*>())
        places.emplace_back(area->verticalScrollBar(), area->verticalScrollBar()->value());
    setOperation(std::move(traces), std::move(profile), diagnosis, std::move(calls));
    setSpan(selected);
    for (const auto& [bar, value] : places)
        bar->setValue(value);
}

void SpanPanel::updateNotes()
{
    std::map<std::string, items::AttributeNote, std::less<>> notes;
    for (const diagnosis::Finding& finding : m_findings) {
        if (finding.severity == diagnosis::Severity::Info)
            continue;
        for (const diagnosis::Evidence& evidence : finding.evidence)
            if (evidence.span == m_span && !evidence.attribute.empty())
                notes.try_emplace(evidence.attribute,
                                  items::AttributeNote{items::toText(finding.title), finding.severity});
    }
    m_attributes->setNotes(std::move(notes));
}

void SpanPanel::setSpan(trace::SpanRef span)
{
    const bool known = m_traces && m_traces->contains(span);
    m_pages->setCurrentIndex(m_tabs->currentIndex());
    m_span = known ? span : trace::kNoSpanRef;
    if (!known) {
        m_attributes->setAttributes(nullptr, {});
        m_resource->setAttributes(nullptr, {});
    } else {
        const auto& store = m_traces->stores()[span.store];
        m_attributes->setAttributes(store, {store->attributes(span.row)});
        m_resource->setAttributes(store, {store->resource(store->resourceOf(span.row)).attributes,
                                          store->scope(store->scopeOf(span.row)).attributes});
        updateNotes();
    }
    m_events->setSpan(m_traces, m_span);
    m_eventView->expandAll();
    m_links->setSpan(m_traces, m_span);
    m_raw->setPlainText(known && m_tabs->currentIndex() == kRaw ? QString::fromStdString(spanJson(*m_traces, m_span))
                                                                : QString());
    updateTitles();
}

void SpanPanel::setAbsence(const QString& html)
{
    m_absence->setText(html);
    if (!html.isEmpty() && m_tabs->currentIndex() != kCalls)
        m_pages->setCurrentIndex(m_pages->count() - 1);
}

void SpanPanel::updateTitles()
{
    const auto title = [this](int tab, const QString& name, int count) {
        m_tabs->setTabText(
            tab, m_span.valid() || (tab == kCalls && m_traces) ? QStringLiteral("%1 %2").arg(name).arg(count) : name);
    };
    title(kAttributes, tr("Attributes"), m_attributes->rowCount());
    title(kEvents, tr("Events"), m_events->eventCount());
    title(kResource, tr("Resource"), m_resource->rowCount());
    title(kLinks, tr("Links"), m_links->rowCount());
    title(kCalls, tr("Calls"), m_calls->rowCount());
    m_title->setText(m_span.valid() ? items::cellText(m_traces->name(m_span), 120) + QStringLiteral(" · ") +
                                          items::cellText(m_traces->service(m_span), 120)
                                    : tr("no span selected"));
    m_title->setToolTip(m_title->text().toHtmlEscaped());
}

void SpanPanel::copyJson()
{
    if (m_span.valid())
        QGuiApplication::clipboard()->setText(QString::fromStdString(spanJson(*m_traces, m_span)));
}

void SpanPanel::showContextMenu(QTableView& table, const QPoint& at)
{
    const QModelIndex index = table.indexAt(at);
    if (!index.isValid())
        return;
    const auto text = [&index](int column, int role) { return index.siblingAtColumn(column).data(role).toString(); };
    const QString key = text(items::AttributeModel::Key, items::AttributeModel::FullTextRole);
    const QString value = text(items::AttributeModel::Value, items::AttributeModel::FullTextRole);
    const QString json = text(items::AttributeModel::Value, items::AttributeModel::JsonRole);
    const auto copy = [](const QString& what) { return [what] { QGuiApplication::clipboard()->setText(what); }; };
    auto* menu = new QMenu(&table);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Copy value"), this, copy(value));
    menu->addAction(tr("Copy key"), this, copy(key));
    menu->addAction(tr("Copy key=value"), this, copy(key + QLatin1Char('=') + value));
    menu->addAction(tr("Copy value as JSON"), this, copy(json));
    menu->addAction(tr("Copy span as JSON"), this, &SpanPanel::copyJson);
    menu->popup(table.viewport()->mapToGlobal(at));
}

} // namespace spanlight::ui
