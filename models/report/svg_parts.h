#pragma once

#include "models/report/timeline_svg.h"

#include <array>
#include <string>
#include <string_view>

// Elements and colours that the parts of an SVG picture share.
namespace spanlight::report {

struct SvgPalette
{
    const char* background;
    const char* text;
    const char* faint;
    const char* line;
    const char* error;
    std::array<const char*, 8> services;
};

[[nodiscard]] const SvgPalette& svgPalette(SvgColours colours);
/// With one decimal.
[[nodiscard]] std::string svgNumber(double value);
/// `more`: further attributes.
[[nodiscard]] std::string svgText(double x, double y, std::string_view value, const char* colour,
                                  const std::string& more = {});
[[nodiscard]] std::string svgLine(double x1, double y1, double x2, double y2, const char* colour,
                                  const char* width = "1");

} // namespace spanlight::report
