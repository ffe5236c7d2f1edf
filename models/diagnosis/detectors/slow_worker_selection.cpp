#include "models/diagnosis/detectors/slow_worker_selection.h"

#include "models/diagnosis/finding_parts.h"

namespace spanlight::diagnosis {

RuleResult detectSlowWorkerSelection(const RuleInput& input)
{
    const operations::WorkerSelection* slowest = nullptr;
    for (const auto& selection : input.view.selections)
        if (slowest == nullptr ||
            input.view.traces().durationNs(selection.span) > input.view.traces().durationNs(slowest->span))
            slowest = &selection;
    if (slowest == nullptr)
        return notChecked("no selection of a worker is in the traces");
    const std::int64_t took = input.view.traces().durationNs(slowest->span);
    const std::int64_t limit = input.thresholds().slowSelectionNs;
    if (took <= limit)
        return ruledOut("selecting a worker took " + durationText(took));
    Finding finding;
    finding.rule = "slow-worker-selection";
    finding.severity = Severity::Warning;
    finding.confidence = 0.9;
    finding.title = "Selecting a worker took " + durationText(took);
    finding.explanation = "Selecting a worker took " + durationText(took) + "; up to " + durationText(limit) +
                          " is expected." +
                          (slowest->total ? " " + std::to_string(*slowest->total) + " workers are registered." : "");
    finding.rootCause =
        slowest->total && *slowest->total > 100 ? "There are too many registered workers to look through." : "";
    finding.phase = input.profile().phaseIdWith(*input.view.type, operations::Role::Selection);
    finding.facts = {{"durationMs", toMs(took)}, {"total", countFact(slowest->total)}};
    finding.evidence = {
        attributeEvidence(input.view, slowest->span, operations::Meaning::WorkersTotal, "took " + durationText(took))};
    finding.fixes = adviceFor(input.view, "slow-worker-selection", {}, slowest->span);
    finding.bears = input.state.state == State::Completed || input.state.state == State::Running;
    return found({std::move(finding)});
}

} // namespace spanlight::diagnosis
