#include "models/diagnosis/detectors/in_flight_request.h"

#include "models/diagnosis/finding_parts.h"

#include <algorithm>

namespace spanlight::diagnosis {

using operations::AbsentParent;

namespace {

std::int64_t newestSign(const RuleInput& input, const AbsentParent& absent)
{
    std::int64_t newest = 0;
    for (const trace::SpanRef child : absent.children)
        newest = std::max(newest, input.view.traces().endNs(child));
    return newest;
}

Finding inFlightFinding(const RuleInput& input, const AbsentParent& absent)
{
    const auto& view = input.view;
    const trace::SpanRef child = absent.children.front();
    const std::string service(view.traces().service(child));
    const std::int64_t sign = newestSign(input, absent);
    // The operation hangs on this request when nothing of its work happened after the request had arrived.
    const bool hangsOnIt =
        input.state.state == State::Stuck && sign + input.thresholds().contextJoinNs >= view.lastActivityNs;
    Finding finding;
    finding.rule = "in-flight-request";
    finding.severity = hangsOnIt ? Severity::Error : Severity::Info;
    finding.confidence = hangsOnIt ? 0.85 : 0.7;
    finding.title = "Received and never answered: " + absent.route;
    finding.explanation = service + " received " + absent.route + " " +
                          durationText(std::max<std::int64_t>(0, view.request.asOfNs - sign)) +
                          " before the moment of looking; its span has not ended" +
                          (hangsOnIt ? ", and nothing of the operation happened since." : " yet, or was lost.");
    if (hangsOnIt)
        finding.rootCause = service + " hangs in " + absent.route + ".";
    if (const std::string phase = phaseOfSpan(view, child); !phase.empty())
        finding.phase = phase;
    finding.facts = {{"route", absent.route}, {"service", service}};
    finding.evidence = {spanEvidence(view, child, "the request arrived here"),
                        absenceEvidence(view.traces().traceIdText(child), service, absent.route,
                                        "the request's own span is not there: it has not ended")};
    finding.fixes =
        adviceFor(view, "in-flight-request", {{"service", service}, {"container", workerContainer(view)}}, child);
    finding.bears = hangsOnIt;
    return finding;
}

} // namespace

RuleResult detectInFlightRequest(const RuleInput& input)
{
    const bool over = input.state.state == State::Completed || input.state.state == State::Cancelled;
    std::vector<Finding> findings;
    for (const AbsentParent& absent : input.view.absentParents) {
        if (!absent.requestInFlight || over)
            continue;
        Finding finding = inFlightFinding(input, absent);
        const auto same = std::find_if(findings.begin(), findings.end(), [&](const Finding& f) {
            return f.title == finding.title && f.facts == finding.facts;
        });
        if (same == findings.end()) {
            findings.push_back(std::move(finding));
            continue;
        }
        // The same request again: one finding, the worst and newest in front, all of them as evidence.
        finding.evidence.insert(finding.evidence.end(), same->evidence.begin(), same->evidence.end());
        *same = std::move(finding);
    }
    if (findings.empty())
        return ruledOut("every request that was received has its own span");
    std::stable_sort(findings.begin(), findings.end(),
                     [](const Finding& a, const Finding& b) { return a.severity < b.severity; });
    return found(std::move(findings));
}

} // namespace spanlight::diagnosis
