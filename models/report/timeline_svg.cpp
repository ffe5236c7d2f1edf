#include "models/report/timeline_svg.h"

#include "models/report/metric_svg.h"
#include "models/report/redaction.h"
#include "models/report/safe_text.h"
#include "models/report/svg_parts.h"
#include "models/report/timeline_labels.h"
#include "models/trace/critical_path.h"
#include "models/trace/time_text.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace spanlight::report {

using trace::RowMark;
using trace::Timeline;
using trace::TimelineInput;
using trace::TimelineRow;

namespace {

constexpr int kRowHeight = 22;
constexpr int kTop = 84;
constexpr int kTitleHeight = 44;
constexpr int kMargin = 16;
constexpr int kTicks = 5;
constexpr double kHatchStep = 6;

class SvgWriter
{
public:
    SvgWriter(const TimelineInput& input, const SvgOptions& options)
        : m_input(input), m_options(options), m_palette(svgPalette(options.colours)), m_timeline(layoutTimeline(input)),
          m_axis(axisOf(input, m_timeline, options.asOfNs))
    {
        if (options.title.empty() && options.subtitle.empty())
            m_top -= kTitleHeight;
        m_rows = std::min(m_timeline.rows.size(), options.maxRows);
        m_labelWidth = std::min(420, options.width / 3);
        m_barLeft = kMargin + m_labelWidth + 12;
        m_barWidth = std::max(100, options.width - m_barLeft - 100);
        for (const TimelineRow& row : m_timeline.rows)
            m_colours.emplace(rowService(input, row), m_palette.services[m_colours.size() % m_palette.services.size()]);
        const auto times = criticalTimes(*input.traces, input.spans);
        for (std::size_t i = 0; i < times.size(); ++i)
            m_critical.emplace(input.spans[i], times[i]);
    }

    std::string write()
    {
        const std::size_t more = m_rows < m_timeline.rows.size() ? 1 : 0;
        const int below = m_top + static_cast<int>(m_rows + more) * kRowHeight;
        const int height = below + metricsHeight(m_options) + kMargin;
        m_out = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + std::to_string(m_options.width) +
                "\" height=\"" + std::to_string(height) + "\" viewBox=\"0 0 " + std::to_string(m_options.width) + " " +
                std::to_string(height) + "\" font-family=\"Inter, 'DejaVu Sans', sans-serif\" font-size=\"12\">\n";
        m_out += "<rect width=\"" + std::to_string(m_options.width) + "\" height=\"" + std::to_string(height) +
                 "\" fill=\"" + m_palette.background + "\"/>\n"; // small renderers take 100% for 100 pixels
        if (!m_options.title.empty())
            text(kMargin, 26, m_options.title, m_palette.text, "font-size=\"16\" font-weight=\"bold\"");
        if (!m_options.subtitle.empty())
            text(kMargin, 46, m_options.subtitle, m_palette.faint);
        axis(height);
        for (std::size_t i = 0; i < m_rows; ++i)
            row(m_timeline.rows[i], m_top + static_cast<int>(i) * kRowHeight);
        if (more > 0)
            text(kMargin, m_top + static_cast<int>(m_rows) * kRowHeight + 15,
                 "… and " + std::to_string(m_timeline.rows.size() - m_rows) + " more rows", m_palette.faint);
        m_out += metricsSvg(m_options, {below, kMargin, m_labelWidth, static_cast<double>(m_barLeft),
                                        static_cast<double>(m_barWidth), m_axis.startNs, m_axis.endNs});
        return std::move(m_out) + "</svg>\n";
    }

private:
    void text(double x, double y, const std::string& value, const char* colour, const std::string& more = {})
    {
        m_out += svgText(x, y, value, colour, more);
    }

    [[nodiscard]] std::string label(const TimelineRow& row) const
    {
        const std::string text = rowLabel(m_input, m_timeline, row);
        return m_options.redact ? redactedText(text) : text;
    }

    [[nodiscard]] double xOf(std::int64_t ns) const
    {
        const double length = static_cast<double>(m_axis.endNs) - static_cast<double>(m_axis.startNs);
        const double share = (static_cast<double>(ns) - static_cast<double>(m_axis.startNs)) / length;
        return m_barLeft + std::clamp(share, 0.0, 1.0) * m_barWidth;
    }

    void line(double x1, double y1, double x2, double y2, const char* colour, const char* width = "1")
    {
        m_out += svgLine(x1, y1, x2, y2, colour, width);
    }

    [[nodiscard]] const char* openColour() const { return m_options.alarming ? m_palette.error : m_palette.faint; }

    void axis(int height)
    {
        for (int i = 0; i <= kTicks; ++i) {
            const double x = m_barLeft + static_cast<double>(m_barWidth) * i / kTicks;
            line(x, m_top - 8, x, height - kMargin, m_palette.line);
            const auto at = static_cast<std::int64_t>(
                (static_cast<double>(m_axis.endNs) - static_cast<double>(m_axis.startNs)) * i / kTicks);
            if (i < kTicks || !m_axis.showsNow)
                text(x + 3, m_top - 12, i == 0 ? "0" : trace::toDurationText(at), m_palette.faint);
        }
        if (m_axis.showsNow) {
            line(xOf(m_options.asOfNs), m_top - 8, xOf(m_options.asOfNs), height - kMargin, openColour(), "1.5");
            text(xOf(m_options.asOfNs) + 3, m_top - 12, "now", openColour());
        }
    }

