#include "models/diagnosis/comparison.h"

#include "models/diagnosis/comparison_details.h"
#include "models/diagnosis/time_tree.h"
#include "models/trace/time_text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace spanlight::diagnosis {

using operations::OperationView;
using operations::Phase;

namespace {

constexpr std::int64_t kLeastNs = 1'000'000;
constexpr std::int64_t kWorthExplaining = 100; // a phase is explained when its difference is 1 % of the run

// The newest end of the phases before this one that do not hold it: from there on it could have begun.
std::int64_t waitedBefore(const std::vector<Phase>& phases, std::size_t place, std::int64_t startNs)
{
    const Phase& phase = phases[place];
    std::int64_t from = startNs;
    for (std::size_t i = 0; i < phases.size(); ++i) {
        const Phase& other = phases[i];
        const bool earlier = i != place && other.startNs <= phase.startNs;
        const bool holds = !other.runs.empty() && other.endNs >= phase.endNs;
        if (earlier && !holds)
            from = std::max(from, std::min(other.endNs, phase.startNs));
    }
    return std::max<std::int64_t>(0, phase.startNs - from);
}

std::vector<std::pair<std::string, PhaseSide>> sidesOf(const ComparedRun& run)
{
    const auto& phases = run.view.phases.phases;
    const auto times = phaseTimes(run.view);
    std::vector<std::pair<std::string, PhaseSide>> sides;
    for (std::size_t i = 0; i < run.diagnosis.phases.size() && i < phases.size(); ++i) {
        const PhaseResult& result = run.diagnosis.phases[i];
        PhaseSide side{
            result.state, result.startNs, result.durationNs, times[i].ownNs, waitedBefore(phases, i, run.view.startNs),
            result.spanId};
        sides.emplace_back(result.phase, std::move(side));
    }
    return sides;
}

// In the order of A; what only B has comes after the phase that it follows there.
std::vector<PhaseComparison> matchPhases(const ComparedRun& a, const ComparedRun& b)
{
    std::vector<PhaseComparison> phases;
    for (auto& [phase, side] : sidesOf(a))
        phases.push_back({phase, std::move(side), std::nullopt, {}});
    std::size_t after = 0;
    for (auto& [phase, side] : sidesOf(b)) {
        const std::string& id = phase;
        auto it = std::find_if(phases.begin(), phases.end(), [&](const auto& p) { return p.phase == id && !p.b; });
        if (it == phases.end())
            it = phases.insert(phases.begin() + static_cast<std::ptrdiff_t>(after), {phase, std::nullopt, {}, {}});
        it->b = std::move(side);
        after = static_cast<std::size_t>(it - phases.begin()) + 1;
    }
    return phases;
}

std::int64_t ownNs(const std::optional<PhaseSide>& side)
{
    return side ? side->ownNs : 0;
}

bool hasRun(const std::optional<PhaseSide>& side)
{
    return side && side->state != PhaseState::Missing;
}

void explainPhases(const ComparedRun& a, const ComparedRun& b, std::vector<PhaseComparison>& phases)
{
    const std::int64_t longer = std::max(a.diagnosis.subject.durationNs, b.diagnosis.subject.durationNs);
    for (PhaseComparison& phase : phases) {
        const std::int64_t delta = std::abs(ownNs(phase.a) - ownNs(phase.b));
        if (!hasRun(phase.a) || !hasRun(phase.b))
            continue;
        if (!differs(ownNs(phase.a), ownNs(phase.b)) || delta < longer / kWorthExplaining)
            continue;
        phase.why = ownNs(phase.b) > ownNs(phase.a) ? explainSlowdown(b.view, a.view, phase.phase)
                                                    : explainSlowdown(a.view, b.view, phase.phase);
    }
}

// The phase with the largest part of the difference, if it is the larger part.
void findMainPhase(const ComparedRun& a, const ComparedRun& b, Comparison& result)
{
    const std::int64_t delta = result.deltaNs();
    if (!differs(result.a.subject.durationNs, result.b.subject.durationNs))
        return;
    const PhaseComparison* main = nullptr;
    std::int64_t most = 0;
    for (const PhaseComparison& phase : result.phases) {
        const std::int64_t part = (ownNs(phase.b) - ownNs(phase.a)) * (delta > 0 ? 1 : -1);
        if (part > most) {
            most = part;
            main = &phase;
        }
    }
    if (main != nullptr && most * 2 >= std::abs(delta)) {
        result.mainPhase = main->phase;
        result.why = main->why;
        if (result.why.reason != SlowdownReason::None)
            return;
    }
    result.why = delta > 0 ? explainSlowdown(b.view, a.view, result.mainPhase)
                           : explainSlowdown(a.view, b.view, result.mainPhase);
}

std::string ratioText(std::int64_t durationNs, std::int64_t referenceNs)
{
    const double ratio = static_cast<double>(durationNs) / static_cast<double>(std::max<std::int64_t>(referenceNs, 1));
    if (ratio >= 1000)
        return "more than 1000 times";
    char text[32];
    std::snprintf(text, sizeof text, ratio >= 10 ? "%.0f times" : "%.1f times", ratio);
    return text;
}

std::string endText(const char* who, const Diagnosis& run)
{
    const std::string after = trace::toDurationText(run.subject.durationNs);
    std::string text = std::string(who) + " ";
    switch (run.verdict.state) {
    case State::Completed:
        return text + "completed in " + after;
    case State::Failed:
        text += "failed after " + after;
        break;
    case State::Cancelled:
        return text + "was cancelled after " + after;
    case State::Running:
        return text + "has been running for " + after;
    case State::Stuck:
        text += "is stuck after " + after;
        break;
    case State::Lost:
        text += "was lost after " + after;
        break;
    case State::NotFound:
    case State::Unknown:
        text += "ended in an unknown state after " + after;
        break;
    }
    return run.verdict.primary ? text + " (" + *run.verdict.primary + ")" : text;
}

std::string reasonText(const Comparison& result)
{
    if (result.why.reason == SlowdownReason::None)
        return {};
    const std::string slower = result.deltaNs() > 0 ? "B" : "A";
    const std::string what = slowdownText(result.why);
    const auto main = std::find_if(result.phases.begin(), result.phases.end(),
                                   [&](const PhaseComparison& phase) { return phase.phase == result.mainPhase; });
    if (main != result.phases.end() && (!hasRun(main->a) || !hasRun(main->b)))
        return " Most of that lies in " + result.mainPhase + " (" +
               trace::toDurationText(std::abs(result.why.deltaNs())) + "), which only " + slower + " has.";
    if (result.mainPhase.empty())
        return " In " + slower + ": " + what + ".";
    return " Most of that lies in " + result.mainPhase + " (" + trace::toDurationText(std::abs(result.why.deltaNs())) +
           "); in " + slower + ": " + what + ".";
}

std::string headlineOf(const Comparison& result)
{
    const auto& a = result.a;
    const auto& b = result.b;
    const std::int64_t aNs = a.subject.durationNs;
    const std::int64_t bNs = b.subject.durationNs;
    std::string text;
    if (a.verdict.state != b.verdict.state)
        text = endText("A", a) + ", " + endText("B", b) + ". ";
    if (!differs(aNs, bNs))
        return text + (text.empty() ? "A and B take about the same time: " : "They take about the same time: ") +
               trace::toDurationText(aNs) + " and " + trace::toDurationText(bNs) + ".";
    const bool slower = bNs > aNs;
    const std::string delta = trace::toDurationText(std::abs(bNs - aNs));
    text += "B takes " + delta + (slower ? " longer than A: " : " less than A: ") + trace::toDurationText(bNs) +
            " instead of " + trace::toDurationText(aNs);
    if (slower && bNs >= 2 * aNs)
        text += " (" + ratioText(bNs, aNs) + " as long)";
    return text + "." + reasonText(result);
}

// Both ended alike, and still one of them has something to tell.
std::string findingsText(const Comparison& result)
{
    const auto& a = result.a.verdict;
    const auto& b = result.b.verdict;
    if (a.state != b.state || a.primary == b.primary)
        return {};
    const auto found = [](const std::optional<std::string>& primary) { return primary ? *primary : "nothing"; };
    return " The diagnosis of A finds " + found(a.primary) + ", that of B " + found(b.primary) + ".";
}

Diagnosis summaryOf(const Diagnosis& diagnosis)
{
    Diagnosis summary;
    summary.profile = diagnosis.profile;
    summary.asOfNs = diagnosis.asOfNs;
    summary.asOfNote = diagnosis.asOfNote;
    summary.subject = diagnosis.subject;
    summary.verdict = diagnosis.verdict;
    summary.completeness = diagnosis.completeness;
    return summary;
}

} // namespace

