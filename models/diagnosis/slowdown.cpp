#include "models/diagnosis/slowdown.h"

#include "models/diagnosis/time_tree.h"
#include "models/trace/time_text.h"

#include <algorithm>

namespace spanlight::diagnosis {

using operations::OperationView;
using operations::Phase;

namespace {

constexpr std::uint32_t kNone = 0xffffffffU;
// A step whose calls have less than this part of its time does its work itself: then it is the step that is slower, not
// the time between its calls.
constexpr double kCallsMatter = 0.2;

/// A node of both trees, one of which may lack it.
struct Pair
{
    std::uint32_t slow = kNone;
    std::uint32_t reference = kNone;
};

class Search
{
public:
    Search(const StepNames& names, const TimeTree& slow, const TimeTree& reference)
        : m_names(names), m_slow(slow), m_reference(reference)
    {
    }

    void run(Slowdown& result)
    {
        Pair at{0, 0};
        while (true) {
            const Pair next = heaviestChild(at);
            const std::int64_t here = delta(at);
            const std::int64_t own = slowNode(at).ownNs - referenceNode(at).ownNs;
            const std::int64_t below = next.slow == kNone ? 0 : delta(next);
            if (below <= 0 || below < own) {
                ownTime(at, own, result);
                return;
            }
            if (at.slow != 0 && below * 2 < here) { // spread over several: nothing below explains it better
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
    [[nodiscard]] const TimeNode& slowNode(Pair pair) const
    {
        return pair.slow == kNone ? m_absent : m_slow.nodes[pair.slow];
    }
    [[nodiscard]] const TimeNode& referenceNode(Pair pair) const
    {
        return pair.reference == kNone ? m_absent : m_reference.nodes[pair.reference];
    }
    [[nodiscard]] std::int64_t delta(Pair pair) const { return slowNode(pair).totalNs - referenceNode(pair).totalNs; }
    [[nodiscard]] std::string nameOf(Pair pair) const { return m_names.step(slowNode(pair).step).name; }

    // The child of the slow run with the largest difference; the first one of several.
    [[nodiscard]] Pair heaviestChild(Pair at) const
    {
        Pair best;
        for (const std::uint32_t child : slowNode(at).children) {
            const Pair pair{child, counterpart(m_slow.nodes[child].step, at.reference)};
            if (best.slow == kNone || delta(pair) > delta(best))
                best = pair;
        }
        return best;
    }

    [[nodiscard]] std::uint32_t counterpart(std::uint32_t step, std::uint32_t parent) const
    {
        if (parent == kNone)
            return kNone;
        const auto& children = m_reference.nodes[parent].children;
        const auto it = std::find_if(children.begin(), children.end(),
                                     [&](std::uint32_t child) { return m_reference.nodes[child].step == step; });
        return it == children.end() ? kNone : *it;
    }

    // More of them, at the price of the reference, are the larger part of the difference.
    [[nodiscard]] bool countsExplain(Pair pair) const
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

    void fill(Pair pair, std::int64_t slowNs, std::int64_t referenceNs, Slowdown& result) const
    {
        const TimeNode& slow = slowNode(pair);
        const TimeNode& reference = referenceNode(pair);
        if (pair.slow != 0) {
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

    void slowerCalls(Pair pair, Slowdown& result) const
    {
        fill(pair, slowNode(pair).totalNs, referenceNode(pair).totalNs, result);
        result.reason = SlowdownReason::SlowerCalls;
    }

    void ownTime(Pair pair, std::int64_t own, Slowdown& result) const
    {
        const TimeNode& slow = slowNode(pair);
        const TimeNode& reference = referenceNode(pair);
        const auto calls = static_cast<double>(slow.totalNs - slow.ownNs + reference.totalNs - reference.ownNs);
        const bool hasCalls = calls > kCallsMatter * static_cast<double>(slow.totalNs + reference.totalNs);
        if (pair.slow != 0 && (!hasCalls || own <= 0)) {
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
    return trace::toDurationText(slowdown.stepReferenceNs) + " → " + trace::toDurationText(slowdown.stepNs);
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
    const TimeTree referenceTree =
        other.windows.empty() ? TimeTree{{TimeNode{}}} : buildTimeTree(reference, names, other.windows, other.phase);
    Search(names, slowTree, referenceTree).run(result);
    return result;
}

std::string slowdownText(const Slowdown& slowdown)
{
    const std::string step = slowdown.step;
    switch (slowdown.reason) {
    case SlowdownReason::None:
        return {};
    case SlowdownReason::SlowerCalls:
        if (slowdown.count == 1 && slowdown.referenceCount == 1)
            return "the same call took longer: " + step + ", " + change(slowdown);
        return "the same calls took longer: " + step + ", " + change(slowdown) + " in " +
               std::to_string(slowdown.count) + (slowdown.count == 1 ? " call" : " calls") +
               (slowdown.referenceCount == slowdown.count ? ""
                                                          : " instead of " + std::to_string(slowdown.referenceCount));
    case SlowdownReason::MoreCalls:
        return "more calls: " + step + ", " + times(slowdown.count) + " instead of " + times(slowdown.referenceCount) +
               " (" + change(slowdown) + ")";
    case SlowdownReason::NewCall:
        return "a new call: " + step + ", " + times(slowdown.count) + ", " + trace::toDurationText(slowdown.stepNs);
    case SlowdownReason::LongerWait:
        return step.empty() ? "longer without any span that shows what was done: " + change(slowdown)
                            : "longer wait between the calls of " + step + ": " + change(slowdown);
    }
    return {};
}

} // namespace spanlight::diagnosis
