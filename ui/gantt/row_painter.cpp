#include "ui/gantt/row_painter.h"

#include "models/items/text.h"
#include "models/trace/time_text.h"

#include <QFontInfo>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace spanlight::ui {

using trace::RowMark;

namespace {

constexpr double kHatchStep = 7;

} // namespace

RowPainter::RowPainter(QPainter& painter, const GanttScene& scene)
    : m_painter(painter), m_scene(scene), m_document(*scene.document), m_scale(scene.scale()), m_font(scene.font),
      m_small(scene.font)
{
    m_small.setPixelSize(std::max(9, QFontInfo(m_font).pixelSize() - 1));
}

void RowPainter::paint(std::size_t place, int y)
{
    Line line;
    line.place = place;
    line.visible = m_scene.rows->at(place);
    line.row = m_document.row(line.visible.row);
    line.y = y;
    if (line.visible.member >= 0) {
        line.row.span = m_scene.rows->spanAt(place);
        line.row.mark = RowMark::Span;
        line.row.startNs = m_document.traces->startNs(line.row.span);
        line.row.endNs = m_document.traces->endNs(line.row.span);
        line.error = m_document.traces->status(line.row.span) == trace::StatusCode::Error;
    } else {
        line.error = m_document.hasError(line.visible.row);
    }
    line.colour = m_scene.colours->colour(m_document.service(line.visible.row));
    paintBackground(line);
    paintName(line);
    paintBar(line);
}

void RowPainter::paintBackground(const Line& line)
{
    const QRect rect(0, line.y, m_scene.width, m_scene.metrics.rowHeight);
    if (m_scene.selected == line.place) {
        m_painter.fillRect(rect, m_scene.theme.selection);
        if (m_scene.flash > 0) {
            QColor flash = m_scene.theme.accent;
            flash.setAlphaF(static_cast<float>(0.45 * m_scene.flash));
            m_painter.fillRect(rect, flash);
        }
    } else if (m_scene.hovered == line.place) {
        QColor hover = m_scene.theme.text;
        hover.setAlphaF(0.045F);
        m_painter.fillRect(rect, hover);
    }
    if (m_scene.matches != nullptr && m_scene.rows->matches(*m_scene.matches, line.visible)) {
        QColor mark = m_scene.theme.warning;
        mark.setAlphaF(m_scene.theme.isDark() ? 0.24F : 0.17F);
        if (m_scene.selected != line.place)
            m_painter.fillRect(QRect(0, rect.top() + 1, m_scene.metrics.nameWidth - 1, rect.height() - 2), mark);
        m_painter.fillRect(QRect(0, rect.top() + 1, 3, rect.height() - 2), m_scene.theme.warning);
    }
    if (m_scene.fresh > 0 && m_scene.added != nullptr && line.visible.row < m_scene.added->size() &&
        (*m_scene.added)[line.visible.row]) {
        QColor mark = m_scene.theme.accent;
        mark.setAlphaF(static_cast<float>(0.22 * m_scene.fresh));
        m_painter.fillRect(rect, mark);
        mark.setAlphaF(static_cast<float>(m_scene.fresh));
        m_painter.fillRect(QRect(0, rect.top() + 2, 3, rect.height() - 4), mark);
    }
}

void RowPainter::paintArrow(const Line& line, double x)
{
    const double y = line.y + m_scene.metrics.rowHeight / 2.0;
    QPainterPath path;
    if (m_scene.rows->isOpen(line.visible.row)) {
        path.moveTo(x - 3.5, y - 1.8);
        path.lineTo(x, y + 2);
        path.lineTo(x + 3.5, y - 1.8);
    } else {
        path.moveTo(x - 1.8, y - 3.5);
        path.lineTo(x + 2, y);
        path.lineTo(x - 1.8, y + 3.5);
    }
    m_painter.setRenderHint(QPainter::Antialiasing, true);
    m_painter.setPen(QPen(m_scene.theme.muted, 1.4));
    m_painter.setBrush(Qt::NoBrush);
    m_painter.drawPath(path);
    m_painter.setRenderHint(QPainter::Antialiasing, false);
}

