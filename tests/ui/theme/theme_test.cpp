#include "ui/theme/dialog_parts.h"
#include "ui/theme/parts.h"
#include "ui/theme/service_colours.h"
#include "ui/theme/theme.h"

#include <QDialog>
#include <QPushButton>
#include <QScreen>
#include <QVBoxLayout>

#include <gtest/gtest.h>

#include <set>

using namespace spanlight::ui;

namespace {

class ThemeTest : public ::testing::TestWithParam<const char*>
{
protected:
    Theme theme = Theme::named(QString::fromLatin1(GetParam()));
};

INSTANTIATE_TEST_SUITE_P(Both, ThemeTest, ::testing::Values("light", "dark"));

TEST_P(ThemeTest, TextCanBeReadOnEveryBackground)
{
    for (const QColor& background : {theme.window, theme.field, theme.selection, theme.hover, theme.errorFill,
                                     theme.warningFill, theme.infoFill, theme.okFill}) {
        EXPECT_GE(contrast(theme.text, background), 7.0) << background.name().toStdString();
        EXPECT_GE(contrast(theme.muted, background), 4.5) << background.name().toStdString();
    }
}

TEST_P(ThemeTest, SignalColoursCanBeReadOnTheirFillAndOnTheWindow)
{
    const std::pair<QColor, QColor> pairs[] = {{theme.error, theme.errorFill}, {theme.warning, theme.warningFill},
                                               {theme.info, theme.infoFill},   {theme.ok, theme.okFill},
                                               {theme.link, theme.window},     {theme.onAccent, theme.accent}};
    for (const auto& [front, back] : pairs) {
        EXPECT_GE(contrast(front, back), 4.5) << front.name().toStdString() << " on " << back.name().toStdString();
    }
}

TEST_P(ThemeTest, NoNameIsLeftInTheStyleSheet)
{
    EXPECT_FALSE(theme.styleSheet().contains(QLatin1Char('$')));
}

TEST_P(ThemeTest, ServiceColoursDifferFromTheBackgroundAndCarryText)
{
    std::vector<std::string> services;
    for (std::size_t i = 0; i < ServiceColours::paletteSize(); ++i)
        services.push_back("service-" + std::to_string(i));
    const ServiceColours colours(services, theme);
    std::set<QRgb> distinct;
    for (const std::string& service : services) {
        const QColor colour = colours.colour(service);
        distinct.insert(colour.rgb());
        EXPECT_GE(contrast(colour, theme.window), 2.4) << colour.name().toStdString();
        EXPECT_GE(contrast(readableOn(colour), colour), 3.4) << colour.name().toStdString();
    }
    EXPECT_EQ(distinct.size(), services.size());
}

TEST(FittingSize, IsTheWantedOneOrWhatTheScreenLeavesBesideTheFrame)
{
    EXPECT_EQ(fittingSize({1600, 960}, {2560, 1440}), QSize(1600, 960));
    EXPECT_EQ(fittingSize({1600, 960}, {1366, 768}), QSize(1350, 720));
    EXPECT_EQ(fittingSize({1600, 960}, {1, 1}), QSize(320, 240));
}

TEST(FittingSize, AWindowThatIsTooLargeAndElsewhereComesOntoItsScreen)
{
    QWidget window;
    window.setGeometry(5000, 5000, 4000, 3000);
    keepOnScreen(window);
    EXPECT_TRUE(window.screen()->availableGeometry().contains(window.geometry()));
}

TEST(ServiceColours, AServiceKeepsItsColourWhateverElseIsShown)
{
    const ServiceColours alone({"backend"}, Theme::light());
    const ServiceColours dark({"backend"}, Theme::dark());
    EXPECT_EQ(alone.colour("backend"), dark.colour("backend"));
    EXPECT_EQ(alone.colour("backend"), ServiceColours({"backend", "backend"}, Theme::light()).colour("backend"));
}

TEST(ServiceColours, MoreServicesThanColoursAreAllowed)
{
    std::vector<std::string> services;
    for (int i = 0; i < 300; ++i)
        services.push_back(std::to_string(i));
    const ServiceColours colours(services, Theme::light());
    EXPECT_TRUE(colours.colour("299").isValid());
    EXPECT_TRUE(colours.colour("unknown").isValid());
}

TEST(DialogParts, ButtonsOfAFooterHaveNamesThatCanBeReadAloudAndOneIsTheMainOne)
{
    QDialog dialog;
    QVBoxLayout* layout = layOutDialog(dialog, "someDialog", QStringLiteral("Some"));
    auto* footer = new DialogFooter(&dialog);
    layout->addWidget(footer);
    const QPushButton* other = footer->addButton("stop", QStringLiteral("S&top it"));
    const QPushButton* main = footer->addMainButton("run", QStringLiteral("&Run"));
    EXPECT_EQ(other->accessibleName(), QStringLiteral("Stop it"));
    EXPECT_FALSE(other->autoDefault());
    EXPECT_FALSE(other->property("primary").toBool());
    EXPECT_TRUE(main->property("primary").toBool());
    EXPECT_EQ(dialog.findChild<QPushButton*>(QStringLiteral("run")), main);
    EXPECT_FALSE(dialog.isModal());
}

} // namespace
