#include "ui/gantt/gantt_painter.h"

#include "ui/gantt/row_painter.h"

#include <QFontInfo>
#include <QPainter>
#include <QPainterPath>
#include <QPixmap>

#include <algorithm>
#include <cmath>

namespace spanlight::ui {

namespace {

constexpr std::size_t kMinimapRowsPerPixel = 60;
constexpr std::int64_t kFineNs = 10'000'000'000; // below, whole seconds tell nothing

QColor nowColour(const GanttScene& scene)
{
    return scene.document->alarming ? scene.theme.error : scene.theme.accent;
}

} // namespace

TimeScale GanttScene::scale() const
{
    return {window, static_cast<double>(metrics.nameWidth),
            std::max(1.0, static_cast<double>(width - metrics.nameWidth))};
}

TimeScale GanttScene::wholeScale() const
{
    return {whole, static_cast<double>(metrics.nameWidth),
            std::max(1.0, static_cast<double>(width - metrics.nameWidth))};
}

void paintRows(QPainter& painter, const GanttScene& scene, std::size_t first, std::size_t last, int top)
{
    RowPainter rows(painter, scene);
    int y = top;
    for (std::size_t i = first; i <= last && i < scene.rows->size(); ++i, y += scene.metrics.rowHeight)
        rows.paint(i, y);
}

void paintGrid(QPainter& painter, const GanttScene& scene, int height)
{
    painter.setPen(scene.theme.grid);
    const TimeScale scale = scene.scale();
    for (const Tick& tick : rulerTicks(scale, scene.document->timeline.startNs, 100))
        painter.drawLine(QPointF(std::round(tick.x) + 0.5, 0), QPointF(std::round(tick.x) + 0.5, height));
    painter.setPen(scene.theme.border);
    painter.drawLine(QPointF(scene.metrics.nameWidth - 0.5, 0), QPointF(scene.metrics.nameWidth - 0.5, height));
}

void paintNowLine(QPainter& painter, const GanttScene& scene, int height)
{
    if (!scene.document->nowNs)
        return;
    const TimeScale scale = scene.scale();
    const double x = scale.x(*scene.document->nowNs);
    if (x < scale.left || x > scale.right())
        return;
    painter.setPen(QPen(nowColour(scene), 1.4));
    painter.drawLine(QPointF(x, 0), QPointF(x, height));
}

namespace {

void paintWindowFrame(QPainter& painter, const GanttScene& scene, const QRectF& area)
{
    if (scene.window == scene.whole)
        return;
    const TimeScale whole = scene.wholeScale();
    const double from = std::clamp(whole.x(scene.window.startNs), area.left(), area.right());
    const double to = std::clamp(whole.x(scene.window.endNs), area.left(), area.right());
    QColor shade = scene.theme.isDark() ? QColor(0, 0, 0, 120) : QColor(120, 130, 150, 60);
    painter.fillRect(QRectF(area.left(), area.top(), from - area.left(), area.height()), shade);
    painter.fillRect(QRectF(to, area.top(), area.right() - to, area.height()), shade);
    painter.setPen(QPen(scene.theme.accent, 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(from, area.top() + 0.5, std::max(2.0, to - from), area.height() - 1), 2, 2);
}

void paintPins(QPainter& painter, const GanttScene& scene, const TimeScale& scale, int bottom)
{
    painter.setPen(Qt::NoPen);
    for (const Pin& pin : scene.document->pins) {
        const double x = scale.x(pin.ns);
        if (x < scale.left - 4 || x > scale.right())
            continue;
        const double at = std::max(x, scale.left + 5);
        painter.setBrush(pin.severity == diagnosis::Severity::Warning ? scene.theme.warning : scene.theme.error);
        QPainterPath path;
        path.moveTo(at - 5, bottom - 8);
        path.lineTo(at + 5, bottom - 8);
        path.lineTo(at, bottom - 1);
        path.closeSubpath();
        painter.drawPath(path);
    }
}

void paintRuler(QPainter& painter, const GanttScene& scene)
{
    const TimeScale scale = scene.scale();
    const int top = scene.metrics.minimapHeight;
    const int bottom = scene.metrics.headerHeight();
    const auto& now = scene.document->nowNs;
    const double nowX = now ? scale.x(*now) : 1e9;
    for (const Tick& tick : rulerTicks(scale, scene.document->timeline.startNs, 100)) {
        const double x = std::round(tick.x) + 0.5;
        painter.setPen(scene.theme.grid);
        painter.drawLine(QPointF(x, top), QPointF(x, bottom));
        painter.setPen(scene.theme.muted);
        const QString label = QString::fromStdString(tick.label);
        const double labelEnd = x + 4 + painter.fontMetrics().horizontalAdvance(label);
        if (labelEnd < scale.right() && (labelEnd < nowX - 2 || x > nowX + 36))
            painter.drawText(QPointF(x + 4, bottom - 11), label);
    }
    if (nowX >= scale.left && nowX <= scale.right()) {
        painter.setPen(QPen(nowColour(scene), 1.4));
        painter.drawLine(QPointF(nowX, top), QPointF(nowX, bottom));
        const bool fits = nowX + 34 < scale.right();
        const QRectF box(fits ? nowX + 4 : nowX - 34, bottom - 24, 30, 18);
        painter.drawText(box, static_cast<int>(fits ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter,
                         QStringLiteral("now"));
    }
    paintPins(painter, scene, scale, bottom);
}

void paintRange(QPainter& painter, const GanttScene& scene, int height)
{
    const int width = scene.metrics.nameWidth - 20;
    QStringList lines{rangeDays(scene), rangeTimes(scene)};
    lines.removeAll(QString());
    for (QString& line : lines)
        line = painter.fontMetrics().elidedText(line, Qt::ElideRight, width);
    painter.setPen(scene.theme.muted);
    painter.drawText(QRect(10, 4, width, height), Qt::AlignLeft | Qt::AlignVCenter, lines.join(QLatin1Char('\n')));
}

} // namespace

QString rangeDays(const GanttScene& scene)
{
    const auto& timeline = scene.document->timeline;
    const QString first = scene.zone.day(timeline.startNs);
    const QString last = scene.zone.day(scene.document->nowNs.value_or(timeline.endNs));
    if (first == last)
        return first == scene.zone.day(scene.todayNs) ? QString() : first;
    return QStringLiteral("%1 – %2").arg(first, last);
}

QString rangeTimes(const GanttScene& scene)
{
    const auto& timeline = scene.document->timeline;
    const auto& now = scene.document->nowNs;
    const std::int64_t end = now.value_or(timeline.endNs);
    const bool fine = lengthNs(timeline.startNs, end) < kFineNs;
    const QString to = scene.zone.timeOfDay(end, fine) + (now ? QStringLiteral(" (now)") : QString());
    return QStringLiteral("%1 – %2 %3")
        .arg(scene.zone.timeOfDay(timeline.startNs, fine), to, scene.zone.label(timeline.startNs));
}

void paintHeader(QPainter& painter, const GanttScene& scene, const QPixmap& minimap)
{
    painter.setFont(scene.font);
    const QRect area(scene.metrics.nameWidth, 4, scene.width - scene.metrics.nameWidth,
                     scene.metrics.minimapHeight - 8);
    painter.fillRect(area, scene.theme.field);
    painter.drawPixmap(area.topLeft(), minimap);
    paintWindowFrame(painter, scene, area);
    paintRange(painter, scene, area.height());
    QFont small = scene.font;
    small.setPixelSize(std::max(9, QFontInfo(small).pixelSize() - 1));
    painter.setFont(small);
    paintRuler(painter, scene);
    painter.setPen(scene.theme.border);
    painter.drawLine(QPointF(0, scene.metrics.headerHeight() - 0.5),
                     QPointF(scene.width, scene.metrics.headerHeight() - 0.5));
    painter.drawLine(QPointF(scene.metrics.nameWidth - 0.5, 0),
                     QPointF(scene.metrics.nameWidth - 0.5, scene.metrics.headerHeight()));
}

namespace {

void paintMinimapRow(QPainter& painter, const GanttScene& scene, std::uint32_t i, const TimeScale& scale, double y,
                     double thick)
{
    const GanttDocument& document = *scene.document;
    const trace::TimelineRow& row = document.row(i);
    const auto bar = barPixels(scale, row.startNs, row.endNs, 1.0);
    if (!bar || row.mark == trace::RowMark::Ghost)
        return;
    QColor colour = scene.colours->colour(document.service(i));
    const bool isOpenGap = row.mark == trace::RowMark::Gap && row.openEnd;
    if (isOpenGap)
        colour = document.alarming ? scene.theme.error : scene.theme.accent;
    if (document.hasError(i))
        colour = scene.theme.error;
    if (row.mark == trace::RowMark::Fold)
        colour.setAlpha(110);
    painter.fillRect(QRectF(bar->left, y, bar->width(), thick), colour);
}

} // namespace

void paintMinimap(QPainter& painter, const GanttScene& scene, QSize size)
{
    const std::size_t count = scene.document->timeline.rows.size();
    if (count == 0)
        return;
    const TimeScale scale{scene.whole, 0, static_cast<double>(size.width())};
    const double step = std::min(3.2, static_cast<double>(size.height() - 4) / static_cast<double>(count));
    const double thick = std::max(1.0, std::min(2.0, step - 0.6));
    // Where hundreds of rows share a line of pixels, some of them tell as much as all.
    const std::size_t every = count / (static_cast<std::size_t>(std::max(1, size.height())) * kMinimapRowsPerPixel) + 1;
    for (std::size_t i = 0; i < count; i += every)
        paintMinimapRow(painter, scene, static_cast<std::uint32_t>(i), scale, 2 + static_cast<double>(i) * step, thick);
}

} // namespace spanlight::ui
