#include "models/diagnosis/slowdown.h"

#include "models/diagnosis/time_tree.h"
#include "models/trace/time_text.h"

#include <algorithm>

namespace spanlight::diagnosis {

using operations::kNoIndex;
using operations::OperationView;
using operations::Phase;

namespace {

// A step whose calls have less than this part of its time does its work itself: then it is the step that is slower, not
// the time between its calls.
constexpr double kCallsMatter = 0.2;

class Search
{
public:
    Search(const StepNames& names, const TimeTree& slow, const TimeTree& reference)
        : m_names(names), m_slow(slow), m_reference(reference)
    {
    }

    void run(Slowdown& result)
    {
        NodePair at{0, 0};
        while (true) {
            const NodePair next = heaviestChild(at);
            const std::int64_t here = delta(at);
            const std::int64_t own = slowNode(at).ownNs - referenceNode(at).ownNs;
            const std::int64_t below = next.a == kNoIndex ? 0 : delta(next);
            if (at.a == 0 && next.a != kNoIndex && m_reference.nodes.size() == 1 && referenceNode(at).totalNs > 0) {
                // The other run went through it without any span: nothing in it is new.
                result.path.push_back(nameOf(next));
                fill(next, slowNode(at).totalNs, referenceNode(at).totalNs, result);
                result.reason = SlowdownReason::SlowerCalls;
                return;
            }
            if (below <= 0 || below < own) {
                ownTime(at, own, result);
                return;
            }
            if (at.a != 0 && below * 2 < here) { // spread over several: nothing below explains it better
                slowerCalls(at, result);
                return;
            }
            result.path.push_back(nameOf(next));
            if (countsExplain(next)) {
                fill(next, slowNode(next).totalNs, referenceNode(next).totalNs, result);
                result.reason = referenceNode(next).count == 0 ? SlowdownReason::NewCall : SlowdownReason::MoreCalls;
                return;
            }
            at = next;
        }
    }

private:
    [[nodiscard]] const TimeNode& slowNode(NodePair pair) const
    {
        return pair.a == kNoIndex ? m_absent : m_slow.nodes[pair.a];
    }
    [[nodiscard]] const TimeNode& referenceNode(NodePair pair) const
    {
        return pair.b == kNoIndex ? m_absent : m_reference.nodes[pair.b];
    }
    [[nodiscard]] std::int64_t delta(NodePair pair) const
    {
        return slowNode(pair).totalNs - referenceNode(pair).totalNs;
    }
    [[nodiscard]] std::string nameOf(NodePair pair) const { return m_names.step(slowNode(pair).step).name; }

    // The child of the slow run with the largest difference; the first one of several.
    [[nodiscard]] NodePair heaviestChild(NodePair at) const
    {
        NodePair best;
        for (const NodePair pair : pairChildren(m_slow, m_reference, m_names, at))
            if (pair.a != kNoIndex && (best.a == kNoIndex || delta(pair) > delta(best)))
                best = pair;
        return best;
    }

    // More of them, at the price of the reference, are the larger part of the difference.
    [[nodiscard]] bool countsExplain(NodePair pair) const
    {
        const TimeNode& slow = slowNode(pair);
        const TimeNode& reference = referenceNode(pair);
        if (reference.count == 0)
            return true;
        if (slow.count <= reference.count)
            return false;
        const double each = static_cast<double>(reference.totalNs) / static_cast<double>(reference.count);
        const double more = each * static_cast<double>(slow.count - reference.count);
        return more * 2 >= static_cast<double>(delta(pair));
    }

    void fill(NodePair pair, std::int64_t slowNs, std::int64_t referenceNs, Slowdown& result) const
    {
        const TimeNode& slow = slowNode(pair);
        const TimeNode& reference = referenceNode(pair);
        if (pair.a != 0) {
            result.service = m_names.step(slow.step).service;
            result.step = m_names.step(slow.step).name;
        }
        result.count = slow.count;
        result.referenceCount = reference.count;
        result.stepNs = slowNs;
        result.stepReferenceNs = referenceNs;
        result.explainedNs = slowNs - referenceNs;
        result.span = slow.longest;
        result.referenceSpan = reference.longest;
    }

    void slowerCalls(NodePair pair, Slowdown& result) const
    {
        fill(pair, slowNode(pair).totalNs, referenceNode(pair).totalNs, result);
        result.reason = SlowdownReason::SlowerCalls;
    }

