#pragma once

#include "ui/gantt/gantt_finder.h"

#include <QFrame>

class QComboBox;
class QLabel;
class QLineEdit;
class QToolButton;

namespace spanlight::ui {

class GanttView;

/// Above a timeline: finds its spans while one types, walks through them or shows only them; puts siblings in order.
class FindBar : public QFrame
{
    Q_OBJECT

public:
    explicit FindBar(GanttView& view, QWidget* parent = nullptr);

    /// The cursor into the field, its text selected.
    void focusField();
    void setText(const QString& text);
    /// What is said about the matches: "12 of 1,000,000".
    [[nodiscard]] QString countText() const;

signals:
    /// What is found is on the view.
    void shown();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void makeField();
    void makeButtons();
    void makeOrder();
    void search();
    void takeMatches(const std::shared_ptr<const RowMatches>& matches);
    void takeDocument();
    void showMatches();
    void step(bool forward);
    void leave();

    GanttView& m_view;
    GanttFinder m_finder;
    QLineEdit* m_field = nullptr;
    QLabel* m_count = nullptr;
    QToolButton* m_previous = nullptr;
    QToolButton* m_next = nullptr;
    QToolButton* m_only = nullptr;
    QComboBox* m_order = nullptr;
    std::shared_ptr<const RowMatches> m_matches;
    bool m_stepWhenFound = false; ///< Enter was faster than the search
};

} // namespace spanlight::ui
