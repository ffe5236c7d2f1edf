#pragma once

#include "models/items/time_zone.h"
#include "models/report/metric_lanes.h"
#include "ui/gantt/gantt_footer.h"
#include "ui/theme/service_colours.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <optional>
#include <vector>

class QToolButton;

namespace spanlight::ui {

class GanttView;

/// What Prometheus knows, below the lines of a timeline and on its axis: a small chart for each query. Hidden while
/// there is nothing to show. The wheel zooms as it does on the ruler; where not all lanes fit, Shift and the wheel
/// bring the others.
class MetricStrip : public GanttFooter
{
    Q_OBJECT

public:
    /// Becomes the footer of the view.
    explicit MetricStrip(GanttView& view);

    /// Null: nobody was asked.
    void setFacts(const operations::CompanionFacts* facts, const std::vector<operations::MetricQuery>& queries);
    void setTheme(const Theme& theme);
    void setTimeZone(const items::TimeZone& zone);
    void setFolded(bool folded);
    [[nodiscard]] bool isFolded() const { return m_folded; }
    [[nodiscard]] const std::vector<report::MetricLane>& lanes() const { return m_lanes; }
    [[nodiscard]] QSize sizeHint() const override;
    /// Nothing while it is folded.
    [[nodiscard]] int pictureHeight() const override;
    void paintPicture(QPainter& painter, const TimeScale& scale, int width) const override;
    /// What a tooltip says at a point of the strip, as rich text: the time, and each line's value then.
    [[nodiscard]] QString textAt(const QPoint& point) const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

private:
    [[nodiscard]] int laneTop(std::size_t lane) const;
    [[nodiscard]] std::optional<std::size_t> laneAt(int y) const;
    [[nodiscard]] std::size_t firstHidden() const;
    /// The lanes first … end of a drawing.
    struct Place
    {
        TimeScale scale;
        QSize size;
        std::size_t first = 0;
        std::size_t end = 0;
    };

    [[nodiscard]] QColor colourOf(const report::MetricLine& line) const;
    void paintTitle(QPainter& painter, const QString& text, int left, int width) const;
    void paintLanes(QPainter& painter, const Place& place) const;
    void paintName(QPainter& painter, const report::MetricLane& lane, int top) const;
    void paintCurves(QPainter& painter, const TimeScale& scale, const report::MetricLane& lane, int top) const;
    [[nodiscard]] QString originText() const;
    void updateTitle();

    GanttView& m_view;
    std::vector<report::MetricLane> m_lanes;
    ServiceColours m_colours;
    Theme m_theme = Theme::light();
    items::TimeZone m_zone;
    QToolButton* m_fold = nullptr;
    QString m_origin;
    std::int64_t m_askedNs = 0;
    std::size_t m_first = 0; ///< lane at the top
    std::optional<double> m_hoverX;
    bool m_folded = false;
};

} // namespace spanlight::ui
