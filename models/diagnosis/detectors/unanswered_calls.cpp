#include "models/diagnosis/detectors/unanswered_calls.h"

#include "models/diagnosis/finding_parts.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace spanlight::diagnosis {

using operations::CallOutcome;
using operations::ClientCall;
using operations::PartyRole;

std::string calledParty(const ClientCall& call)
{
    const auto& route = *call.route;
    if (route.target.empty())
        return route.partyLabel.empty() ? "another service" : "the " + route.partyLabel;
    return route.partyLabel.empty() ? route.target : "the " + route.partyLabel + " at " + route.target;
}

Finding unansweredFinding(const RuleInput& input, const ClientCall& call, const char* rule)
{
    const auto& view = input.view;
    const auto& route = *call.route;
    Finding finding;
    finding.rule = rule;
    finding.severity = faultSeverity(input.state.state, call.healed, Severity::Warning);
    finding.confidence = call.errorType().empty() ? 0.7 : 0.95;
    if (const std::string phase = phaseOfSpan(view, call.span); !phase.empty())
        finding.phase = phase;
    finding.facts = {{"target", route.target},
                     {"role", std::string(name(route.party == PartyRole::Client ? PartyRole::Other : route.party))}};
    finding.evidence = {attributeEvidence(view, call.span, operations::Meaning::HttpUrl, "call without an answer")};
    const bool hostIsContainer = route.address.host.find('.') == std::string::npos && route.party == PartyRole::Worker;
    finding.fixes = adviceFor(view, rule,
                              {{"target", route.target},
                               {"targetPort", std::to_string(route.address.port)},
                               {"role", std::string(name(route.party))},
                               {"container", hostIsContainer ? route.address.host : route.container}},
                              call.span);
    return finding;
}

namespace {

struct UnansweredTarget
{
    const ClientCall* call = nullptr;                ///< that stands for all
    std::map<std::uint32_t, std::uint32_t> attempts; ///< by what was asked
    bool bears = false;                              ///< one of them does: repetitions fail for the same reason
};

} // namespace

RuleResult detectUnansweredCalls(const RuleInput& input, CallOutcome outcome,
                                 Finding (*make)(const RuleInput&, const ClientCall&, std::uint32_t),
                                 const char* ruledOutText)
{
    std::map<std::string, UnansweredTarget> byTarget;
    for (const ClientCall& call : input.view.calls) {
        if (call.outcome != outcome)
            continue;
        UnansweredTarget& target = byTarget[call.route->target];
        // The last unhealed call counts: it is nearest to what followed.
        if (target.call == nullptr || !call.healed)
            target.call = &call;
        ++target.attempts[call.route->request];
        target.bears = target.bears || bearsOnVerdict(input, call.span, call.errorMessage(), call.healed);
    }
    const std::size_t calls = input.view.calls.size();
    if (byTarget.empty())
        return calls == 0 ? notChecked("no client call of the operation is in the traces")
                          : ruledOut(std::to_string(calls) + (calls == 1 ? " call was" : " calls were") + " made, " +
                                     ruledOutText);
    std::vector<Finding> findings;
    findings.reserve(byTarget.size());
    for (const auto& [name, target] : byTarget) {
        findings.push_back(make(input, *target.call, target.attempts.at(target.call->route->request)));
        findings.back().bears = target.bears;
    }
    std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
        return std::tuple(!a.bears, a.severity, a.evidence.front().startNs) <
               std::tuple(!b.bears, b.severity, b.evidence.front().startNs);
    });
    return found(std::move(findings));
}

} // namespace spanlight::diagnosis
