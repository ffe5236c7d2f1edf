#pragma once

#include "ui/gantt/gantt_painter.h"

#include <QColor>
#include <QRectF>

class QPainter;

namespace spanlight::ui {

/// Paints single lines of the timeline: name on the left, bar on the right.
class RowPainter
{
public:
    RowPainter(QPainter& painter, const GanttScene& scene);

    void paint(std::size_t line, int y);

private:
    struct Line
    {
        std::size_t place = 0;
        VisibleRow visible;
        trace::TimelineRow row;
        QColor colour;
        bool error = false;
        int y = 0;
    };

    void paintBackground(const Line& line);
    void paintName(const Line& line);
    void paintArrow(const Line& line, double x);
    void paintBar(const Line& line);
    void paintSpanBar(const Line& line, const BarPixels& bar);
    void paintSelfTime(const Line& line, const QRectF& rect);
    void paintCritical(const Line& line, const QRectF& rect);
    [[nodiscard]] bool isSilent(const Line& line) const;
    void paintSilence(const Line& line, const QRectF& rect);
    void paintHatch(const Line& line, const QRectF& rect, const QColor& colour);
    void paintGap(const Line& line, const BarPixels& bar);
    void paintGhost(const Line& line, const BarPixels& bar);
    void paintFold(const Line& line);
    void paintJoint(const Line& line, const BarPixels& bar);
    void paintBesideBar(const Line& line, const BarPixels& bar, const QString& text);
    void paintTextInBar(const QRectF& rect, const QString& text, const QColor& colour, const QColor& behind);
    [[nodiscard]] QRectF barRect(const Line& line, const BarPixels& bar) const;

    QPainter& m_painter;
    const GanttScene& m_scene;
    const GanttDocument& m_document;
    TimeScale m_scale;
    QFont m_font;
    QFont m_small;
};

} // namespace spanlight::ui
