#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>
#include <QString>

class QApplication;

namespace spanlight::ui {

/// Every colour of the program. A value; widgets get it through setTheme().
struct Theme
{
    enum class Kind { Light, Dark };

    Kind kind = Kind::Light;
    QColor window; ///< behind everything
    QColor field;  ///< inputs, code
    QColor hover;
    QColor border;
    QColor grid; ///< lines in the timeline
    QColor text;
    QColor muted; ///< secondary text, still readable on window and selection
    QColor accent;
    QColor onAccent; ///< text on accent
    QColor link;
    QColor selection;
    QColor error;
    QColor errorFill;
    QColor warning;
    QColor warningFill;
    QColor info;
    QColor infoFill;
    QColor ok;
    QColor okFill;

    [[nodiscard]] static Theme light();
    [[nodiscard]] static Theme dark();
    /// "light" or "dark"; anything else follows the palette that the system gave the application.
    [[nodiscard]] static Theme named(const QString& name);

    [[nodiscard]] bool isDark() const { return kind == Kind::Dark; }
    [[nodiscard]] QPalette palette() const;
    /// Stylesheet for the whole application.
    [[nodiscard]] QString styleSheet() const;
};

/// Fusion style, palette, fonts and stylesheet.
void applyTheme(QApplication& application, const Theme& theme);

/// The program's text font and the font for ids, keys and code.
[[nodiscard]] QFont textFont();
[[nodiscard]] QFont codeFont();

/// Contrast of two opaque colours after WCAG 2: 1 … 21.
[[nodiscard]] double contrast(const QColor& a, const QColor& b);
/// Black or white, whichever can be read better on the colour.
[[nodiscard]] QColor readableOn(const QColor& background);
/// `share` of `over` on top of `base`, opaque.
[[nodiscard]] QColor mixed(const QColor& base, const QColor& over, double share);

} // namespace spanlight::ui
