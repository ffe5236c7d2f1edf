#include "models/diagnosis/detectors/missing_parent.h"

#include "models/diagnosis/finding_parts.h"

#include <algorithm>

namespace spanlight::diagnosis {

using operations::AbsentParent;
using operations::PartyRole;
using operations::Role;

namespace {

// Why a parent may be absent without harm; empty when nothing explains it.
std::string harmlessReason(const RuleInput& input, const AbsentParent& absent)
{
    const auto& view = input.view;
    if (absent.requestInFlight)
        return "the request is not answered yet";
    const auto all = [&](const auto& holds) {
        return std::all_of(absent.children.begin(), absent.children.end(), holds);
    };
    const auto spanOf = [&](trace::SpanRef ref) -> const operations::OperationSpan& {
        return view.spans[view.indexOf(ref)];
    };
    if (all([&](trace::SpanRef ref) { return isNoise(spanOf(ref).role) || spanOf(ref).observer; }))
        return "only polls and checks name it";
    if (input.isUnfinished() && !view.request.isTrace)
        return "the span is still open, and open spans are not exported";
    if (all([&](trace::SpanRef ref) {
            return view.profile().serviceRole(view.traces().service(ref)) == PartyRole::Client &&
                   view.traces().kind(ref) == trace::SpanKind::Client;
        }))
        return "the client that started it is still attached, or was killed";
    if (all([&](trace::SpanRef ref) {
            const Role role = spanOf(ref).role;
            return role == Role::Milestone || role == Role::Create || role == Role::Register;
        }))
        return "a coordinator that lives for hours";
    return {};
}

} // namespace

RuleResult detectMissingParent(const RuleInput& input)
{
    const auto& view = input.view;
    if (view.absentParents.empty())
        return view.found() ? ruledOut("every parent that a span names is there") : RuleResult{};
    std::int64_t spans = 0;
    std::vector<std::string> reasons;
    bool harmless = true;
    Finding finding;
    for (const AbsentParent& absent : view.absentParents) {
        spans += static_cast<std::int64_t>(absent.children.size());
        const std::string reason = harmlessReason(input, absent);
        harmless = harmless && !reason.empty();
        const std::string parent = view.traces().store(absent.children.front()).spanIdText(absent.id);
        const std::string why = reason.empty() ? "not exported yet, lost with its process, or sampled out" : reason;
        if (std::find(reasons.begin(), reasons.end(), why) == reasons.end())
            reasons.push_back(why);
        if (finding.evidence.size() < 20)
            finding.evidence.push_back(spanEvidence(view, absent.children.front(),
                                                    "names the absent span " + parent + " as its parent: " + why));
    }
    const auto parents = static_cast<std::int64_t>(view.absentParents.size());
    finding.rule = "missing-parent";
    finding.severity = harmless ? Severity::Info : Severity::Warning;
    finding.confidence = harmless ? 0.7 : 0.9;
    finding.title =
        std::to_string(parents) + (parents == 1 ? " span is missing in the tree" : " spans are missing in the tree");
    finding.explanation = std::to_string(spans) + (spans == 1 ? " span names a parent" : " spans name parents") +
                          " that did not arrive. Likely: ";
    for (std::size_t i = 0; i < reasons.size(); ++i)
        finding.explanation += (i == 0 ? "" : "; ") + reasons[i];
    finding.explanation += '.';
    finding.facts = {{"spans", spans}, {"parents", parents}};
    if (!harmless)
        finding.fixes = adviceFor(view, "missing-parent", {}, view.absentParents.front().children.front());
    finding.bears = !harmless && (input.state.state == State::Completed || input.state.state == State::Unknown);
    return found({std::move(finding)});
}

} // namespace spanlight::diagnosis
