#include "ui/mainwindow/window_companions.h"

#include "ui/companions/companions_dialog.h"
#include "ui/companions/metric_strip.h"
#include "ui/companions/worker_panel.h"
#include "ui/gantt/gantt_view.h"

#include <utility>

namespace spanlight::ui {

WindowCompanions::WindowCompanions(Workbench& workbench, Preferences& preferences, GanttView& gantt, QWidget& window)
    : QObject(&window), m_workbench(workbench), m_preferences(preferences), m_window(window),
      m_strip(new MetricStrip(gantt)), m_workers(new WorkerPanel(&window))
{
    connect(&workbench, &Workbench::documentChanged, this, &WindowCompanions::showDocument);
    connect(&workbench, &Workbench::documentRefreshed, this, &WindowCompanions::showDocument);
    connect(&workbench, &Workbench::companionsChanged, this, &WindowCompanions::showState);
    connect(m_workers, &WorkerPanel::operationActivated, this,
            [this](const QString& id) { m_workbench.openOperation(id, false); });
    connect(m_workers, &WorkerPanel::addressWanted, this, &WindowCompanions::openForm);
    showDocument();
}

void WindowCompanions::showDocument()
{
    const auto document = m_workbench.document();
    m_strip->setFacts(document ? document->companions.get() : nullptr, document && document->profile
                                                                           ? document->profile->metrics
                                                                           : std::vector<operations::MetricQuery>());
    showState();
}

void WindowCompanions::showState()
{
    const auto document = m_workbench.document();
    const CompanionState state = m_workbench.companions();
    WorkerPanelContent content;
    content.hasAddress = !state.addresses.operationsApi.isEmpty();
    content.asking = state.asking;
    content.hasOperation = document != nullptr;
    if (document) {
        content.facts = document->companions.get();
        content.operation = document->id.toStdString();
        content.worker = document->worker.toStdString();
    }
    m_workers->setContent(content);
    if (content.hasAddress && !std::exchange(m_hadApi, content.hasAddress))
        emit workersKnown();
}

void WindowCompanions::setTheme(const Theme& theme)
{
    m_strip->setTheme(theme);
    m_workers->setTheme(theme);
}

void WindowCompanions::setTimeZone(const items::TimeZone& zone)
{
    m_strip->setTimeZone(zone);
    m_workers->setTimeZone(zone);
}

void WindowCompanions::openForm()
{
    if (m_form == nullptr) {
        m_form = new CompanionsDialog(&m_window);
        connect(m_form, &CompanionsDialog::chosen, this, &WindowCompanions::choose);
    }
    m_form->begin(m_workbench.companions().addresses);
}

void WindowCompanions::choose(const sources::CompanionAddresses& addresses)
{
    m_preferences.setCompanions(addresses);
    m_workbench.setCompanions(addresses);
}

} // namespace spanlight::ui
