#include "models/diagnosis/detectors/service_unreachable.h"

#include "models/diagnosis/finding_parts.h"

#include <algorithm>
#include <map>

namespace spanlight::diagnosis {

using operations::CallOutcome;
using operations::ClientCall;

namespace {

Finding unreachableFinding(const RuleInput& input, const ClientCall& call)
{
    const auto& view = input.view;
    const std::string label = call.route->partyLabel.empty() ? call.route->target : call.route->partyLabel + " at " + call.route->target;
    Finding finding;
    finding.rule = "service-unreachable";
    finding.severity = faultSeverity(input.state.state, call.healed, Severity::Warning);
    finding.confidence = call.errorType().empty() ? 0.7 : 0.95;
    finding.title = "No answer from " + (call.route->target.empty() ? std::string("a service") : call.route->target);
    finding.explanation = std::string(view.traces().service(call.span)) + " called " + (label.empty() ? "another service" : "the " + label)
                          + " and got no answer: " + call.errorType()
                          + (call.errorMessage().empty() ? "" : ": " + call.errorMessage()) + ". " + std::to_string(call.attempts)
                          + (call.attempts == 1 ? " attempt failed" : " attempts failed")
                          + (call.healed ? ", a later one was answered." : ", none was answered.");
    if (!call.healed)
        finding.rootCause = "Nothing answers at " + (call.route->target.empty() ? std::string("the called address") : call.route->target)
                            + ": the service does not run, listens elsewhere, or the network does not reach it.";
    if (const std::string phase = phaseOfSpan(view, call.span); !phase.empty())
        finding.phase = phase;
    finding.facts = {{"target", call.route->target},
                     {"role", std::string(call.route->party == operations::PartyRole::Client ? "other" : name(call.route->party))},
                     {"errorType", textFact(call.errorType())}};
    finding.evidence = {attributeEvidence(view, call.span, operations::Meaning::HttpUrl, "call without an answer")};
    finding.fixes = adviceFor(view, "service-unreachable",
                              {{"target", call.route->target},
                               {"targetPort", std::to_string(call.route->address.port)},
                               {"role", std::string(name(call.route->party))},
                               {"container", call.route->address.host.find('.') == std::string::npos && call.route->party == operations::PartyRole::Worker
                                                 ? call.route->address.host
                                                 : call.route->container}},
                              call.span);
    finding.bears = bearsOnVerdict(input, call.span, call.errorMessage(), call.healed);
    return finding;
}

} // namespace

RuleResult detectServiceUnreachable(const RuleInput& input)
{
    std::map<std::string, const ClientCall*> byTarget; // the last unhealed call counts, else the first
    std::size_t calls = 0;
    for (const ClientCall& call : input.view.calls) {
        ++calls;
        if (call.outcome != CallOutcome::Unreachable)
            continue;
        const ClientCall*& chosen = byTarget[call.route->target];
        if (chosen == nullptr || (!call.healed && chosen->healed))
            chosen = &call;
    }
    if (byTarget.empty())
        return calls == 0 ? notChecked("no client call of the operation is in the traces")
                          : ruledOut(std::to_string(calls) + (calls == 1 ? " call was" : " calls were") + " made, none without an answer because of the connection");
    std::vector<Finding> findings;
    for (const auto& [target, call] : byTarget)
        findings.push_back(unreachableFinding(input, *call));
    std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
        return std::tuple(!a.bears, a.severity, a.evidence.front().startNs) < std::tuple(!b.bears, b.severity, b.evidence.front().startNs);
    });
    return found(std::move(findings));
}

} // namespace spanlight::diagnosis