    void ownTime(NodePair pair, std::int64_t own, Slowdown& result) const
    {
        const TimeNode& slow = slowNode(pair);
        const TimeNode& reference = referenceNode(pair);
        const auto calls = static_cast<double>(slow.totalNs - slow.ownNs + reference.totalNs - reference.ownNs);
        const bool hasCalls = calls > kCallsMatter * static_cast<double>(slow.totalNs + reference.totalNs);
        if (pair.a != 0 && (!hasCalls || own <= 0)) {
            slowerCalls(pair, result);
            return;
        }
        fill(pair, slow.ownNs, reference.ownNs, result);
        result.reason = SlowdownReason::LongerWait;
    }

    const StepNames& m_names;
    const TimeTree& m_slow;
    const TimeTree& m_reference;
    const TimeNode m_absent{};
};

// The windows and the phase that a name stands for; no windows when the run has no such phase.
struct Scope
{
    std::vector<TimeWindow> windows;
    const Phase* phase = nullptr;
    std::int64_t ownNs = 0;
};

Scope scopeOf(const OperationView& view, std::string_view phase)
{
    if (phase.empty())
        return {{{view.startNs, view.startNs + view.envelopeNs()}}, nullptr, view.envelopeNs()};
    for (PhaseTime& time : phaseTimes(view))
        if (time.phase != nullptr && time.phase->rule->id == phase)
            return {std::move(time.windows), time.phase, time.ownNs};
    return {};
}

std::string times(std::uint64_t count)
{
    return count == 1 ? "once" : std::to_string(count) + " times";
}

std::string change(const Slowdown& slowdown)
{
    return trace::toDurationText(slowdown.stepNs) + " instead of " + trace::toDurationText(slowdown.stepReferenceNs);
}

std::string slowerCallsText(const Slowdown& slowdown)
{
    if (slowdown.count == 1 && slowdown.referenceCount == 1)
        return "the same call took longer: " + slowdown.step + ", " + change(slowdown);
    if (slowdown.referenceCount == 0)
        return slowdown.step + " took longer: " + change(slowdown) + " (the other run shows no spans of it)";
    const std::string calls = std::to_string(slowdown.count) + (slowdown.count == 1 ? " call" : " calls");
    return "the same calls took longer: " + slowdown.step + ", " + change(slowdown) + " in " + calls +
           (slowdown.referenceCount == slowdown.count ? "" : " instead of " + std::to_string(slowdown.referenceCount));
}

std::string waitText(const Slowdown& slowdown)
{
    if (!slowdown.step.empty())
        return "longer wait between the calls of " + slowdown.step + ": " + change(slowdown);
    if (slowdown.stepReferenceNs == 0)
        return trace::toDurationText(slowdown.stepNs) + " without any span that shows what was done";
    return "longer without any span that shows what was done: " + change(slowdown);
}

} // namespace

std::string_view name(SlowdownReason reason)
{
    switch (reason) {
    case SlowdownReason::None:
        return "none";
    case SlowdownReason::SlowerCalls:
        return "same-calls-slower";
    case SlowdownReason::MoreCalls:
        return "more-calls";
    case SlowdownReason::NewCall:
        return "new-call";
    case SlowdownReason::LongerWait:
        return "longer-wait";
    }
    return "none";
}

Slowdown explainSlowdown(const OperationView& slow, const OperationView& reference, std::string_view phase)
{
    Slowdown result;
    if (!slow.found() || !reference.found())
        return result;
    const Scope mine = scopeOf(slow, phase);
    const Scope other = scopeOf(reference, phase);
    result.durationNs = mine.ownNs;
    result.referenceNs = other.ownNs;
    if (mine.ownNs <= other.ownNs)
        return result;
    StepNames names;
    const TimeTree slowTree = buildTimeTree(slow, names, mine.windows, mine.phase);
    const TimeTree referenceTree = other.windows.empty() ? TimeTree{{TimeNode{}}, {}}
                                                         : buildTimeTree(reference, names, other.windows, other.phase);
    Search(names, slowTree, referenceTree).run(result);
    if (result.span.valid())
        result.spanId = slow.traces().spanIdText(result.span);
    if (result.referenceSpan.valid())
        result.referenceSpanId = reference.traces().spanIdText(result.referenceSpan);
    return result;
}

std::string slowdownText(const Slowdown& slowdown)
{
    switch (slowdown.reason) {
    case SlowdownReason::None:
        return {};
    case SlowdownReason::SlowerCalls:
        return slowerCallsText(slowdown);
    case SlowdownReason::MoreCalls:
        return "more calls: " + slowdown.step + ", " + times(slowdown.count) + " instead of " +
               times(slowdown.referenceCount) + ", " + change(slowdown);
    case SlowdownReason::NewCall:
        return "a new call: " + slowdown.step + ", " + times(slowdown.count) + ", " +
               trace::toDurationText(slowdown.stepNs);
    case SlowdownReason::LongerWait:
        return waitText(slowdown);
    }
    return {};
}

} // namespace spanlight::diagnosis
