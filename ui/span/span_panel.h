#pragma once

#include "models/diagnosis/diagnosis.h"
#include "models/items/time_zone.h"
#include "models/operations/profile.h"
#include "models/report/calls_report.h"
#include "models/trace/trace_set.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <memory>
#include <vector>

class QAbstractItemModel;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QStackedWidget;
class QTabBar;
class QVBoxLayout;
class QTableView;
class QTreeView;

namespace spanlight::items {
class AttributeModel;
class AttributeProxy;
class CallModel;
class EventModel;
class LinkModel;
} // namespace spanlight::items

namespace spanlight::ui {

class AttributeDelegate;
class ElidedLabel;

/// Everything about the selected span, and the calls of the whole operation beside it.
class SpanPanel : public QWidget
{
    Q_OBJECT

public:
    explicit SpanPanel(QWidget* parent = nullptr);
    ~SpanPanel() override;

    void setTheme(const Theme& theme);
    void setTimeZone(const items::TimeZone& zone);
    /// The operation whose spans are shown. `findings` mark the attributes that they cite.
    void setOperation(std::shared_ptr<const trace::TraceSet> traces, std::shared_ptr<const operations::Profile> profile,
                      const diagnosis::Diagnosis* diagnosis, std::vector<report::CallRow> calls);
    /// The same operation, looked at later; `selected` is in the new traces. What is scrolled to stays.
    void updateOperation(std::shared_ptr<const trace::TraceSet> traces,
                         std::shared_ptr<const operations::Profile> profile, const diagnosis::Diagnosis* diagnosis,
                         std::vector<report::CallRow> calls, trace::SpanRef selected);
    void setSpan(trace::SpanRef span);
    /// Says, as rich text, what stands in place of a span, until there is one or a tab is chosen.
    void setAbsence(const QString& html);
    [[nodiscard]] trace::SpanRef span() const { return m_span; }

public slots:
    void focusFilter();
    void copyJson();

signals:
    /// A link or call was activated.
    void spanActivated(const trace::SpanRef& span);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QTableView* addAttributeTab(items::AttributeModel& model, const QString& name, const QString& title);
    QTableView* addTableTab(QAbstractItemModel& model, const QString& name, const QString& title);
    void addEventTab();
    void addHeader(QVBoxLayout& layout);
    void addTab(QWidget& page, const QString& title);
    void updateTitles();
    void showContextMenu(QTableView& table, const QPoint& at);
    void setFilter(const QString& words);
    void updateNotes();

    std::shared_ptr<const trace::TraceSet> m_traces;
    std::vector<diagnosis::Finding> m_findings;
    trace::SpanRef m_span;
    items::AttributeModel* m_attributes = nullptr;
    items::AttributeModel* m_resource = nullptr;
    items::EventModel* m_events = nullptr;
    items::LinkModel* m_links = nullptr;
    items::CallModel* m_calls = nullptr;
    std::vector<items::AttributeProxy*> m_proxies;
    AttributeDelegate* m_delegate = nullptr;
    QTabBar* m_tabs = nullptr;
    QStackedWidget* m_pages = nullptr;
    QTreeView* m_eventView = nullptr;
    QPlainTextEdit* m_raw = nullptr;
    QLineEdit* m_filter = nullptr;
    ElidedLabel* m_title = nullptr;
    QLabel* m_absence = nullptr;
};

} // namespace spanlight::ui
