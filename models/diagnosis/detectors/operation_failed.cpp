#include "models/diagnosis/detectors/operation_failed.h"

#include "models/diagnosis/finding_parts.h"

namespace spanlight::diagnosis {

using operations::Meaning;

namespace {

// "KeyError: 'rsi_14'"; empty without a message.
std::string saidBy(const Failure& failure)
{
    if (failure.message.empty() || failure.errorType.empty() || failure.isTerminalMessage ||
        failure.message.starts_with(failure.errorType))
        return failure.message;
    return failure.errorType + ": " + failure.message;
}

std::string explain(const RuleInput& input, const Failure& failure)
{
    const auto& traces = input.view.traces();
    std::string text;
    if (failure.origin.valid()) {
        text = "The error began in " + std::string(traces.name(failure.origin)) + " of " +
               std::string(traces.service(failure.origin));
        if (failure.path.size() > 1)
            text += " and reached " + std::string(traces.name(failure.path.back())) + " through " +
                    std::to_string(failure.path.size() - 1) + (failure.path.size() == 2 ? " caller" : " callers");
        text += '.';
    } else if (!failure.phase.empty()) {
        text = "No span shows the error; the operation failed while the phase " + phaseText(failure.phase) +
               " must have been running, which sends no spans.";
    } else {
        text = "No span shows where the error began; only the end of the operation tells.";
    }
    if (!failure.message.empty())
        text += " It says: " + saidBy(failure);
    return text;
}

std::vector<Evidence> evidenceFor(const RuleInput& input, const Failure& failure)
{
    std::vector<Evidence> evidence;
    for (std::size_t i = 0; i < failure.path.size(); ++i) {
        evidence.push_back(
            spanEvidence(input.view, failure.path[i], i == 0 ? "where the error began" : "the error passed through"));
        if (i == 0 && !failure.message.empty() && !failure.isTerminalMessage) {
            evidence.back().attribute = "exception.message";
            evidence.back().value = failure.message;
        }
    }
    if (const auto& terminal = input.view.lifeCycle.terminal)
        evidence.push_back(
            terminal->error.empty()
                ? attributeEvidence(input.view, terminal->span, Meaning::OperationState, "the operation's last state")
                : attributeEvidence(input.view, terminal->span, Meaning::OperationError, "why the operation failed"));
    const trace::SpanRef root = input.view.lifeCycle.failedRoot;
    if (evidence.empty() && root.valid())
        evidence.push_back(spanEvidence(input.view, root, "ended in an error"));
    if (evidence.empty() && rootOf(input.view).valid())
        evidence.push_back(spanEvidence(input.view, rootOf(input.view), "ended in an error"));
    return evidence;
}

} // namespace

RuleResult detectOperationFailed(const RuleInput& input)
{
    if (!input.failure) {
        if (input.state.state == State::Completed)
            return ruledOut("it completed");
        return {};
    }
    const Failure& failure = *input.failure;
    Finding finding;
    finding.rule = "operation-failed";
    finding.severity = Severity::Error;
    finding.confidence = failure.origin.valid() ? 0.95 : 0.9;
    finding.title = failure.errorType.empty() ? "Operation failed" : "Operation failed: " + failure.errorType;
    finding.explanation = explain(input, failure);
    finding.rootCause = saidBy(failure);
    if (!failure.phase.empty())
        finding.phase = failure.phase;
    finding.facts = {
        {"errorType", textFact(failure.errorType)}, {"message", failure.message}, {"phase", textFact(failure.phase)}};
    finding.evidence = evidenceFor(input, failure);
    finding.fixes = adviceFor(input.view, "operation-failed", {}, failure.origin);
    finding.bears = true;
    return found({std::move(finding)});
}

} // namespace spanlight::diagnosis
