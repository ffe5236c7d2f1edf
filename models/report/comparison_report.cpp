#include "models/report/comparison_report.h"

#include "models/report/redaction.h"
#include "models/report/safe_text.h"
#include "models/report/text_report.h"
#include "models/report/text_table.h"
#include "models/trace/time_text.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace spanlight::report {

using diagnosis::Comparison;
using diagnosis::Diagnosis;
using diagnosis::PhaseComparison;
using diagnosis::SlowdownReason;
using diagnosis::StepComparison;
using trace::toDurationText;

namespace {

constexpr std::size_t kMostSteps = 30;

/// A part of the document, the same for every form of text.
struct Table
{
    std::string title;
    std::vector<TextColumn> header;
    std::vector<std::vector<std::string>> rows; ///< as they stand in the trace, not yet safe
    std::vector<std::string> lines;             ///< below the table
};

std::string signedDuration(std::int64_t ns)
{
    return ns == 0 ? "0" : (ns > 0 ? "+" : "−") + toDurationText(std::abs(ns));
}

std::string ratioText(std::int64_t a, std::int64_t b)
{
    if (a <= 0 || b <= 0)
        return {};
    const double ratio = static_cast<double>(b) / static_cast<double>(a);
    if (ratio >= 1000)
        return "> 1000 ×";
    char text[32];
    std::snprintf(text, sizeof text, ratio >= 10 ? "%.0f ×" : "%.2f ×", ratio);
    return text;
}

std::vector<std::string> runRow(const char* who, const Diagnosis& run)
{
    const auto& subject = run.subject;
    return {who,
            subject.id,
            subject.type,
            std::string(name(run.verdict.state)),
            run.verdict.primary.value_or(""),
            subject.startNs ? trace::toRfc3339(*subject.startNs).substr(0, 19) + "Z" : "",
            subjectDuration(run),
            std::to_string(subject.spans),
            std::to_string(subject.errorSpans)};
}

Table runsTable(const Comparison& comparison)
{
    return {"Runs",
            {{"", 2},
             {"ID", kAnyWidth, false, Cut::Never}, // what runs share is the beginning
             {"TYPE"},
             {"STATE"},
             {"PRIMARY"},
             {"START"},
             {"DURATION", 24, true},
             {"SPANS", 12, true},
             {"ERRORS", 12, true}},
            {runRow("A", comparison.a), runRow("B", comparison.b)},
            {}};
}

std::string stateText(const PhaseComparison& phase)
{
    const std::string a = phase.a ? std::string(name(phase.a->state)) : "absent";
    const std::string b = phase.b ? std::string(name(phase.b->state)) : "absent";
    return a == b ? a : a + " → " + b;
}

std::vector<std::string> phaseRow(const PhaseComparison& phase)
{
    const std::int64_t a = phase.a ? phase.a->durationNs : 0;
    const std::int64_t b = phase.b ? phase.b->durationNs : 0;
    const std::int64_t waited = phase.a && phase.b ? phase.b->waitedNs - phase.a->waitedNs : 0;
    const auto text = [](const std::optional<diagnosis::PhaseSide>& side) {
        return side && side->state != diagnosis::PhaseState::Missing ? toDurationText(side->durationNs) : std::string();
    };
    return {phase.phase,
            stateText(phase),
            text(phase.a),
            text(phase.b),
            signedDuration(b - a),
            ratioText(a, b),
            std::abs(waited) >= 1'000'000 ? signedDuration(waited) : ""};
}

Table phasesTable(const Comparison& comparison)
{
    Table table{"Phases",
                {{"PHASE", 40},
                 {"STATE", 40},
                 {"A", 20, true},
                 {"B", 20, true},
                 {"DIFFERENCE", 20, true},
                 {"RATIO", 12, true},
                 {"WAIT BEFORE", 20, true}},
                {},
                {}};
    for (const PhaseComparison& phase : comparison.phases)
        table.rows.push_back(phaseRow(phase));
    for (const PhaseComparison& phase : comparison.phases) {
        const bool bSlower = (phase.b ? phase.b->ownNs : 0) > (phase.a ? phase.a->ownNs : 0);
        if (phase.why.reason != SlowdownReason::None)
            table.lines.push_back(phase.phase + (bSlower ? ", in B: " : ", in A: ") + slowdownText(phase.why));
    }
    return table;
}

bool isMatched(const StepComparison& step)
{
    return step.a.count > 0 && step.b.count > 0;
}

std::string countText(const StepComparison& step)
{
    return step.a.count == step.b.count ? std::to_string(step.a.count)
                                        : std::to_string(step.a.count) + " → " + std::to_string(step.b.count);
}

Table stepsTable(const Comparison& comparison)
{
    std::vector<const StepComparison*> steps;
    for (const StepComparison& step : comparison.steps)
        if (isMatched(step) && (step.a.count != step.b.count || diagnosis::differs(step.a.totalNs, step.b.totalNs)))
            steps.push_back(&step);
    std::stable_sort(steps.begin(), steps.end(), [](const StepComparison* x, const StepComparison* y) {
        return std::abs(x->deltaNs()) > std::abs(y->deltaNs());
    });
    Table table{"Steps of both that differ",
                {{"STEP", 60},
                 {"SERVICE", 40},
                 {"COUNT", 24, true},
                 {"A", 20, true},
                 {"B", 20, true},
                 {"DIFFERENCE", 20, true},
                 {"RATIO", 12, true},
                 {"LONGEST A", 20, true},
                 {"LONGEST B", 20, true}},
                {},
                {}};
    for (std::size_t i = 0; i < std::min(steps.size(), kMostSteps); ++i) {
        const StepComparison& s = *steps[i];
        table.rows.push_back({s.name, s.service, countText(s), toDurationText(s.a.totalNs), toDurationText(s.b.totalNs),
                              signedDuration(s.deltaNs()), ratioText(s.a.totalNs, s.b.totalNs),
                              s.a.count > 1 ? toDurationText(s.a.maxNs) : "",
                              s.b.count > 1 ? toDurationText(s.b.maxNs) : ""});
    }
    if (steps.size() > kMostSteps)
        table.lines.push_back(std::to_string(steps.size() - kMostSteps) +
                              " more with smaller differences; --format json has all.");
    return table;
}

// Only the outermost: what lies below a step that one run lacks is lacking, too.
Table oneSidedTable(const Comparison& comparison, bool added)
{
    Table table{added ? "Only in B" : "Only in A",
                {{"STEP", 60}, {"SERVICE", 40}, {"KIND"}, {"COUNT", 12, true}, {"TIME", 20, true}, {"BELOW", 60}},
                {},
                {}};
    std::size_t more = 0;
    std::vector<std::string> inside; // path of the outermost step that is being told
    for (const StepComparison& step : comparison.steps) {
        const auto& side = added ? step.b : step.a;
        const auto& other = added ? step.a : step.b;
        const bool below = !inside.empty() && step.path.size() > inside.size() &&
                           std::equal(inside.begin(), inside.end(), step.path.begin());
        if (below && side.count > 0 && other.count == 0)
            continue;
        inside.clear();
        if (side.count == 0 || other.count > 0)
            continue;
        inside = step.path;
        if (table.rows.size() >= kMostSteps) {
            ++more;
            continue;
        }
        table.rows.push_back({step.name, step.service, step.isCall ? "call" : "step", std::to_string(side.count),
                              toDurationText(side.totalNs),
                              step.path.size() > 1 ? step.path[step.path.size() - 2] : std::string()});
    }
    if (more > 0)
        table.lines.push_back(std::to_string(more) + " more; --format json has all.");
    return table;
}

Table errorsTable(const Comparison& comparison)
{
    Table table{"Errors",
                {{"ERROR", 40}, {"STEP", 50}, {"SERVICE", 40}, {"A", 8, true}, {"B", 8, true}, {"MESSAGE", 120}},
                {},
                {}};
    for (const auto& error : comparison.errors)
        table.rows.push_back({error.errorType.empty() ? "(unknown type)" : error.errorType, error.name, error.service,
                              std::to_string(error.a), std::to_string(error.b), error.message});
    return table;
}

Table attributesTable(const Comparison& comparison)
{
    Table table{"Attributes",
                {{"ATTRIBUTE", 60}, {"A", 60, false, Cut::Middle}, {"B", 60, false, Cut::Middle}, {"SPAN", 50}},
                {},
                {}};
    for (const auto& attribute : comparison.attributes)
        table.rows.push_back(
            {attribute.key, attribute.a.value_or("(none)"), attribute.b.value_or("(none)"), attribute.name});
    if (comparison.attributesOmitted > 0)
        table.lines.push_back(std::to_string(comparison.attributesOmitted) + " more attributes differ.");
    return table;
}

std::vector<Table> tablesOf(const Comparison& comparison)
{
    std::vector<Table> tables{
        runsTable(comparison),           phasesTable(comparison),          stepsTable(comparison),
        oneSidedTable(comparison, true), oneSidedTable(comparison, false), errorsTable(comparison),
        attributesTable(comparison)};
    std::erase_if(tables, [](const Table& table) { return table.rows.empty(); });
    return tables;
}

std::string lossText(const Diagnosis& run, const char* who)
{
    std::string out;
    for (const std::string& loss : run.completeness.losses)
        out += std::string(who) + ": " + oneLine(loss) + "\n";
    return out;
}

// "WAIT BEFORE" → "Wait before"; single letters stay, they name a run.
std::string sentenceCase(std::string title)
{
    for (std::size_t i = 1; i < title.size(); ++i) {
        const bool alone = title[i - 1] == ' ' && (i + 1 == title.size() || title[i + 1] == ' ');
        if (!alone && title[i] >= 'A' && title[i] <= 'Z' && title != "ID")
            title[i] = static_cast<char>(title[i] + 32);
    }
    return title;
}

// Cells at the right edge are numbers of our own; all others may hold texts of the trace.
std::string markdownTable(const Table& table)
{
    std::string head = "|";
    std::string rule = "|";
    for (const TextColumn& column : table.header) {
        head += " " + sentenceCase(column.title) + " |";
        rule += column.right ? " ---: |" : " --- |";
    }
    std::string out = head + "\n" + rule + "\n";
    for (const auto& row : table.rows) {
        out += "|";
        for (std::size_t i = 0; i < row.size(); ++i)
            out += " " + (table.header[i].right ? row[i] : markdownText(fitted(row[i], table.header[i]))) + " |";
        out += "\n";
    }
    return out;
}

} // namespace

