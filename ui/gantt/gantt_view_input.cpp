// Keyboard and mouse of the timeline.
#include "ui/gantt/gantt_view.h"
#include "ui/gantt/row_tooltip.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>
#include <QVariantAnimation>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace spanlight::ui {

void GanttView::wheelEvent(QWheelEvent* event)
{
    const QPoint delta = event->angleDelta();
    if (event->modifiers() & Qt::ControlModifier) {
        zoomAround(std::pow(0.85, delta.y() / 120.0), event->position().x());
    } else if ((event->modifiers() & Qt::ShiftModifier) || std::abs(delta.x()) > std::abs(delta.y())) {
        const int by = std::abs(delta.x()) > std::abs(delta.y()) ? delta.x() : delta.y();
        setWindow(panned(m_window, -by / 120.0 * 0.12, m_whole), false);
    } else {
        verticalScrollBar()->setValue(verticalScrollBar()->value() - delta.y() * m_metrics.rowHeight * 3 / 120);
    }
    event->accept();
}

void GanttView::moveSelection(std::ptrdiff_t by)
{
    if (!m_document || m_rows.size() == 0)
        return;
    const std::ptrdiff_t from = m_selected ? static_cast<std::ptrdiff_t>(*m_selected) : (by > 0 ? -1 : 0);
    const std::ptrdiff_t last = static_cast<std::ptrdiff_t>(m_rows.size()) - 1;
    const auto line = static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(from + by, 0, last));
    selectLine(line);
    scrollToLine(line);
}

// Right opens, then goes to the first child; left closes, then goes to the parent: as in every tree.
void GanttView::openSelected(bool open)
{
    if (!m_selected)
        return;
    const VisibleRow row = m_rows.at(*m_selected);
    if (row.member < 0 && m_rows.canOpen(row.row) && m_rows.isOpen(row.row) != open) {
        toggle(*m_selected);
        return;
    }
    if (open) {
        if (row.member < 0 && m_rows.canOpen(row.row))
            moveSelection(1);
        return;
    }
    const std::uint32_t parent = row.member >= 0 ? row.row : m_document->row(row.row).parentRow;
    if (const auto line = parent == 0xffffffffU ? std::nullopt : m_rows.placeOf({parent, -1})) {
        selectLine(line);
        scrollToLine(*line);
    }
}

bool GanttView::handleMoveKey(int key)
{
    const auto page = static_cast<std::ptrdiff_t>(pageLines());
    switch (key) {
    case Qt::Key_Up:
        moveSelection(-1);
        return true;
    case Qt::Key_Down:
        moveSelection(1);
        return true;
    case Qt::Key_PageUp:
        moveSelection(-page);
        return true;
    case Qt::Key_PageDown:
        moveSelection(page);
        return true;
    case Qt::Key_Home:
        moveSelection(-static_cast<std::ptrdiff_t>(m_rows.size()));
        return true;
    case Qt::Key_End:
        moveSelection(static_cast<std::ptrdiff_t>(m_rows.size()));
        return true;
    case Qt::Key_Right:
        openSelected(true);
        return true;
    case Qt::Key_Left:
        openSelected(false);
        return true;
    case Qt::Key_Space:
    case Qt::Key_Return:
        if (m_selected)
            toggle(*m_selected);
        return true;
    default:
        return false;
    }
}

bool GanttView::handleZoomKey(const QKeyEvent& event)
{
    if (event.modifiers() & (Qt::ControlModifier | Qt::AltModifier))
        return false;
    const QPoint mouse = viewport()->mapFromGlobal(QCursor::pos());
    const double anchor = viewport()->rect().contains(mouse) && mouse.x() > m_metrics.nameWidth
                              ? mouse.x()
                              : m_metrics.nameWidth + (viewport()->width() - m_metrics.nameWidth) / 2.0;
    switch (event.key()) {
    case Qt::Key_W:
        zoomAround(0.7, anchor);
        return true;
    case Qt::Key_S:
        zoomAround(1 / 0.7, anchor);
        return true;
    case Qt::Key_A:
        moveLeft();
        return true;
    case Qt::Key_D:
        moveRight();
        return true;
    default:
        return false;
    }
}

void GanttView::keyPressEvent(QKeyEvent* event)
{
    if (m_document && (handleZoomKey(*event) || handleMoveKey(event->key())))
        event->accept();
    else
        QAbstractScrollArea::keyPressEvent(event);
}

bool GanttView::onBorder(const QPoint& point) const
{
    return std::abs(point.x() - m_metrics.nameWidth) <= 3;
}

void GanttView::mousePressEvent(QMouseEvent* event)
{
    const QPoint point = event->position().toPoint();
    if (!m_document || (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton))
        return;
    m_dragFrom = point;
    m_dragMoved = false;
    m_pressed.reset();
    m_dragWindow = m_window;
    m_dragScroll = verticalScrollBar()->value();
    m_drag = onBorder(point) ? Drag::NameWidth : Drag::Move;
    const auto line = lineAt(point);
    if (m_drag != Drag::Move || event->button() != Qt::LeftButton || !line)
        return;
    const int arrow = 20 + static_cast<int>(m_rows.depthAt(*line)) * m_metrics.indent - 9;
    if (point.x() < m_metrics.nameWidth && std::abs(point.x() - arrow) <= 8 && m_rows.canOpen(m_rows.at(*line).row))
        toggle(*line);
    else
        m_pressed = line;
}

void GanttView::mouseMoveEvent(QMouseEvent* event)
{
    const QPoint point = event->position().toPoint();
    if (m_drag == Drag::NameWidth) {
        setNameWidth(point.x());
    } else if (m_drag == Drag::Move) {
        const QPoint by = point - m_dragFrom;
        m_dragMoved = m_dragMoved || by.manhattanLength() > 4;
        if (m_dragMoved && m_dragFrom.x() > m_metrics.nameWidth) {
            const double share = -static_cast<double>(by.x()) / std::max(1, viewport()->width() - m_metrics.nameWidth);
            setWindow(panned(m_dragWindow, share, m_whole), false);
            verticalScrollBar()->setValue(m_dragScroll - by.y());
        }
    } else {
        viewport()->setCursor(onBorder(point) ? Qt::SplitHCursor : Qt::ArrowCursor);
        const auto line = lineAt(point);
        if (line != m_hovered) {
            m_hovered = line;
            viewport()->update();
        }
    }
}

void GanttView::mouseReleaseEvent(QMouseEvent*)
{
    if (m_drag == Drag::Move && m_pressed && !m_dragMoved)
        selectLine(m_pressed);
    m_drag = Drag::None;
    m_pressed.reset();
}

void GanttView::mouseDoubleClickEvent(QMouseEvent* event)
{
    const auto line = lineAt(event->position().toPoint());
    if (!line)
        return;
    selectLine(line);
    if (event->position().x() < m_metrics.nameWidth)
        toggle(*line);
    else
        fitSelection();
}

void GanttView::leaveEvent(QEvent* event)
{
    m_hovered.reset();
    viewport()->update();
    QAbstractScrollArea::leaveEvent(event);
}

bool GanttView::viewportEvent(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QAbstractScrollArea::viewportEvent(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const auto line = lineAt(help->pos());
    QToolTip::showText(help->globalPos(), line ? tooltipFor(*line) : QString(), viewport());
    return true;
}

QString GanttView::tooltipFor(std::size_t line) const
{
    return rowTooltip(*m_document, m_rows, line, m_zone);
}

} // namespace spanlight::ui
