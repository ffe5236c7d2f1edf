#include "models/diagnosis/detectors/retry_storm.h"

#include "models/diagnosis/detectors/calls_by_caller.h"
#include "models/diagnosis/detectors/unanswered_calls.h"
#include "models/diagnosis/finding_parts.h"
#include "models/operations/span_label.h"

#include <algorithm>
#include <map>
#include <vector>

namespace spanlight::diagnosis {

using operations::CallOutcome;
using operations::ClientCall;
using operations::kNoIndex;
using operations::Meaning;
using operations::OperationView;

namespace {

constexpr std::int64_t kOverlapNs = 1'000'000; // clocks of one process tell the order better than this
constexpr std::size_t kMaxEvidence = 10;
constexpr std::size_t kMaxFindings = 5;

/// Attempts by start; the last one may have been answered.
struct Storm
{
    std::vector<const ClientCall*> attempts;
    bool healed = false;
};

// Whether asking again may help.
bool isTransient(const ClientCall& call)
{
    if (call.outcome == CallOutcome::Answered)
        return false;
    if (call.outcome != CallOutcome::Rejected)
        return true;
    constexpr std::int64_t kTimeout = 408;
    constexpr std::int64_t kTooEarly = 425;
    constexpr std::int64_t kTooMany = 429;
    return call.status == kTimeout || call.status == kTooEarly || call.status == kTooMany ||
           call.status.value_or(0) >= 500;
}

class Search
{
public:
    explicit Search(const RuleInput& input) : m_input(input), m_view(input.view) {}

    [[nodiscard]] std::vector<Storm> run()
    {
        const auto wanted = static_cast<std::uint64_t>(std::max<std::int64_t>(2, m_input.thresholds().retryAttempts));
        std::vector<std::uint32_t> failures; // by kind of call
        bool enough = false;
        for (const ClientCall& call : m_view.calls) {
            if (!isTransient(call))
                continue;
            const std::uint32_t kind = call.route->kind;
            failures.resize(std::max<std::size_t>(failures.size(), kind + std::size_t{1}), 0);
            enough = ++failures[kind] + std::uint64_t{1} >= wanted || enough;
        }
        if (!enough)
            return {};
        m_children = ownChildCounts(m_view);
        std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<const ClientCall*>> byCaller;
        for (const ClientCall& call : m_view.calls)
            if (call.route->kind < failures.size() && failures[call.route->kind] + std::uint64_t{1} >= wanted)
                byCaller[{call.route->kind, callerOf(call)}].push_back(&call);
        for (const auto& [key, calls] : byCaller)
            if (key.second != kNoIndex && calls.size() >= wanted)
                findRuns(calls, wanted);
        std::sort(m_storms.begin(), m_storms.end(), [&](const Storm& a, const Storm& b) {
            if (a.healed != b.healed)
                return b.healed;
            return a.attempts.front() < b.attempts.front(); // by start
        });
        return std::move(m_storms);
    }

private:
    [[nodiscard]] std::uint32_t callerOf(const ClientCall& call) const
    {
        const std::uint32_t index = m_view.indexOf(call.span);
        return index == kNoIndex ? kNoIndex : callUnit(m_view, m_children, index).caller;
    }

    // An attempt follows the one before, after its failure, and asks the same.
    [[nodiscard]] bool follows(const ClientCall& before, const ClientCall& call) const
    {
        const trace::TraceSet& traces = m_view.traces();
        if (traces.startNs(call.span) + kOverlapNs < traces.endNs(before.span))
            return false;
        const auto a = m_view.reader.value(before.span, Meaning::DbStatement);
        const auto b = m_view.reader.value(call.span, Meaning::DbStatement);
        return a.has_value() == b.has_value() && (!a || a->string() == b->string());
    }

    void findRuns(const std::vector<const ClientCall*>& calls, std::uint64_t wanted)
    {
        Storm storm;
        const auto close = [&] {
            if (storm.attempts.size() >= wanted)
                m_storms.push_back(std::move(storm));
            storm = {};
        };
        for (const ClientCall* call : calls) {
            if (!storm.attempts.empty() && !follows(*storm.attempts.back(), *call))
                close();
            if (!isTransient(*call) && (storm.attempts.empty() || call->outcome != CallOutcome::Answered)) {
                close();
                continue;
            }
            storm.attempts.push_back(call);
            storm.healed = call->outcome == CallOutcome::Answered;
            if (storm.healed)
                close();
        }
        close();
    }

