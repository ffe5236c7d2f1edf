#include "ui/gantt/gantt_header.h"

#include "ui/gantt/gantt_view.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace spanlight::ui {

GanttHeader::GanttHeader(GanttView& view) : QWidget(&view), m_view(view)
{
    setObjectName(QStringLiteral("ganttHeader"));
    setAccessibleName(tr("Overview and ruler of the timeline"));
    setMouseTracking(true);
}

void GanttHeader::invalidate()
{
    m_minimap = QPixmap();
    update();
}

void GanttHeader::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const GanttScene scene = m_view.scene();
    painter.fillRect(rect(), scene.theme.window);
    if (scene.document == nullptr)
        return;
    const QSize size(std::max(1, width() - scene.metrics.nameWidth), scene.metrics.minimapHeight - 8);
    if (m_minimap.isNull() || m_minimap.deviceIndependentSize().toSize() != size) {
        m_minimap = QPixmap(size * devicePixelRatioF());
        m_minimap.setDevicePixelRatio(devicePixelRatioF());
        m_minimap.fill(Qt::transparent);
        QPainter mapPainter(&m_minimap);
        paintMinimap(mapPainter, scene, size);
    }
    paintHeader(painter, scene, m_minimap);
    if (m_drag == Drag::Range) {
        QColor shade = scene.theme.accent;
        shade.setAlphaF(0.22F);
        painter.fillRect(QRectF(std::min(m_rangeFrom, m_rangeTo), scene.metrics.minimapHeight,
                                std::abs(m_rangeTo - m_rangeFrom), scene.metrics.rulerHeight),
                         shade);
    }
}

void GanttHeader::moveWindowTo(double x)
{
    const GanttScene scene = m_view.scene();
    const std::int64_t middle = scene.wholeScale().ns(x);
    const std::int64_t half = scene.window.lengthNs() / 2;
    m_view.setWindow(clamped({middle - half, middle - half + scene.window.lengthNs()}, scene.whole), false);
}

std::optional<std::size_t> GanttHeader::pinAt(const QPoint& point) const
{
    const GanttScene scene = m_view.scene();
    if (scene.document == nullptr || point.y() < scene.metrics.headerHeight() - 12)
        return std::nullopt;
    const TimeScale scale = scene.scale();
    for (const Pin& pin : scene.document->pins)
        if (std::abs(std::max(scale.x(pin.ns), scale.left + 5) - point.x()) <= 6)
            return pin.finding;
    return std::nullopt;
}

void GanttHeader::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || m_view.document() == nullptr || event->position().x() < m_view.nameWidth())
        return;
    if (const auto pin = pinAt(event->position().toPoint())) {
        emit m_view.pinActivated(*pin);
        return;
    }
    const bool onMap = event->position().y() < m_view.scene().metrics.minimapHeight;
    m_drag = onMap ? Drag::Window : Drag::Range;
    m_rangeFrom = m_rangeTo = event->position().x();
    if (onMap)
        moveWindowTo(event->position().x());
}

void GanttHeader::mouseMoveEvent(QMouseEvent* event)
{
    if (m_drag == Drag::Window)
        moveWindowTo(event->position().x());
    m_rangeTo = std::max<double>(event->position().x(), m_view.nameWidth());
    setCursor(pinAt(event->position().toPoint()) ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (m_drag == Drag::Range)
        update();
}

void GanttHeader::mouseReleaseEvent(QMouseEvent*)
{
    const Drag drag = std::exchange(m_drag, Drag::None);
    if (drag == Drag::Range && std::abs(m_rangeTo - m_rangeFrom) > 4) {
        const TimeScale scale = m_view.scene().scale();
        const TimeWindow range{scale.ns(std::min(m_rangeFrom, m_rangeTo)), scale.ns(std::max(m_rangeFrom, m_rangeTo))};
        m_view.setWindow(clamped(range, m_view.whole()), true);
    }
    update();
}

void GanttHeader::wheelEvent(QWheelEvent* event)
{
    if (m_view.document() != nullptr && event->angleDelta().y() != 0)
        m_view.zoomAround(std::pow(0.85, event->angleDelta().y() / 120.0), event->position().x());
    event->accept();
}

bool GanttHeader::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QString text;
        if (const auto pin = pinAt(help->pos()))
            for (const Pin& shown : m_view.document()->pins)
                if (shown.finding == *pin)
                    text = QString::fromStdString(shown.title);
        QToolTip::showText(help->globalPos(), text.toHtmlEscaped(), this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace spanlight::ui