Comparison redacted(const Comparison& comparison)
{
    Comparison out = comparison;
    for (Diagnosis* run : {&out.a, &out.b})
        *run = redacted(*run);
    for (auto& error : out.errors)
        error.message = redactedText(error.message);
    for (auto& attribute : out.attributes)
        for (auto* value : {&attribute.a, &attribute.b})
            if (*value)
                **value = isSensitiveKey(attribute.key) ? std::string(kRedacted) : redactedText(**value);
    for (auto& step : out.steps) {
        step.name = redactedText(step.name);
        for (std::string& part : step.path)
            part = redactedText(part);
    }
    out.headline = redactedText(out.headline);
    out.why.step = redactedText(out.why.step);
    for (auto& phase : out.phases)
        phase.why.step = redactedText(phase.why.step);
    return out;
}

std::string comparisonText(const Comparison& given, const ComparisonOptions& options)
{
    const Comparison comparison = options.redact ? redacted(given) : given;
    std::string out = wrappedText(oneLine(comparison.headline), options.columns, "") + "\n";
    for (Table& table : tablesOf(comparison)) {
        for (auto& row : table.rows)
            for (std::string& cell : row)
                cell = oneLine(cell);
        out += table.title + "\n" + textTable(table.header, table.rows, options.tableColumns);
        for (const std::string& line : table.lines)
            out += wrappedText("· " + oneLine(line), options.columns, "");
        out += "\n";
    }
    out += lossText(comparison.a, "Loss in A") + lossText(comparison.b, "Loss in B");
    return out + "Profile " + comparison.profile + ". Differences are B less A; waits lie before a phase.\n";
}

std::string comparisonMarkdown(const Comparison& given, const ComparisonOptions& options)
{
    const Comparison comparison = options.redact ? redacted(given) : given;
    std::string out = "# Comparison: " + markdownText(comparison.a.subject.id) + " and " +
                      markdownText(comparison.b.subject.id) + "\n\n**" + markdownText(comparison.headline) + "**\n\n";
    for (const Table& table : tablesOf(comparison)) {
        out += "## " + table.title + "\n\n" + markdownTable(table) + "\n";
        for (const std::string& line : table.lines)
            out += "- " + markdownText(line) + "\n";
        out += table.lines.empty() ? "" : "\n";
    }
    for (const auto& [run, who] : {std::pair(&comparison.a, "A"), std::pair(&comparison.b, "B")})
        for (const std::string& loss : run->completeness.losses)
            out += std::string("- Loss in ") + who + ": " + markdownText(loss) + "\n";
    return out + "Differences are B less A; waits lie before a phase. Profile " + markdownCode(comparison.profile) +
           ", Spanlight " + std::string(SPANLIGHT_VERSION) + ".\n";
}

} // namespace spanlight::report
