#pragma once

#include <QFrame>

class QDialog;
class QHBoxLayout;
class QPushButton;
class QVBoxLayout;

// What the windows beside the main one have in common: header, middle and footer; none of them is modal.
namespace spanlight::ui {

/// Names the dialog and returns the layout that takes its parts from top to bottom.
[[nodiscard]] QVBoxLayout* layOutDialog(QDialog& dialog, const char* name, const QString& title);
/// Shows the window in front of the others.
void bringToFront(QWidget& window);

/// The strip above: the title, then what is added.
class DialogHeader : public QFrame
{
    Q_OBJECT

public:
    explicit DialogHeader(const QString& title, QWidget* parent);

    void add(QWidget* widget);

private:
    QHBoxLayout* m_row = nullptr;
};

/// The strip below: buttons, in the order in which they are added.
class DialogFooter : public QFrame
{
    Q_OBJECT

public:
    explicit DialogFooter(QWidget* parent);

    /// For what is no button, and for stretches.
    [[nodiscard]] QHBoxLayout& row() { return *m_row; }
    QPushButton* addButton(const char* name, const QString& text);
    /// The one that most people want.
    QPushButton* addMainButton(const char* name, const QString& text);

private:
    QHBoxLayout* m_row = nullptr;
};

} // namespace spanlight::ui
