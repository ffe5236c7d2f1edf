#pragma once

#include "ui/gantt/gantt_geometry.h"

#include <QPixmap>
#include <QWidget>

#include <optional>

namespace spanlight::ui {

class GanttView;

/// Minimap and ruler above the lines of a GanttView. Dragging on the minimap moves the window, on the ruler selects a
/// stretch of time to zoom to.
class GanttHeader : public QWidget
{
    Q_OBJECT

public:
    explicit GanttHeader(GanttView& view);

    /// The minimap must be drawn anew (document, theme, size).
    void invalidate();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    bool event(QEvent* event) override;

private:
    enum class Drag { None, Window, Range };

    void moveWindowTo(double x);
    [[nodiscard]] std::optional<std::size_t> pinAt(const QPoint& point) const;

    GanttView& m_view;
    QPixmap m_minimap;
    Drag m_drag = Drag::None;
    double m_rangeFrom = 0;
    double m_rangeTo = 0;
};

} // namespace spanlight::ui
