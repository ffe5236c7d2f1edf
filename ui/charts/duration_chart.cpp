#include "ui/charts/duration_chart.h"

#include "models/trace/time_text.h"
#include "ui/charts/duration_axis.h"

#include <QCategoryAxis>
#include <QChart>
#include <QGraphicsLayout>
#include <QMouseEvent>
#include <QPainter>
#include <QScatterSeries>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <memory>

namespace spanlight::ui {

namespace {

constexpr double kCell = 3; ///< pixels in which marks cannot be told apart
constexpr double kHitRadius = 9;

void addLabels(QCategoryAxis& axis, const std::vector<AxisLabel>& labels)
{
    for (const auto& [place, text] : labels)
        axis.append(text, place);
}

void styleAxis(QCategoryAxis& axis, const Theme& theme)
{
    QFont font = textFont();
    font.setPixelSize(11);
    axis.setLabelsFont(font);
    axis.setLabelsColor(theme.muted);
    axis.setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
    axis.setGridLineColor(theme.grid);
    axis.setLinePenColor(theme.border);
    axis.setTruncateLabels(false);
}

} // namespace

DurationChart::DurationChart(QWidget* parent) : QChartView(parent)
{
    setObjectName(QStringLiteral("durationChart"));
    setAccessibleName(tr("Duration of operations over time"));
    setFrameShape(QFrame::NoFrame);
    setRenderHint(QPainter::Antialiasing);
    setMouseTracking(true);
    setFocusPolicy(Qt::NoFocus); // the table below has the same operations for the keyboard
    rebuild();
}

void DurationChart::setTheme(const Theme& theme)
{
    m_theme = theme;
    rebuild();
}

void DurationChart::setPoints(std::vector<DurationPoint> points)
{
    m_points = std::move(points);
    const auto [first, last] = std::minmax_element(m_points.begin(), m_points.end(),
                                                   [](const auto& a, const auto& b) { return a.startNs < b.startNs; });
    m_fromNs = m_points.empty() ? 0 : first->startNs;
    m_toNs = m_points.empty() ? 0 : last->startNs;
    rebuild();
}

void DurationChart::setTimeZone(const items::TimeZone& zone)
{
    m_zone = zone;
    rebuild();
}

void DurationChart::setOpened(const QString& id)
{
    if (id == m_opened)
        return;
    m_opened = id;
    viewport()->update();
}

QColor DurationChart::colour(DurationPoint::Kind kind) const
{
    switch (kind) {
    case DurationPoint::Kind::Good:
        return m_theme.ok;
    case DurationPoint::Kind::Info:
        return m_theme.info;
    case DurationPoint::Kind::Warning:
        return m_theme.warning;
    case DurationPoint::Kind::Bad:
        return m_theme.error;
    case DurationPoint::Kind::Pending:
        break;
    }
    return m_theme.border;
}

QPointF DurationChart::value(const DurationPoint& point) const
{
    return {static_cast<double>(point.startNs - m_fromNs) / 1e9, durationPosition(point.durationNs)};
}

// Without points of its own: axes need a series to belong to. The marks are painted over it.
void DurationChart::addSeries()
{
    m_anySeries = new QScatterSeries(chart());
    chart()->addSeries(m_anySeries);
}

// One point for each cell, the worst of those in it. O(points).
const std::vector<std::size_t>& DurationChart::marks() const
{
    const QRectF area = chart()->plotArea();
    if (area == m_marksArea)
        return m_marks;
    m_marksArea = area;
    m_marks.clear();
    const auto columns = static_cast<std::size_t>(std::max(1.0, area.width() / kCell)) + 1;
    const auto lines = static_cast<std::size_t>(std::max(1.0, area.height() / kCell)) + 1;
    constexpr auto kNone = static_cast<std::size_t>(-1);
    std::vector<std::size_t> cells(columns * lines, kNone);
    const QPointF origin = chart()->mapToPosition(QPointF(0, 0), m_anySeries);
    const QPointF unit = chart()->mapToPosition(QPointF(1, 1), m_anySeries) - origin;
    const auto cellOf = [](double from, double place, std::size_t count) {
        return static_cast<std::size_t>(std::clamp((place - from) / kCell, 0.0, static_cast<double>(count - 1)));
    };
    for (std::size_t i = 0; i < m_points.size(); ++i) {
        const QPointF at = value(m_points[i]);
        std::size_t& cell = cells[cellOf(area.top(), origin.y() + at.y() * unit.y(), lines) * columns +
                                  cellOf(area.left(), origin.x() + at.x() * unit.x(), columns)];
        if (cell == kNone || m_points[cell].kind < m_points[i].kind)
            cell = i;
    }
    std::copy_if(cells.begin(), cells.end(), std::back_inserter(m_marks), [](std::size_t i) { return i != kNone; });
    std::stable_sort(m_marks.begin(), m_marks.end(),
                     [this](std::size_t a, std::size_t b) { return m_points[a].kind < m_points[b].kind; });
    return m_marks;
}

void DurationChart::paintEvent(QPaintEvent* event)
{
    QChartView::paintEvent(event);
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const double radius = markSize() / 2;
    for (const std::size_t i : marks()) {
        painter.setBrush(colour(m_points[i].kind));
        painter.drawEllipse(positionOf(i), radius, radius);
    }
    const auto opened =
        std::find_if(m_points.begin(), m_points.end(), [this](const DurationPoint& p) { return p.id == m_opened; });
    if (opened == m_points.end())
        return;
    constexpr double kRing = 7;
    const QPointF at = positionOf(static_cast<std::size_t>(opened - m_points.begin()));
    painter.setBrush(colour(opened->kind)); // also where a worse one has its cell
    painter.drawEllipse(at, radius, radius);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colour(opened->kind), 2));
    painter.drawEllipse(at, kRing, kRing);
}

