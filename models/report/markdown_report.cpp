#include "models/report/markdown_report.h"

#include "models/report/companion_parts.h"
#include "models/report/redaction.h"
#include "models/report/report_parts.h"
#include "models/report/safe_text.h"
#include "models/report/text_report.h"
#include "models/trace/time_text.h"

#include <algorithm>

namespace spanlight::report {

using diagnosis::Diagnosis;
using diagnosis::Finding;

namespace {

std::string joinedCode(const std::vector<std::string>& values, std::size_t most)
{
    std::string out;
    for (std::size_t i = 0; i < std::min(values.size(), most); ++i)
        out += (i > 0 ? ", " : "") + markdownCode(values[i]);
    if (values.size() > most)
        out += ", and " + std::to_string(values.size() - most) + " more";
    return out.empty() ? "none" : out;
}

void traceSummary(const Diagnosis& document, std::string& out)
{
    const auto& subject = document.subject;
    out += "## Trace Summary\n\n";
    out += "- **Trace ID**: " + joinedCode(subject.traces, 5) + "\n";
    out += "- **Operation ID**: " +
           (subject.kind == "operation" ? markdownCode(subject.id) : std::string("none (the subject is a trace)")) +
           "\n";
    if (!subject.type.empty())
        out += "- **Type**: " + markdownText(subject.type) + "\n";
    out += "- **Duration**: " + subjectDuration(document) + "\n";
    out += "- **Services**: " + joinedCode(subject.services, 20) + "\n";
    out +=
        "- **Spans**: " + std::to_string(subject.spans) + ", " + std::to_string(subject.errorSpans) + " with errors\n";
    out += "- **Status**: " + std::string(name(document.verdict.state)) + "\n";
    out += "- **As of**: " + trace::toRfc3339(document.asOfNs) +
           (document.asOfNote.empty() ? "" : " (" + markdownText(document.asOfNote) + ")") + "\n";
    if (!document.completeness.complete) {
        out += "- **Not complete**:\n";
        for (const std::string& loss : document.completeness.losses)
            out += "  - " + markdownText(loss) + "\n";
        if (document.completeness.losses.empty())
            out += "  - the search did not cover everything\n";
    }
    out += "\n";
}

void executionFlow(const Diagnosis& document, std::string& out)
{
    out += "## Execution Flow\n\n";
    if (document.flow.empty())
        out += "No span was found.\n";
    for (std::size_t i = 0; i < document.flow.size(); ++i) {
        const auto& step = document.flow[i];
        out += std::to_string(i + 1) + ". " + markdownCode(step.name) + " · " +
               markdownText(step.service.empty() ? "unknown service" : step.service) + " · " +
               trace::toDurationText(step.durationNs) + (step.status == "error" ? " · **error**" : "") + "\n";
    }
    if (document.flowOmitted > 0)
        out += "\n" + counted(document.flowOmitted, "more span is", "more spans are") + " not listed.\n";
    if (!document.phases.empty()) {
        out += "\n| Phase | State | Duration | Share |\n| --- | --- | ---: | ---: |\n";
        for (const auto& phase : document.phases)
            out += "| " + markdownText(phase.phase) + " | " + std::string(name(phase.state)) + " | " +
                   phaseDuration(phase) + " | " + percentText(phase.share) + " |\n";
    }
    out += "\n";
}

void findingsPart(const Diagnosis& document, std::string& out)
{
    out += "## Diagnosis\n\n**" + markdownText(document.verdict.headline) + "**\n\n";
    if (document.findings.empty())
        out += "No rule found anything to report.\n\n";
    for (const Finding& finding : document.findings) {
        out += "- **" + std::string(name(finding.severity)) + "** " + markdownCode(finding.rule) + " " +
               markdownText(finding.title) + " (confidence " + percentText(finding.confidence) +
               "): " + markdownText(finding.explanation) + "\n";
    }
    if (!document.findings.empty())
        out += "\n";
}

void rootCause(const Diagnosis& document, std::string& out)
{
    out += "## Root Cause\n\n";
    const Finding* primary = primaryOf(document);
    if (primary == nullptr)
        out += noCauseText(document) + "\n\n";
    else if (primary->rootCause.empty())
        out += markdownText(primary->explanation) + "\n\nThe data do not tell what is behind it.\n\n";
    else
        out += markdownText(primary->rootCause) + "\n\n";
    if (primary != nullptr && !primary->symptoms.empty())
        out += "It explains: " + joinedCode(primary->symptoms, 20) + ".\n\n";
}

void fixLines(const Finding& finding, std::string& out)
{
    for (std::size_t i = 0; i < finding.fixes.size(); ++i) {
        out += std::to_string(i + 1) + ". " + markdownText(finding.fixes[i].text) + "\n";
        if (finding.fixes[i].command.empty())
            continue;
        std::string block = markdownFence(finding.fixes[i].command, "sh");
        for (std::size_t at = 0; at < block.size() && at != std::string::npos;) { // part of the list item
            block.insert(at, "   ");
            at = block.find('\n', at);
            at = at == std::string::npos || at + 1 >= block.size() ? std::string::npos : at + 1;
        }
        out += "\n" + block + "\n";
    }
    if (!out.ends_with("\n\n")) // a command ends with an empty line already
        out += "\n";
}

// Of several findings of one rule only the title tells which is meant.
std::string occasion(const Diagnosis& document, const Finding& finding)
{
    return isRepeated(document, finding) ? " (" + markdownText(finding.title) + ")" : std::string();
}

void solution(const Diagnosis& document, std::string& out)
{
    out += "## Solution\n\n";
    const auto remedies = remediesOf(document);
    for (const Finding* finding : remedies) {
        if (finding != primaryOf(document))
            out += "For " + markdownCode(finding->rule) + occasion(document, *finding) + ":\n\n";
        fixLines(*finding, out);
    }
    if (remedies.empty())
        out += noRemedyText(document) + "\n\n";
}

void prevention(const Diagnosis& document, std::string& out)
{
    std::string lines;
    for (const std::string& sentence : preventionsOf(document))
        lines += "- " + markdownText(sentence) + "\n";
    if (!lines.empty())
        out += "## Prevention\n\n" + lines + "\n";
}

std::string spanCell(const diagnosis::Evidence& evidence)
{
    if (evidence.spanId.empty())
        return spanless(evidence) + (evidence.name.empty() ? "" : ": " + markdownCode(evidence.name));
    return markdownCode(evidence.name.empty() ? evidence.spanId : evidence.name) + " " + markdownCode(evidence.spanId);
}

void evidencePart(const Diagnosis& document, std::string& out)
{
    const std::string companions = companionsMarkdown(document);
    if (document.findings.empty()) {
        out += companions.empty() ? companions : "## Evidence\n\n" + companions;
        return;
    }
    out +=
        "## Evidence\n\n| Rule | Span | Service | Attribute | Value | Note |\n| --- | --- | --- | --- | --- | --- |\n";
    for (const Finding& finding : document.findings)
        for (const auto& e : finding.evidence)
            out += "| " + finding.rule + " | " + spanCell(e) + " | " + markdownText(e.service) + " | " +
                   (e.attribute.empty() ? "" : markdownCode(e.attribute)) + " | " +
                   (e.value.empty() ? "" : markdownCode(shortened(e.value, 200))) + " | " + markdownText(e.note) +
                   " |\n";
    out += "\n" + companions;
}

void notesPart(const char* heading, const std::vector<diagnosis::RuleNote>& notes, std::string& out)
{
    if (notes.empty())
        return;
    out += std::string("## ") + heading + "\n\n";
    for (const auto& note : notes)
        out += "- " + markdownCode(note.rule) + ": " + markdownText(note.because) + "\n";
    out += "\n";
}

} // namespace

std::string markdownReport(const diagnosis::Analysis& analysis, const ReportOptions& options,
                           const std::string& introduction)
{
    const Diagnosis document = options.redact ? redacted(analysis.diagnosis) : analysis.diagnosis;
    std::string out = "# Operation Diagnosis: " + markdownText(document.subject.id) + "\n\n";
    out += introduction;
    traceSummary(document, out);
    executionFlow(document, out);
    findingsPart(document, out);
    rootCause(document, out);
    solution(document, out);
    prevention(document, out);
    evidencePart(document, out);
    notesPart("Ruled Out", document.ruledOut, out);
    notesPart("Not Checked", document.notChecked, out);
    if (document.subject.spans > 0)
        out += "## Timeline\n\n" + markdownFence(reportTimeline(analysis, options)) + "\n";
    if (!options.command.empty())
        out += "To get this report again:\n\n" + markdownFence(options.command, "sh") + "\n";
    out += "Profile " + markdownCode(document.profile) + ", Spanlight " + std::string(SPANLIGHT_VERSION) + ".\n";
    return out;
}

} // namespace spanlight::report
