#pragma once

#include <QFrame>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

// Small widgets that several panels use; their look comes from the stylesheet.
namespace spanlight::ui {

/// A word on a coloured field. `kind`: critical, error, warning, info, ok.
[[nodiscard]] QLabel* makeBadge(const QString& text, const QString& kind, QWidget* parent);
void setBadge(QLabel& badge, const QString& text, const QString& kind);

/// Text that wraps and can be selected; `role`: "", "muted", "title", "error".
[[nodiscard]] QLabel* makeText(const QString& text, const QString& role, QWidget* parent);

/// Asks the style to look at the widget's properties again.
void restyle(QWidget& widget);

/// The wanted size of a window, less where the screen with its panels and the window's frame give less.
[[nodiscard]] QSize fittingSize(const QSize& wanted, const QSize& screen);
[[nodiscard]] QSize fittingSize(const QSize& wanted, const QWidget& window);
/// Makes a window that is larger than its screen smaller, and moves it onto the screen.
void keepOnScreen(QWidget& window);

/// Code that breaks anywhere, because ids and paths have no place of their own to break at.
class WrappedCode : public QWidget
{
    Q_OBJECT

public:
    explicit WrappedCode(QString code, QWidget* parent = nullptr);

    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_code;
};

/// A line of code on a field with a button that copies it.
class CodeLine : public QFrame
{
    Q_OBJECT

public:
    explicit CodeLine(const QString& code, QWidget* parent = nullptr);

    [[nodiscard]] QString code() const { return m_code; }

signals:
    void copied();

private:
    QString m_code;
    QToolButton* m_button = nullptr;
};

/// A heading that shows or hides what is below it.
class FoldSection : public QWidget
{
    Q_OBJECT

public:
    FoldSection(const QString& title, QWidget* content, QWidget* parent = nullptr);

    [[nodiscard]] bool isOpen() const { return m_open; }
    void setOpen(bool open);

private:
    void updateTitle();

    QString m_title;
    QPushButton* m_button = nullptr;
    QWidget* m_content = nullptr;
    bool m_open = false;
};

/// Title of a panel with a remark on the right.
class PanelHeader : public QFrame
{
    Q_OBJECT

public:
    explicit PanelHeader(const QString& title, QWidget* parent = nullptr);

    void setRemark(const QString& remark);
    [[nodiscard]] QString remark() const;

private:
    QLabel* m_remark = nullptr;
};

/// A label that never asks for more width than it gets: its text ends with "…" then.
class ElidedLabel : public QLabel
{
    Q_OBJECT

public:
    explicit ElidedLabel(QWidget* parent = nullptr);

    /// Wants no more than this for itself; stretched it takes more.
    void setWidest(int width);
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int m_widest = 400;
};

} // namespace spanlight::ui
