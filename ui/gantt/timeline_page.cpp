#include "ui/gantt/timeline_page.h"

#include "ui/gantt/find_bar.h"
#include "ui/gantt/gantt_view.h"

#include <QVBoxLayout>

namespace spanlight::ui {

TimelinePage::TimelinePage(QWidget* parent) : QWidget(parent), m_gantt(new GanttView(this))
{
    m_findBar = new FindBar(*m_gantt, this);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_findBar);
    layout->addWidget(m_gantt, 1);
}

} // namespace spanlight::ui