void RowPainter::paintName(const Line& line)
{
    const GanttMetrics& metrics = m_scene.metrics;
    const int depth = static_cast<int>(std::min<std::uint32_t>(m_scene.rows->depthAt(line.place), 60));
    // Deep trees must keep some room for names.
    const int left = std::min(20 + depth * metrics.indent, std::max(20, metrics.nameWidth - 110));
    if (line.visible.member < 0 && m_scene.rows->canOpen(line.visible.row))
        paintArrow(line, left - 9);
    const QRect tag(left, line.y + (metrics.rowHeight - 13) / 2, 4, 13);
    const bool absent = line.row.mark == RowMark::Ghost || line.row.mark == RowMark::Gap;
    m_painter.fillRect(tag, line.error ? m_scene.theme.error
                            : absent   ? mixed(m_scene.theme.window, line.colour, 0.5)
                                       : line.colour);
    int textLeft = left + 10;
    const int right = metrics.nameWidth - 8;
    const bool hiddenError = !line.error && m_document.errorBelow[line.visible.row] && line.visible.member < 0 &&
                             !m_scene.rows->isOpen(line.visible.row);
    if (line.error || hiddenError) {
        m_painter.setRenderHint(QPainter::Antialiasing, true);
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(m_scene.theme.error);
        m_painter.drawEllipse(QPointF(textLeft + 4, line.y + metrics.rowHeight / 2.0), 4, 4);
        m_painter.setRenderHint(QPainter::Antialiasing, false);
        textLeft += 13;
    }
    const std::string name = line.visible.member >= 0 ? std::string(m_document.traces->name(line.row.span))
                                                      : m_document.label(line.visible.row);
    m_painter.setFont(m_font);
    m_painter.setPen(absent || line.row.mark == RowMark::Fold ? m_scene.theme.muted
                     : line.error                             ? m_scene.theme.error
                                                              : m_scene.theme.text);
    const QString text =
        m_painter.fontMetrics().elidedText(items::cellText(name, 200), Qt::ElideRight, std::max(0, right - textLeft));
    m_painter.drawText(QRect(textLeft, line.y, std::max(0, right - textLeft), metrics.rowHeight),
                       Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, text);
}

QRectF RowPainter::barRect(const Line& line, const BarPixels& bar) const
{
    const double top = line.y + (m_scene.metrics.rowHeight - m_scene.metrics.barHeight) / 2.0;
    return {bar.left, std::floor(top), bar.width(), static_cast<double>(m_scene.metrics.barHeight)};
}

void RowPainter::paintBar(const Line& line)
{
    m_painter.setClipRect(QRectF(m_scale.left, line.y, m_scale.width, m_scene.metrics.rowHeight));
    if (line.row.mark == RowMark::Fold) {
        paintFold(line);
    } else if (const auto bar = barPixels(m_scale, line.row.startNs, line.row.endNs, 2.0)) {
        if (line.row.mark == RowMark::Span)
            paintSpanBar(line, *bar);
        else if (line.row.mark == RowMark::Gap)
            paintGap(line, *bar);
        else
            paintGhost(line, *bar);
    }
    m_painter.setClipping(false);
}

void RowPainter::paintSpanBar(const Line& line, const BarPixels& bar)
{
    const QRectF rect = barRect(line, bar);
    const bool hasChildTime = line.visible.member < 0 && !m_document.childTime.of(line.visible.row).empty();
    m_painter.setRenderHint(QPainter::Antialiasing, rect.width() > 4);
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(hasChildTime ? mixed(m_scene.theme.window, line.colour, 0.42) : line.colour);
    m_painter.drawRoundedRect(rect, 2, 2);
    if (hasChildTime)
        paintSelfTime(line, rect);
    if (line.error) {
        m_painter.setBrush(Qt::NoBrush);
        m_painter.setPen(QPen(m_scene.theme.error, 1.6));
        m_painter.drawRoundedRect(rect.adjusted(0.8, 0.8, -0.8, -0.8), 2, 2);
    }
    if (m_scene.showCriticalPath && line.visible.member < 0)
        paintCritical(line, rect);
    m_painter.setRenderHint(QPainter::Antialiasing, false);
    if (line.visible.member < 0 && m_document.joint[line.visible.row])
        paintJoint(line, bar);
    if (isSilent(line)) {
        paintSilence(line, rect);
        return;
    }
    paintBesideBar(line, bar,
                   QString::fromStdString(trace::toDurationText(lengthNs(line.row.startNs, line.row.endNs))));
}

