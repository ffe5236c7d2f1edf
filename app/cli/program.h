#pragma once

namespace spanlight::cli {

/// Parses the arguments and runs the command. Needs a QCoreApplication, for pictures a QGuiApplication. Returns the
/// exit code of contract section 1.2.
[[nodiscard]] int runProgram(int argc, const char* const* argv);

/// Whether the arguments ask for a picture that Qt must draw.
[[nodiscard]] bool needsGui(int argc, const char* const* argv);

} // namespace spanlight::cli
