#include "models/report/search_report.h"

#include "models/report/json_text.h"
#include "models/report/report_parts.h"
#include "models/report/safe_text.h"
#include "models/trace/time_text.h"

#include <algorithm>
#include <array>

namespace spanlight::report {

using nlohmann::ordered_json;

namespace {

constexpr const char* kSchema = "spanlight.search/1";

ordered_json hitJson(const SearchHit& hit)
{
    const auto& summary = hit.summary;
    ordered_json json = {{"schema", kSchema}};
    if (hit.isTrace) {
        json["traceId"] = summary.id;
        json["root"] = summary.root.empty() ? ordered_json(nullptr) : ordered_json(summary.root);
    } else {
        json["id"] = summary.id;
    }
    json["type"] = summary.type.empty() ? ordered_json(nullptr) : ordered_json(summary.type);
    json["state"] = hit.state;
    json["startUnixNano"] = std::to_string(summary.startNs);
    json["durationNs"] = hit.durationNs;
    json["services"] = summary.services;
    json["spans"] = summary.spans;
    json["errorSpans"] = summary.errorSpans;
    json["traces"] = hit.traceIds;
    return json;
}

using Cells = std::array<std::string, 7>;

Cells cellsOf(const SearchHit& hit)
{
    const auto& summary = hit.summary;
    const std::string what = hit.isTrace ? (summary.root.empty() ? "(root is missing)" : summary.root) : summary.type;
    return {oneLine(summary.id),
            oneLine(what),
            hit.state,
            trace::toRfc3339(summary.startNs).substr(0, 19) + "Z",
            trace::toDurationText(hit.durationNs),
            std::to_string(summary.spans) +
                (summary.errorSpans > 0 ? " (" + counted(summary.errorSpans, "error", "errors") + ")" : ""),
            std::to_string(hit.traceIds.size())};
}

std::string table(const std::vector<Cells>& rows)
{
    std::array<std::size_t, 7> widths{};
    for (const Cells& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], std::min<std::size_t>(columnsOf(row[i]), 48));
    std::string out;
    for (const Cells& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i)
            line += padded(i == 0 ? row[i] : shortened(row[i], 48), widths[i]) + (i + 1 < row.size() ? "  " : "");
        while (line.ends_with(' '))
            line.pop_back();
        out += line + "\n";
    }
    return out;
}

} // namespace

std::string searchJson(const std::vector<SearchHit>& hits, const SearchSummary& summary)
{
    std::string out;
    for (const SearchHit& hit : hits)
        out += jsonText(hitJson(hit), 0);
    const auto time = [](const std::optional<std::int64_t>& ns) {
        return ns ? ordered_json(trace::toRfc3339(*ns)) : ordered_json(nullptr);
    };
    ordered_json last = {
        {"schema", kSchema},
        {"searched", {{"services", summary.services}, {"from", time(summary.fromNs)}, {"to", time(summary.toNs)}}},
        {"found", hits.size()},
        {"limitReached", summary.limitReached},
        {"failures", summary.failures}};
    if (!summary.notes.empty())
        last["notes"] = summary.notes;
    return out + jsonText(last, 0);
}

std::string searchMarkdown(const SearchSummary& summary)
{
    std::string out = "# Operation Diagnosis: no operation\n\n";
    out += "0 found, " + counted(summary.services, "service", "services") + " searched.\n";
    std::string lines;
    if (summary.limitReached)
        lines += "- The limit of the search was reached: there may be more.\n";
    for (const std::string& failure : summary.failures)
        lines += "- Not searched: " + markdownText(failure) + "\n";
    for (const std::string& note : summary.notes)
        lines += "- Note: " + markdownText(note) + "\n";
    return out + (lines.empty() ? "" : "\n" + lines);
}

std::string searchText(const std::vector<SearchHit>& hits, const SearchSummary& summary)
{
    std::string out;
    if (!hits.empty()) {
        const bool byTrace = hits.front().isTrace;
        std::vector<Cells> rows = {{byTrace ? "TRACE" : "OPERATION", byTrace ? "ROOT" : "TYPE", "STATE", "START",
                                    "DURATION", "SPANS", "TRACES"}};
        std::transform(hits.begin(), hits.end(), std::back_inserter(rows), cellsOf);
        out = table(rows) + "\n";
    }
    out += std::to_string(hits.size()) + " found";
    if (summary.services > 0)
        out += " · " + counted(summary.services, "service", "services") + " searched";
    if (summary.fromNs && summary.toNs)
        out += " · " + trace::toRfc3339(*summary.fromNs).substr(0, 19) + "Z … " +
               trace::toRfc3339(*summary.toNs).substr(0, 19) + "Z";
    out += "\n";
    if (summary.limitReached)
        out += "The limit was reached: there may be more. Raise --limit or narrow the time.\n";
    for (const std::string& failure : summary.failures)
        out += "Not searched: " + oneLine(failure) + "\n";
    for (const std::string& note : summary.notes)
        out += "Note: " + oneLine(note) + "\n";
    return out;
}

} // namespace spanlight::report
