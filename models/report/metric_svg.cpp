#include "models/report/metric_svg.h"

#include "models/report/safe_text.h"
#include "models/report/svg_parts.h"

#include <algorithm>
#include <map>

namespace spanlight::report {

namespace {

constexpr int kTitleHeight = 26;
constexpr int kLaneHeight = 34;
constexpr int kChartMargin = 4; // of a lane, above and below its curves
constexpr std::size_t kNamedValues = 3;
constexpr int kCharacterWidth = 7;
constexpr int kSmallWidth = 6;
constexpr double kDotRadius = 2.2;

class MetricWriter
{
public:
    MetricWriter(const SvgOptions& options, const MetricPlace& place)
        : m_options(options), m_place(place), m_palette(svgPalette(options.colours))
    {
        for (const MetricLane& lane : options.metrics)
            for (const MetricLine& line : lane.lines)
                m_colours.emplace(line.label, m_palette.services[m_colours.size() % m_palette.services.size()]);
    }

    std::string write()
    {
        const double right = m_place.chartLeft + m_place.chartWidth;
        m_out = svgLine(m_place.labelLeft, m_place.top + 5, right, m_place.top + 5, m_palette.faint);
        m_out += svgText(m_place.labelLeft, m_place.top + 20, "Metrics · " + m_options.metricsNote, m_palette.faint);
        int top = m_place.top + kTitleHeight;
        for (const MetricLane& lane : m_options.metrics) {
            m_out += svgLine(m_place.labelLeft, top, right, top, m_palette.line);
            labels(lane, top);
            for (const MetricLine& line : lane.lines)
                curves(lane, line, top);
            highest(metricText(lane.high, lane.unit), top);
            top += kLaneHeight;
        }
        return std::move(m_out);
    }

private:
    [[nodiscard]] const char* colourOf(const MetricLine& line) const { return m_colours.at(line.label); }

    // The newest values stand at the border of the chart, the name has what is left of the line.
    void labels(const MetricLane& lane, int top)
    {
        const double y = top + kLaneHeight / 2.0 + 4;
        double right = m_place.labelLeft + m_place.labelWidth;
        const auto add = [&](const std::string& text, const char* colour) {
            m_out += svgText(right, y, text, colour, "text-anchor=\"end\"");
            right -= static_cast<double>(columnsOf(text) * kCharacterWidth) + 10;
        };
        if (lane.lines.size() + lane.omitted > kNamedValues)
            add(std::to_string(lane.lines.size() + lane.omitted) + " lines", m_palette.faint);
        else
            for (auto line = lane.lines.rbegin(); line != lane.lines.rend(); ++line) {
                const auto last = lastSample(*line);
                const std::string value = last ? metricText(last->value, lane.unit) : "–";
                add(line->label.empty() ? value : shortened(oneLine(line->label), 14) + " " + value, colourOf(*line));
            }
        const double room = std::max(0.0, right - m_place.labelLeft);
        m_out +=
            svgText(m_place.labelLeft, y,
                    shortened(oneLine(lane.title), static_cast<std::size_t>(room) / kCharacterWidth), m_palette.text);
    }

    // On the curves, with a ground that lets them through a little.
    void highest(const std::string& text, int top)
    {
        m_out += "<rect x=\"" + svgNumber(m_place.chartLeft + 1) + "\" y=\"" + std::to_string(top + 2) + "\" width=\"" +
                 std::to_string(columnsOf(text) * kSmallWidth + 4) + "\" height=\"13\" fill=\"" + m_palette.background +
                 "\" fill-opacity=\"0.8\"/>\n";
        m_out += svgText(m_place.chartLeft + 3, top + 12, text, m_palette.faint, "font-size=\"10\"");
    }

    [[nodiscard]] double xOf(double ns) const
    {
        const double length = static_cast<double>(m_place.endNs) - static_cast<double>(m_place.startNs);
        return m_place.chartLeft + (ns - static_cast<double>(m_place.startNs)) / length * m_place.chartWidth;
    }

    void curves(const MetricLane& lane, const MetricLine& line, int top)
    {
        const auto yOf = [&](double share) {
            return top + kChartMargin + (kLaneHeight - 2 * kChartMargin) * (1 - share);
        };
        const std::string colour = colourOf(line);
        for (const auto& run : laneRuns(lane, line, m_place.startNs, m_place.endNs)) {
            if (run.size() == 1 && run.front().timeNs >= m_place.startNs && run.front().timeNs <= m_place.endNs)
                m_out += "<circle cx=\"" + svgNumber(xOf(static_cast<double>(run.front().timeNs))) + "\" cy=\"" +
                         svgNumber(yOf(run.front().share)) + "\" r=\"" + svgNumber(kDotRadius) + "\" fill=\"" + colour +
                         "\"/>\n";
            std::string path;
            for (std::size_t i = 1; i < run.size(); ++i)
                path += segment(run[i - 1], run[i], yOf, path.empty());
            if (!path.empty())
                m_out += "<path d=\"" + path + "\" stroke=\"" + colour + "\" stroke-width=\"1.6\" fill=\"none\"/>\n";
        }
    }

    // Small renderers know no clipping: a segment ends where the axis does.
    template <typename YOf>
    std::string segment(const LanePoint& from, const LanePoint& to, const YOf& yOf, bool isFirst) const
    {
        const auto start = static_cast<double>(from.timeNs);
        const auto end = static_cast<double>(to.timeNs);
        const double left = std::max(start, static_cast<double>(m_place.startNs));
        const double right = std::min(end, static_cast<double>(m_place.endNs));
        if (right <= left)
            return {};
        const auto point = [&](double ns) {
            const double share = from.share + (to.share - from.share) * (ns - start) / (end - start);
            return svgNumber(xOf(ns)) + " " + svgNumber(yOf(share));
        };
        return (isFirst ? "M" + point(left) : std::string()) + "L" + point(right);
    }

    const SvgOptions& m_options;
    const MetricPlace& m_place;
    const SvgPalette& m_palette;
    std::map<std::string, const char*> m_colours;
    std::string m_out;
};

} // namespace

int metricsHeight(const SvgOptions& options)
{
    return options.metrics.empty() ? 0 : kTitleHeight + static_cast<int>(options.metrics.size()) * kLaneHeight;
}

std::string metricsSvg(const SvgOptions& options, const MetricPlace& place)
{
    return options.metrics.empty() ? std::string() : MetricWriter(options, place).write();
}

} // namespace spanlight::report
