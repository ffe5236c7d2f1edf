#pragma once

#include "ui/gantt/gantt_geometry.h"

#include <QWidget>

class QPainter;

namespace spanlight::ui {

/// What stands below the lines of a timeline, on its axis.
class GanttFooter : public QWidget
{
public:
    using QWidget::QWidget;

    /// How high it is in a picture that shows everything; 0: it is not in it.
    [[nodiscard]] virtual int pictureHeight() const = 0;
    /// All of it, from (0, 0); `scale`: where times are in the picture.
    virtual void paintPicture(QPainter& painter, const TimeScale& scale, int width) const = 0;
};

} // namespace spanlight::ui
