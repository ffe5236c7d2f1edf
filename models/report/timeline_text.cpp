#include "models/report/timeline_text.h"

#include "models/report/safe_text.h"
#include "models/report/timeline_labels.h"
#include "models/trace/time_text.h"

#include <algorithm>

namespace spanlight::report {

using trace::RowMark;
using trace::Timeline;
using trace::TimelineInput;
using trace::TimelineRow;

namespace {

struct Columns
{
    std::size_t label;
    std::size_t service;
    std::size_t bar;
};

constexpr std::size_t kDurationColumns = 14;
constexpr std::size_t kMaxIndent = 24;

std::string indented(const TimelineRow& row, std::string label)
{
    return std::string(std::min<std::size_t>(row.depth * 2, kMaxIndent), ' ') + std::move(label);
}

Columns measure(const TimelineInput& input, const Timeline& timeline, std::size_t rows, std::size_t width)
{
    std::size_t label = 12;
    std::size_t service = 7;
    for (std::size_t i = 0; i < rows; ++i) {
        const TimelineRow& row = timeline.rows[i];
        label = std::max(label, columnsOf(indented(row, rowLabel(input, timeline, row))));
        service = std::max(service, columnsOf(rowService(input, row)));
    }
    Columns columns{std::min<std::size_t>(label, std::max<std::size_t>(24, width * 2 / 5)),
                    std::min<std::size_t>(service, 22), 0};
    const std::size_t used = columns.label + columns.service + kDurationColumns + 6;
    columns.bar = width > used + 20 ? width - used : 20;
    return columns;
}

std::string_view glyph(const TimelineInput& input, const TimelineRow& row)
{
    switch (row.mark) {
    case RowMark::Gap:
        return "░";
    case RowMark::Ghost:
        return "┄";
    case RowMark::Fold:
        return "·";
    case RowMark::Span:
        break;
    }
    return input.traces->status(row.span) == trace::StatusCode::Error ? "▓" : "█";
}

// First and one past the last cell. Any row is at least one cell wide.
std::pair<std::size_t, std::size_t> cells(const TimelineSpan& axis, std::int64_t startNs, std::int64_t endNs,
                                          std::size_t width)
{
    const double length = static_cast<double>(axis.endNs) - static_cast<double>(axis.startNs);
    const auto cell = [&](std::int64_t ns) {
        const double share = (static_cast<double>(ns) - static_cast<double>(axis.startNs)) / length;
        return static_cast<std::size_t>(std::clamp(share, 0.0, 1.0) * static_cast<double>(width));
    };
    const std::size_t begin = std::min(cell(startNs), width - 1);
    return {begin, std::clamp(cell(endNs), begin + 1, width)};
}

std::string bar(const TimelineInput& input, const TimelineRow& row, const TimelineSpan& axis, std::size_t width)
{
    const auto [begin, end] = cells(axis, row.startNs, row.endNs, width);
    std::string out(begin, ' ');
    const std::string_view mark = glyph(input, row);
    for (std::size_t i = begin; i < end; ++i)
        out += row.openEnd && i + 1 == end ? std::string_view("▷") : mark;
    out.append(width - end, ' ');
    return out;
}

std::string header(const TimelineSpan& axis, const Columns& columns)
{
    std::string out = padded("", columns.label) + "  " + padded("", columns.service) + "  ";
    const std::string end = trace::toDurationText(axis.endNs - axis.startNs) + (axis.showsNow ? " now" : "");
    const std::size_t endColumns = columnsOf(end);
    out += "0" + std::string(columns.bar > endColumns + 1 ? columns.bar - endColumns - 1 : 1, ' ') + end;
    return out + "\n";
}

} // namespace

std::string timelineText(const TimelineInput& input, const TextTimelineOptions& options)
{
    if (input.traces == nullptr || input.spans.empty())
        return "no spans\n";
    const Timeline timeline = layoutTimeline(input);
    const std::size_t rows = std::min(timeline.rows.size(), options.maxRows);
    const TimelineSpan axis = axisOf(input, timeline, options.asOfNs);
    const Columns columns = measure(input, timeline, rows, options.columns);
    std::string out = header(axis, columns);
    for (std::size_t i = 0; i < rows; ++i) {
        const TimelineRow& row = timeline.rows[i];
        std::string line =
            padded(shortened(indented(row, rowLabel(input, timeline, row)), columns.label), columns.label);
        line += "  " + padded(shortened(rowService(input, row), columns.service), columns.service);
        line += "  " + bar(input, row, axis, columns.bar) + "  " + rowDuration(input, timeline, row);
        const bool isError = row.mark == RowMark::Span && input.traces->status(row.span) == trace::StatusCode::Error;
        if (isError)
            line += " ERROR";
        while (line.ends_with(' '))
            line.pop_back();
        out += line + "\n";
    }
    if (rows < timeline.rows.size())
        out += "… and " + std::to_string(timeline.rows.size() - rows) + " more rows\n";
    return out;
}

} // namespace spanlight::report
