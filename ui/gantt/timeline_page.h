#pragma once

#include <QWidget>

namespace spanlight::ui {

class FindBar;
class GanttView;

/// A timeline with what finds in it.
class TimelinePage : public QWidget
{
    Q_OBJECT

public:
    explicit TimelinePage(QWidget* parent = nullptr);

    [[nodiscard]] GanttView& gantt() { return *m_gantt; }
    [[nodiscard]] FindBar& findBar() { return *m_findBar; }

private:
    GanttView* m_gantt = nullptr;
    FindBar* m_findBar = nullptr;
};

} // namespace spanlight::ui
