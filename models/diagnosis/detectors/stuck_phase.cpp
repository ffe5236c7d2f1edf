#include "models/diagnosis/detectors/stuck_phase.h"

#include "models/diagnosis/finding_parts.h"
#include "models/diagnosis/reported_evidence.h"
#include "models/trace/time_text.h"

#include <algorithm>
#include <set>

namespace spanlight::diagnosis {

using operations::Phase;
using operations::PhaseShape;

namespace {

std::string listOf(const std::vector<std::string>& phases)
{
    std::string text;
    for (const std::string& phase : phases)
        text += (text.empty() ? "" : ", ") + phaseText(phase);
    return text;
}

// The newest error of the work that nothing healed: perhaps what the silence began with.
trace::SpanRef lastError(const RuleInput& input)
{
    std::set<trace::SpanRef> healed;
    for (const operations::ClientCall& call : input.view.calls)
        if (call.healed)
            healed.insert(call.span);
    trace::SpanRef newest;
    for (const operations::OperationSpan& span : input.view.spans) {
        if (!span.error || !input.view.isWork(span) || healed.contains(span.ref))
            continue;
        if (!newest.valid() || input.view.traces().endNs(span.ref) >= input.view.traces().endNs(newest))
            newest = span.ref;
    }
    return newest;
}

// Open although its last span has ended: the next attempt or part may follow.
bool hasEnded(const RuleInput& input, const Phase& open)
{
    const auto& absent = input.view.absentParents;
    const bool inFlight =
        std::any_of(absent.begin(), absent.end(), [](const auto& parent) { return parent.requestInFlight; });
    if (inFlight || open.runs.empty())
        return false;
    const operations::PhaseRun& last = open.runs.back();
    return open.failed || (open.rule->inParts && input.view.traces().kind(last.span) == trace::SpanKind::Client &&
                           last.endNs < input.view.request.asOfNs - input.thresholds().exportDelayNs);
}

// What its last span was, for evidence.
std::string lastOf(const RuleInput& input, const Phase& open)
{
    if (!hasEnded(input, open))
        return "has begun and has not ended";
    return open.failed ? "the last attempt" : "the last call that arrived";
}

std::string explain(const RuleInput& input, const Phase* open, const std::string& phase)
{
    const auto& view = input.view;
    std::string text = view.isReportedAlive() ? "The operations API reports the last progress"
                                              : "The last sign of life came from " +
                                                    std::string(view.traces().name(view.lastActivitySpan));
    text += " at " + trace::toTimeOfDay(view.newestSignNs) + " UTC, " + durationText(input.state.idleNs) +
            " before the moment of looking; more than " + durationText(input.state.limitNs) + " is too long.";
    if (open == nullptr)
        return text;
    if (open->shape == PhaseShape::OpenGap)
        text += " Every phase before " + phaseText(phase) + " has ended, and nothing of " + phaseText(phase) +
                " has arrived.";
    else if (!hasEnded(input, *open))
        text += " The phase " + phaseText(phase) + " has begun and has not ended.";
    else if (open->failed)
        text += " The last attempt at " + phaseText(phase) + " failed, and nothing came after it.";
    else
        text += " The last call of " + phaseText(phase) +
                " that arrived has ended; neither another one nor anything "
                "that comes after it is there.";
    if (!view.phases.alsoInGap.empty())
        text += " The same stretch may hold: " + listOf(view.phases.alsoInGap) + ".";
    if (input.state.silentPhase) {
        text += " This phase sends no spans while it works, so a healthy run looks the same";
        text += input.state.confidence > 0.5 && input.view.reported ? " in the traces" : "";
        text +=
            open->rule->expectedNs ? "; it normally lasts up to " + durationText(*open->rule->expectedNs) + "." : ".";
    }
    return text;
}

std::vector<Evidence> evidenceFor(const RuleInput& input, const Phase* open, const std::string& phase)
{
    const auto& view = input.view;
    std::vector<Evidence> evidence{spanEvidence(view, view.lastActivitySpan, "last sign of life")};
    if (open != nullptr && !open->runs.empty() && open->runs.back().span != view.lastActivitySpan)
        evidence.push_back(spanEvidence(view, open->runs.back().span, lastOf(input, *open)));
    const std::string trace = view.traces().traceIdText(view.lastActivitySpan);
    if (open != nullptr && open->runs.empty())
        evidence.push_back(absenceEvidence(
            trace, "", phase, "a span of " + phaseText(phase) + " was expected after the last sign of life"));
    if (const trace::SpanRef error = lastError(input); error.valid())
        evidence.push_back(spanEvidence(view, error, "an error before the silence"));
    if (view.reported)
        evidence.push_back(reportedEvidence(view, "what the operations API says of it"));
    evidence.push_back(
        absenceEvidence(trace, "", "completion", "no transition to completed, failed or cancelled in any trace"));
    return evidence;
}

// Until the work was handed over, and in work that needs no worker, only the backend knows what it waits for.
bool isWorkersTurn(const RuleInput& input, const Phase* open)
{
    return input.view.type->workers && (open == nullptr || open->isWork);
}

} // namespace

RuleResult detectStuckPhase(const RuleInput& input)
{
    if (input.state.state == State::Running && input.view.isReportedAlive())
        return ruledOut("the operations API says " + reportedText(input.view) + "; up to " +
                        durationText(input.state.limitNs) + " is normal, and the newest span is " +
                        durationText(input.view.request.asOfNs - input.view.lastActivityNs) + " old");
    if (input.state.state == State::Running)
        return ruledOut("the last sign of life is " + durationText(input.state.idleNs) + " old; up to " +
                        durationText(input.state.limitNs) + " is normal");
    if (input.state.state == State::Unknown && input.view.found())
        return notChecked(input.state.because);
    if (input.state.state != State::Stuck)
        return input.view.lifeCycle.terminal ? ruledOut("the operation ended: " + input.view.lifeCycle.terminal->to)
                                             : RuleResult{};
    const Phase* open = input.view.phases.openPhase();
    const std::string phase = open != nullptr ? open->rule->id : std::string("execution");
    Finding finding;
    finding.rule = "stuck-phase";
    finding.severity = Severity::Error;
    finding.confidence = input.state.confidence;
    finding.title = "Phase stuck: " + phaseText(phase);
    finding.explanation = explain(input, open, phase);
    finding.phase = phase;
    finding.facts = {{"phase", phase}, {"idleSeconds", static_cast<double>(input.state.idleNs) / 1e9}};
    finding.evidence = evidenceFor(input, open, phase);
    finding.fixes = adviceFor(input.view, "stuck-phase",
                              {{"phase", phase}, {"role", isWorkersTurn(input, open) ? "worker" : "backend"}},
                              input.view.lastActivitySpan);
    finding.bears = true;
    return found({std::move(finding)});
}

} // namespace spanlight::diagnosis
