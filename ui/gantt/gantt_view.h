#pragma once

#include "ui/gantt/gantt_document.h"
#include "ui/gantt/gantt_geometry.h"
#include "ui/gantt/gantt_painter.h"
#include "ui/gantt/visible_rows.h"
#include "ui/theme/service_colours.h"
#include "ui/theme/theme.h"

#include <QAbstractScrollArea>
#include <QImage>
#include <QPixmap>

#include <memory>
#include <optional>
#include <vector>

class QVariantAnimation;

namespace spanlight::ui {

class GanttFooter;
class GanttHeader;

/// The timeline of one operation: names beside bars, minimap and ruler above.
///
/// Ctrl+wheel, W and S zoom; A, D and dragging move; F fits; Backspace takes the last zoom back; arrows walk and fold.
/// Paints only the lines and pixels that can be seen.
class GanttView : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit GanttView(QWidget* parent = nullptr);
    ~GanttView() override;

    void setTheme(const Theme& theme);
    void setTimeZone(const items::TimeZone& zone);
    void setDocument(std::shared_ptr<const GanttDocument> document);
    /// The same operation, looked at later: selection, what is open, zoom and place stay; new lines are marked for a
    /// moment. A view of the whole stays one. Emits no selection.
    void updateDocument(std::shared_ptr<const GanttDocument> document);
    /// Whether the line came with the last updateDocument().
    [[nodiscard]] bool isNew(std::size_t line) const;
    [[nodiscard]] const GanttDocument* document() const { return m_document.get(); }
    [[nodiscard]] const std::shared_ptr<const GanttDocument>& sharedDocument() const { return m_document; }

    /// Marks the lines that match; `only`: shows nothing but them and what is above them. Null: nothing is looked for.
    /// Of this document. Selection and place stay as far as they can be seen.
    void setMatches(std::shared_ptr<const RowMatches> matches, bool only);
    /// Of this document; null: by start.
    void setOrder(std::shared_ptr<const RowOrder> order);
    /// Selects the next or previous match, opening what hides it; after the last one comes the first. False: none.
    bool stepMatch(bool forward);

    /// Opens what hides the span, selects its line, brings it into view. False when the timeline does not have it.
    bool selectSpan(trace::SpanRef span);
    /// The same, and flashes the line.
    bool showSpan(trace::SpanRef span);
    [[nodiscard]] trace::SpanRef selectedSpan() const;
    /// What there is to say, as rich text, about a selected line that is no span; empty for others.
    [[nodiscard]] QString selectedAbsence() const;
    [[nodiscard]] std::optional<std::size_t> selectedLine() const { return m_selected; }
    [[nodiscard]] TimeWindow window() const { return m_window; }
    [[nodiscard]] TimeWindow whole() const { return m_whole; }
    /// Without animation; `remember` for undoZoom().
    void setWindow(TimeWindow window, bool remember = false);
    [[nodiscard]] const VisibleRows& rows() const { return m_rows; }
    [[nodiscard]] int nameWidth() const { return m_metrics.nameWidth; }
    /// Where times are on the lines and on what stands above and below them.
    [[nodiscard]] TimeScale scale() const { return scene().scale(); }
    /// A widget below the lines, on the same axis; as high as its size hint says, but at most two fifths of the view.
    /// Hidden: no room. It paints anew whenever the axis changes; the view becomes its parent.
    void setFooter(GanttFooter& footer);
    /// The footer's size hint, or whether it is hidden, has changed.
    void updateFooter();
    /// Zooms by wheel or hand around a place of the axis: factor < 1 zooms in.
    void zoomAround(double factor, double x);
    void setNameWidth(int pixels);

    /// The line at a point of the viewport, or nothing.
    [[nodiscard]] std::optional<std::size_t> lineAt(const QPoint& point) const;
    /// Where a line is on the viewport; may be outside.
    [[nodiscard]] QRect lineRect(std::size_t line) const;
    /// Whether a picture has the footer: it is neither hidden nor folded.
    [[nodiscard]] bool hasFooterInPicture() const;
    /// The whole timeline with all visible lines (at most `maxRows`) and this width, and the footer below them.
    [[nodiscard]] QImage picture(int width, std::size_t maxRows, double pixelRatio = 1.0) const;

public slots:
    void zoomIn();
    void zoomOut();
    void fit();
    void fitSelection();
    void undoZoom();
    void moveLeft();
    void moveRight();
    void expandAll();
    void collapseAll();
    void setCriticalPathVisible(bool visible);

signals:
    /// An invalid reference: a gap, a ghost, a closed fold, or nothing.
    void spanSelected(const trace::SpanRef& span);
    void windowChanged();
    void pinActivated(std::size_t finding);
    /// Another document, or a later one: matches and order are gone.
    void documentChanged();
    /// Something that does not match was to be shown, so everything is.
    void filterDropped();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void changeEvent(QEvent* event) override;

private:
    friend class GanttHeader;

    enum class Drag { None, Move, NameWidth };

    [[nodiscard]] GanttScene scene() const;
    [[nodiscard]] std::size_t pageLines() const;
    [[nodiscard]] bool onBorder(const QPoint& point) const;
    [[nodiscard]] QString tooltipFor(std::size_t line) const;
    void animateTo(TimeWindow window);
    void selectLine(std::optional<std::size_t> line);
    void moveSelection(std::ptrdiff_t by);
    void openSelected(bool open);
    void toggle(std::size_t line);
    void keepSelection(const std::optional<VisibleRow>& row);
    [[nodiscard]] std::optional<VisibleRow> selectedRow() const;
    /// After the lines have changed: selects the row again, and shows the place at which `anchor` was.
    void restore(const std::optional<VisibleRow>& selected, const std::optional<VisibleRow>& anchor, int y);
    /// Changes the lines without losing selection and place.
    template <typename Change>
    void rearrange(Change change);
    void scrollToLine(std::size_t line);
    void showTimeOf(trace::SpanRef span);
    void updateScrollBar();
    void updateHeader();
    void updateMargins();
    void updateNameWidth();
    bool handleMoveKey(int key);
    bool handleZoomKey(const QKeyEvent& event);

    std::shared_ptr<const GanttDocument> m_document;
    VisibleRows m_rows;
    ServiceColours m_colours;
    Theme m_theme = Theme::light();
    GanttMetrics m_metrics;
    items::TimeZone m_zone;
    int m_wantedNameWidth = GanttMetrics().nameWidth; ///< as far as the view is wide enough
    GanttHeader* m_header = nullptr;
    GanttFooter* m_footer = nullptr;
    QVariantAnimation* m_flash = nullptr;
    QVariantAnimation* m_fresh = nullptr; ///< fades the marks of new lines
    QVariantAnimation* m_zoom = nullptr;
    TimeWindow m_window;
    TimeWindow m_whole;
    TimeWindow m_zoomFrom;
    TimeWindow m_zoomTo;
    std::vector<TimeWindow> m_undo;
    std::optional<std::size_t> m_selected;
    std::optional<VisibleRow> m_hiddenSelection; ///< selected, but filtered away
    std::shared_ptr<const RowMatches> m_matches;
    std::optional<std::size_t> m_hovered;
    std::vector<bool> m_new; ///< by row, since the last update
    bool m_showCriticalPath = true;
    Drag m_drag = Drag::None;
    QPoint m_dragFrom;
    TimeWindow m_dragWindow;
    int m_dragScroll = 0;
    bool m_dragMoved = false;
    std::optional<std::size_t> m_pressed; ///< line to select unless the press becomes a drag
};

} // namespace spanlight::ui
