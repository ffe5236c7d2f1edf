#include "models/diagnosis/detectors/progress_stalled.h"

#include "models/diagnosis/finding_parts.h"

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

} // namespace

RuleResult detectProgressStalled(const RuleInput& input)
{
    if (!input.isUnfinished())
        return {};
    const ProgressReading* newest = nullptr;
    for (const ProgressReading& reading : input.view.progress)
        if (reading.updatedAtNs && (newest == nullptr || *reading.updatedAtNs > *newest->updatedAtNs))
            newest = &reading;
    if (newest == nullptr)
        return notChecked(input.view.progress.empty()
                              ? "no span of the work reports progress; the operations API would tell"
                              : "the progress on the spans says nothing about when it was updated");
    const std::int64_t age = input.view.request.asOfNs - *newest->updatedAtNs;
    if (newest->percentage >= 100 || age <= input.thresholds().progressStaleNs)
        return ruledOut("progress " + percent(newest->percentage) + ", updated " +
                        (age < 0 ? durationText(-age) + " after the moment of looking" : durationText(age) + " ago"));
    Finding finding;
    finding.rule = "progress-stalled";
    finding.severity = Severity::Warning;
    finding.confidence = input.state.state == State::Stuck ? 0.9 : 0.6;
    finding.title = "Progress stalled at " + percent(newest->percentage);
    finding.explanation = "The newest progress, " + percent(newest->percentage) + ", is " + durationText(age) +
                          " old; it should be updated every few seconds and at least every " +
                          durationText(input.thresholds().progressStaleNs) + ".";
    if (const std::string phase = phaseOfSpan(input.view, newest->span); !phase.empty())
        finding.phase = phase;
    finding.facts = {{"percentage", newest->percentage}, {"ageSeconds", static_cast<double>(age) / 1e9}};
    finding.evidence = {
        attributeEvidence(input.view, newest->span, Meaning::ProgressPercentage, "last progress"),
        attributeEvidence(input.view, newest->span, Meaning::ProgressUpdatedAt, "when it was updated, Unix seconds")};
    finding.fixes = adviceFor(input.view, "progress-stalled", {}, newest->span);
    finding.bears = true;
    return found({std::move(finding)});
}

} // namespace spanlight::diagnosis
