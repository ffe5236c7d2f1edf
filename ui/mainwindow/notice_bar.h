#pragma once

#include "ui/jobs/workbench.h"

#include <QFrame>

#include <vector>

class QLabel;
class QVBoxLayout;

namespace spanlight::ui {

/// Errors and hints in place, above the timeline. Shows the newest three, hints giving way first; each can be closed,
/// and a hint goes by itself. A notice that says the same as one before takes its place.
class NoticeBar : public QWidget
{
    Q_OBJECT

public:
    explicit NoticeBar(QWidget* parent = nullptr);

    /// How long a hint stays.
    static constexpr int kInfoMs = 5000;
    void setInfoTime(int ms) { m_infoMs = ms; }

    void show(const Notice& notice);
    void clear();
    [[nodiscard]] int count() const { return static_cast<int>(m_shown.size()); }

private:
    struct Shown
    {
        QFrame* frame = nullptr;
        Notice notice;
    };

    QFrame* makeFrame(const Notice& notice);
    void makeRoomFor(const Notice& notice);
    void remove(QFrame* frame);

    QVBoxLayout* m_layout = nullptr;
    std::vector<Shown> m_shown; ///< oldest first
    int m_infoMs = kInfoMs;
};

} // namespace spanlight::ui
