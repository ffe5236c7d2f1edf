#include "models/diagnosis/detectors/trace_context_lost.h"

#include "models/diagnosis/finding_parts.h"

#include <algorithm>
#include <variant>

namespace spanlight::diagnosis {

using operations::TraceJoint;

namespace {

constexpr std::size_t kMaxEvidence = 10;

bool isOf(const Finding& finding, const TraceJoint& joint)
{
    return finding.facts.front().second == FactValue(joint.boundary);
}

// The same boundary loses it with every call: that is one fault.
void addFurther(const operations::OperationView& view, const TraceJoint& joint, Finding& finding)
{
    auto& ids = std::get<std::vector<std::string>>(finding.facts.back().second);
    for (const trace::SpanRef span : {joint.client, joint.server})
        if (std::string id = view.traces().traceIdText(span); std::find(ids.begin(), ids.end(), id) == ids.end())
            ids.push_back(std::move(id));
    if (finding.evidence.size() + 2 > kMaxEvidence)
        return;
    finding.evidence.push_back(spanEvidence(view, joint.client, "call without any span below it"));
    finding.evidence.push_back(spanEvidence(view, joint.server, "begins a new trace"));
}

} // namespace

RuleResult detectTraceContextLost(const RuleInput& input)
{
    const auto& view = input.view;
    if (view.joints.empty()) {
        if (view.traceIds.size() > 1)
            return ruledOut("it has several traces, but none begins where a call of another one ended up");
        return view.found() ? ruledOut("everything that was found belongs to one trace") : RuleResult{};
    }
    std::vector<Finding> findings; // one for each boundary
    for (const TraceJoint& joint : view.joints) {
        const auto same =
            std::find_if(findings.begin(), findings.end(), [&](const Finding& known) { return isOf(known, joint); });
        if (same != findings.end()) {
            addFurther(view, joint, *same);
            continue;
        }
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