bool differs(std::int64_t aNs, std::int64_t bNs)
{
    const std::int64_t delta = std::abs(bNs - aNs);
    return delta > kLeastNs && delta > std::max(aNs, bNs) / 20;
}

Comparison compareRuns(const ComparedRun& a, const ComparedRun& b)
{
    Comparison result;
    result.profile = a.diagnosis.profile;
    result.a = summaryOf(a.diagnosis);
    result.b = summaryOf(b.diagnosis);
    result.phases = matchPhases(a, b);
    explainPhases(a, b, result.phases);
    findMainPhase(a, b, result);
    StepNames names;
    const auto whole = [](const OperationView& view) { // with what ends the run without taking time
        return std::vector<TimeWindow>{{view.startNs, view.startNs + view.envelopeNs() + 1}};
    };
    const TimeTree aTree = buildTimeTree(a.view, names, whole(a.view), nullptr);
    const TimeTree bTree = buildTimeTree(b.view, names, whole(b.view), nullptr);
    result.steps = matchSteps(a.view, b.view, names, aTree, bTree);
    result.errors = matchErrors(a.view, b.view, names);
    compareAttributes(a.view, b.view, names, aTree, bTree, result);
    result.headline = headlineOf(result) + findingsText(result);
    return result;
}

} // namespace spanlight::diagnosis
