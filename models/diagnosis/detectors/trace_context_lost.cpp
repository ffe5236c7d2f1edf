#include "models/diagnosis/detectors/trace_context_lost.h"

#include "models/diagnosis/finding_parts.h"

namespace spanlight::diagnosis {

using operations::TraceJoint;

RuleResult detectTraceContextLost(const RuleInput& input)
{
    const auto& view = input.view;
    if (view.joints.empty()) {
        if (view.traceIds.size() > 1)
            return ruledOut("it has several traces, but none begins where a call of another one ended up");
        return view.found() ? ruledOut("everything that was found belongs to one trace") : RuleResult{};
    }
    std::vector<Finding> findings;
    for (const TraceJoint& joint : view.joints) {
        const std::string first = view.traces().traceIdText(joint.client);
        const std::string second = view.traces().traceIdText(joint.server);
        Finding finding;
        finding.rule = "trace-context-lost";
        finding.severity = Severity::Warning;
        finding.confidence = 0.85;
        finding.title = "Trace context lost: " + joint.boundary;
        finding.explanation =
            "The call " + std::string(view.traces().name(joint.client)) + " of " +
            std::string(view.traces().service(joint.client)) + " has no span below it, and at the same moment " +
            std::string(view.traces().name(joint.server)) + " of " + std::string(view.traces().service(joint.server)) +
            " begins a trace of its own. Both belong to one operation.";
        finding.rootCause = "The trace context was not passed on or not read at this boundary.";
        finding.facts = {{"boundary", joint.boundary}, {"traces", std::vector<std::string>{first, second}}};
        finding.evidence = {spanEvidence(view, joint.client, "call without any span below it"),
                            spanEvidence(view, joint.server, "begins a new trace")};
        finding.fixes = adviceFor(view, "trace-context-lost", {{"boundary", joint.boundary}}, joint.server);
        finding.bears = input.state.state == State::Completed || input.state.state == State::Running;
        findings.push_back(std::move(finding));
    }
    return found(std::move(findings));
}

} // namespace spanlight::diagnosis
