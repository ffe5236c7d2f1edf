#pragma once

#include "models/trace/timeline.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace spanlight::report {

enum class SvgColours : std::uint8_t {
    Light,
    Dark,
    Page, ///< variables of the style sheet of the page around it (html_style.h); without background
};

struct SvgOptions
{
    int width = 1200;          ///< pixels
    std::size_t maxRows = 400; ///< further rows are counted in the last line
    SvgColours colours = SvgColours::Light;
    bool redact = false; ///< hide secrets and personal data in names
    bool alarming = true; ///< what is open is drawn as an error: stuck, lost or failed, not only unfinished
    std::int64_t asOfNs = 0;
    std::string title; ///< one line above the picture
    std::string subtitle;
};

/// The timeline as a stand-alone SVG 1.1 picture without scripts, links or foreign resources.
[[nodiscard]] std::string timelineSvg(const trace::TimelineInput& input, const SvgOptions& options);

} // namespace spanlight::report
