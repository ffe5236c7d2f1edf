#include "models/diagnosis/detectors/instance_mismatch.h"

#include "models/diagnosis/finding_parts.h"
#include "models/diagnosis/progress_stall.h"

#include <algorithm>
#include <map>

namespace spanlight::diagnosis {

using operations::InstanceIds;
using operations::Meaning;
using operations::PartyRole;

namespace {

// The part of a fault that needs a symptom: frozen progress, or nothing moves any more.
bool hasSymptom(const RuleInput& input)
{
    return input.state.state == State::Stuck || findProgressStall(input).has_value();
}

bool disjoint(const std::vector<std::string>& a, const std::vector<std::string>& b)
{
    return std::none_of(a.begin(), a.end(),
                        [&](const std::string& id) { return std::find(b.begin(), b.end(), id) != b.end(); });
}

Finding mismatchFinding(const RuleInput& input, const std::vector<const InstanceIds*>& parties, bool withinProcess)
{
    std::map<std::string, std::vector<std::string>> ids;
    Finding finding;
    for (const InstanceIds* party : parties) {
        auto& list = ids[party->service];
        list.insert(list.end(), party->ids.begin(), party->ids.end());
        std::sort(list.begin(), list.end());
        list.erase(std::unique(list.begin(), list.end()), list.end());
        for (const trace::SpanRef span : party->spans)
            finding.evidence.push_back(
                attributeEvidence(input.view, span, Meaning::InstanceId, "instance of " + party->service));
    }
    const bool finished = input.state.state == State::Completed || input.state.state == State::Cancelled;
    finding.rule = "instance-mismatch";
    finding.severity = finished                              ? Severity::Info
                       : input.state.state == State::Running ? Severity::Warning
                                                             : Severity::Error;
    finding.confidence = withinProcess ? 0.95 : 0.9;
    finding.title = withinProcess ? "Singleton created twice in one process" : "Singleton instance mismatch";
    const std::string what = input.profile().singleton.empty() ? "service" : input.profile().singleton;
    finding.explanation =
        withinProcess
            ? "One process shows several instances of the " + what + ", of which there must be one only."
            : "The worker updates its own " + what + ", the backend reads another one, so progress never arrives.";

    finding.rootCause = withinProcess ? "The service was created more than once in the process."
                                      : "The worker reports to another instance than the backend reads.";
    finding.facts = {{"ids", std::move(ids)}, {"scope", std::string(withinProcess ? "process" : "services")}};
    finding.fixes = adviceFor(input.view, "instance-mismatch", {}, parties.back()->spans.front());
    finding.bears = input.state.state == State::Stuck || input.state.state == State::Running;
    return finding;
}

} // namespace

RuleResult detectInstanceMismatch(const RuleInput& input)
{
    const auto& all = input.view.instanceIds;
    if (all.empty())
        return input.profile().keysOf(Meaning::InstanceId).empty()
                   ? RuleResult{}
                   : notChecked("no span carries " + input.profile().keysOf(Meaning::InstanceId).front());
    std::vector<const InstanceIds*> twice;
    std::vector<const InstanceIds*> parties;
    bool differs = false;
    for (const InstanceIds& ids : all) {
        if (ids.ids.size() > 1 && ids.oneProcess)
            twice.push_back(&ids);
        if (ids.role == PartyRole::Backend)
            parties.insert(parties.begin(), &ids);
        else if (ids.role == PartyRole::Worker)
            parties.push_back(&ids);
    }
    if (!twice.empty())
        return found({mismatchFinding(input, twice, true)});
    for (const InstanceIds* a : parties)
        for (const InstanceIds* b : parties)
            differs = differs || (a->role != b->role && disjoint(a->ids, b->ids));
    if (all.size() < 2 || parties.size() < 2)
        return notChecked("only one service says which instance it uses");
    if (!differs)
        return ruledOut("backend and worker use the same instance");
    if (!hasSymptom(input))
        return ruledOut("backend and worker have instances of their own, as by design; nothing else points to a fault");
    return found({mismatchFinding(input, parties, false)});
}

} // namespace spanlight::diagnosis
