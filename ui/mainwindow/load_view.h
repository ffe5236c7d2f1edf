#pragma once

#include "ui/gantt/gantt_geometry.h"
#include "ui/jobs/workbench.h"

#include <QFrame>

#include <optional>

class QLabel;
class QProgressBar;
class QPushButton;

namespace spanlight::ui {

class ElidedLabel;
class GanttView;

/// Above the timeline while it shows only the beginning of what is being read: says so, how far the reading is, and
/// stops it. Stays, and says so, when the reading was stopped.
class LoadView : public QFrame
{
    Q_OBJECT

public:
    LoadView(Workbench& workbench, GanttView& gantt, QWidget* parent = nullptr);

    /// Draws the preview, or hides when there is none.
    void show();
    void end() { hide(); }
    /// "the first 4,000 spans"; empty: no preview is shown.
    [[nodiscard]] QString what() const;
    /// What stands in place of a verdict; empty: no preview is shown.
    [[nodiscard]] QString verdictHint() const;
    /// Whether the user has looked around in it since it was drawn: then the place is his.
    [[nodiscard]] bool isTouched() const;

signals:
    /// Read all of it after all.
    void readRequested();

private:
    /// What the user can change.
    struct Place
    {
        TimeWindow window;
        int scroll = 0;
        std::optional<std::size_t> selected;

        friend bool operator==(const Place&, const Place&) = default;
    };

    [[nodiscard]] Place placeNow() const;
    void showBusy();
    void showProgress(qint64 done, qint64 total, const QString& text);

    Workbench& m_workbench;
    GanttView& m_gantt;
    QLabel* m_badge = nullptr;
    QLabel* m_text = nullptr;
    ElidedLabel* m_progressText = nullptr;
    QProgressBar* m_progress = nullptr;
    QPushButton* m_button = nullptr;
    Place m_place; ///< as it was drawn
};

} // namespace spanlight::ui
