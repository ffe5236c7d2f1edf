#include "models/diagnosis/detectors/bottleneck.h"

#include "models/diagnosis/finding_parts.h"

#include <cmath>

namespace spanlight::diagnosis {

using operations::Phase;

namespace {

Evidence evidenceFor(const RuleInput& input, const Phase& phase)
{
    if (!phase.runs.empty())
        return spanEvidence(input.view, phase.runs.front().span, "takes most of the time");
    return absenceEvidence(input.view.found() ? input.view.traces().traceIdText(input.view.spans.front().ref)
                                              : std::string(),
                           "", phase.rule->id, "a stretch of " + durationText(phase.busyNs) + " without any span");
}

} // namespace

RuleResult detectBottleneck(const RuleInput& input)
{
    if (input.view.type->phases.empty())
        return notChecked("the profile knows no phases for this kind of work");
    const double envelope = static_cast<double>(input.view.envelopeNs());
    const Phase* longest = nullptr;
    for (const Phase& phase : input.view.phases.phases)
        if (phase.isWork && (longest == nullptr || phase.busyNs > longest->busyNs))
            longest = &phase;
    if (longest == nullptr || envelope <= 0)
        return notChecked("no phase of the work has been seen");
    if (longest->runs.empty() && input.view.type->workers && !input.view.workerSeen)
        return notChecked("nothing of the worker is in any trace, so nobody knows which phase took the time");
    const double share = static_cast<double>(longest->busyNs) / envelope;
    const auto percent = std::to_string(std::lround(share * 100)) + " %";
    if (share <= input.thresholds().bottleneckShare)
        return ruledOut("the longest phase, " + phaseText(longest->rule->id) + ", takes " + percent + " of the time");
    Finding finding;
    finding.rule = "bottleneck";
    finding.severity = Severity::Info;
    finding.confidence = longest->runs.empty() ? 0.7 : 0.95;
    finding.title = "Where the time goes: " + phaseText(longest->rule->id) + " " + percent;
    finding.explanation = "The phase " + phaseText(longest->rule->id) + " takes " + durationText(longest->busyNs) +
                          " of " + durationText(input.view.envelopeNs()) +
                          ". That is where the time goes; it is no fault in itself.";
    std::vector<trace::SpanRef> spans;
    for (const operations::PhaseRun& run : longest->runs)
        spans.push_back(run.span);
    if (const std::string edges = edgeText(input.view, spans, longest->busyNs); !edges.empty())
        finding.explanation += " " + edges;
    finding.phase = longest->rule->id;
    finding.facts = {{"phase", longest->rule->id}, {"share", share}, {"durationMs", toMs(longest->busyNs)}};
    finding.evidence = {evidenceFor(input, *longest)};
    return found({std::move(finding)});
}

} // namespace spanlight::diagnosis
