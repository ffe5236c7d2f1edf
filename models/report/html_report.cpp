#include "models/report/html_report.h"

#include "models/report/companion_parts.h"
#include "models/report/html_parts.h"
#include "models/report/html_style.h"
#include "models/report/redaction.h"
#include "models/report/report_parts.h"
#include "models/report/text_report.h"
#include "models/report/timeline_svg.h"
#include "models/trace/time_text.h"

#include <algorithm>
#include <cstdio>
#include <vector>

namespace spanlight::report {

using diagnosis::Diagnosis;
using diagnosis::Evidence;
using diagnosis::Finding;
using diagnosis::PhaseState;
using diagnosis::State;

namespace {

constexpr std::size_t kLongestValue = 400;
constexpr std::size_t kPictureRows = 400;
constexpr int kBarWidth = 1000;
constexpr int kColours = 8;

std::string joinedCode(const std::vector<std::string>& values, std::size_t most)
{
    std::string out;
    for (std::size_t i = 0; i < std::min(values.size(), most); ++i)
        out += (i > 0 ? ", " : "") + htmlCode(values[i]);
    if (values.size() > most)
        out += ", and " + std::to_string(values.size() - most) + " more";
    return out.empty() ? "none" : out;
}

std::string section(const char* title)
{
    return std::string("<h2>") + title + "</h2>\n";
}

const char* classOf(State state)
{
    switch (state) {
    case State::Completed:
        return "good";
    case State::Failed:
    case State::Stuck:
    case State::Lost:
    case State::NotFound:
        return "bad";
    case State::Cancelled:
    case State::Unknown:
        return "warning";
    case State::Running:
        break;
    }
    return "info";
}

std::string verdict(const Diagnosis& document)
{
    return std::string("<div class=\"verdict ") + classOf(document.verdict.state) + "\">" +
           htmlElement("span", std::string(name(document.verdict.state)), "tag") + xmlText(document.verdict.headline) +
           "</div>\n";
}

std::string traceSummary(const Diagnosis& document)
{
    const auto& subject = document.subject;
    std::string out = section("Trace Summary") + "<dl>\n";
    const auto row = [&out](const char* term, const std::string& html) {
        out += std::string("<dt>") + term + "</dt><dd>" + html + "</dd>\n";
    };
    row("Trace ID", joinedCode(subject.traces, 5));
    row("Operation ID", subject.kind == "operation" ? htmlCode(subject.id) : "none (the subject is a trace)");
    if (!subject.type.empty())
        row("Type", xmlText(subject.type));
    row("Duration", xmlText(subjectDuration(document)));
    row("Services", joinedCode(subject.services, 20));
    row("Spans", std::to_string(subject.spans) + ", " + std::to_string(subject.errorSpans) + " with errors");
    row("Status", xmlText(std::string(name(document.verdict.state))));
    row("As of",
        trace::toRfc3339(document.asOfNs) + (document.asOfNote.empty() ? "" : " (" + xmlText(document.asOfNote) + ")"));
    if (!document.completeness.complete) {
        std::string losses;
        for (const std::string& loss : document.completeness.losses)
            losses += htmlElement("li", loss);
        row("Not complete", losses.empty() ? "the search did not cover everything" : "<ul>" + losses + "</ul>");
    }
    return out + "</dl>\n";
}

std::string number(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", value);
    return text;
}

// Where each phase lies in time; phases inside others are drawn over them.
std::string phasesBar(const Diagnosis& document)
{
    const double whole = static_cast<double>(document.subject.durationNs);
    if (document.phases.empty() || whole <= 0)
        return {};
    std::string out = "<svg class=\"bar\" viewBox=\"0 0 1000 22\" preserveAspectRatio=\"none\" role=\"img\" "
                      "aria-label=\"Phases in time\"><rect x=\"0\" y=\"0\" width=\"1000\" height=\"22\" "
                      "fill=\"var(--line)\"/>";
    for (std::size_t i = 0; i < document.phases.size(); ++i) {
        const auto& phase = document.phases[i];
        const double from = std::clamp(static_cast<double>(phase.startNs) / whole, 0.0, 1.0) * kBarWidth;
        const double wide =
            std::clamp(static_cast<double>(phase.durationNs) / whole * kBarWidth, 0.0, kBarWidth - from);
        const bool seen = phase.state != PhaseState::Missing;
        const bool bad = phase.state == PhaseState::Failed || phase.state == PhaseState::Stuck;
        const bool gap = phase.state == PhaseState::Gap;
        if (!seen)
            continue;
        out += "<rect x=\"" + number(from) + "\" y=\"0\" width=\"" + number(std::max(wide, 1.0)) +
               "\" height=\"22\" fill=\"" +
               (bad ? std::string("var(--error)") : "var(--s" + std::to_string(i % kColours) + ")") + "\"" +
               (gap ? " fill-opacity=\"0.45\"" : "") + ">" +
               htmlElement("title", phase.phase + ": " + trace::toDurationText(phase.durationNs)) + "</rect>";
    }
    return out + "</svg>\n";
}

std::string phasesTable(const Diagnosis& document)
{
    if (document.phases.empty())
        return {};
    std::string out = "<div class=\"scroll\"><table><thead><tr><th>Phase</th><th>State</th><th class=\"number\">"
                      "Duration</th><th class=\"number\">Share</th></tr></thead><tbody>\n";
    for (std::size_t i = 0; i < document.phases.size(); ++i) {
        const auto& phase = document.phases[i];
        out += "<tr><td><span class=\"dot d" + std::to_string(i % kColours) + "\"></span>" + xmlText(phase.phase) +
               "</td>" +
               htmlElement("td", std::string(name(phase.state)),
                           phase.state == PhaseState::Failed || phase.state == PhaseState::Stuck ? "failed" : nullptr) +
               htmlElement("td", phaseDuration(phase), "number") +
               htmlElement("td", percentText(phase.share), "number") + "</tr>\n";
    }
    return out + "</tbody></table></div>\n";
}

std::string executionFlow(const Diagnosis& document)
{
    std::string out = section("Execution Flow");
    if (document.flow.empty())
        out += "<p>No span was found.</p>\n";
    else
        out += "<ol>\n";
    for (const auto& step : document.flow)
        out += "<li>" + htmlCode(step.name) + " · " + xmlText(step.service.empty() ? "unknown service" : step.service) +
               " · " + trace::toDurationText(step.durationNs) +
               (step.status == "error" ? " · " + htmlElement("span", "error", "failed") : "") + "</li>\n";
    if (!document.flow.empty())
        out += "</ol>\n";
    if (document.flowOmitted > 0)
        out += "<p class=\"faint\">" + counted(document.flowOmitted, "more span is", "more spans are") +
               " not listed.</p>\n";
    return out + phasesBar(document) + phasesTable(document);
}

std::string findingCard(const Finding& finding)
{
    std::string out = "<div class=\"card " + std::string(name(finding.severity)) + "\">";
    out += "<h3>" + htmlElement("span", std::string(name(finding.severity)), "tag") + xmlText(finding.title) + "</h3>";
    out += "<p class=\"faint\">" + htmlCode(finding.rule) + " · confidence " + percentText(finding.confidence) +
           (finding.phase ? " · phase " + xmlText(*finding.phase) : "") + "</p>";
    out += htmlElement("p", finding.explanation);
    if (!finding.symptoms.empty())
        out += "<p class=\"faint\">It explains: " + joinedCode(finding.symptoms, 20) + ".</p>";
    return out + "</div>\n";
}

std::string findings(const Diagnosis& document)
{
    std::string out = section("Diagnosis");
    if (document.findings.empty())
        out += "<p>No rule found anything to report.</p>\n";
    for (const Finding& finding : document.findings)
        out += findingCard(finding);
    return out;
}

std::string rootCause(const Diagnosis& document)
{
    std::string out = section("Root Cause");
    const Finding* primary = primaryOf(document);
    if (primary == nullptr)
        return out + htmlElement("p", noCauseText(document)) + "\n";
    if (primary->rootCause.empty())
        return out + htmlElement("p", primary->explanation) + "<p>The data do not tell what is behind it.</p>\n";
    return out + htmlElement("p", primary->rootCause) + "\n";
}

std::string solution(const Diagnosis& document)
{
    std::string out = section("Solution");
    const auto remedies = remediesOf(document);
    if (remedies.empty())
        return out + htmlElement("p", noRemedyText(document)) + "\n";
    for (const Finding* finding : remedies) {
        if (finding != primaryOf(document))
            out += "<p>For " + htmlCode(finding->rule) +
                   (isRepeated(document, *finding) ? " (" + xmlText(finding->title) + ")" : "") + ":</p>\n";
        out += "<ol>\n";
        for (const auto& fix : finding->fixes)
            out += "<li>" + xmlText(fix.text) + htmlCommand(fix.command) + "</li>\n";
        out += "</ol>\n";
    }
    return out;
}

std::string prevention(const Diagnosis& document)
{
    std::string items;
    for (const std::string& sentence : preventionsOf(document))
        items += htmlElement("li", sentence) + "\n";
    return items.empty() ? items : section("Prevention") + "<ul>\n" + items + "</ul>\n";
}

std::string evidenceRow(const Evidence& evidence)
{
    std::string span;
    if (evidence.spanId.empty())
        span = spanless(evidence) + (evidence.name.empty() ? "" : ": " + htmlCode(evidence.name));
    else
        span = htmlCode(evidence.name.empty() ? evidence.spanId : evidence.name) + " " + htmlCode(evidence.spanId);
    return "<td>" + span + "</td>" + htmlElement("td", evidence.service) + "<td>" +
           (evidence.attribute.empty() ? "" : htmlCode(evidence.attribute)) + "</td><td class=\"value\">" +
           (evidence.value.empty() ? "" : htmlCode(shortened(evidence.value, kLongestValue))) + "</td>" +
           htmlElement("td", evidence.note, "note");
}

std::string evidence(const Diagnosis& document)
{
    if (document.findings.empty())
        return {};
    std::string out = section("Evidence") +
                      "<div class=\"scroll\"><table><thead><tr><th>Rule</th><th>Span</th><th>Service</th>"
                      "<th>Attribute</th><th>Value</th><th>Note</th></tr></thead><tbody>\n";
    for (const Finding& finding : document.findings)
        for (const Evidence& e : finding.evidence)
            out += "<tr>" + htmlElement("td", finding.rule, "rule") + evidenceRow(e) + "</tr>\n";
    return out + "</tbody></table></div>\n";
}

std::string notes(const char* title, const std::vector<diagnosis::RuleNote>& list)
{
    if (list.empty())
        return {};
    std::string out = section(title) + "<ul>\n";
    for (const auto& note : list)
        out += "<li>" + htmlCode(note.rule) + ": " + xmlText(note.because) + "</li>\n";
    return out + "</ul>\n";
}

std::string timeline(const diagnosis::Analysis& analysis, const ReportOptions& options)
{
    if (analysis.diagnosis.subject.spans == 0)
        return {};
    SvgOptions svg;
    svg.width = 1160;
    svg.maxRows = kPictureRows;
    svg.colours = SvgColours::Page;
    svg.asOfNs = analysis.diagnosis.asOfNs;
    svg.alarming = isAlarming(analysis.diagnosis.verdict.state);
    svg.redact = options.redact;
    return section("Timeline") + "<div class=\"scroll\">" + timelineSvg(analysis.timeline, svg) + "</div>\n";
}

} // namespace

std::string htmlPage(const std::string& title, const std::string& body)
{
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
           "'unsafe-inline'; base-uri 'none'; form-action 'none'\"/>\n"
           "<meta name=\"referrer\" content=\"no-referrer\"/>\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n" +
           htmlElement("title", title) + "\n<style>" + std::string(kHtmlStyle) + "</style>\n</head>\n<body>\n<main>\n" +
           htmlElement("h1", title) + "\n" + body + "</main>\n</body>\n</html>\n";
}

std::string htmlReport(const diagnosis::Analysis& analysis, const ReportOptions& options,
                       const std::string& introduction)
{
    const Diagnosis document = options.redact ? redacted(analysis.diagnosis) : analysis.diagnosis;
    std::string body = verdict(document) + introduction + traceSummary(document) + executionFlow(document) +
                       findings(document) + rootCause(document) + solution(document) + prevention(document) +
                       evidence(document) + companionsHtml(document) + notes("Ruled Out", document.ruledOut) +
                       notes("Not Checked", document.notChecked) + timeline(analysis, options) + "<footer>\n";
    if (!options.command.empty())
        body += "<p>To get this report again:</p>\n" + htmlCommand(options.command) + "\n";
    body += "<p>Profile " + htmlCode(document.profile) + ", Spanlight " + SPANLIGHT_VERSION + "</p>\n</footer>\n";
    return htmlPage("Operation Diagnosis: " + document.subject.id, body);
}

} // namespace spanlight::report
