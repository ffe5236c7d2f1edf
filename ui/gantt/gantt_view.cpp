#include "ui/gantt/gantt_view.h"

#include "ui/gantt/gantt_footer.h"
#include "ui/gantt/gantt_header.h"
#include "ui/gantt/row_tooltip.h"

#include <QDateTime>
#include <QEvent>
#include <QPaintEvent>
#include <QPainter>
#include <QResizeEvent>
#include <QScrollBar>
#include <QVariantAnimation>

#include <algorithm>
#include <array>
#include <cmath>

namespace spanlight::ui {

namespace {

constexpr std::size_t kUndoLimit = 100;
constexpr int kZoomMs = 120;
constexpr int kFlashMs = 900;
constexpr int kNewMs = 4'000;

} // namespace

GanttView::GanttView(QWidget* parent) : QAbstractScrollArea(parent)
{
    setObjectName(QStringLiteral("ganttView"));
    setAccessibleName(tr("Timeline"));
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    m_header = new GanttHeader(*this);
    m_flash = new QVariantAnimation(this);
    m_flash->setStartValue(1.0);
    m_flash->setEndValue(0.0);
    m_flash->setDuration(kFlashMs);
    connect(m_flash, &QVariantAnimation::valueChanged, this, [this] { viewport()->update(); });
    m_fresh = new QVariantAnimation(this);
    m_fresh->setStartValue(1.0);
    m_fresh->setEndValue(0.0);
    m_fresh->setDuration(kNewMs);
    connect(m_fresh, &QVariantAnimation::valueChanged, this, [this] { viewport()->update(); });
    m_zoom = new QVariantAnimation(this);
    m_zoom->setStartValue(0.0);
    m_zoom->setEndValue(1.0);
    m_zoom->setDuration(kZoomMs);
    connect(m_zoom, &QVariantAnimation::valueChanged, this, [this](const QVariant& value) {
        const double share = value.toDouble();
        const auto between = [share](std::int64_t a, std::int64_t b) {
            return a + static_cast<std::int64_t>(static_cast<double>(lengthNs(a, b)) * share);
        };
        setWindow(share >= 1.0 ? m_zoomTo
                               : TimeWindow{between(m_zoomFrom.startNs, m_zoomTo.startNs),
                                            between(m_zoomFrom.endNs, m_zoomTo.endNs)},
                  false);
    });
    updateMargins();
}

GanttView::~GanttView() = default;

void GanttView::setFooter(GanttFooter& footer)
{
    m_footer = &footer;
    footer.setParent(this);
    connect(this, &GanttView::windowChanged, &footer, qOverload<>(&QWidget::update));
    updateFooter();
}

void GanttView::updateFooter()
{
    updateMargins();
    updateScrollBar();
    updateHeader();
}

void GanttView::updateMargins()
{
    const bool shown = m_footer != nullptr && !m_footer->isHidden();
    const int below = shown ? std::min(m_footer->sizeHint().height(), height() * 2 / 5) : 0;
    setViewportMargins(0, m_metrics.headerHeight(), 0, below);
}

void GanttView::setTheme(const Theme& theme)
{
    m_theme = theme;
    m_colours = ServiceColours(m_document ? m_document->services : std::vector<std::string>{}, m_theme);
    m_header->invalidate();
    viewport()->update();
}

void GanttView::setDocument(std::shared_ptr<const GanttDocument> document)
{
    m_zoom->stop();
    m_flash->stop();
    m_fresh->stop();
    m_new.clear();
    const std::shared_ptr<const GanttDocument> before = std::exchange(m_document, std::move(document));
    m_rows.setDocument(m_document);
    m_colours = ServiceColours(m_document ? m_document->services : std::vector<std::string>{}, m_theme);
    m_selected.reset();
    m_hiddenSelection.reset();
    m_matches.reset();
    m_hovered.reset();
    m_undo.clear();
    if (m_document) {
        m_whole = wholeWindow(m_document->timeline.startNs, m_document->timeline.endNs, m_document->nowNs);
        m_window = m_whole;
    }
    verticalScrollBar()->setValue(0);
    updateScrollBar();
    m_header->invalidate();
    viewport()->update();
    emit windowChanged();
    emit documentChanged();
}

void GanttView::updateDocument(std::shared_ptr<const GanttDocument> document)
{
    if (!m_document || !document) {
        setDocument(std::move(document));
        return;
    }
    const int height = m_metrics.rowHeight;
    const int scroll = verticalScrollBar()->value();
    const auto topLine = static_cast<std::size_t>(scroll / height);
    enum : std::uint8_t { Top, Selected };
    std::array<std::optional<VisibleRow>, 2> kept{
        topLine < m_rows.size() ? std::optional(m_rows.at(topLine)) : std::nullopt, selectedRow()};
    const bool sawWhole = m_window == m_whole;

    const std::shared_ptr<const GanttDocument> before = m_document; // the rows point to it until they are replaced
    m_new = m_rows.updateDocument(document, kept);
    m_matches.reset();
    m_document = std::move(document);
    m_colours = ServiceColours(m_document->services, m_theme);
    m_whole = wholeWindow(m_document->timeline.startNs, m_document->timeline.endNs, m_document->nowNs);
    m_window = sawWhole ? m_whole : clamped(m_window, m_whole);
    m_hovered.reset();
    restore(kept[Selected], kept[Top], -(scroll % height));
    if (!kept[Top])
        verticalScrollBar()->setValue(scroll);
    if (std::find(m_new.begin(), m_new.end(), true) != m_new.end()) {
        m_fresh->stop();
        m_fresh->start();
    }
    m_header->invalidate();
    viewport()->update();
    emit windowChanged();
    emit documentChanged();
}

bool GanttView::isNew(std::size_t line) const
{
    const std::uint32_t row = m_rows.at(line).row;
    return row < m_new.size() && m_new[row];
}

void GanttView::setTimeZone(const items::TimeZone& zone)
{
    m_zone = zone;
    m_header->update();
}

GanttScene GanttView::scene() const
{
    GanttScene scene;
    scene.document = m_document.get();
    scene.rows = &m_rows;
    scene.colours = &m_colours;
    scene.theme = m_theme;
    scene.font = font();
    scene.metrics = m_metrics;
    scene.window = m_window;
    scene.whole = m_whole;
    scene.width = viewport()->width();
    scene.zone = m_zone;
    scene.todayNs = QDateTime::currentMSecsSinceEpoch() * 1'000'000;
    scene.showCriticalPath = m_showCriticalPath;
    scene.selected = m_selected;
    scene.hovered = m_hovered;
    scene.matches = m_matches.get();
    scene.added = &m_new;
    scene.fresh = m_fresh->state() == QAbstractAnimation::Running ? m_fresh->currentValue().toDouble() : 0.0;
    scene.flash = m_flash->state() == QAbstractAnimation::Running ? m_flash->currentValue().toDouble() : 0.0;
    return scene;
}

void GanttView::paintEvent(QPaintEvent* event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), m_theme.window);
    if (!m_document)
        return;
    const GanttScene shown = scene();
    painter.setFont(shown.font);
    paintGrid(painter, shown, viewport()->height());
    const int scroll = verticalScrollBar()->value();
    const std::size_t first = static_cast<std::size_t>(std::max(0, scroll + event->rect().top()) / m_metrics.rowHeight);
    const std::size_t last =
        static_cast<std::size_t>(std::max(0, scroll + event->rect().bottom()) / m_metrics.rowHeight);
    paintRows(painter, shown, first, last, static_cast<int>(first) * m_metrics.rowHeight - scroll);
    paintNowLine(painter, shown, viewport()->height());
    if (hasFocus()) {
        painter.setPen(m_theme.accent);
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(viewport()->rect().adjusted(0, 0, -1, -1));
    }
}

