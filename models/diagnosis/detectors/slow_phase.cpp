#include "models/diagnosis/detectors/slow_phase.h"

#include "models/diagnosis/finding_parts.h"
#include "models/operations/glob.h"

#include <algorithm>

namespace spanlight::diagnosis {

using operations::Meaning;
using operations::OperationSpan;
using operations::Phase;
using operations::PhaseRule;
using operations::Role;

namespace {

// One stretch that is compared with its expectation: the slowest run of a phase, or of one kind of span in it.
struct Stretch
{
    const PhaseRule* rule = nullptr;
    trace::SpanRef span; ///< invalid for gaps
    std::int64_t durationNs = 0;
    std::int64_t expectedNs = 0;
    bool provider = false;
    bool open = false; ///< not over at the moment of looking: it has only taken this long so far
    std::string cause;
    Meaning meaning{}; ///< attribute that names the cause
};

// Only the last run of a phase that is under way is still going on.
bool isOpen(const Phase& phase, std::int64_t endNs)
{
    return phase.open && (phase.runs.empty() || endNs >= phase.runs.back().endNs);
}

bool below(const RuleInput& input, trace::SpanRef span, trace::SpanRef ancestor)
{
    for (std::uint32_t i = input.view.indexOf(span); i != operations::kNoIndex; i = input.view.spans[i].parent)
        if (input.view.spans[i].ref == ancestor)
            return true;
    return false;
}

// A device is known from the phase's own span first, then from anywhere in the operation.
std::string deviceOf(const RuleInput& input, trace::SpanRef span)
{
    if (span.valid())
        if (const auto device = input.view.reader.text(span, Meaning::Device))
            return operations::normalized(*device);
    for (const OperationSpan& other : input.view.spans)
        if (input.view.isWork(other))
            if (const auto device = input.view.reader.text(other.ref, Meaning::Device))
                return operations::normalized(*device);
    return {};
}

const PhaseRule* providerRule(const operations::Profile& profile)
{
    for (const PhaseRule& rule : profile.phases)
        if (rule.expectationOf != Role::None)
            return &rule;
    return nullptr;
}

void addPhase(const RuleInput& input, const Phase& phase, std::vector<Stretch>& stretches)
{
    if (!phase.rule->expectedNs || phase.rule->expectationOf != Role::None)
        return;
    // Without any span of the worker nobody knows which phase it is in.
    if (phase.runs.empty() && input.view.type->workers && !input.view.workerSeen)
        return;
    // A phase that nothing shows has not begun for certain, and stuck-phase tells of the same silence.
    if (phase.shape == operations::PhaseShape::OpenGap && (!phase.rule->silent || input.state.state == State::Stuck))
        return;
    Stretch stretch{phase.rule, {}, 0, *phase.rule->expectedNs, false, isOpen(phase, phase.endNs), {}, {}};
    for (const operations::PhaseRun& run : phase.runs) {
        if (run.endNs - run.startNs <= stretch.durationNs)
            continue;
        stretch.span = run.span;
        stretch.durationNs = run.endNs - run.startNs;
        stretch.open = isOpen(phase, run.endNs);
    }
    if (phase.runs.empty())
        stretch.durationNs = phase.busyNs;
    if (phase.rule->expectedOnCpuNs && deviceOf(input, stretch.span) == "cpu")
        stretch.expectedNs = *phase.rule->expectedOnCpuNs;
    if (stretch.durationNs > stretch.expectedNs)
        stretches.push_back(stretch);
}

// The slowest single fetch: each is expected to be quick, however many there are.
void addProvider(const RuleInput& input, std::vector<Stretch>& stretches)
{
    const PhaseRule* rule = providerRule(input.profile());
    if (rule == nullptr || !rule->expectedNs)
        return;
    Stretch slowest{rule, {}, 0, *rule->expectedNs, true, false, "provider-latency", Meaning::ProviderLatencyMs};
    for (const OperationSpan& span : input.view.spans) {
        if (!input.view.isWork(span) || span.role != rule->expectationOf ||
            input.view.traces().durationNs(span.ref) <= slowest.durationNs)
            continue;
        slowest.span = span.ref;
        slowest.durationNs = input.view.traces().durationNs(span.ref);
        if (const std::string phase = phaseOfSpan(input.view, span.ref); !phase.empty())
            slowest.rule = input.profile().phase(phase);
        const Phase* around = input.view.phases.find(slowest.rule->id);
        slowest.open = around != nullptr && isOpen(*around, input.view.traces().endNs(span.ref));
    }
    if (slowest.durationNs > slowest.expectedNs)
        stretches.push_back(slowest);
}

void findCause(const RuleInput& input, Stretch& stretch)
{
    if (!stretch.cause.empty() || !stretch.span.valid())
        return;
    const auto& reader = input.view.reader;
    const auto set = [&](const char* cause, Meaning meaning) {
        stretch.cause = cause;
        stretch.meaning = meaning;
    };
    const std::string source = reader.text(stretch.span, Meaning::DataSource).value_or("");
    const auto indicators = reader.number(stretch.span, Meaning::IndicatorCount);
    const auto gpu = reader.number(stretch.span, Meaning::GpuUtilization);
    const bool knowsLocal = input.profile().values.contains("local-source"); // else nobody can tell what is remote
    if (!source.empty() && knowsLocal && !input.profile().isValue("local-source", source))
        set("network-source", Meaning::DataSource);
    else if (indicators && *indicators > input.thresholds().manyIndicators)
        set("many-indicators", Meaning::IndicatorCount);
    else if (stretch.rule->expectedOnCpuNs && deviceOf(input, stretch.span) == "cpu")
        set("cpu-device", Meaning::Device);
    else if (gpu && *gpu < input.thresholds().lowGpuPercent)
        set("low-gpu-utilization", Meaning::GpuUtilization);
}

std::string lengthText(const Stretch& s)
{
    return s.open ? "has taken " + durationText(s.durationNs) + " so far" : "took " + durationText(s.durationNs);
}

// A sentence; empty when no attribute names the reason.
std::string reasonText(const Stretch& s, const std::string& what)
{
    if (s.cause == "network-source")
        return "The data came over the network instead of the local cache.";
    if (s.cause == "cpu-device")
        return what + (s.open ? " runs on the CPU." : " ran on the CPU.");
    if (s.cause == "many-indicators")
        return what + (s.open ? " computes" : " computed") + " an unusually large number of indicators.";
    if (s.cause == "low-gpu-utilization")
        return "The GPU was idle most of the time.";
    if (s.cause == "provider-latency")
        return "The provider answered slowly.";
    return {};
}

std::string explain(const Stretch& s)
{
    const std::string what = s.provider ? "One fetch from the provider" : "The phase " + phaseText(s.rule->id);
    const std::string reason = reasonText(s, "It");
    return what + " " + lengthText(s) + "; up to " + durationText(s.expectedNs) + " is expected. " +
           (reason.empty() ? "No attribute of the trace names the reason." : reason);
}

Finding slowFinding(const RuleInput& input, const Stretch& s)
{
    Finding finding;
    finding.rule = "slow-phase";
    finding.severity = Severity::Warning;
    finding.confidence = s.cause.empty() ? 0.6 : 0.85;
    finding.title = "Slow phase: " + phaseText(s.rule->id);
    finding.explanation = explain(s);
    finding.rootCause = reasonText(s, "The phase " + phaseText(s.rule->id));
    if (const std::string edges = edgeText(input.view, std::span(&s.span, 1), s.durationNs); !edges.empty())
        finding.explanation += " " + edges;
    finding.phase = s.rule->id;
    finding.facts = {{"phase", s.rule->id},
                     {"durationMs", toMs(s.durationNs)},
                     {"expectedMs", toMs(s.expectedNs)},
                     {"cause", textFact(s.cause)}};
    if (s.span.valid())
        finding.evidence.push_back(spanEvidence(input.view, s.span, lengthText(s)));
    else
        finding.evidence.push_back(
            absenceEvidence("", "", s.rule->id, "a stretch of " + durationText(s.durationNs) + " without any span"));
    if (!s.cause.empty() && s.span.valid() && input.view.reader.value(s.span, s.meaning))
        finding.evidence.push_back(attributeEvidence(input.view, s.span, s.meaning, "names the reason"));
    finding.fixes = adviceFor(input.view, "slow-phase", {{"cause", s.cause}, {"phase", s.rule->id}}, s.span);
    finding.bears = input.state.state == State::Completed || input.state.state == State::Running;
    return finding;
}

} // namespace

RuleResult detectSlowPhase(const RuleInput& input)
{
    if (input.view.phases.phases.empty())
        return notChecked("no phase with an expectation has been seen");
    std::vector<Stretch> stretches;
    addProvider(input, stretches);
    const trace::SpanRef fetch = stretches.empty() ? trace::SpanRef{} : stretches.front().span;
    for (const Phase& phase : input.view.phases.phases)
        addPhase(input, phase, stretches);
    // A phase that is slow because of a slow fetch in it is one finding, the fetch.
    std::erase_if(stretches, [&](const Stretch& s) {
        return !s.provider && fetch.valid() && s.span.valid() && below(input, fetch, s.span) &&
               input.view.traces().durationNs(fetch) * 2 > s.durationNs;
    });
    if (stretches.empty())
        return ruledOut("every phase that was seen stayed within its expectation");
    std::stable_sort(stretches.begin(), stretches.end(), [](const Stretch& a, const Stretch& b) {
        return a.durationNs - a.expectedNs > b.durationNs - b.expectedNs;
    });
    std::vector<Finding> findings;
    for (Stretch& stretch : stretches) {
        findCause(input, stretch);
        findings.push_back(slowFinding(input, stretch));
    }
    return found(std::move(findings));
}

} // namespace spanlight::diagnosis