    const RuleInput& m_input;
    const OperationView& m_view;
    std::vector<std::uint32_t> m_children;
    std::vector<Storm> m_storms;
};

std::string endOf(const ClientCall& call)
{
    if (call.outcome == CallOutcome::Answered)
        return "answered";
    if (call.status)
        return "status " + std::to_string(*call.status);
    const std::string type = call.errorType();
    return !type.empty() ? type : call.outcome == CallOutcome::TimedOut ? "timed out" : "failed";
}

Finding stormFinding(const RuleInput& input, const Storm& storm)
{
    const OperationView& view = input.view;
    const ClientCall& first = *storm.attempts.front();
    const ClientCall& last = *storm.attempts.back();
    const auto attempts = static_cast<std::int64_t>(storm.attempts.size());
    const std::int64_t tookNs = view.traces().endNs(last.span) - view.traces().startNs(first.span);
    const std::string what = operations::spanLabel(view, first.span);
    Finding finding;
    finding.rule = "retry-storm";
    finding.severity = storm.healed ? Severity::Info : Severity::Warning;
    finding.confidence = 0.9;
    finding.title = what + (storm.healed ? " needed " : " failed ") + std::to_string(attempts) +
                    (storm.healed ? " attempts" : " times");
    finding.explanation =
        std::string(view.traces().service(first.span)) + " called " + calledParty(first) + " " +
        std::to_string(attempts) + " times within " + durationText(tookNs) + " (" + what + "); " +
        (storm.healed ? "the last attempt was answered." : "no attempt succeeded (" + endOf(last) + ").");
    if (!storm.healed)
        finding.rootCause = calledParty(first) + " keeps failing, and the caller keeps asking: each attempt adds load "
                                                 "and time, and cannot help while the cause stays.";
    if (const std::string phase = phaseOfSpan(view, first.span); !phase.empty())
        finding.phase = phase;
    finding.facts = {{"name", std::string(view.traces().name(first.span))},
                     {"attempts", attempts},
                     {"outcome", std::string(storm.healed ? "healed" : "failed")}};
    for (std::size_t i = 0; i < storm.attempts.size(); ++i)
        if (i + 1 == storm.attempts.size() || finding.evidence.size() + 1 < kMaxEvidence)
            finding.evidence.push_back(spanEvidence(
                view, storm.attempts[i]->span, "attempt " + std::to_string(i + 1) + ": " + endOf(*storm.attempts[i])));
    finding.fixes =
        adviceFor(view, "retry-storm",
                  {{"target", first.route->target}, {"outcome", storm.healed ? "healed" : "failed"}}, first.span);
    finding.prevention = "Retry a few times with growing, randomised pauses, and stop for a while when a target keeps "
                         "failing (circuit breaker).";
    finding.bears = std::any_of(storm.attempts.begin(), storm.attempts.end(), [&](const ClientCall* attempt) {
        return bearsOnVerdict(input, attempt->span, attempt->errorMessage(), storm.healed);
    });
    return finding;
}

} // namespace

RuleResult detectRetryStorm(const RuleInput& input)
{
    if (input.view.calls.empty())
        return notChecked("no client call of the operation is in the traces");
    const std::vector<Storm> storms = Search(input).run();
    if (storms.empty())
        return ruledOut("no call was attempted " + std::to_string(input.thresholds().retryAttempts) +
                        " times or more after failures");
    std::vector<Finding> findings;
    for (std::size_t i = 0; i < std::min(storms.size(), kMaxFindings); ++i)
        findings.push_back(stormFinding(input, storms[i]));
    std::stable_sort(findings.begin(), findings.end(),
                     [](const Finding& a, const Finding& b) { return a.bears && !b.bears; });
    return found(std::move(findings));
}

} // namespace spanlight::diagnosis