void GanttView::focusInEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void GanttView::focusOutEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

bool GanttView::hasFooterInPicture() const
{
    return m_footer != nullptr && !m_footer->isHidden() && m_footer->pictureHeight() > 0;
}

QImage GanttView::picture(int width, std::size_t maxRows, double pixelRatio) const
{
    GanttScene shown = scene();
    shown.width = width;
    shown.hovered.reset();
    const std::size_t rows = std::min(maxRows, m_rows.size());
    const int head = m_metrics.headerHeight();
    const int below = head + static_cast<int>(rows) * m_metrics.rowHeight + 8;
    const int height = below + (hasFooterInPicture() ? m_footer->pictureHeight() : 0);
    QImage image(QSize(width, height) * pixelRatio, QImage::Format_RGB32);
    image.setDevicePixelRatio(pixelRatio);
    image.fill(m_theme.window);
    if (!m_document || rows == 0)
        return image;
    QPixmap minimap(QSize(std::max(1, width - m_metrics.nameWidth), m_metrics.minimapHeight - 8) * pixelRatio);
    minimap.setDevicePixelRatio(pixelRatio);
    minimap.fill(Qt::transparent);
    {
        QPainter mapPainter(&minimap);
        paintMinimap(mapPainter, shown, minimap.deviceIndependentSize().toSize());
    }
    QPainter painter(&image);
    paintHeader(painter, shown, minimap);
    painter.translate(0, head);
    paintGrid(painter, shown, below - head);
    paintRows(painter, shown, 0, rows - 1, 0);
    paintNowLine(painter, shown, below - head);
    painter.translate(0, below - head);
    if (hasFooterInPicture())
        m_footer->paintPicture(painter, shown.scale(), width);
    return image;
}

