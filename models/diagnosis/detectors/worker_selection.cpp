#include "models/diagnosis/detectors/worker_selection.h"

#include "models/diagnosis/finding_parts.h"
#include "models/diagnosis/reported_counts.h"

namespace spanlight::diagnosis {

using operations::Meaning;
using operations::WorkerSelection;

namespace {

struct Words
{
    std::string title;
    std::string explanation;
    std::string rootCause;
};

std::string number(const std::optional<std::int64_t>& count)
{
    return count ? std::to_string(*count) : std::string("unknown");
}

std::string workers(const std::optional<std::int64_t>& count)
{
    return (count ? number(count) : std::string("an unknown number of")) + (count == 1 ? " worker" : " workers");
}

Words wordsFor(SelectionVerdict verdict, const WorkerSelection& s, const std::string& type)
{
    const std::string kind = type.empty() ? std::string("this operation") : "a " + phaseText(type) + " operation";
    switch (verdict) {
    case SelectionVerdict::NoneRegistered:
        return {"No workers registered", "The backend looked for a worker and found none registered at all.",
                "No worker process has registered with the backend."};
    case SelectionVerdict::NoneCapable:
        return {"No capable worker",
                "The backend knows " + workers(s.total) + ", and " +
                    (s.total == 1 ? "it cannot run " : "none of them can run ") + kind + ".",
                "The registered workers are of another type or lack the capability."};
    case SelectionVerdict::AllBusy:
        return {"All workers busy",
                (s.capable ? "Of " + workers(s.total) + ", " + number(s.capable) + " can run " + kind +
                                 "; none of them was free at that moment."
                           : "The backend knows " + workers(s.total) + ", and none that can run " + kind +
                                 " was free at that moment."),
                "Every capable worker is busy or unavailable."};
    case SelectionVerdict::Succeeded:
    case SelectionVerdict::Unclear:
        break;
    }
    return {};
}

Finding selectionFinding(const RuleInput& input, const WorkerSelection& s, SelectionVerdict verdict,
                         std::string_view rule, bool healed)
{
    const auto& view = input.view;
    Words words = wordsFor(verdict, s, view.typeName);
    Finding finding;
    finding.rule = rule;
    finding.severity = faultSeverity(input.state.state, healed);
    finding.confidence = s.total && s.capable && s.available ? 0.95 : 0.8;
    finding.title = std::move(words.title);
    finding.explanation = std::move(words.explanation);
    finding.rootCause = std::move(words.rootCause);
    finding.phase = view.profile().phaseIdWith(*view.type, operations::Role::Selection);
    finding.facts = {
        {"total", countFact(s.total)}, {"capable", countFact(s.capable)}, {"available", countFact(s.available)}};
    for (const Meaning meaning :
         {Meaning::WorkersTotal, Meaning::WorkersCapable, Meaning::WorkersAvailable, Meaning::SelectionStatus})
        if (view.reader.value(s.span, meaning))
            finding.evidence.push_back(
                attributeEvidence(view, s.span, meaning, "seen when a worker was to be selected"));
    if (finding.evidence.empty())
        finding.evidence.push_back(spanEvidence(view, s.span, "selection without a result"));
    finding.fixes = adviceFor(view, rule, {}, s.span);
    finding.bears = !healed;
    return finding;
}

// No span counts the workers, companions do.
RuleResult detectReported(const RuleInput& input, const ReportedCounts& counts, SelectionVerdict wanted,
                          std::string_view rule)
{
    WorkerSelection s;
    s.total = counts.total;
    s.capable = counts.capable;
    s.available = counts.available;
    const SelectionVerdict verdict = judgeSelection(s);
    if (verdict != wanted)
        return verdict == SelectionVerdict::Unclear && !s.capable
                   ? notChecked("companions count " + workers(s.total) + ", and do not tell which can do this work")
                   : ruledOut("companions count workers registered " + number(s.total) + ", capable " +
                              number(s.capable) + ", free " + number(s.available));
    Words words = wordsFor(verdict, s, input.view.typeName);
    Finding finding;
    finding.rule = rule;
    finding.severity = faultSeverity(input.state.state, false);
    finding.confidence = 0.75; // counted by somebody else, at nearly that moment
    finding.title = std::move(words.title);
    finding.explanation = "No span counts the workers; companions do. " + words.explanation;
    finding.rootCause = std::move(words.rootCause);
    finding.phase = input.view.profile().phaseIdWith(*input.view.type, operations::Role::Selection);
    finding.facts = {
        {"total", countFact(s.total)}, {"capable", countFact(s.capable)}, {"available", countFact(s.available)}};
    finding.evidence = counts.evidence;
    finding.fixes = adviceFor(input.view, rule, {});
    finding.bears = true;
    return found({std::move(finding)});
}

} // namespace

SelectionVerdict judgeSelection(const WorkerSelection& s)
{
    if (s.succeeded)
        return SelectionVerdict::Succeeded;
    if (s.total == 0)
        return SelectionVerdict::NoneRegistered;
    if (s.capable == 0)
        return SelectionVerdict::NoneCapable;
    const bool saysCapability = s.status.find("capable") != std::string::npos;
    if (!s.capable && saysCapability)
        return SelectionVerdict::NoneCapable;
    if (s.available == 0)
        return SelectionVerdict::AllBusy;
    return SelectionVerdict::Unclear;
}

RuleResult detectSelection(const RuleInput& input, SelectionVerdict wanted, std::string_view rule)
{
    const auto& selections = input.view.selections;
    if (const auto counts = countsAtSelection(input))
        return detectReported(input, *counts, wanted, rule);
    if (selections.empty()) {
        if (input.view.weakSelection)
            return notChecked("the workers were listed, but no span tells how many there were and how many were free");
        return input.view.type->workers ? notChecked("no span of a worker selection is there") : RuleResult{};
    }
    const WorkerSelection* last = nullptr;
    bool succeededLater = false;
    for (auto it = selections.rbegin(); it != selections.rend() && last == nullptr; ++it) {
        succeededLater = succeededLater || it->succeeded;
        if (judgeSelection(*it) == wanted)
            last = &*it;
    }
    if (last == nullptr) {
        const WorkerSelection& newest = selections.back();
        if (!newest.hasCounts && !newest.succeeded)
            return notChecked("the selection carries no numbers");
        return ruledOut("workers registered " + number(newest.total) + ", capable " + number(newest.capable) +
                        ", free " + number(newest.available) + (newest.succeeded ? ", one was selected" : ""));
    }
    return found({selectionFinding(input, *last, wanted, rule, succeededLater || input.view.workerSeen)});
}

} // namespace spanlight::diagnosis
