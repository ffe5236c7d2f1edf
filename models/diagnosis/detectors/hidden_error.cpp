#include "models/diagnosis/detectors/hidden_error.h"

#include "models/diagnosis/finding_parts.h"
#include "models/operations/span_errors.h"

#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace spanlight::diagnosis {

using operations::kNoIndex;
using operations::OperationSpan;

namespace {

// An error that stopped at its caller: where it began, and the last span that it reached.
struct Swallowed
{
    std::uint32_t origin = kNoIndex;
    std::uint32_t top = kNoIndex;
    std::string errorType;
    std::string message;
};

std::unordered_set<std::uint32_t> healedCalls(const operations::OperationView& view)
{
    std::unordered_set<std::uint32_t> healed;
    for (const operations::ClientCall& call : view.calls)
        if (call.healed)
            healed.insert(view.indexOf(call.span));
    return healed;
}

// Steps that succeeded later, by caller and name: the same step was tried again. Only below callers with failures.
class LaterSuccess
{
public:
    LaterSuccess(const operations::OperationView& view, const std::vector<bool>& hasFailedChild) : m_view(view)
    {
        for (const OperationSpan& span : view.spans) {
            if (span.error || span.parent == kNoIndex || !hasFailedChild[span.parent])
                continue;
            auto& last = m_lastStart[key(span)];
            last = std::max(last, view.traces().startNs(span.ref));
        }
    }

    [[nodiscard]] bool follows(const OperationSpan& span) const
    {
        const auto it = m_lastStart.find(key(span));
        return it != m_lastStart.end() && it->second >= m_view.traces().endNs(span.ref);
    }

private:
    [[nodiscard]] std::uint64_t key(const OperationSpan& span) const
    {
        return std::uint64_t{span.parent} << 32 | index(m_view.traces().store(span.ref).nameId(span.ref.row));
    }

    const operations::OperationView& m_view;
    std::unordered_map<std::uint64_t, std::int64_t> m_lastStart;
};

// The type of an error that says something; empty for an answer that merely says no.
std::string typeOf(const operations::OperationView& view, const OperationSpan& span, std::string& message)
{
    const auto error = operations::errorOf(view.traces(), view.reader, span.ref);
    if (!error)
        return {};
    message = error->message;
    if (!error->type.empty())
        return std::string(operations::className(error->type));
    const auto status = view.reader.number(span.ref, operations::Meaning::HttpStatus);
    if (status && *status < 500)
        return {};
    return status ? "HTTP " + std::to_string(static_cast<int>(*status)) : message.empty() ? std::string() : "error";
}

// Chains of failed spans whose topmost has a caller that did not fail, by origin.
std::vector<Swallowed> swallowedErrors(const operations::OperationView& view)
{
    std::vector<bool> hasFailedChild(view.spans.size());
    for (const OperationSpan& span : view.spans)
        if (span.error && span.parent != kNoIndex)
            hasFailedChild[span.parent] = true;
    const auto healed = healedCalls(view);
    const LaterSuccess later(view, hasFailedChild);
    std::vector<Swallowed> all;
    for (std::uint32_t i = 0; i < view.spans.size(); ++i) {
        if (!view.spans[i].error || hasFailedChild[i] || !view.isWork(view.spans[i]))
            continue;
        Swallowed one{i, i, {}, {}};
        bool repeated = false;
        for (std::uint32_t j = i;; j = view.spans[j].parent) {
            one.top = j;
            repeated = repeated || healed.contains(j) || later.follows(view.spans[j]);
            if (one.errorType.empty())
                one.errorType = typeOf(view, view.spans[j], one.message);
            if (view.spans[j].parent == kNoIndex || !view.spans[view.spans[j].parent].error)
                break;
        }
        const bool hasCaller = view.spans[one.top].parent != kNoIndex;
        if (hasCaller && !repeated && !one.errorType.empty())
            all.push_back(std::move(one));
    }
    return all;
}

Finding hiddenFinding(const RuleInput& input, const Swallowed& one, std::size_t count)
{
    const operations::OperationView& view = input.view;
    const trace::SpanRef origin = view.spans[one.origin].ref;
    const trace::SpanRef caller = view.spans[view.spans[one.top].parent].ref;
    const std::string callerName(view.traces().name(caller));
    Finding finding;
    finding.rule = "hidden-error";
    finding.severity = Severity::Info;
    finding.confidence = 0.8;
    finding.title = one.errorType + " did not reach the caller";
    finding.explanation = std::string(view.traces().name(origin)) + " in " +
                          std::string(view.traces().service(origin)) + " failed with " + one.errorType +
                          (one.message.empty() ? "" : ": " + one.message) + ". Its caller " + callerName +
                          " ended without error, and the operation succeeded." +
                          (count > 1 ? " This happened " + std::to_string(count) + " times." : "");
    if (const std::string phase = phaseOfSpan(view, origin); !phase.empty())
        finding.phase = phase;
    finding.facts = {{"errorType", one.errorType}};
    finding.evidence = {attributeEvidence(view, origin, operations::Meaning::ExceptionType, "where the error began"),
                        spanEvidence(view, caller, "the caller, ended without error")};
    finding.fixes = adviceFor(view, "hidden-error", {{"errorType", one.errorType}}, origin);
    return finding;
}

} // namespace

RuleResult detectHiddenError(const RuleInput& input)
{
    if (input.state.state != State::Completed || input.view.spans.empty())
        return {};
    constexpr std::size_t kMost = 5;
    std::vector<std::pair<Swallowed, std::size_t>> kinds; // by first origin
    std::map<std::tuple<std::string, std::string_view, std::string_view>, std::size_t> places;
    for (Swallowed& one : swallowedErrors(input.view)) {
        const auto& view = input.view;
        const std::tuple key(one.errorType, view.traces().name(view.spans[one.origin].ref),
                             view.traces().name(view.spans[one.top].ref));
        const auto [place, isNew] = places.try_emplace(key, kinds.size());
        if (isNew)
            kinds.emplace_back(std::move(one), 0);
        ++kinds[place->second].second;
    }
    if (kinds.empty())
        return ruledOut("no error was swallowed by its caller");
    std::vector<Finding> findings;
    for (std::size_t i = 0; i < std::min(kMost, kinds.size()); ++i)
        findings.push_back(hiddenFinding(input, kinds[i].first, kinds[i].second));
    return found(std::move(findings));
}

} // namespace spanlight::diagnosis
