#include "models/diagnosis/detectors/all_workers_busy.h"

#include "models/diagnosis/detectors/busy_answers.h"
#include "models/diagnosis/detectors/worker_selection.h"
#include "models/diagnosis/finding_parts.h"

#include <algorithm>

namespace spanlight::diagnosis {

using operations::Meaning;

namespace {

// The counts of the last selection; what the workers answered is newer than its count of free ones.
Facts countsOf(const RuleInput& input)
{
    Facts facts{{"total", {}}, {"capable", {}}, {"available", std::int64_t{0}}};
    if (input.view.selections.empty())
        return facts;
    facts[0].second = countFact(input.view.selections.back().total);
    facts[1].second = countFact(input.view.selections.back().capable);
    return facts;
}

Finding busyFinding(const RuleInput& input, const BusyAnswers& answers)
{
    const auto& view = input.view;
    Finding finding;
    finding.rule = "all-workers-busy";
    finding.severity = faultSeverity(input.state.state, false);
    finding.confidence = 0.85;
    finding.title = "All workers busy";
    std::string workers;
    for (const operations::ClientCall* call : answers.calls) {
        workers += (workers.empty() ? "" : ", ") + call->route->target;
        finding.evidence.push_back(attributeEvidence(view, call->span, Meaning::HttpStatus, "refused the work"));
    }
    finding.explanation = "The work was offered to " + workers + "; each refused it. It says: " + answers.words;
    finding.rootCause = "Every worker that was asked is busy.";
    finding.phase = view.profile().phaseIdWith(*view.type, operations::Role::Dispatch);
    finding.facts = countsOf(input);
    const bool isCall = std::any_of(answers.calls.begin(), answers.calls.end(),
                                    [&](const operations::ClientCall* call) { return call->span == answers.saidBy; });
    if (!isCall)
        finding.evidence.push_back(
            attributeEvidence(view, answers.saidBy, Meaning::OperationError, "says that the workers are busy"));
    finding.fixes = adviceFor(view, "all-workers-busy", {{"container", answers.calls.back()->route->container}},
                              answers.calls.back()->span);
    finding.bears = true;
    return finding;
}

} // namespace

RuleResult detectAllWorkersBusy(const RuleInput& input)
{
    RuleResult result = detectSelection(input, SelectionVerdict::AllBusy, "all-workers-busy");
    if (!result.findings.empty())
        return result;
    if (const auto answers = findBusyAnswers(input))
        return found({busyFinding(input, *answers)});
    return result;
}

} // namespace spanlight::diagnosis
