#include "app/desktop/display.h"

#include <gtest/gtest.h>

#include <QByteArray>

#include <array>
#include <initializer_list>
#include <string>
#include <vector>

namespace spanlight::app {

namespace {

/// Without any display in the environment; puts back what was there.
class DisplayTest : public testing::Test
{
protected:
    void SetUp() override
    {
        for (std::size_t i = 0; i < kVariables.size(); ++i) {
            m_before[i] = qgetenv(kVariables[i]);
            qunsetenv(kVariables[i]);
        }
    }

    void TearDown() override
    {
        for (std::size_t i = 0; i < kVariables.size(); ++i)
            qputenv(kVariables[i], m_before[i]);
    }

    static Display displayFor(std::initializer_list<std::string> arguments)
    {
        std::vector<std::string> texts(arguments);
        std::vector<char*> pointers;
        for (std::string& text : texts)
            pointers.push_back(text.data());
        return findDisplay(pointers);
    }

private:
    static constexpr std::array<const char*, 3> kVariables = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"};
    std::array<QByteArray, 3> m_before;
};

TEST_F(DisplayTest, IsMissingWhenAWindowIsWanted)
{
    EXPECT_EQ(displayFor({"spanlight"}), Display::Missing);
    EXPECT_EQ(displayFor({"spanlight", "demo:", "--operation", "x"}), Display::Missing);
}

TEST_F(DisplayTest, IsNotNeededForHelpVersionAndPictures)
{
    EXPECT_EQ(displayFor({"spanlight", "--help"}), Display::NotNeeded);
    EXPECT_EQ(displayFor({"spanlight", "-v"}), Display::NotNeeded);
    EXPECT_EQ(displayFor({"spanlight", "demo:", "--screenshot", "a.png"}), Display::NotNeeded);
    EXPECT_EQ(displayFor({"spanlight", "--screenshot=a.png"}), Display::NotNeeded);
}

TEST_F(DisplayTest, IsAvailableInAGraphicalSession)
{
    qputenv("WAYLAND_DISPLAY", "wayland-0");
    EXPECT_EQ(displayFor({"spanlight"}), Display::Available);
    EXPECT_EQ(displayFor({"spanlight", "--screenshot", "a.png"}), Display::Available);
}

TEST_F(DisplayTest, IsTheUsersChoiceWhenAPlatformIsNamed)
{
    EXPECT_EQ(displayFor({"spanlight", "-platform", "offscreen"}), Display::Available);
    qputenv("QT_QPA_PLATFORM", "vnc");
    EXPECT_EQ(displayFor({"spanlight"}), Display::Available);
}

} // namespace

} // namespace spanlight::app
