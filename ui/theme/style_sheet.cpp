#include "ui/theme/theme.h"

#include <utility>

namespace spanlight::ui {

namespace {

// Names in $…$ stand for the theme's colours.
constexpr const char* kStyleSheet = R"css(
QMainWindow, QDialog { background: $window$; }
QMainWindow::separator { background: $border$; width: 1px; height: 1px; }
QMainWindow::separator:hover { background: $accent$; }
QMenuBar { background: $window$; border-bottom: 1px solid $border$; padding: 2px 4px; }
QMenuBar::item { padding: 4px 9px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: $hover$; }
QMenu { background: $window$; border: 1px solid $border$; padding: 4px; }
QMenu::item { padding: 5px 26px 5px 22px; border-radius: 4px; }
QMenu::item:selected { background: $selection$; }
QMenu::item:disabled { color: $muted$; }
QMenu::separator { height: 1px; background: $border$; margin: 4px 6px; }
QToolBar { background: $window$; border: none; border-bottom: 1px solid $border$; padding: 5px 8px; spacing: 8px; }
QStatusBar { background: $window$; border-top: 1px solid $border$; color: $muted$; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: $muted$; padding: 1px 6px; }
QToolTip { background: $field$; color: $text$; border: 1px solid $border$; padding: 4px 6px; }

QLineEdit, QComboBox, QSpinBox, QPlainTextEdit, QTextEdit {
  background: $field$; border: 1px solid $border$; border-radius: 5px; padding: 4px 8px; color: $text$;
  selection-background-color: $accent$; selection-color: $onAccent$; }
QLineEdit:focus, QComboBox:focus, QPlainTextEdit:focus, QTextEdit:focus { border-color: $accent$; }
QComboBox { padding-right: 22px; }
QComboBox::drop-down { border: none; width: 20px; }
QComboBox::down-arrow { image: url(:/spanlight/icons/down-$kind$.svg); width: 10px; height: 10px; }
QComboBox QAbstractItemView { background: $window$; border: 1px solid $border$; selection-background-color: $selection$;
  selection-color: $text$; outline: none; }
QPlainTextEdit#rawText { border: none; border-radius: 0; background: $window$; }

QPushButton, QToolButton { background: $window$; border: 1px solid $border$; border-radius: 5px; padding: 4px 12px; color: $text$; }
QPushButton:hover, QToolButton:hover { background: $hover$; }
QPushButton:pressed, QToolButton:pressed { background: $selection$; }
QPushButton:focus, QToolButton:focus { border-color: $accent$; }
QPushButton:disabled, QToolButton:disabled { color: $muted$; background: $field$; }
QPushButton[primary="true"] { background: $accent$; border-color: $accent$; color: $onAccent$; font-weight: 600; }
QPushButton[primary="true"]:hover, QPushButton[primary="true"]:focus { border-color: $text$; }
QPushButton[primary="true"]:disabled { background: $border$; border-color: $border$; color: $muted$; }
QToolButton[flat="true"], QPushButton[flat="true"] { border: none; background: transparent; padding: 3px 6px; }
QToolButton[flat="true"]:hover, QPushButton[flat="true"]:hover { background: $hover$; }
QToolButton[flat="true"]:focus, QPushButton[flat="true"]:focus { border: 1px solid $accent$; padding: 2px 5px; }
QToolButton#findOnly:checked { background: $selection$; border-color: $accent$; }
QToolButton[narrow="true"] { padding: 4px 8px; }
QFileDialog QToolButton { border: none; padding: 2px; }
QToolButton::menu-indicator { image: none; }
QPushButton[fold="true"] { border: none; background: transparent; color: $muted$; text-align: left; padding: 3px 2px; }
QPushButton[fold="true"]:hover { color: $text$; }
QPushButton[fold="true"]:focus { border: 1px solid $accent$; padding: 2px 1px; }

QCheckBox { spacing: 7px; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid $muted$; border-radius: 3px; background: $field$; }
QCheckBox::indicator:checked { background: $accent$; border-color: $accent$; image: url(:/spanlight/icons/check-$kind$.svg); }
QCheckBox::indicator:focus { border-color: $accent$; }
QTabBar { background: $window$; }
QTabBar::tab { background: transparent; border: none; border-bottom: 2px solid transparent; padding: 7px 12px; color: $muted$; }
QTabBar::tab:selected { color: $text$; border-bottom-color: $accent$; font-weight: 600; }
QTabBar::tab:hover { color: $text$; }
QTabBar::tab:selected:focus { color: $accent$; }
QFrame[panel="tabs"] { background: $window$; border: none; border-bottom: 1px solid $border$; }
QTabBar QToolButton { border: none; background: $window$; padding: 0; }

QTableView, QTreeView { background: $window$; border: 1px solid transparent; gridline-color: $border$; outline: none;
  selection-background-color: $selection$; selection-color: $text$; alternate-background-color: $field$; }
QTableView:focus, QTreeView:focus { border: 1px solid $accent$; }
QTableView::item, QTreeView::item { padding: 2px 6px; border-bottom: 1px solid $grid$; }
QTableView::item:selected, QTreeView::item:selected { background: $selection$; color: $text$; }
QTableView::item:hover:!selected, QTreeView::item:hover:!selected { background: $hover$; }
QListWidget { background: $window$; border: 1px solid transparent; outline: none; }
QListWidget:focus { border: 1px solid $accent$; }
QListWidget::item { padding: 6px 8px; border-radius: 4px; color: $text$; }
QListWidget::item:selected { background: $selection$; color: $text$; }
QHeaderView { background: $window$; border: none; }
QHeaderView::section { background: $window$; color: $muted$; border: none; border-bottom: 1px solid $border$; padding: 5px 6px; }
QTableCornerButton::section { background: $window$; border: none; }

QScrollBar:vertical { background: transparent; width: 11px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 11px; margin: 0; }
QScrollBar::handle { background: $border$; border-radius: 4px; margin: 2px; min-height: 26px; min-width: 26px; }
QScrollBar::handle:hover { background: $muted$; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QScrollArea { border: none; background: $window$; }
QSplitter::handle { background: $border$; }

QProgressBar { border: none; border-radius: 3px; background: $border$; height: 6px; max-height: 6px; text-align: center; }
QProgressBar::chunk { background: $accent$; border-radius: 3px; }

QLabel[role="muted"] { color: $muted$; }
QLabel[role="hint"] { color: $muted$; padding: 12px; }
QLabel[role="title"] { font-weight: 600; }
QLabel[role="error"] { color: $error$; }
QLabel[badge="critical"], QLabel[badge="error"] { background: $errorFill$; color: $error$; }
QLabel[badge="warning"] { background: $warningFill$; color: $warning$; }
QLabel[badge="info"] { background: $infoFill$; color: $info$; }
QLabel[badge="ok"] { background: $okFill$; color: $ok$; }
QLabel[badge] { border-radius: 3px; padding: 1px 6px; font-size: 11px; font-weight: 700; }
QWidget[panel="header"] { background: $window$; border-bottom: 1px solid $border$; }
QFrame[card="true"] { background: $window$; border: 1px solid $border$; border-radius: 6px; }
QFrame[part="true"] { background: transparent; border: none; border-top: 1px solid $border$; }
QFrame[verdict="error"] { background: $errorFill$; border: none; border-left: 4px solid $error$; border-top-right-radius: 5px; }
QFrame[verdict="warning"] { background: $warningFill$; border: none; border-left: 4px solid $warning$; border-top-right-radius: 5px; }
QFrame[verdict="ok"] { background: $okFill$; border: none; border-left: 4px solid $ok$; border-top-right-radius: 5px; }
QFrame[verdict="info"] { background: $infoFill$; border: none; border-left: 4px solid $info$; border-top-right-radius: 5px; }
QFrame[code="true"] { background: $field$; border: 1px solid $border$; border-radius: 5px; }
QPushButton[symptom="true"] { background: $field$; border: 1px solid $border$; border-radius: 7px; text-align: left; }
QPushButton[symptom="true"]:hover { background: $hover$; border-color: $accent$; }
QPushButton[symptom="true"]:focus { border: 2px solid $accent$; }
QFrame[step="true"] { background: transparent; border: none; border-bottom: 1px solid $border$; }
QListWidget#wizardSymptoms { background: $field$; }
QListWidget#wizardSymptoms::item { border-radius: 0; border-left: 3px solid transparent; padding: 0; }
QListWidget#wizardSymptoms::item:selected { border-left: 3px solid $accent$; }
QFrame[divider="true"] { background: $border$; border: none; }
QLabel[mark] { font-size: 15px; font-weight: 700; }
QLabel[mark="pass"] { color: $ok$; }
QLabel[mark="fail"] { color: $error$; }
QLabel[mark="unknown"], QLabel[mark="pending"] { color: $muted$; }
QFrame[notice="error"] { background: $errorFill$; border: none; border-bottom: 1px solid $border$; }
QFrame[notice="warning"] { background: $warningFill$; border: none; border-bottom: 1px solid $border$; }
QFrame[notice="info"] { background: $infoFill$; border: none; border-bottom: 1px solid $border$; }
)css";

} // namespace

QString Theme::styleSheet() const
{
    const std::pair<const char*, QColor> colours[] = {
        {"window", window},       {"field", field},         {"hover", hover},
        {"border", border},       {"grid", grid},           {"text", text},
        {"muted", muted},         {"accent", accent},       {"onAccent", onAccent},
        {"link", link},           {"selection", selection}, {"error", error},
        {"errorFill", errorFill}, {"warning", warning},     {"warningFill", warningFill},
        {"info", info},           {"infoFill", infoFill},   {"ok", ok},
        {"okFill", okFill}};
    QString sheet = QString::fromLatin1(kStyleSheet);
    for (const auto& [name, colour] : colours)
        sheet.replace(QLatin1Char('$') + QLatin1String(name) + QLatin1Char('$'), colour.name());
    return sheet.replace(QLatin1String("$kind$"), isDark() ? QLatin1String("dark") : QLatin1String("light"));
}

} // namespace spanlight::ui
