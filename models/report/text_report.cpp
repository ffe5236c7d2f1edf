#include "models/report/text_report.h"

#include "models/report/companion_parts.h"
#include "models/report/redaction.h"
#include "models/report/report_parts.h"
#include "models/report/safe_text.h"
#include "models/report/text_table.h"
#include "models/report/timeline_text.h"
#include "models/trace/time_text.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace spanlight::report {

using diagnosis::Diagnosis;
using diagnosis::Finding;

namespace {

constexpr std::size_t kTimelineRows = 60;

std::string upper(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c); });
    return out;
}

std::string joined(const std::vector<std::string>& values, std::size_t most)
{
    std::string out;
    for (std::size_t i = 0; i < std::min(values.size(), most); ++i)
        out += (i > 0 ? ", " : "") + oneLine(values[i]);
    if (values.size() > most)
        out += ", and " + std::to_string(values.size() - most) + " more";
    return out.empty() ? "none" : out;
}

std::string findingText(const Finding& finding, std::size_t columns)
{
    std::string out = upper(name(finding.severity)) + "  " + finding.rule + " · " + oneLine(finding.title) + " (" +
                      std::to_string(static_cast<int>(std::lround(finding.confidence * 100))) + " %)\n";
    out += wrappedText(oneLine(finding.explanation), columns, "    ");
    if (!finding.rootCause.empty())
        out += wrappedText("Cause: " + oneLine(finding.rootCause), columns, "    ");
    for (const auto& evidence : finding.evidence)
        out += wrappedText("· " + evidenceLine(evidence), columns, "    ");
    for (const auto& fix : finding.fixes) {
        out += wrappedText("→ " + oneLine(fix.text), columns, "    ");
        if (!fix.command.empty())
            out += "        $ " + oneLine(fix.command) + "\n";
    }
    return out + "\n";
}

// The state in capitals; a headline that begins with it does not name it twice.
std::string verdictLine(const diagnosis::Verdict& verdict)
{
    const std::string state = upper(name(verdict.state));
    const std::string headline = oneLine(verdict.headline);
    if (upper(headline.substr(0, state.size())) == state)
        return state + headline.substr(state.size());
    return state + " " + headline;
}

std::string header(const Diagnosis& document, std::size_t columns)
{
    const auto& subject = document.subject;
    std::string out = wrappedText(verdictLine(document.verdict), columns, "") + "\n";
    out += padded(subject.kind == "operation" ? "Operation" : "Trace", 11) + oneLine(subject.id) +
           (subject.type.empty() ? "" : " · " + oneLine(subject.type)) + "\n";
    if (subject.kind == "operation")
        out += padded("Traces", 11) + joined(subject.traces, 3) + "\n";
    out += padded("Services", 11) + joined(subject.services, 8) + "\n";
    if (subject.startNs)
        out += padded("Start", 11) + trace::toRfc3339(*subject.startNs) + " · " + subjectDuration(document) + " · " +
               counted(subject.spans, "span", "spans") + ", " + counted(subject.errorSpans, "error", "errors") + "\n";
    out += padded("As of", 11) + trace::toRfc3339(document.asOfNs) +
           (document.asOfNote.empty() ? "" : " (" + document.asOfNote + ")") + "\n";
    for (const std::string& loss : document.completeness.losses)
        out += padded("Loss", 11) + oneLine(loss) + "\n";
    return out + "\n";
}

std::string phases(const Diagnosis& document)
{
    std::string out;
    for (const auto& phase : document.phases)
        out += "  " + padded(phase.phase, 20) + padded(std::string(name(phase.state)), 11) +
               padded(phaseDuration(phase), 14) + std::to_string(static_cast<int>(std::lround(phase.share * 100))) +
               " %\n";
    return out.empty() ? out : "Phases\n" + out + "\n";
}

std::string notes(const char* heading, const std::vector<diagnosis::RuleNote>& list, std::size_t columns)
{
    if (list.empty())
        return {};
    std::string out = std::string(heading) + "\n";
    for (const auto& note : list)
        out += wrappedText(note.rule + ": " + oneLine(note.because), columns, "  ");
    return out + "\n";
}

} // namespace

std::string evidenceLine(const diagnosis::Evidence& evidence)
{
    std::string line = evidence.spanId.empty() ? spanless(evidence) : oneLine(evidence.name) + " " + evidence.spanId;
    if (evidence.spanId.empty() && !evidence.name.empty())
        line +=
            " " + oneLine(evidence.name) +
            (evidence.value.empty() || !evidence.attribute.empty() ? ""
                                                                   : " = " + shortened(oneLine(evidence.value), 160));
    if (!evidence.service.empty())
        line += " (" + oneLine(evidence.service) + ")";
    if (!evidence.attribute.empty())
        line += " " + oneLine(evidence.attribute) + " = " + shortened(oneLine(evidence.value), 160);
    if (!evidence.note.empty())
        line += ": " + oneLine(evidence.note);
    return line;
}

std::string subjectDuration(const Diagnosis& document)
{
    const auto& subject = document.subject;
    if (!subject.startNs)
        return "unknown";
    return trace::toDurationText(subject.durationNs) + (subject.endNs ? "" : " so far");
}

std::string reportTimeline(const diagnosis::Analysis& analysis, const ReportOptions& options)
{
    const std::string text =
        timelineText(analysis.timeline, {options.columns, kTimelineRows, analysis.diagnosis.asOfNs});
    return options.redact ? redactedText(text) : text;
}

std::string textReport(const diagnosis::Analysis& analysis, const ReportOptions& options)
{
    const Diagnosis document = options.redact ? redacted(analysis.diagnosis) : analysis.diagnosis;
    std::string out = header(document, options.columns);
    if (document.findings.empty())
        out += "No rule found anything to report.\n\n";
    for (const Finding& finding : document.findings)
        out += findingText(finding, options.columns);
    out += phases(document);
    if (document.subject.spans > 0)
        out += "Timeline\n" + reportTimeline(analysis, options) + "\n";
    out += companionsText(document, options.columns);
    out += notes("Ruled out", document.ruledOut, options.columns);
    out += notes("Not checked", document.notChecked, options.columns);
    return out;
}

} // namespace spanlight::report
