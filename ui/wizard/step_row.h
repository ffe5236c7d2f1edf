#pragma once

#include "models/diagnosis/walk.h"
#include "ui/theme/theme.h"

#include <QFrame>

class QVBoxLayout;

namespace spanlight::ui {

/// A step of a walk: a mark, the question with its answer, the evidence to click, and how to ask the same by hand.
class StepRow : public QFrame
{
    Q_OBJECT

public:
    /// `pending`: the question only, its answer comes in a moment.
    StepRow(const diagnosis::WalkStep& step, std::size_t index, bool pending, const Theme& theme,
            QWidget* parent = nullptr);

signals:
    void spanActivated(const trace::SpanRef& span);

private:
    void addQuestion(QVBoxLayout& layout, bool pending);
    void addEvidence(QVBoxLayout& layout);
    void addQuery(QVBoxLayout& layout);
    void addAdvice(QVBoxLayout& layout);

    diagnosis::WalkStep m_step;
    std::size_t m_index;
    Theme m_theme;
};

} // namespace spanlight::ui