    void rect(double x, int y, double width, int height, const std::string& style)
    {
        m_out += "<rect x=\"" + svgNumber(x) + "\" y=\"" + std::to_string(y) + "\" width=\"" + svgNumber(width) +
                 "\" height=\"" + std::to_string(height) + "\" rx=\"2\" " + style + "/>\n";
    }

    // Slanted lines, each cut where the bar ends: small renderers know neither patterns nor clipping.
    void hatched(double x, int y, double width, int height, const char* edge)
    {
        rect(x, y, width, height, "fill=\"none\" stroke=\"" + std::string(edge) + "\"");
        std::string lines;
        for (double foot = std::floor((x - height) / kHatchStep) * kHatchStep; foot < x + width; foot += kHatchStep) {
            const double left = std::max(foot, x);
            const double right = std::min(foot + height, x + width);
            if (right > left)
                lines += "M" + svgNumber(left) + " " + svgNumber(y + height - (left - foot)) + "L" + svgNumber(right) +
                         " " + svgNumber(y + height - (right - foot));
        }
        m_out += "<path d=\"" + lines + "\" stroke=\"" + edge + "\" stroke-width=\"1.2\" fill=\"none\"/>\n";
    }

    void bar(const TimelineRow& row, int y)
    {
        const std::string colour = m_colours.at(rowService(m_input, row));
        const double x = xOf(row.startNs);
        const double width = std::max(2.0, xOf(row.endNs) - x);
        switch (row.mark) {
        case RowMark::Gap:
            hatched(x, y + 5, width, 12, row.openEnd ? openColour() : m_palette.faint);
            return;
        case RowMark::Ghost:
            rect(x, y + 5, width, 12, "fill=\"none\" stroke=\"" + colour + "\" stroke-dasharray=\"4 3\"");
            return;
        case RowMark::Fold:
            fold(row, y, colour);
            return;
        case RowMark::Span:
            break;
        }
        const bool error = m_input.traces->status(row.span) == trace::StatusCode::Error;
        rect(x, y + 5, width, 12, "fill=\"" + (error ? std::string(m_palette.error) : colour) + "\"");
        const auto critical = m_critical.find(row.span);
        if (critical != m_critical.end() && critical->second > 0)
            rect(x, y + 15, width, 2, "fill=\"" + std::string(m_palette.text) + "\"");
    }

    // At most one mark per pixel column.
    void fold(const TimelineRow& row, int y, const std::string& colour)
    {
        double last = -2;
        for (std::uint32_t i = row.foldBegin; i < row.foldBegin + row.foldCount; ++i) {
            const double x = xOf(m_input.traces->startNs(m_timeline.folded[i]));
            if (x < last + 2)
                continue;
            last = x;
            rect(x, y + 6, 1.2, 10, "fill=\"" + colour + "\"");
        }
    }

    void row(const TimelineRow& row, int y)
    {
        const int indent = std::min<int>(static_cast<int>(row.depth) * 14, m_labelWidth / 2);
        const auto columns = static_cast<std::size_t>((m_labelWidth - indent) / 7);
        rect(kMargin + indent, y + 6, 3, 10, "fill=\"" + std::string(m_colours.at(rowService(m_input, row))) + "\"");
        const bool absent = row.mark != RowMark::Span;
        text(kMargin + indent + 8, y + 15, shortened(label(row), columns), absent ? m_palette.faint : m_palette.text);
        bar(row, y);
        const double right = std::max(xOf(row.endNs), xOf(row.startNs) + 2) + 5;
        const std::string duration = rowDuration(m_input, m_timeline, row);
        text(std::min(right, static_cast<double>(m_options.width - 92)), y + 15, duration, m_palette.faint,
             "font-size=\"11\"");
    }

    const TimelineInput& m_input;
    const SvgOptions& m_options;
    const SvgPalette& m_palette;
    Timeline m_timeline;
    TimelineSpan m_axis;
    std::map<std::string, const char*> m_colours;
    std::map<trace::SpanRef, std::int64_t> m_critical;
    std::size_t m_rows = 0;
    int m_top = kTop;
    int m_labelWidth = 0;
    int m_barLeft = 0;
    int m_barWidth = 0;
    std::string m_out;
};

} // namespace

void addMetrics(SvgOptions& options, const operations::CompanionFacts* facts,
                const std::vector<operations::MetricQuery>& queries)
{
    if (facts == nullptr)
        return;
    options.metrics = metricLanes(*facts, queries);
    if (options.metrics.empty())
        return;
    const operations::FactOrigin& origin = facts->series.front().origin;
    const std::size_t scheme = origin.url.find("://");
    const std::string host = origin.url.substr(scheme == std::string::npos ? 0 : scheme + 3);
    options.metricsNote =
        host.substr(0, host.find('/')) + ", asked at " + trace::toRfc3339(origin.timeNs).substr(0, 19) + "Z";
}

std::string timelineSvg(const TimelineInput& input, const SvgOptions& options)
{
    return SvgWriter(input, options).write();
}

} // namespace spanlight::report
