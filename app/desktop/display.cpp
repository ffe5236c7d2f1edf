#include "app/desktop/display.h"

#include <QtGlobal>

#include <algorithm>
#include <array>
#include <string_view>

namespace spanlight::app {

namespace {

bool names(std::string_view argument, std::string_view option)
{
    return argument == option || (argument.starts_with(option) && argument[option.size()] == '=');
}

bool needsNoWindow(std::string_view argument)
{
    constexpr std::array<std::string_view, 6> kOptions = {"--screenshot", "--help",    "-h",
                                                          "--help-all",   "--version", "-v"};
    return std::ranges::any_of(kOptions, [&](std::string_view option) { return names(argument, option); });
}

bool choosesPlatform(std::string_view argument)
{
    return names(argument, "-platform") || names(argument, "--platform");
}

} // namespace

Display findDisplay(std::span<char* const> arguments)
{
    for (const char* variable : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
        if (!qEnvironmentVariableIsEmpty(variable))
            return Display::Available;
    if (std::ranges::any_of(arguments, choosesPlatform))
        return Display::Available;
    return std::ranges::any_of(arguments, needsNoWindow) ? Display::NotNeeded : Display::Missing;
}

} // namespace spanlight::app
