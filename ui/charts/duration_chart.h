#pragma once

#include "models/items/time_zone.h"
#include "ui/theme/theme.h"

#include <QChartView>
#include <QPointF>
#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

class QScatterSeries;

namespace spanlight::ui {

/// One operation in the chart.
struct DurationPoint
{
    enum class Kind { Pending, Good, Info, Warning, Bad };

    QString id;
    bool isTrace = false;
    QString label; ///< for the tooltip
    std::int64_t startNs = 0;
    std::int64_t durationNs = 0;
    Kind kind = Kind::Pending;
};

/// Duration of operations over the time of their start; a click chooses one.
class DurationChart : public QChartView
{
    Q_OBJECT

public:
    explicit DurationChart(QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    void setTimeZone(const items::TimeZone& zone);
    /// Shows at most the newest 2000.
    void setPoints(std::vector<DurationPoint> points);
    void setOpened(const QString& id);
    [[nodiscard]] const std::vector<DurationPoint>& points() const { return m_points; }
    /// Where a point is in the widget.
    [[nodiscard]] QPointF positionOf(std::size_t point) const;

signals:
    void operationActivated(const QString& id, bool isTrace);

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void rebuild();
    [[nodiscard]] std::size_t timeLabelCount() const;
    void addSeries(DurationPoint::Kind kind);
    void addOpened();
    void addAxes();
    [[nodiscard]] QColor colour(DurationPoint::Kind kind) const;
    [[nodiscard]] QPointF value(const DurationPoint& point) const;
    [[nodiscard]] std::optional<std::size_t> pointAt(const QPointF& position) const;

    std::vector<DurationPoint> m_points;
    QString m_opened;
    items::TimeZone m_zone;
    Theme m_theme = Theme::light();
    std::size_t m_labelCount = 0;
    std::int64_t m_fromNs = 0;
    std::int64_t m_toNs = 0;
    QScatterSeries* m_anySeries = nullptr; ///< for the mapping of values to pixels
};

} // namespace spanlight::ui
