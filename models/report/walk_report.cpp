#include "models/report/walk_report.h"

#include "models/report/html_parts.h"
#include "models/report/redaction.h"
#include "models/report/safe_text.h"
#include "models/report/text_report.h"
#include "models/report/text_table.h"

#include <algorithm>

namespace spanlight::report {

using diagnosis::Explanation;
using diagnosis::Fix;
using diagnosis::RuleExplanation;
using diagnosis::RuleOutcome;
using diagnosis::StepVerdict;
using diagnosis::Walk;
using diagnosis::WalkStep;

namespace {

const char* mark(StepVerdict verdict)
{
    return verdict == StepVerdict::Pass ? "✓" : verdict == StepVerdict::Fail ? "✗" : "?";
}

std::string counted(std::size_t count, const char* what)
{
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string heading(const Walk& walk)
{
    const auto failed = static_cast<std::size_t>(std::count_if(
        walk.steps.begin(), walk.steps.end(), [](const WalkStep& step) { return step.verdict == StepVerdict::Fail; }));
    return oneLine(walk.title) + " – " + counted(walk.steps.size(), "step") +
           (failed == 0 ? ", none failed" : ", " + std::to_string(failed) + " failed");
}

std::string fixText(const Fix& fix, std::size_t columns, const std::string& indent)
{
    return wrappedText("→ " + oneLine(fix.text), columns, indent) +
           (fix.command.empty() ? "" : indent + "    $ " + oneLine(fix.command) + "\n");
}

// Code in a list, where a bar needs no escape as in tables: commands are there to be copied.
std::string listCode(std::string_view text)
{
    std::string code = markdownCode(text);
    for (std::size_t at = code.find("\\|"); at != std::string::npos; at = code.find("\\|", at))
        code.erase(at, 1);
    return code;
}

std::string stepText(const WalkStep& step, const WalkOptions& options)
{
    const std::string indent(4, ' ');
    std::string line = wrappedText(oneLine(step.question) + " " + oneLine(step.answer), options.columns, indent);
    line.replace(0, 4, std::string("  ") + mark(step.verdict) + " ");
    if (!options.explain)
        return line;
    if (!step.asked.empty())
        line += indent + "asked: " + oneLine(step.asked) + "\n";
    if (!step.query.empty())
        line += indent + "check it yourself: " + oneLine(step.query) + "\n";
    for (const auto& evidence : step.evidence)
        line += wrappedText("· " + evidenceLine(evidence), options.columns, indent);
    for (const Fix& fix : step.then)
        line += fixText(fix, options.columns, indent);
    return line;
}

std::string suggestion(const Walk& walk)
{
    return walk.suggested ? "Another way fits what the traces show: --scenario " + *walk.suggested : std::string();
}

const char* outcomeHeading(RuleOutcome outcome)
{
    switch (outcome) {
    case RuleOutcome::Fired:
        return "Rules that fired";
    case RuleOutcome::RuledOut:
        return "Rules that were ruled out";
    case RuleOutcome::NotChecked:
        return "Rules that could not be checked";
    case RuleOutcome::Silent:
        return "Rules that had no reason to speak";
    }
    return "";
}

std::string ruleLine(const RuleExplanation& rule)
{
    std::string line = rule.because;
    if (rule.outcome == RuleOutcome::Fired)
        line += rule.bears ? "; bears on the verdict" : "; does not bear on the verdict";
    if (!rule.threshold.empty())
        line += (line.empty() ? "" : " ") + ("(limit: " + rule.threshold + ")");
    return line;
}

std::string cleaned(const std::string& text, const WalkOptions& options)
{
    return options.redact ? redactedText(text) : text;
}

constexpr RuleOutcome kOutcomes[]{RuleOutcome::Fired, RuleOutcome::RuledOut, RuleOutcome::NotChecked,
                                  RuleOutcome::Silent};

void apply(std::vector<Fix>& fixes)
{
    for (Fix& fix : fixes) {
        fix.text = redactedText(fix.text);
        fix.command = redactedText(fix.command);
    }
}

} // namespace

Walk redacted(const Walk& walk)
{
    Walk result = walk;
    for (WalkStep& step : result.steps) {
        step.asked = redactedText(step.asked);
        step.query = redactedText(step.query);
        step.answer = redactedText(step.answer);
        for (auto& evidence : step.evidence) {
            evidence.value = isSensitiveKey(evidence.attribute) ? std::string(kRedacted) : redactedText(evidence.value);
            evidence.name = redactedText(evidence.name);
            evidence.note = redactedText(evidence.note);
        }
        apply(step.then);
    }
    apply(result.fixes);
    result.conclusion = redactedText(result.conclusion);
    return result;
}

std::string walkText(const Walk& walk, const WalkOptions& options)
{
    const Walk shown = options.redact ? redacted(walk) : walk;
    std::string out = heading(shown) + "\n";
    for (const WalkStep& step : shown.steps)
        out += stepText(step, options);
    out += "\n" + wrappedText(oneLine(shown.conclusion), options.columns, "  ");
    for (const Fix& fix : shown.fixes)
        out += fixText(fix, options.columns, "  ");
    if (const std::string other = suggestion(shown); !other.empty())
        out += "  " + other + "\n";
    return out + "\n";
}

std::string walkMarkdown(const Walk& walk, const WalkOptions& options)
{
    const Walk shown = options.redact ? redacted(walk) : walk;
    std::string out = "## Walk: " + markdownText(heading(shown)) + "\n\n";
    int number = 0;
    for (const WalkStep& step : shown.steps) {
        out += std::to_string(++number) + ". " + mark(step.verdict) + " **" + markdownText(step.question) + "** " +
               markdownText(step.answer) + "\n";
        if (!options.explain)
            continue;
        if (!step.asked.empty())
            out += "   - Asked: " + markdownText(step.asked) + "\n";
        if (!step.query.empty())
            out += "   - Check it yourself: " + listCode(step.query) + "\n";
        for (const auto& evidence : step.evidence)
            out += "   - " + listCode(evidenceLine(evidence)) + "\n";
        for (const Fix& fix : step.then)
            out += "   - " + markdownText(fix.text) + (fix.command.empty() ? "" : ": " + listCode(fix.command)) + "\n";
    }
    out += "\n" + markdownText(shown.conclusion) + "\n\n";
    for (const Fix& fix : shown.fixes)
        out += "- " + markdownText(fix.text) + (fix.command.empty() ? "" : ": " + listCode(fix.command)) + "\n";
    if (const std::string other = suggestion(shown); !other.empty())
        out += std::string(shown.fixes.empty() ? "" : "\n") + markdownText(other) + "\n";
    return out + (shown.fixes.empty() && !shown.suggested ? "" : "\n");
}

std::string walkHtml(const Walk& walk, const WalkOptions& options)
{
    const Walk shown = options.redact ? redacted(walk) : walk;
    const auto fixes = [](const std::vector<Fix>& list) {
        std::string items;
        for (const Fix& fix : list)
            items += "<li>" + xmlText(fix.text) + htmlCommand(fix.command) + "</li>\n";
        return items;
    };
    std::string out = htmlElement("h2", "Walk: " + heading(shown)) + "\n<ol>\n";
    for (const WalkStep& step : shown.steps) {
        out += "<li>" + std::string(mark(step.verdict)) + " " + htmlElement("b", step.question) + " " +
               xmlText(step.answer);
        std::string more;
        if (options.explain && !step.asked.empty())
            more += "<li>Asked: " + xmlText(step.asked) + "</li>\n";
        if (options.explain && !step.query.empty())
            more += "<li>Check it yourself: " + htmlCode(step.query) + "</li>\n";
        for (const auto& evidence : step.evidence)
            if (options.explain)
                more += "<li>" + htmlCode(evidenceLine(evidence)) + "</li>\n";
        if (options.explain)
            more += fixes(step.then);
        out += (more.empty() ? "" : "\n<ul>\n" + more + "</ul>\n") + std::string("</li>\n");
    }
    out += "</ol>\n" + htmlElement("p", shown.conclusion) + "\n";
    if (!shown.fixes.empty())
        out += "<ul>\n" + fixes(shown.fixes) + "</ul>\n";
    if (const std::string other = suggestion(shown); !other.empty())
        out += htmlElement("p", other) + "\n";
    return out;
}

std::string explanationText(const Explanation& explanation, const WalkOptions& options)
{
    std::string out = "How the verdict was found\n";
    for (const std::string& sentence : explanation.state)
        out += wrappedText(oneLine(cleaned(sentence, options)), options.columns, "  ");
    if (!explanation.primary.empty())
        out += wrappedText(oneLine(explanation.primary), options.columns, "  ");
    for (const RuleOutcome outcome : kOutcomes) {
        std::string lines;
        for (const RuleExplanation& rule : explanation.rules) {
            const std::string line = oneLine(cleaned(ruleLine(rule), options));
            if (rule.outcome == outcome)
                lines += wrappedText(rule.rule + (line.empty() ? "" : ": " + line), options.columns, "    ");
        }
        if (!lines.empty())
            out += std::string("  ") + outcomeHeading(outcome) + "\n" + lines;
    }
    return out + "\n";
}

std::string explanationMarkdown(const Explanation& explanation, const WalkOptions& options)
{
    std::string out = "## How the Verdict Was Found\n\n";
    for (const std::string& sentence : explanation.state)
        out += markdownText(cleaned(sentence, options)) + "\n";
    if (!explanation.primary.empty())
        out += markdownText(explanation.primary) + "\n";
    for (const RuleOutcome outcome : kOutcomes) {
        std::string lines;
        for (const RuleExplanation& rule : explanation.rules) {
            const std::string line = cleaned(ruleLine(rule), options);
            if (rule.outcome == outcome)
                lines += "- " + markdownCode(rule.rule) + (line.empty() ? "" : ": " + markdownText(line)) + "\n";
        }
        if (!lines.empty())
            out += "\n" + std::string(outcomeHeading(outcome)) + ":\n\n" + lines;
    }
    return out + "\n";
}

std::string explanationHtml(const Explanation& explanation, const WalkOptions& options)
{
    std::string out = "<h2>How the Verdict Was Found</h2>\n";
    for (const std::string& sentence : explanation.state)
        out += htmlElement("p", cleaned(sentence, options)) + "\n";
    if (!explanation.primary.empty())
        out += htmlElement("p", explanation.primary) + "\n";
    for (const RuleOutcome outcome : kOutcomes) {
        std::string lines;
        for (const RuleExplanation& rule : explanation.rules) {
            const std::string line = cleaned(ruleLine(rule), options);
            if (rule.outcome == outcome)
                lines += "<li>" + htmlCode(rule.rule) + (line.empty() ? "" : ": " + xmlText(line)) + "</li>\n";
        }
        if (!lines.empty())
            out += htmlElement("p", std::string(outcomeHeading(outcome)) + ":") + "\n<ul>\n" + lines + "</ul>\n";
    }
    return out;
}

} // namespace spanlight::report
