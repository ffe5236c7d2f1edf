#include "models/diagnosis/failure.h"

#include "models/operations/glob.h"
#include "models/operations/span_errors.h"

#include <algorithm>
#include <unordered_set>

namespace spanlight::diagnosis {

using operations::ClientCall;
using operations::kNoIndex;
using operations::OperationSpan;
using operations::OperationView;
using operations::Role;
using operations::SpanError;

namespace {

// An error that ends this long before the operation does can have ended it, whatever began in between.
constexpr std::int64_t kCauseWindowNs = 5'000'000'000;
// The same when no work began in between: who failed waited before it gave up, or took its time to say so.
constexpr std::int64_t kGiveUpWindowNs = 60'000'000'000;

struct Candidate
{
    SpanError error;
    std::uint32_t index = 0;
    std::uint32_t depth = 0;
};

// Texts say the same if one holds the other; very short texts prove nothing.
bool sameText(std::string_view a, std::string_view b)
{
    if (a.size() < 4 || b.size() < 4)
        return false;
    return a.find(b) != std::string_view::npos || b.find(a) != std::string_view::npos;
}

std::uint32_t depthOf(const OperationView& view, std::uint32_t index)
{
    std::uint32_t depth = 0;
    for (std::uint32_t i = view.spans[index].parent; i != kNoIndex; i = view.spans[i].parent)
        ++depth;
    return depth;
}

bool isBelowHealedCall(const OperationView& view, std::uint32_t index, const std::unordered_set<std::uint32_t>& healed)
{
    for (std::uint32_t i = index; i != kNoIndex; i = view.spans[i].parent)
        if (healed.contains(i))
            return true;
    return false;
}

std::unordered_set<std::uint32_t> healedCalls(const OperationView& view)
{
    std::unordered_set<std::uint32_t> healed;
    for (const ClientCall& call : view.calls)
        if (call.healed)
            healed.insert(view.indexOf(call.span));
    return healed;
}

// Failed spans of the work that have no failed span below them, wrappers set aside.
std::vector<Candidate> leafErrors(const OperationView& view)
{
    const auto healed = healedCalls(view);
    std::vector<Candidate> candidates;
    std::vector<bool> hasFailedChild(view.spans.size());
    for (std::uint32_t i = 0; i < view.spans.size(); ++i) {
        const OperationSpan& span = view.spans[i];
        if (!view.isWork(span) || !span.error || isBelowHealedCall(view, i, healed))
            continue;
        for (std::uint32_t up = span.parent; up != kNoIndex && !hasFailedChild[up]; up = view.spans[up].parent)
            hasFailedChild[up] = true;
    }
    for (std::uint32_t i = 0; i < view.spans.size(); ++i) {
        const OperationSpan& span = view.spans[i];
        if (!view.isWork(span) || hasFailedChild[i] || isBelowHealedCall(view, i, healed))
            continue;
        auto error = operations::errorOf(view.traces(), view.reader, span.ref);
        if (error && span.error)
            candidates.push_back({std::move(*error), i, depthOf(view, i)});
    }
    return candidates;
}

bool reachesRoot(const OperationView& view, std::uint32_t index)
{
    const std::int64_t endNs = view.traces().endNs(view.spans[index].ref);
    for (std::uint32_t i = index; i != kNoIndex; i = view.spans[i].parent)
        if (view.spans[i].ref == view.lifeCycle.failedRoot) // what failed as a whole
            return true;
        else if (!view.spans[i].error &&
                 view.traces().endNs(view.spans[i].ref) >= endNs) // who ended before cannot know
            return false;
    return true;
}

bool deeper(const OperationView& view, const Candidate& a, const Candidate& b)
{
    const auto key = [&](const Candidate& c) {
        return std::tuple(-static_cast<std::int64_t>(c.depth), view.traces().startNs(c.error.span), c.error.span);
    };
    return key(a) < key(b);
}

// The failure text of the operation decides; without a text, time and the chain of failed spans do.
std::vector<Candidate> plausible(const OperationView& view, std::vector<Candidate> candidates, const Failure& failure)
{
    std::vector<Candidate> same;
    for (const Candidate& c : candidates)
        if (sameText(c.error.message, failure.terminalText))
            same.push_back(c);
    if (!same.empty())
        return same;
    const auto& terminal = view.lifeCycle.terminal;
    std::erase_if(candidates, [&](const Candidate& c) {
        const std::int64_t endNs = view.traces().endNs(c.error.span);
        const bool late = terminal && (endNs >= terminal->timeNs - kCauseWindowNs ||
                                       (endNs >= terminal->timeNs - kGiveUpWindowNs && endNs >= view.newestStartNs));
        const bool chained = !terminal && reachesRoot(view, c.index);
        return !(late || chained);
    });
    return candidates;
}

void fillFromOrigin(const OperationView& view, const Candidate& origin, Failure& failure)
{
    failure.origin = origin.error.span;
    failure.errorType = operations::className(origin.error.type);
    failure.message = origin.error.message;
    failure.phase = phaseOfSpan(view, origin.error.span);
    failure.path.push_back(origin.error.span);
    for (std::uint32_t i = view.spans[origin.index].parent; i != kNoIndex; i = view.spans[i].parent) {
        if (view.spans[i].error)
            failure.path.push_back(view.spans[i].ref);
        else if (view.traces().endNs(view.spans[i].ref) >= view.traces().endNs(origin.error.span))
            break;
    }
}

} // namespace

std::string phaseOfSpan(const OperationView& view, trace::SpanRef span)
{
    for (std::uint32_t i = view.indexOf(span); i != kNoIndex; i = view.spans[i].parent) {
        const Role role = view.spans[i].role;
        if (view.spans[i].phase < 0 && (role == Role::WorkerRequest || role == Role::WorkerRoot))
            break; // what the worker does is no part of handing the work over
        if (view.spans[i].phase < 0)
            continue;
        const std::string& id = view.type->phases[static_cast<std::size_t>(view.spans[i].phase)];
        if (const auto* rule = view.profile().phase(id); rule->role != Role::Entry && rule->role != Role::Transition)
            return id;
    }
    return {};
}

std::optional<Failure> findFailure(const OperationView& view, State state)
{
    if (state != State::Failed)
        return std::nullopt;
    Failure failure;
    if (view.lifeCycle.terminal)
        failure.terminalText = view.lifeCycle.terminal->error;
    std::vector<Candidate> candidates = plausible(view, leafErrors(view), failure);
    std::sort(candidates.begin(), candidates.end(),
              [&](const Candidate& a, const Candidate& b) { return deeper(view, a, b); });
    const auto telling = std::find_if(candidates.begin(), candidates.end(), [&](const Candidate& c) {
        return !c.error.type.empty() && !view.profile().isError("wrapper", c.error.type);
    });
    if (!candidates.empty())
        fillFromOrigin(view, telling != candidates.end() ? *telling : candidates.front(), failure);
    if (failure.message.empty() || view.profile().isError("wrapper", failure.errorType)) {
        const auto [type, text] = operations::splitErrorText(failure.terminalText);
        failure.errorType = !type.empty() ? type : failure.errorType;
        failure.isTerminalMessage = !failure.terminalText.empty();
        failure.message = failure.isTerminalMessage ? failure.terminalText : failure.message;
    }
    if (failure.phase.empty() && !failure.origin.valid())
        for (const operations::Phase& phase : view.phases.phases)
            if (phase.failed && phase.rule->role != Role::Transition)
                failure.phase = phase.rule->id;
    return failure;
}

bool explainsFailure(const OperationView& view, const Failure& failure, trace::SpanRef span, std::string_view message)
{
    if (sameText(message, failure.terminalText) || sameText(message, failure.message))
        return true;
    if (!failure.origin.valid())
        return false;
    for (std::uint32_t i = view.indexOf(failure.origin); i != kNoIndex; i = view.spans[i].parent)
        if (view.spans[i].ref == span)
            return true;
    for (std::uint32_t i = view.indexOf(span); i != kNoIndex; i = view.spans[i].parent)
        if (view.spans[i].ref == failure.origin)
            return true;
    return false;
}

} // namespace spanlight::diagnosis
