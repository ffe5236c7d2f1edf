#pragma once

#include "models/items/time_zone.h"
#include "ui/gantt/gantt_document.h"
#include "ui/gantt/gantt_geometry.h"
#include "ui/gantt/visible_rows.h"
#include "ui/theme/service_colours.h"
#include "ui/theme/theme.h"

#include <QFont>
#include <QRect>

#include <optional>
#include <vector>

class QPainter;

namespace spanlight::ui {

/// Sizes of the timeline in logical pixels.
struct GanttMetrics
{
    int rowHeight = 26;
    int barHeight = 17;
    int indent = 16;
    int nameWidth = 270;
    int minimapHeight = 46;
    int rulerHeight = 28;

    [[nodiscard]] int headerHeight() const { return minimapHeight + rulerHeight; }
};

/// All that a picture of the timeline depends on. The pointers must outlive the painting.
struct GanttScene
{
    const GanttDocument* document = nullptr;
    const VisibleRows* rows = nullptr;
    const ServiceColours* colours = nullptr;
    Theme theme;
    QFont font;
    GanttMetrics metrics;
    TimeWindow window;
    TimeWindow whole;
    int width = 0;
    items::TimeZone zone;
    std::int64_t todayNs = 0; ///< any moment of the day whose date need not be told
    bool showCriticalPath = true;
    std::optional<std::size_t> selected; ///< line
    std::optional<std::size_t> hovered;
    double flash = 0;                         ///< 0 … 1, of the selected line
    const RowMatches* matches = nullptr;      ///< what is looked for; null: nothing is
    const std::vector<bool>* added = nullptr; ///< by row: came lately; may be shorter than the rows
    double fresh = 0;                         ///< 0 … 1, of those

    [[nodiscard]] TimeScale scale() const;
    [[nodiscard]] TimeScale wholeScale() const;
};

/// Lines first … last, the first one at y = `top`.
void paintRows(QPainter& painter, const GanttScene& scene, std::size_t first, std::size_t last, int top);
/// Grid and "now" line over the height of the rows; drawn below the rows.
void paintGrid(QPainter& painter, const GanttScene& scene, int height);
void paintNowLine(QPainter& painter, const GanttScene& scene, int height);
/// Minimap (from a picture made by paintMinimap) with the window on it, ruler, pins.
void paintHeader(QPainter& painter, const GanttScene& scene, const QPixmap& minimap);
/// The day of the timeline, or its first and last one; empty when it is today's.
[[nodiscard]] QString rangeDays(const GanttScene& scene);
/// Begin and end of the timeline, with milliseconds when it is short.
[[nodiscard]] QString rangeTimes(const GanttScene& scene);
/// The whole timeline, small: every row as a line, or as many as can be told apart. O(height).
void paintMinimap(QPainter& painter, const GanttScene& scene, QSize size);

} // namespace spanlight::ui
