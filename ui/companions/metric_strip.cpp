#include "ui/companions/metric_strip.h"

#include "models/items/text.h"
#include "ui/companions/lane_strokes.h"
#include "ui/gantt/gantt_view.h"

#include <QEvent>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolButton>
#include <QToolTip>
#include <QUrl>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace spanlight::ui {

using report::lastSample;
using report::MetricLane;
using report::MetricLine;
using report::metricText;

namespace {

constexpr int kTitleHeight = 24;
constexpr int kLaneHeight = 34;
constexpr int kNameMargin = 10;
constexpr int kChartMargin = 4; // of a lane, above and below its curves
constexpr std::size_t kNamedValues = 3;

QString laneText(const MetricLine& line, const MetricLane& lane)
{
    const auto last = lastSample(line);
    return last ? QString::fromStdString(metricText(last->value, lane.unit)) : QStringLiteral("–");
}

} // namespace

MetricStrip::MetricStrip(GanttView& view) : GanttFooter(&view), m_view(view)
{
    setObjectName(QStringLiteral("metricStrip"));
    setAccessibleName(tr("Metrics on the axis of the timeline"));
    setMouseTracking(true);
    m_fold = new QToolButton(this);
    m_fold->setObjectName(QStringLiteral("metricFold"));
    m_fold->setProperty("flat", true);
    m_fold->setToolButtonStyle(Qt::ToolButtonTextOnly);
    connect(m_fold, &QToolButton::clicked, this, [this] { setFolded(!m_folded); });
    hide();
    view.setFooter(*this);
    updateTitle();
}

void MetricStrip::setFacts(const operations::CompanionFacts* facts, const std::vector<operations::MetricQuery>& queries)
{
    m_lanes = facts == nullptr ? std::vector<MetricLane>() : report::metricLanes(*facts, queries);
    m_first = std::min(m_first, m_lanes.empty() ? 0 : m_lanes.size() - 1);
    m_origin.clear();
    if (!m_lanes.empty()) {
        const operations::FactOrigin& origin = facts->series.front().origin;
        m_origin = QUrl(QString::fromStdString(origin.url)).authority();
        m_askedNs = origin.timeNs;
    }
    setTheme(m_theme); // new lines want colours
    setHidden(m_lanes.empty());
    updateTitle();
    m_view.updateFooter();
}

void MetricStrip::setTheme(const Theme& theme)
{
    m_theme = theme;
    std::vector<std::string> labels;
    for (const MetricLane& lane : m_lanes)
        for (const MetricLine& line : lane.lines)
            if (!line.label.empty())
                labels.push_back(line.label);
    m_colours = ServiceColours(labels, theme);
    update();
}

void MetricStrip::setTimeZone(const items::TimeZone& zone)
{
    m_zone = zone;
    update();
}

void MetricStrip::setFolded(bool folded)
{
    m_folded = folded;
    updateTitle();
    m_view.updateFooter();
    update();
}

void MetricStrip::updateTitle()
{
    m_fold->setText((m_folded ? QChar(0x25B8) : QChar(0x25BE)) + tr(" Metrics"));
    m_fold->setAccessibleName(m_folded ? tr("Show the metrics") : tr("Hide the metrics"));
    m_fold->adjustSize();
    m_fold->move(2, (kTitleHeight - m_fold->height()) / 2 + 1);
}

QSize MetricStrip::sizeHint() const
{
    return {200, kTitleHeight + (m_folded ? 0 : static_cast<int>(m_lanes.size()) * kLaneHeight)};
}

int MetricStrip::laneTop(std::size_t lane) const
{
    return kTitleHeight + static_cast<int>(lane - m_first) * kLaneHeight;
}

std::optional<std::size_t> MetricStrip::laneAt(int y) const
{
    if (m_folded || y < kTitleHeight)
        return std::nullopt;
    const std::size_t lane = m_first + static_cast<std::size_t>((y - kTitleHeight) / kLaneHeight);
    return lane < firstHidden() ? std::optional(lane) : std::nullopt;
}

std::size_t MetricStrip::firstHidden() const
{
    const int fit = std::max(1, (height() - kTitleHeight) / kLaneHeight);
    return std::min(m_lanes.size(), m_first + static_cast<std::size_t>(fit));
}

void MetricStrip::resizeEvent(QResizeEvent* event)
{
    GanttFooter::resizeEvent(event);
    while (m_first > 0 && firstHidden() == m_lanes.size() && laneTop(m_lanes.size() + 1) <= height())
        --m_first; // no empty room below while lanes are hidden above
}

