#pragma once

#include "ui/jobs/workbench.h"

#include <QFrame>

#include <vector>

class QLabel;
class QVBoxLayout;

namespace spanlight::ui {

/// Errors and hints in place, above the timeline. Shows the newest three; each can be closed.
class NoticeBar : public QWidget
{
    Q_OBJECT

public:
    explicit NoticeBar(QWidget* parent = nullptr);

    void show(const Notice& notice);
    void clear();
    [[nodiscard]] int count() const { return static_cast<int>(m_frames.size()); }

private:
    void remove(QFrame* frame);

    QVBoxLayout* m_layout = nullptr;
    std::vector<QFrame*> m_frames;
};

} // namespace spanlight::ui
