#include "models/diagnosis/detectors/progress_stalled.h"

#include "models/diagnosis/finding_parts.h"
#include "models/diagnosis/progress_stall.h"
#include "models/diagnosis/reported_evidence.h"

#include <cstdio>

namespace spanlight::diagnosis {

using operations::Meaning;
using operations::ProgressReading;

namespace {

std::string percent(double value)
{
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.4g %%", value);
    return buffer;
}

RuleResult notStalled(const RuleInput& input)
{
    const auto& view = input.view;
    if (view.reported && view.reported->newest->percentage)
        return ruledOut("the operations API says " + reportedText(view));
    if (const ProgressReading* newest = newestUpdate(view)) {
        const std::int64_t ageNs = view.request.asOfNs - *newest->updatedAtNs;
        return ruledOut(
            "progress " + percent(newest->percentage) + ", updated " +
            (ageNs < 0 ? durationText(-ageNs) + " after the moment of looking" : durationText(ageNs) + " ago"));
    }
    if (view.reported)
        return notChecked("neither the spans nor the operations API report progress; the API says " +
                          reportedText(view));
    return notChecked(view.progress.empty() ? "no span of the work reports progress; " +
                                                  std::string(input.apiWould("the operations API would tell"))
                                            : "the progress on the spans says nothing about when it was updated");
}

// What the operations API says is newer than what spans carry, so it stands for them.
Finding reportedFinding(const RuleInput& input, const ReportedStall& stall)
{
    const operations::OperationFact& fact = *input.view.reported->newest;
    Finding finding;
    finding.rule = "progress-stalled";
    finding.severity = Severity::Warning;
    finding.confidence = input.state.state == State::Stuck ? 0.9 : 0.6;
    finding.title = "Progress stalled at " + percent(*fact.percentage);
    finding.explanation = "The operations API reports " + percent(*fact.percentage) +
                          (fact.step.empty() ? "" : " in " + fact.step) +
                          (stall.dated ? ", last updated " : ", the same as ") + durationText(stall.ageNs) +
                          " before the moment of looking; at most " + durationText(stall.limitNs) + " is normal.";
    if (const operations::Phase* open = input.view.phases.openPhase())
        finding.phase = open->rule->id;
    finding.facts = {{"percentage", *fact.percentage}, {"ageSeconds", static_cast<double>(stall.ageNs) / 1e9}};
    finding.evidence = {reportedEvidence(input.view, "last progress")};
    if (!stall.dated)
        finding.evidence.push_back(companionEvidence(input.view.reported->first->origin, "operations API",
                                                     percent(*fact.percentage), "said the same already"));
    finding.fixes = adviceFor(input.view, "progress-stalled", {});
    finding.bears = true;
    return finding;
}

} // namespace

RuleResult detectProgressStalled(const RuleInput& input)
{
    if (!input.isUnfinished())
        return {};
    if (const auto reported = findReportedStall(input))
        return found({reportedFinding(input, *reported)});
    if (input.view.isReportedAlive())
        return notStalled(input);
    const auto stall = findProgressStall(input);
    const auto& told = input.view.reported;
    if (!stall || (told && told->newest->percentage && *told->newest->percentage > stall->newest->percentage))
        return notStalled(input);
    const ProgressReading* newest = stall->newest;
    const bool unchanged = stall->reads > 1;
    Finding finding;
    finding.rule = "progress-stalled";
    finding.severity = Severity::Warning;
    finding.confidence = input.state.state == State::Stuck ? 0.9 : 0.6;
    finding.title = "Progress stalled at " + percent(newest->percentage);
    finding.explanation = unchanged ? "The last " + std::to_string(stall->reads) + " reports of progress all say " +
                                          percent(newest->percentage) + ", the first of them " +
                                          durationText(stall->ageNs) + " before the moment of looking; more than " +
                                          durationText(stall->limitNs) + " without a change is too long."
                                    : "The newest progress, " + percent(newest->percentage) + ", is " +
                                          durationText(stall->ageNs) +
                                          " old; it should be updated every few seconds and at least every " +
                                          durationText(stall->limitNs) + ".";
    if (const std::string phase = phaseOfSpan(input.view, newest->span); !phase.empty())
        finding.phase = phase;
    else if (const operations::Phase* open = input.view.phases.openPhase())
        finding.phase = open->rule->id;
    finding.facts = {{"percentage", newest->percentage}, {"ageSeconds", static_cast<double>(stall->ageNs) / 1e9}};
    finding.evidence = {attributeEvidence(input.view, newest->span, Meaning::ProgressPercentage, "last progress")};
    if (newest->updatedAtNs)
        finding.evidence.push_back(
            attributeEvidence(input.view, newest->span, Meaning::ProgressUpdatedAt, "when it was updated"));
    if (unchanged)
        finding.evidence.push_back(
            attributeEvidence(input.view, stall->first->span, Meaning::ProgressPercentage, "said the same already"));
    finding.fixes = adviceFor(input.view, "progress-stalled", {}, newest->span);
    finding.bears = true;
    return found({std::move(finding)});
}

} // namespace spanlight::diagnosis