void GanttView::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateMargins(); // no more than it changes: it comes back here
    updateNameWidth();
    updateScrollBar();
    updateHeader();
}

void GanttView::updateNameWidth()
{
    m_metrics.nameWidth = std::clamp(m_wantedNameWidth, 60, std::max(60, viewport()->width() * 6 / 10));
}

void GanttView::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() != QEvent::FontChange)
        return;
    const int lineHeight = fontMetrics().height();
    m_metrics.rowHeight = std::max(22, lineHeight + 9);
    m_metrics.barHeight = std::max(15, lineHeight + 1);
    m_metrics.rulerHeight = std::max(26, lineHeight + 11);
    updateMargins();
    updateScrollBar();
    updateHeader();
}

void GanttView::updateHeader()
{
    const QRect area = viewport()->geometry();
    m_header->setGeometry(area.left(), area.top() - m_metrics.headerHeight(), area.width(), m_metrics.headerHeight());
    if (m_footer != nullptr)
        m_footer->setGeometry(area.left(), area.bottom() + 1, area.width(), std::max(0, height() - area.bottom() - 1));
}

void GanttView::updateScrollBar()
{
    const int height = viewport()->height();
    const double content = static_cast<double>(m_rows.size()) * m_metrics.rowHeight + m_metrics.rowHeight / 2.0;
    verticalScrollBar()->setPageStep(height);
    verticalScrollBar()->setSingleStep(m_metrics.rowHeight);
    verticalScrollBar()->setRange(0, static_cast<int>(std::clamp(content - height, 0.0, 2e9)));
}

void GanttView::scrollContentsBy(int, int)
{
    viewport()->update();
}

void GanttView::setNameWidth(int pixels)
{
    m_wantedNameWidth = std::max(pixels, 120);
    updateNameWidth();
    m_header->invalidate();
    viewport()->update();
    if (m_footer != nullptr)
        m_footer->update();
}

void GanttView::setWindow(TimeWindow window, bool remember)
{
    if (window == m_window)
        return;
    if (remember) {
        m_undo.push_back(m_window);
        if (m_undo.size() > kUndoLimit)
            m_undo.erase(m_undo.begin());
    }
    m_window = window;
    m_header->update();
    viewport()->update();
    emit windowChanged();
}

void GanttView::animateTo(TimeWindow window)
{
    m_zoom->stop();
    m_zoomFrom = m_window;
    m_zoomTo = window;
    m_zoom->start();
}

void GanttView::zoomAround(double factor, double x)
{
    if (!m_document)
        return;
    const TimeWindow from = m_zoom->state() == QAbstractAnimation::Running ? m_zoomTo : m_window;
    const std::int64_t anchor = scene().scale().ns(std::clamp<double>(x, m_metrics.nameWidth, viewport()->width()));
    const TimeWindow to = zoomed(from, factor, anchor, m_whole);
    if (to == from)
        return;
    if (m_undo.empty() || m_zoom->state() != QAbstractAnimation::Running)
        m_undo.push_back(m_window);
    animateTo(to);
}

void GanttView::zoomIn()
{
    zoomAround(0.6, m_metrics.nameWidth + (viewport()->width() - m_metrics.nameWidth) / 2.0);
}

void GanttView::zoomOut()
{
    zoomAround(1 / 0.6, m_metrics.nameWidth + (viewport()->width() - m_metrics.nameWidth) / 2.0);
}

void GanttView::fit()
{
    m_zoom->stop();
    setWindow(m_whole, true);
}

void GanttView::fitSelection()
{
    if (!m_selected || !m_document)
        return;
    const trace::SpanRef span = m_rows.spanAt(*m_selected);
    const trace::TimelineRow& row = m_document->row(m_rows.at(*m_selected).row);
    const bool own = m_rows.at(*m_selected).member >= 0;
    m_zoom->stop();
    setWindow(windowAround(own ? m_document->traces->startNs(span) : row.startNs,
                           own ? m_document->traces->endNs(span) : row.endNs, m_whole),
              true);
}

