#pragma once

#include "models/items/time_zone.h"
#include "ui/theme/theme.h"

#include <QChartView>
#include <QPointF>
#include <QString>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

class QScatterSeries;

namespace spanlight::ui {

/// One operation in the chart.
struct DurationPoint
{
    enum class Kind { Pending, Good, Info, Warning, Bad };

    QString id;
    bool isTrace = false;
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
    /// However many there are, each place that the eye can tell apart has one mark: that of the worst.
    void setPoints(std::vector<DurationPoint> points);
    /// What the tooltip of an operation says, asked when it is wanted.
    void setLabels(std::function<QString(const QString& id)> labelOf) { m_labelOf = std::move(labelOf); }
    /// Marks that are painted.
    [[nodiscard]] std::size_t markCount() const { return marks().size(); }
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
    void paintEvent(QPaintEvent* event) override;

private:
    void rebuild();
    [[nodiscard]] std::size_t timeLabelCount() const;
    void addSeries();
    void addAxes();
    [[nodiscard]] const std::vector<std::size_t>& marks() const;
    [[nodiscard]] double markSize() const { return m_points.size() > 300 ? 5 : 7.5; }
    [[nodiscard]] QColor colour(DurationPoint::Kind kind) const;
    [[nodiscard]] QPointF value(const DurationPoint& point) const;
    [[nodiscard]] std::optional<std::size_t> pointAt(const QPointF& position) const;

    std::vector<DurationPoint> m_points;
    QString m_opened;
    std::function<QString(const QString& id)> m_labelOf = [](const QString& id) { return id; };
    mutable std::vector<std::size_t> m_marks; ///< points that are painted, the worst last
    mutable QRectF m_marksArea;               ///< for which m_marks were chosen; empty: none were
    items::TimeZone m_zone;
    Theme m_theme = Theme::light();
    std::size_t m_labelCount = 0;
    std::int64_t m_fromNs = 0;
    std::int64_t m_toNs = 0;
    QScatterSeries* m_anySeries = nullptr; ///< for the mapping of values to pixels
};

} // namespace spanlight::ui
