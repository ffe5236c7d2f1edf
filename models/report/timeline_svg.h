#pragma once

#include "models/report/metric_lanes.h"
#include "models/trace/timeline.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

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
    bool redact = false;  ///< hide secrets and personal data in names
    bool alarming = true; ///< what is open is drawn as an error: stuck, lost or failed, not only unfinished
    std::int64_t asOfNs = 0;
    std::string title; ///< one line above the picture
    std::string subtitle;
    std::vector<MetricLane> metrics; ///< below the rows, on their axis
    std::string metricsNote;         ///< who was asked for them, and when
};

/// The metrics that companions told, null: none were asked, in the order of the profile's queries.
void addMetrics(SvgOptions& options, const operations::CompanionFacts* facts,
                const std::vector<operations::MetricQuery>& queries);

/// The timeline as a stand-alone SVG 1.1 picture without scripts, links or foreign resources.
[[nodiscard]] std::string timelineSvg(const trace::TimelineInput& input, const SvgOptions& options);

} // namespace spanlight::report