// What no child covers is the row's own time: the full colour. Stretches within a pixel are passed over.
void RowPainter::paintSelfTime(const Line& line, const QRectF& rect)
{
    const auto children = m_document.childTime.of(line.visible.row);
    const auto first = std::partition_point(children.begin(), children.end(), [this](const RowInterval& child) {
        return child.endNs < m_scale.window.startNs;
    });
    std::int64_t from = std::max(line.row.startNs, m_scale.window.startNs);
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(line.colour);
    const auto fill = [&](std::int64_t startNs, std::int64_t endNs) {
        const double x0 = std::max(m_scale.x(startNs), rect.left());
        const double x1 = std::min(m_scale.x(endNs), rect.right());
        if (x1 - x0 >= 6.0)
            m_painter.drawRoundedRect(QRectF(x0, rect.top(), x1 - x0, rect.height()), 1.5, 1.5);
        else if (x1 - x0 >= 1.0) // there can be hundreds of them
            m_painter.fillRect(QRectF(x0, rect.top(), x1 - x0, rect.height()), line.colour);
    };
    for (auto child = first; child != children.end() && child->startNs <= m_scale.window.endNs;) {
        if (child->startNs > from)
            fill(from, child->startNs);
        from = std::max(from, child->endNs);
        const std::int64_t nextPixel = m_scale.ns(m_scale.x(from) + 1);
        ++child;
        if (child != children.end() && child->endNs < nextPixel) { // many tiny children in one pixel: jump over them
            child =
                std::partition_point(child, children.end(), [&](const RowInterval& c) { return c.endNs < nextPixel; });
            from = std::max(from, std::prev(child)->endNs);
        }
    }
    fill(from, std::min(line.row.endNs, m_scale.window.endNs));
}

void RowPainter::paintCritical(const Line& line, const QRectF& rect)
{
    const auto parts = m_document.critical.of(line.visible.row);
    auto part = std::partition_point(parts.begin(), parts.end(),
                                     [this](const RowInterval& p) { return p.endNs < m_scale.window.startNs; });
    const QColor colour = m_scene.theme.isDark() ? QColor(0xffffff) : QColor(0x14181f);
    while (part != parts.end() && part->startNs <= m_scale.window.endNs) {
        const double x0 = std::max(m_scale.x(part->startNs), rect.left());
        const double x1 = std::min(std::max(m_scale.x(part->endNs), x0 + 1), rect.right());
        if (x1 > x0)
            m_painter.fillRect(QRectF(x0, rect.bottom() - 2, x1 - x0, 2), colour);
        const std::int64_t beyond = m_scale.ns(x1 + 0.5);
        part =
            std::partition_point(std::next(part), parts.end(), [&](const RowInterval& p) { return p.endNs < beyond; });
    }
}

bool RowPainter::isSilent(const Line& line) const
{
    return m_document.silence && line.visible.member < 0 && m_document.silence->row == line.visible.row;
}

void RowPainter::paintSilence(const Line& line, const QRectF& rect)
{
    const Silence& silence = *m_document.silence;
    const double from = std::max(m_scale.x(silence.fromNs), rect.left());
    const double to = std::min(m_scale.x(silence.toNs), m_scale.right());
    if (to - from < 2)
        return;
    const QRectF silent(from, rect.top(), to - from, rect.height());
    m_painter.fillRect(silent, m_scene.theme.window);
    paintHatch(line, silent, m_scene.theme.error);
    const std::string text = "silent for " + trace::toDurationText(lengthNs(silence.fromNs, silence.toNs));
    paintTextInBar(silent, QString::fromStdString(text), m_scene.theme.error,
                   mixed(m_scene.theme.window, m_scene.theme.error, 0.10));
    if (!silence.percentage || from - rect.left() < 44)
        return;
    m_painter.setFont(m_small);
    m_painter.setPen(readableOn(line.colour));
    m_painter.drawText(QRectF(rect.left() + 6, rect.top() - 1, from - rect.left() - 8, rect.height()),
                       Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("%1 %").arg(*silence.percentage, 0, 'g', 3));
}

