#include "models/diagnosis/detectors/service_unreachable.h"

#include "models/diagnosis/detectors/unanswered_calls.h"
#include "models/diagnosis/finding_parts.h"

namespace spanlight::diagnosis {

using operations::CallOutcome;
using operations::ClientCall;

namespace {

Finding unreachableFinding(const RuleInput& input, const ClientCall& call, std::uint32_t attempts)
{
    const std::string target = call.route->target;
    Finding finding = unansweredFinding(input, call, "service-unreachable");
    finding.title = "No answer from " + (target.empty() ? std::string("a service") : target);
    finding.explanation = std::string(input.view.traces().service(call.span)) + " called " + calledParty(call) +
                          " and got no answer: " + call.errorType() +
                          (call.errorMessage().empty() ? "" : ": " + call.errorMessage()) + ". " +
                          std::to_string(attempts) + (attempts == 1 ? " attempt failed" : " attempts failed") +
                          (call.healed ? ", a later one was answered." : ", none was answered.");
    if (!call.healed)
        finding.rootCause = "No answer comes from " + (target.empty() ? std::string("the called address") : target) +
                            ": the service does not run, ended, or listens elsewhere, or the network does not reach "
                            "it under that name.";
    finding.facts.emplace_back("errorType", textFact(call.errorType()));
    return finding;
}

} // namespace

RuleResult detectServiceUnreachable(const RuleInput& input)
{
    return detectUnansweredCalls(input, CallOutcome::Unreachable, unreachableFinding,
                                 "none without an answer because of the connection");
}

} // namespace spanlight::diagnosis