QColor MetricStrip::colourOf(const MetricLine& line) const
{
    return line.label.empty() ? m_theme.accent : m_colours.colour(line.label);
}

void MetricStrip::paintTitle(QPainter& painter, const QString& text, int left, int width) const
{
    painter.setPen(m_theme.border);
    painter.drawLine(0, 0, width, 0);
    painter.setPen(m_theme.muted);
    const QRect area(left, 1, width - left - 8, kTitleHeight - 1);
    painter.drawText(area, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(text, Qt::ElideRight, area.width()));
}

// The title, and the newest values at the border of the chart.
void MetricStrip::paintName(QPainter& painter, const MetricLane& lane, int top) const
{
    const QFontMetrics metrics = painter.fontMetrics();
    const QRect area(kNameMargin, top, m_view.nameWidth() - 2 * kNameMargin, kLaneHeight);
    int right = area.right();
    if (lane.lines.size() + lane.omitted > kNamedValues) {
        const QString count = tr("%1 lines").arg(lane.lines.size() + lane.omitted);
        painter.setPen(m_theme.muted);
        painter.drawText(area, Qt::AlignVCenter | Qt::AlignRight, count);
        right -= metrics.horizontalAdvance(count) + 10;
    } else {
        for (auto line = lane.lines.rbegin(); line != lane.lines.rend(); ++line) {
            const QString value = laneText(*line, lane);
            painter.setPen(lane.lines.size() == 1 ? m_theme.text : colourOf(*line));
            painter.drawText(QRect(area.left(), top, right - area.left(), kLaneHeight),
                             Qt::AlignVCenter | Qt::AlignRight, value);
            right -= metrics.horizontalAdvance(value) + 10;
        }
    }
    painter.setPen(m_theme.text);
    painter.drawText(
        QRect(area.left(), top, std::max(0, right - area.left()), kLaneHeight), Qt::AlignVCenter | Qt::AlignLeft,
        metrics.elidedText(items::cellText(lane.title, 80), Qt::ElideRight, std::max(0, right - area.left())));
}

void MetricStrip::paintCurves(QPainter& painter, const TimeScale& scale, const MetricLane& lane, int top) const
{
    const int height = kLaneHeight - 2 * kChartMargin;
    painter.save();
    painter.setClipRect(QRectF(scale.left, top, scale.width, kLaneHeight));
    painter.setRenderHint(QPainter::Antialiasing);
    for (const MetricLine& line : lane.lines) {
        const QColor colour = colourOf(line);
        for (const auto& stroke : laneStrokes(lane, line, scale, top + kChartMargin, height)) {
            if (stroke.size() == 1) {
                painter.setPen(Qt::NoPen);
                painter.setBrush(colour);
                painter.drawEllipse(QPointF(stroke.front().x, stroke.front().y), 2.2, 2.2);
                continue;
            }
            QPainterPath path(QPointF(stroke.front().x, stroke.front().y));
            for (const StrokePoint& point : stroke)
                path.lineTo(point.x, point.y);
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(colour, 1.6));
            painter.drawPath(path);
        }
    }
    painter.restore();
    const QString high = QString::fromStdString(metricText(lane.high, lane.unit));
    QFont small = painter.font();
    small.setPixelSize(10);
    painter.save();
    painter.setFont(small);
    const QFontMetrics metrics(small);
    const QRectF box(scale.left + 2, top + 2, metrics.horizontalAdvance(high) + 4, metrics.height());
    QColor back = m_theme.window;
    back.setAlphaF(0.8F);
    painter.fillRect(box, back);
    painter.setPen(m_theme.muted);
    painter.drawText(box, Qt::AlignCenter, high);
    painter.restore();
}

void MetricStrip::paintLanes(QPainter& painter, const Place& place) const
{
    const GanttDocument* document = m_view.document();
    if (document == nullptr)
        return;
    const int bottom = place.size.height();
    painter.setPen(m_theme.grid);
    for (const Tick& tick : rulerTicks(place.scale, document->timeline.startNs, 100))
        painter.drawLine(QPointF(std::round(tick.x) + 0.5, kTitleHeight), QPointF(std::round(tick.x) + 0.5, bottom));
    int top = kTitleHeight;
    for (std::size_t lane = place.first; lane < place.end; ++lane) {
        painter.setPen(m_theme.grid);
        painter.drawLine(0, top, place.size.width(), top);
        paintName(painter, m_lanes[lane], top);
        paintCurves(painter, place.scale, m_lanes[lane], top);
        top += kLaneHeight;
    }
    painter.setPen(m_theme.border);
    painter.drawLine(QPointF(place.scale.left - 0.5, kTitleHeight), QPointF(place.scale.left - 0.5, bottom));
    const double now = document->nowNs ? place.scale.x(*document->nowNs) : -1;
    if (now >= place.scale.left && now <= place.scale.right()) {
        painter.setPen(QPen(document->alarming ? m_theme.error : m_theme.accent, 1.4));
        painter.drawLine(QPointF(now, kTitleHeight), QPointF(now, bottom));
    }
}