void DurationChart::addAxes()
{
    std::int64_t shortest = 1'000'000;
    std::int64_t longest = 1'000'000;
    if (!m_points.empty()) {
        const auto [low, high] = std::minmax_element(
            m_points.begin(), m_points.end(), [](const auto& a, const auto& b) { return a.durationNs < b.durationNs; });
        shortest = low->durationNs;
        longest = high->durationNs;
    }
    auto* time = new QCategoryAxis(chart());
    const double seconds = std::max(1.0, static_cast<double>(m_toNs - m_fromNs) / 1e9);
    time->setRange(-seconds * 0.04, seconds * 1.05);
    styleAxis(*time, m_theme);
    time->setGridLineVisible(false);
    addLabels(*time, timeLabels(m_fromNs, m_toNs, m_labelCount, m_zone));
    auto* duration = new QCategoryAxis(chart());
    const double margin = std::max(0.35, (durationPosition(longest) - durationPosition(shortest)) * 0.1);
    duration->setRange(durationPosition(shortest) - margin, durationPosition(longest) + margin);
    styleAxis(*duration, m_theme);
    addLabels(*duration, durationLabels(shortest, longest, 3));
    chart()->addAxis(time, Qt::AlignBottom);
    chart()->addAxis(duration, Qt::AlignLeft);
    for (QAbstractSeries* series : chart()->series()) {
        series->attachAxis(time);
        series->attachAxis(duration);
    }
}

std::size_t DurationChart::timeLabelCount() const
{
    return static_cast<std::size_t>(std::clamp((width() - 40) / 100, 1, 4));
}

void DurationChart::resizeEvent(QResizeEvent* event)
{
    QChartView::resizeEvent(event);
    if (timeLabelCount() != m_labelCount)
        rebuild();
}

void DurationChart::rebuild()
{
    m_labelCount = timeLabelCount();
    std::unique_ptr<QChart> before(chart());
    setChart(new QChart);
    chart()->legend()->hide();
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    chart()->setMargins(QMargins(4, 6, 8, 0));
    chart()->setBackgroundRoundness(0);
    m_anySeries = nullptr;
    chart()->setBackgroundBrush(m_theme.window);
    setBackgroundBrush(m_theme.window);
    m_marksArea = {};
    addSeries();
    addAxes();
}

QPointF DurationChart::positionOf(std::size_t point) const
{
    return mapFromScene(chart()->mapToScene(chart()->mapToPosition(value(m_points[point]), m_anySeries)));
}

std::optional<std::size_t> DurationChart::pointAt(const QPointF& position) const
{
    std::optional<std::size_t> nearest;
    double best = kHitRadius;
    for (const std::size_t i : marks()) {
        const QPointF away = positionOf(i) - position;
        const double distance = std::hypot(away.x(), away.y());
        if (distance < best) {
            best = distance;
            nearest = i;
        }
    }
    return nearest;
}

void DurationChart::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    if (const auto point = pointAt(event->position())) {
        const DurationPoint chosen = m_points[*point];
        emit operationActivated(chosen.id, chosen.isTrace);
    }
}

void DurationChart::mouseMoveEvent(QMouseEvent* event)
{
    const auto point = pointAt(event->position());
    setCursor(point ? Qt::PointingHandCursor : Qt::ArrowCursor);
    QToolTip::showText(event->globalPosition().toPoint(),
                       point ? m_labelOf(m_points[*point].id).toHtmlEscaped() : QString(), this);
}

} // namespace spanlight::ui