void RowPainter::paintHatch(const Line& line, const QRectF& rect, const QColor& colour)
{
    m_painter.setRenderHint(QPainter::Antialiasing, true);
    QColor fill = colour;
    fill.setAlphaF(0.10F);
    m_painter.setBrush(fill);
    m_painter.setPen(Qt::NoPen);
    m_painter.drawRoundedRect(rect, 2, 2);
    m_painter.save();
    m_painter.setClipRect(rect.intersected(QRectF(m_scale.left, rect.top(), m_scale.width, rect.height())));
    m_painter.setPen(QPen(mixed(m_scene.theme.window, colour, 0.55), 1.6));
    const int lines = static_cast<int>((rect.width() + rect.height()) / kHatchStep) + 1;
    for (int i = 0; i < lines; ++i) {
        const double x = rect.left() - rect.height() + i * kHatchStep;
        m_painter.drawLine(QPointF(x, rect.bottom()), QPointF(x + rect.height(), rect.top()));
    }
    m_painter.restore();
    m_painter.setClipRect(QRectF(m_scale.left, line.y, m_scale.width, m_scene.metrics.rowHeight));
    m_painter.setBrush(Qt::NoBrush);
    m_painter.setPen(QPen(colour, 1.2));
    m_painter.drawRoundedRect(rect.adjusted(0.6, 0.6, -0.6, -0.6), 2, 2);
    m_painter.setRenderHint(QPainter::Antialiasing, false);
}

void RowPainter::paintGap(const Line& line, const BarPixels& bar)
{
    const QRectF rect = barRect(line, bar);
    // Somebody waits for an open gap; a closed one is only work that tells nothing about itself.
    const QColor colour = !line.row.openEnd     ? mixed(m_scene.theme.window, m_scene.theme.muted, 0.8)
                          : m_document.alarming ? m_scene.theme.error
                                                : m_scene.theme.accent;
    paintHatch(line, rect, colour);
    const std::string remark = m_document.remark(line.visible.row);
    const QString text = QString::fromStdString(remark.empty() ? m_document.label(line.visible.row) : remark);
    paintTextInBar(rect, text, line.row.openEnd ? colour : m_scene.theme.muted,
                   mixed(m_scene.theme.window, colour, 0.10));
}

void RowPainter::paintGhost(const Line& line, const BarPixels& bar)
{
    QRectF rect = barRect(line, bar);
    const bool absent = line.row.startNs >= line.row.endNs; // expected, no time at all
    const QColor colour = !absent               ? mixed(m_scene.theme.text, line.colour, 0.8)
                          : m_document.alarming ? m_scene.theme.error
                                                : m_scene.theme.muted;
    if (absent)
        rect.setWidth(std::max(rect.width(), std::min(44.0, m_scale.right() - rect.left() - 4)));
    m_painter.setRenderHint(QPainter::Antialiasing, true);
    m_painter.setBrush(Qt::NoBrush);
    QPen pen(colour, 1.2, Qt::CustomDashLine);
    pen.setDashPattern({3.5, 2.5});
    m_painter.setPen(pen);
    const QRectF frame = rect.adjusted(0.6, 0.6, -0.6, -0.6);
    if (line.row.openEnd && !absent) { // no closing line: nobody has seen the end
        m_painter.drawLine(frame.topLeft(), frame.topRight());
        m_painter.drawLine(frame.bottomLeft(), frame.bottomRight());
        m_painter.drawLine(frame.topLeft(), frame.bottomLeft());
    } else {
        m_painter.drawRoundedRect(frame, 2, 2);
    }
    m_painter.setRenderHint(QPainter::Antialiasing, false);
    if (!absent)
        paintTextInBar(rect, QString::fromStdString(m_document.remark(line.visible.row)), m_scene.theme.muted,
                       m_scene.theme.window);
}