void GanttView::undoZoom()
{
    if (m_undo.empty())
        return;
    m_zoom->stop();
    const TimeWindow window = m_undo.back();
    m_undo.pop_back();
    setWindow(window, false);
}

void GanttView::moveLeft()
{
    setWindow(panned(m_window, -0.2, m_whole), false);
}

void GanttView::moveRight()
{
    setWindow(panned(m_window, 0.2, m_whole), false);
}

void GanttView::setCriticalPathVisible(bool visible)
{
    m_showCriticalPath = visible;
    viewport()->update();
}

void GanttView::keepSelection(const std::optional<VisibleRow>& row)
{
    updateScrollBar();
    m_hovered.reset();
    m_selected = row ? m_rows.placeOfWhatShows(*row) : std::nullopt;
    viewport()->update();
}

void GanttView::expandAll()
{
    const auto row = m_selected ? std::optional(m_rows.at(*m_selected)) : std::nullopt;
    m_rows.setAllOpen(true);
    keepSelection(row);
}

void GanttView::collapseAll()
{
    const auto row = m_selected ? std::optional(m_rows.at(*m_selected)) : std::nullopt;
    m_rows.setAllOpen(false);
    keepSelection(row);
}

void GanttView::toggle(std::size_t line)
{
    const VisibleRow row = m_rows.at(line);
    if (row.member >= 0)
        return;
    const auto selected = m_selected ? std::optional(m_rows.at(*m_selected)) : std::nullopt;
    m_rows.setOpen(row.row, !m_rows.isOpen(row.row));
    keepSelection(selected);
}

void GanttView::selectLine(std::optional<std::size_t> line)
{
    if (line == m_selected)
        return;
    m_selected = line;
    m_hiddenSelection.reset();
    const trace::SpanRef span = selectedSpan();
    viewport()->update();
    setAccessibleDescription(line ? rowSummary(*m_document, m_rows, *line) : QString());
    emit spanSelected(span);
}

QString GanttView::selectedAbsence() const
{
    return m_selected && m_document ? absenceText(*m_document, m_rows, *m_selected, m_zone) : QString();
}

void GanttView::scrollToLine(std::size_t line)
{
    const int top = static_cast<int>(line) * m_metrics.rowHeight;
    const int scroll = verticalScrollBar()->value();
    if (top < scroll)
        verticalScrollBar()->setValue(top);
    else if (top + m_metrics.rowHeight > scroll + viewport()->height())
        verticalScrollBar()->setValue(top + m_metrics.rowHeight - viewport()->height() + m_metrics.rowHeight);
}

void GanttView::showTimeOf(trace::SpanRef span)
{
    const std::int64_t start = m_document->traces->startNs(span);
    const std::int64_t end = m_document->traces->endNs(span);
    if (end >= m_window.startNs && start <= m_window.endNs)
        return;
    const std::int64_t half = m_window.lengthNs() / 2;
    setWindow(clamped({start - half, start - half + m_window.lengthNs()}, m_whole), true);
}

bool GanttView::selectSpan(trace::SpanRef span)
{
    if (!m_document || !span.valid())
        return false;
    auto line = m_rows.reveal(span);
    if (!line && m_rows.isFiltered() && m_document->findRow(span)) {
        setMatches(m_matches, false);
        emit filterDropped();
        line = m_rows.reveal(span);
    }
    updateScrollBar();
    if (!line)
        return false;
    m_selected.reset(); // places may have changed
    selectLine(line);
    scrollToLine(*line);
    showTimeOf(span);
    return true;
}

bool GanttView::showSpan(trace::SpanRef span)
{
    if (!selectSpan(span))
        return false;
    m_flash->stop();
    m_flash->start();
    return true;
}

std::optional<std::size_t> GanttView::lineAt(const QPoint& point) const
{
    const int y = point.y() + verticalScrollBar()->value();
    const auto line = static_cast<std::size_t>(std::max(0, y) / m_metrics.rowHeight);
    return m_document && y >= 0 && line < m_rows.size() ? std::optional(line) : std::nullopt;
}

QRect GanttView::lineRect(std::size_t line) const
{
    return {0, static_cast<int>(line) * m_metrics.rowHeight - verticalScrollBar()->value(), viewport()->width(),
            m_metrics.rowHeight};
}

std::size_t GanttView::pageLines() const
{
    return static_cast<std::size_t>(std::max(1, viewport()->height() / m_metrics.rowHeight - 1));
}

} // namespace spanlight::ui
