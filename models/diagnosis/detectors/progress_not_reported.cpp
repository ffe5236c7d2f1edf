#include "models/diagnosis/detectors/progress_not_reported.h"

#include "models/diagnosis/finding_parts.h"

namespace spanlight::diagnosis {

RuleResult detectProgressNotReported(const RuleInput& input)
{
    const operations::Phase* open = input.view.phases.openPhase();
    if (!input.isUnfinished() || open == nullptr)
        return ruledOut("no phase is under way");
    if (!open->rule->reportsProgress)
        return ruledOut("the phase " + phaseText(open->rule->id) + " reports no progress by design");
    if (open->runs.empty())
        return notChecked("no span of the phase " + phaseText(open->rule->id) +
                          " has arrived: a span that is still open shows no progress");
    const trace::SpanRef span = open->runs.back().span;
    if (input.view.reader.number(span, operations::Meaning::ProgressPercentage))
        return ruledOut("the phase " + phaseText(open->rule->id) + " reports progress");
    Finding finding;
    finding.rule = "progress-not-reported";
    finding.severity = Severity::Info;
    finding.confidence = 0.8;
    finding.title = "No progress reported: " + phaseText(open->rule->id);
    finding.explanation = "The phase " + phaseText(open->rule->id) +
                          " is under way and its span carries no progress, so nobody can see whether it moves.";
    finding.rootCause = "The progress callback is not registered, is not called, or the span does not record it.";
    finding.phase = open->rule->id;
    finding.facts = {{"phase", open->rule->id}};
    finding.evidence = {spanEvidence(input.view, span, "carries no progress")};
    finding.fixes = adviceFor(input.view, "progress-not-reported", {{"container", workerContainer(input.view)}}, span);
    return found({std::move(finding)});
}

} // namespace spanlight::diagnosis
