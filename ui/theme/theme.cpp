#include "ui/theme/theme.h"

#include <QApplication>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QStyleFactory>

#include <algorithm>
#include <cmath>

namespace spanlight::ui {

Theme Theme::light()
{
    Theme t;
    t.kind = Kind::Light;
    t.window = QColor(0xffffff);
    t.field = QColor(0xf5f6f8);
    t.hover = QColor(0xf0f3f7);
    t.border = QColor(0xd9dde4);
    t.grid = QColor(0xe4e7ec);
    t.text = QColor(0x14181f);
    t.muted = QColor(0x5a6372);
    t.accent = QColor(0x2563eb);
    t.onAccent = QColor(0xffffff);
    t.link = QColor(0x1f5fd6);
    t.selection = QColor(0xe2ecfc);
    t.error = QColor(0xb42323);
    t.errorFill = QColor(0xfdeae9);
    t.warning = QColor(0x8a5600);
    t.warningFill = QColor(0xfdf2da);
    t.info = QColor(0x1d56c4);
    t.infoFill = QColor(0xe4eefd);
    t.ok = QColor(0x16784a);
    t.okFill = QColor(0xe3f5ec);
    return t;
}

Theme Theme::dark()
{
    Theme t;
    t.kind = Kind::Dark;
    t.window = QColor(0x1b1e24);
    t.field = QColor(0x14161b);
    t.hover = QColor(0x262a32);
    t.border = QColor(0x333841);
    t.grid = QColor(0x2c3139);
    t.text = QColor(0xe9ebee);
    t.muted = QColor(0xa2abb7);
    t.accent = QColor(0x6ea0ff);
    t.onAccent = QColor(0x0b1222);
    t.link = QColor(0x82aeff);
    t.selection = QColor(0x223a66);
    t.error = QColor(0xff7f76);
    t.errorFill = QColor(0x3d2021);
    t.warning = QColor(0xe8ac45);
    t.warningFill = QColor(0x392a12);
    t.info = QColor(0x85b1ff);
    t.infoFill = QColor(0x1d3157);
    t.ok = QColor(0x4fcb90);
    t.okFill = QColor(0x16352a);
    return t;
}

Theme Theme::named(const QString& name)
{
    if (name == QLatin1String("dark"))
        return dark();
    if (name == QLatin1String("light"))
        return light();
    const QPalette system = QGuiApplication::palette();
    return system.color(QPalette::Window).lightness() < system.color(QPalette::WindowText).lightness() ? dark()
                                                                                                       : light();
}

QPalette Theme::palette() const
{
    QPalette p;
    const auto set = [&p](QPalette::ColorRole role, const QColor& colour) { p.setColor(role, colour); };
    set(QPalette::Window, window);
    set(QPalette::WindowText, text);
    set(QPalette::Base, window);
    set(QPalette::AlternateBase, field);
    set(QPalette::Text, text);
    set(QPalette::PlaceholderText, muted);
    set(QPalette::Button, field);
    set(QPalette::ButtonText, text);
    set(QPalette::BrightText, error);
    set(QPalette::Highlight, selection);
    set(QPalette::HighlightedText, text);
    set(QPalette::Link, link);
    set(QPalette::LinkVisited, link);
    set(QPalette::ToolTipBase, field);
    set(QPalette::ToolTipText, text);
    set(QPalette::Light, hover);
    set(QPalette::Midlight, border);
    set(QPalette::Mid, border);
    set(QPalette::Dark, border);
    set(QPalette::Shadow, border);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, mixed(window, muted, 0.7));
    return p;
}

namespace {

bool hasFamily(const QString& family)
{
    return QFontDatabase::families().contains(family);
}

} // namespace

QFont textFont()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    if (hasFamily(QStringLiteral("Inter")))
        font.setFamilies({QStringLiteral("Inter"), font.family()});
    font.setPixelSize(13);
    return font;
}

QFont codeFont()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    for (const char* family : {"JetBrains Mono", "DejaVu Sans Mono", "Noto Sans Mono"})
        if (hasFamily(QString::fromLatin1(family))) {
            font.setFamilies({QString::fromLatin1(family), font.family()});
            break;
        }
    font.setStyleHint(QFont::Monospace);
    font.setPixelSize(12);
    return font;
}

void applyTheme(QApplication& application, const Theme& theme)
{
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QApplication::setPalette(theme.palette());
    QApplication::setFont(textFont());
    application.setStyleSheet(theme.styleSheet());
}

namespace {

double luminance(const QColor& colour)
{
    const auto linear = [](double c) { return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

} // namespace

double contrast(const QColor& a, const QColor& b)
{
    const double x = luminance(a);
    const double y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

QColor readableOn(const QColor& background)
{
    const QColor black(0x0b1222);
    return contrast(background, Qt::white) >= 3.4 || contrast(background, Qt::white) >= contrast(background, black)
               ? QColor(Qt::white)
               : black;
}

QColor mixed(const QColor& base, const QColor& over, double share)
{
    const auto mix = [share](double a, double b) { return std::clamp(a + (b - a) * share, 0.0, 1.0); };
    return QColor::fromRgbF(static_cast<float>(mix(base.redF(), over.redF())),
                            static_cast<float>(mix(base.greenF(), over.greenF())),
                            static_cast<float>(mix(base.blueF(), over.blueF())));
}

} // namespace spanlight::ui
