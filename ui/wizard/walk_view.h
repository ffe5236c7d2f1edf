#pragma once

#include "models/diagnosis/walk.h"
#include "ui/theme/theme.h"

#include <QScrollArea>
#include <QTimer>

#include <memory>

class QLabel;
class QVBoxLayout;

namespace spanlight::ui {

/// The third page: the steps of a walk, one by one, then its end with the remedy.
class WalkView : public QScrollArea
{
    Q_OBJECT

public:
    explicit WalkView(QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    /// How long a step is shown as being asked; 0 shows everything at once.
    void setStepDelay(int ms) { m_delayMs = ms; }
    void setWalk(std::shared_ptr<const diagnosis::Walk> walk);
    void showHint(const QString& hint);
    [[nodiscard]] const diagnosis::Walk* walk() const { return m_walk.get(); }
    /// All steps are answered.
    [[nodiscard]] bool isDone() const { return m_walk != nullptr && m_shown >= m_walk->steps.size(); }
    /// The first span of the first step that failed and has one, else of any step; invalid when there is none.
    [[nodiscard]] trace::SpanRef firstSpan() const;

signals:
    void spanActivated(const trace::SpanRef& span);
    void suggestionChosen(const QString& scenario);
    void done();

private:
    void step();
    void rebuild();
    void addStep(std::size_t i, bool pending);
    void addEnd();
    void updateTitle();
    void scrollToEnd();

    std::shared_ptr<const diagnosis::Walk> m_walk;
    QString m_hint;
    Theme m_theme = Theme::light();
    QTimer m_timer;
    int m_delayMs = 140;
    std::size_t m_shown = 0; ///< steps that are answered
    QVBoxLayout* m_layout = nullptr;
    QLabel* m_title = nullptr;
    QWidget* m_pending = nullptr;
};

} // namespace spanlight::ui
