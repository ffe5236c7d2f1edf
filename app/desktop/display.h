#pragma once

#include <span>

namespace spanlight::app {

/// What the environment and the arguments say about where windows can appear.
enum class Display {
    Available, ///< a graphical session, or a platform that the user chose
    NotNeeded, ///< there is none, and the arguments ask for help, the version or a picture only
    Missing,   ///< there is none, and a window is wanted
};

/// To be asked before the application object is made, which ends the program when there is no display.
[[nodiscard]] Display findDisplay(std::span<char* const> arguments);

} // namespace spanlight::app
