#include "models/report/doctor_report.h"

#include "models/report/json_report.h"
#include "models/report/json_text.h"
#include "models/report/report_parts.h"
#include "models/report/safe_text.h"
#include "models/report/text_table.h"
#include "models/trace/time_text.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace spanlight::report {

using diagnosis::PartReport;
using diagnosis::PartStatus;
using diagnosis::PipelineCheck;
using diagnosis::PipelineReport;
using nlohmann::ordered_json;

namespace {

constexpr std::size_t kStatusColumns = 13;
constexpr std::size_t kCheckColumns = 19;

std::size_t countOf(const PipelineReport& report, PartStatus status)
{
    std::size_t count = 0;
    for (const PartReport& part : report.parts)
        count += static_cast<std::size_t>(std::count_if(part.checks.begin(), part.checks.end(),
                                                        [&](const auto& check) { return check.status == status; }));
    return count;
}

// Code in a list, where a bar needs no escape as in tables: commands are there to be copied.
std::string listCode(std::string_view text)
{
    std::string code = markdownCode(text);
    for (std::size_t at = code.find("\\|"); at != std::string::npos; at = code.find("\\|", at))
        code.erase(at, 1);
    return code;
}

std::string checkMarkdown(const PipelineCheck& check)
{
    std::string out = "* **" + std::string(name(check.status)) + "** " + markdownText(check.id.text()) + ": " +
                      markdownText(check.text) + "\n";
    for (const std::string& evidence : check.evidence)
        out += "  * " + markdownText(evidence) + "\n";
    if (check.status != PartStatus::Warning && check.status != PartStatus::Error)
        return out;
    for (const diagnosis::Fix& fix : check.fixes)
        out += "  * → " + markdownText(fix.text) +
               (fix.command.empty() ? std::string() : ": " + listCode(fix.command)) + "\n";
    return out;
}

} // namespace

std::string doctorSummary(const PipelineReport& report)
{
    const std::size_t errors = countOf(report, PartStatus::Error);
    const std::size_t warnings = countOf(report, PartStatus::Warning);
    std::string text = errors + warnings == 0
                           ? std::string("Nothing is wrong")
                           : counted(errors, "error", "errors") + ", " + counted(warnings, "warning", "warnings");
    text += " in " + counted(report.parts.size(), "part", "parts");
    if (const std::size_t open = countOf(report, PartStatus::NotChecked); open > 0)
        text += "; " + std::to_string(open) + " not checked";
    return text + ". Profile " + report.profile + ", as of " + trace::toRfc3339(report.asOfNs) + ".";
}

namespace {

std::string checkText(const PipelineCheck& check, std::size_t columns)
{
    const std::string indent(2 + kStatusColumns + kCheckColumns, ' ');
    std::string out = wrappedText(oneLine(check.text), columns, indent);
    const std::string head = "  " + padded(std::string(name(check.status)), kStatusColumns) +
                             padded(std::string(check.id.text()), kCheckColumns);
    if (out.size() > head.size())
        out.replace(0, indent.size(), head);
    for (const std::string& evidence : check.evidence)
        out += wrappedText("· " + oneLine(evidence), columns, indent + "  ");
    if (check.status != PartStatus::Warning && check.status != PartStatus::Error)
        return out;
    for (const diagnosis::Fix& fix : check.fixes) {
        out += wrappedText("→ " + oneLine(fix.text), columns, indent + "  ");
        if (!fix.command.empty())
            out += indent + "    $ " + oneLine(fix.command) + "\n";
    }
    return out;
}

ordered_json textOrNull(const std::string& text)
{
    return text.empty() ? ordered_json(nullptr) : ordered_json(text);
}

ordered_json checkJson(const PipelineCheck& check)
{
    ordered_json fixes = ordered_json::array();
    for (const diagnosis::Fix& fix : check.fixes)
        fixes.push_back({{"text", fix.text}, {"command", textOrNull(fix.command)}});
    return {{"check", check.id.text()},
            {"status", name(check.status)},
            {"text", check.text},
            {"evidence", check.evidence},
            {"fixes", std::move(fixes)}};
}

} // namespace

std::string doctorJson(const PipelineReport& report)
{
    ordered_json parts = ordered_json::array();
    for (const PartReport& part : report.parts) {
        ordered_json checks = ordered_json::array();
        for (const PipelineCheck& check : part.checks)
            checks.push_back(checkJson(check));
        parts.push_back({{"kind", part.kind},
                         {"address", part.address},
                         {"reachable", part.reachable},
                         {"server", textOrNull(part.server)},
                         {"version", textOrNull(part.version)},
                         {"checks", std::move(checks)}});
    }
    return jsonText({{"schema", "spanlight.doctor/1"},
                     {"generator", {{"name", "spanlight"}, {"version", generatorVersion()}}},
                     {"profile", report.profile},
                     {"asOf", trace::toRfc3339(report.asOfNs)},
                     {"worst", name(report.worst())},
                     {"parts", std::move(parts)}},
                    2);
}

std::string doctorText(const PipelineReport& report, std::size_t columns)
{
    std::string out = doctorSummary(report) + "\n\n";
    for (const PartReport& part : report.parts) {
        out += oneLine(part.address) + " (" + part.kind + ")\n";
        for (const PipelineCheck& check : part.checks)
            out += checkText(check, columns);
        out += "\n";
    }
    return out;
}

std::string doctorMarkdown(const PipelineReport& report)
{
    std::string out = "# Telemetry Pipeline\n\n" + markdownText(doctorSummary(report)) + "\n";
    for (const PartReport& part : report.parts) {
        out += "\n## " + markdownText(part.address) + " (" + markdownText(part.kind) +
               (part.version.empty() ? std::string() : ", version " + markdownText(part.version)) + ")\n\n";
        for (const PipelineCheck& check : part.checks)
            out += checkMarkdown(check);
    }
    return out;
}

} // namespace spanlight::report