void RowPainter::paintFold(const Line& line)
{
    QColor colour = line.colour;
    colour.setAlphaF(0.65F);
    const double top = line.y + (m_scene.metrics.rowHeight - 11) / 2.0;
    const auto spans = m_document.folded(line.visible.row);
    const trace::TraceSet& traces = *m_document.traces;
    auto next = std::partition_point(spans.begin(), spans.end(), [&](trace::SpanRef s) {
        return traces.startNs(s) < m_scale.window.startNs && traces.endNs(s) < m_scale.window.startNs;
    });
    while (next != spans.end() && traces.startNs(*next) <= m_scale.window.endNs) {
        double right = m_scale.left;
        if (const auto bar = barPixels(m_scale, traces.startNs(*next), traces.endNs(*next), 1.5)) {
            const bool bad = traces.status(*next) == trace::StatusCode::Error;
            m_painter.fillRect(QRectF(bar->left, top, std::max(2.0, bar->width()), 11),
                               bad ? m_scene.theme.error : colour);
            right = bar->right;
        }
        const std::int64_t beyond = m_scale.ns(right);
        next = std::partition_point(std::next(next), spans.end(),
                                    [&](trace::SpanRef s) { return traces.startNs(s) < beyond; });
    }
}

void RowPainter::paintJoint(const Line& line, const BarPixels& bar)
{
    const double x = bar.left - 5;
    const double y = line.y + m_scene.metrics.rowHeight / 2.0;
    m_painter.setRenderHint(QPainter::Antialiasing, true);
    m_painter.setPen(QPen(m_scene.theme.warning, 1.6));
    m_painter.setBrush(m_scene.theme.window);
    m_painter.drawLine(QPointF(x, line.y), QPointF(x, y - 4));
    m_painter.drawEllipse(QPointF(x, y), 3.5, 3.5);
    m_painter.setRenderHint(QPainter::Antialiasing, false);
}

void RowPainter::paintBesideBar(const Line& line, const BarPixels& bar, const QString& text)
{
    m_painter.setFont(m_small);
    const double width = m_painter.fontMetrics().horizontalAdvance(text);
    const QRectF rect = barRect(line, bar);
    const double y = line.y + m_scene.metrics.rowHeight / 2.0 + m_painter.fontMetrics().capHeight() / 2.0;
    const double inside = m_scene.showCriticalPath ? y - 1.5 : y; // clear of the line below
    if (!bar.cutRight && rect.right() + 6 + width < m_scale.right()) {
        m_painter.setPen(m_scene.theme.muted);
        m_painter.drawText(QPointF(rect.right() + 6, y), text);
    } else if (!bar.cutLeft && rect.left() - 6 - width > m_scale.left) {
        m_painter.setPen(m_scene.theme.muted);
        m_painter.drawText(QPointF(rect.left() - 6 - width, y), text);
    } else if (rect.width() > width + 16) {
        const bool parts = line.visible.member < 0 && !m_document.childTime.of(line.visible.row).empty();
        if (parts) // the bar has two colours, and no text can be read on both
            m_painter.fillRect(QRectF(rect.left() + 5, rect.top() + 1, width + 6, rect.height() - 3),
                               mixed(m_scene.theme.window, line.colour, 0.25));
        m_painter.setPen(parts ? m_scene.theme.text : readableOn(line.colour));
        m_painter.drawText(QPointF(rect.left() + 8, inside), text);
    }
}

void RowPainter::paintTextInBar(const QRectF& rect, const QString& text, const QColor& colour, const QColor& behind)
{
    if (text.isEmpty() || rect.width() < 40)
        return;
    m_painter.setFont(m_small);
    const QString shown = m_painter.fontMetrics().elidedText(text, Qt::ElideRight, static_cast<int>(rect.width()) - 12);
    const double width = m_painter.fontMetrics().horizontalAdvance(shown);
    m_painter.fillRect(QRectF(rect.left() + 3, rect.top() + 1.5, width + 7, rect.height() - 3), behind);
    m_painter.setPen(colour);
    m_painter.drawText(QRectF(rect.left() + 6, rect.top(), width + 4, rect.height()), Qt::AlignLeft | Qt::AlignVCenter,
                       shown);
}

} // namespace spanlight::ui