int MetricStrip::pictureHeight() const
{
    return m_folded || m_lanes.empty() ? 0 : sizeHint().height();
}

void MetricStrip::paintPicture(QPainter& painter, const TimeScale& scale, int width) const
{
    painter.setFont(font());
    paintLanes(painter, {scale, {width, pictureHeight()}, 0, m_lanes.size()});
    paintTitle(painter, tr("Metrics · %1").arg(originText()), kNameMargin, width);
}

void MetricStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setFont(font());
    painter.fillRect(rect(), m_theme.window);
    const TimeScale scale = m_view.scale();
    const std::size_t end = firstHidden();
    if (!m_folded)
        paintLanes(painter, {scale, size(), m_first, end});
    if (!m_folded && m_hoverX && *m_hoverX >= scale.left) {
        painter.setPen(QPen(m_theme.muted, 1, Qt::DotLine));
        painter.drawLine(QPointF(*m_hoverX, kTitleHeight), QPointF(*m_hoverX, height()));
    }
    QString text = originText();
    if (!m_folded && (m_first > 0 || end < m_lanes.size()))
        text += tr(" · %1 to %2 of %3, Shift and wheel for the others").arg(m_first + 1).arg(end).arg(m_lanes.size());
    paintTitle(painter, text, m_fold->geometry().right() + 6, width());
}

QString MetricStrip::originText() const
{
    return tr("%1, asked at %2").arg(m_origin, m_zone.timeOfDay(m_askedNs));
}

QString MetricStrip::textAt(const QPoint& point) const
{
    const auto at = laneAt(point.y());
    if (!at)
        return {};
    const MetricLane& lane = m_lanes[*at];
    const TimeScale scale = m_view.scale();
    const bool onChart = point.x() >= scale.left;
    const std::int64_t ns = scale.ns(point.x());
    QStringList lines{QStringLiteral("<b>%1</b>%2")
                          .arg(items::cellText(lane.title, 80).toHtmlEscaped(),
                               onChart ? QStringLiteral(" · ") + m_zone.dateAndTime(ns) : tr(" · newest values"))};
    for (const MetricLine& line : lane.lines) {
        const auto sample = onChart ? report::sampleAt(lane, line, ns) : lastSample(line);
        const QString value = sample ? QString::fromStdString(metricText(sample->value, lane.unit)) : tr("no sample");
        const QString label = items::cellText(line.label, 80);
        lines << (label.isEmpty() ? value : label + QStringLiteral(": ") + value).toHtmlEscaped();
    }
    if (lane.omitted > 0)
        lines << tr("%1 further series are not shown").arg(lane.omitted);
    return lines.join(QStringLiteral("<br>"));
}

bool MetricStrip::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QToolTip::showText(help->globalPos(), textAt(help->pos()), this);
        return true;
    }
    return GanttFooter::event(event);
}

void MetricStrip::wheelEvent(QWheelEvent* event)
{
    const QPoint delta = event->angleDelta();
    const int by = delta.y() != 0 ? delta.y() : delta.x(); // some platforms turn the wheel with Shift
    if (event->modifiers() & Qt::ShiftModifier) {
        if (by > 0 && m_first > 0)
            --m_first;
        else if (by < 0 && firstHidden() < m_lanes.size())
            ++m_first;
        update();
    } else if (delta.y() != 0) {
        m_view.zoomAround(std::pow(0.85, delta.y() / 120.0), event->position().x());
    }
    event->accept();
}

void MetricStrip::mouseMoveEvent(QMouseEvent* event)
{
    m_hoverX = event->position().x();
    const QString text = textAt(event->position().toPoint());
    if (QToolTip::isVisible())
        QToolTip::showText(event->globalPosition().toPoint(), text, this);
    update();
}

void MetricStrip::leaveEvent(QEvent* event)
{
    GanttFooter::leaveEvent(event);
    m_hoverX.reset();
    update();
}

} // namespace spanlight::ui
