#include "models/diagnosis/detectors/worker_lost.h"

#include "models/diagnosis/finding_parts.h"
#include "models/diagnosis/reported_evidence.h"
#include "models/diagnosis/worker_loss.h"

namespace spanlight::diagnosis {

namespace {

constexpr std::size_t kShownChecks = 3;

std::string explain(const RuleInput& input, const WorkerLoss& loss, const std::string& worker)
{
    if (loss.wasGivenUp)
        return "The backend found the operation running and no worker claiming it, and gave it up.";
    const auto& traces = input.view.traces();
    const auto ago = [&](const std::vector<trace::SpanRef>& spans) {
        return durationText(input.view.request.asOfNs - traces.startNs(spans.front())) +
               " before the moment of looking";
    };
    if (loss.failedChecks.empty() && loss.denials.empty())
        return loss.reportedHow + " The last sign of life in the traces is " + durationText(input.state.idleNs) +
               " old.";
    if (loss.failedChecks.empty())
        return worker +
               " took the operation, and since its last sign of life it answers that it knows no such "
               "operation: " +
               std::to_string(loss.denials.size()) + " times, the first " + ago(loss.denials) + ".";
    return worker + " took the operation, and since its last sign of life all of its last " +
           std::to_string(loss.failedChecks.size()) + " health checks failed, the first " + ago(loss.failedChecks) +
           ".";
}

} // namespace

RuleResult detectWorkerLost(const RuleInput& input)
{
    const auto loss = findWorkerLoss(input.view);
    if (!loss) {
        if (input.view.isFinished())
            return ruledOut("the operation has ended, and nothing says that its worker was lost");
        if (input.toldByApi())
            return ruledOut("no failing health check and no denial is in the traces, and the operations API says " +
                            reportedText(input.view));
        return notChecked(
            std::string(
                "no failing health check of the operation's worker is in the traces, and no answer by which it denies "
                "to know the operation; ") +
            std::string(input.apiWould("the operations API would settle it")));
    }
    const std::string worker = loss->worker.empty() ? "The worker" : loss->worker;
    Finding finding;
    finding.rule = "worker-lost";
    finding.severity = faultSeverity(input.state.state, false);
    finding.confidence = loss->wasGivenUp ? 0.95 : loss->confidence;
    finding.title = "Worker lost" + (loss->worker.empty() ? std::string() : ": " + loss->worker);
    finding.explanation = explain(input, *loss, worker);
    finding.rootCause =
        loss->failedChecks.empty() && !loss->denials.empty()
            ? "The process that ran the operation is gone: it was restarted, and the new one does not know it."
            : "The process that ran the operation is gone: it crashed, was killed or restarted, or its host is "
              "unreachable.";
    if (const auto* open = input.view.phases.openPhase())
        finding.phase = open->rule->id;
    finding.facts = {{"worker", textFact(loss->worker)}};
    if (loss->wasGivenUp)
        finding.evidence.push_back(attributeEvidence(input.view, loss->givenUp, operations::Meaning::OperationError,
                                                     "the operation was given up"));
    for (std::size_t i = 0; i < std::min(loss->failedChecks.size(), kShownChecks); ++i)
        finding.evidence.push_back(
            attributeEvidence(input.view, loss->failedChecks[i], operations::Meaning::HttpUrl, "health check failed"));
    for (std::size_t i = 0; i < std::min(loss->denials.size(), kShownChecks); ++i)
        finding.evidence.push_back(attributeEvidence(input.view, loss->denials[i], operations::Meaning::HttpStatus,
                                                     "asked for the operation, the worker knows none"));
    finding.evidence.insert(finding.evidence.end(), loss->reported.begin(), loss->reported.end());
    finding.fixes = adviceFor(input.view, "worker-lost", {{"container", workerContainer(input.view)}});
    finding.bears =
        input.state.state == State::Failed || input.state.state == State::Lost || input.state.state == State::Stuck;
    return found({std::move(finding)});
}

} // namespace spanlight::diagnosis
