#pragma once

#include "app/cli/cli_error.h"

#include <tl/expected.hpp>

#include <string>

namespace spanlight::cli {

/// Draws an SVG picture into a PNG file. Needs a QGuiApplication (any platform, also offscreen).
[[nodiscard]] tl::expected<void, CliError> writePng(const std::string& svg, const std::string& path);

} // namespace spanlight::cli
