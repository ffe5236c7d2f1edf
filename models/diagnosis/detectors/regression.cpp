#include "models/diagnosis/detectors/regression.h"

#include "models/diagnosis/finding_parts.h"
#include "models/diagnosis/slowdown.h"
#include "models/operations/operation_list.h"

#include <algorithm>
#include <cstdio>
#include <memory>

namespace spanlight::diagnosis {

using operations::OperationView;
using operations::Phase;

namespace {

constexpr std::size_t kMostRuns = 20; // newest: what was normal long ago proves little

struct Slower
{
    const Phase* phase = nullptr;
    std::int64_t medianNs = 0;
    std::size_t runs = 0;
    const OperationView* median = nullptr; ///< the run whose phase took the median

    [[nodiscard]] std::int64_t excessNs() const { return phase == nullptr ? 0 : phase->busyNs - medianNs; }
};

std::optional<double> epochs(const OperationView& view)
{
    std::optional<double> most;
    for (const operations::OperationSpan& span : view.spans)
        if (const auto count = view.reader.number(span.ref, operations::Meaning::EpochsTotal);
            count && view.isWork(span))
            most = std::max(most.value_or(*count), *count);
    return most;
}

bool hasMuchLessToDo(const std::optional<double>& own, const std::optional<double>& other)
{
    return own && other && *other * 1.1 < *own;
}

// Completed runs of the subject's type that began before it, newest first.
std::vector<std::unique_ptr<OperationView>> earlierRuns(const RuleInput& input)
{
    const OperationView& subject = input.view;
    const auto ownEpochs = epochs(subject);
    std::vector<operations::OperationSummary> listed;
    if (input.context == nullptr)
        listed = operations::listOperations(subject.traces(), input.profile());
    const auto& all = input.context != nullptr ? input.context->operations : listed;
    std::vector<std::unique_ptr<OperationView>> runs;
    for (auto summary = all.rbegin(); summary != all.rend() && runs.size() < kMostRuns; ++summary) {
        if (summary->id == subject.operationId || summary->type != subject.typeName ||
            summary->startNs >= subject.startNs)
            continue;
        operations::OperationRequest request = subject.request;
        request.isTrace = false;
        request.id = summary->id;
        request.ownTraces = &summary->traces;
        request.joinOthers = false;
        request.companions = nullptr; // they speak of the subject
        auto run = std::make_unique<OperationView>(operations::buildOperationView(request));
        const bool completed = run->lifeCycle.terminal && run->lifeCycle.terminal->to == "completed";
        if (completed && !hasMuchLessToDo(ownEpochs, epochs(*run)))
            runs.push_back(std::move(run));
    }
    return runs;
}

Slower compare(const Phase& phase, const std::vector<std::unique_ptr<OperationView>>& runs,
               const operations::Thresholds& limits)
{
    std::vector<std::pair<std::int64_t, const OperationView*>> took;
    for (const auto& run : runs)
        if (const Phase* same = run->phases.find(phase.rule->id); same != nullptr && !same->open)
            took.emplace_back(same->busyNs, run.get());
    if (took.size() < static_cast<std::size_t>(limits.baselineRuns))
        return {};
    std::stable_sort(took.begin(), took.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    const auto& [medianNs, median] = took[(took.size() - 1) / 2];
    const auto own = static_cast<double>(phase.busyNs);
    const bool slower = own > static_cast<double>(medianNs) * limits.regressionRatio &&
                        own > static_cast<double>(took.back().first) * limits.regressionOverSlowest &&
                        phase.busyNs - medianNs > limits.regressionExcessNs;
    return slower ? Slower{&phase, medianNs, took.size(), median} : Slower{};
}

std::string ratioText(double ratio)
{
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.1f", ratio);
    return buffer;
}

Finding regressionFinding(const RuleInput& input, const Slower& slower)
{
    const std::string& phase = slower.phase->rule->id;
    const double ratio =
        static_cast<double>(slower.phase->busyNs) / static_cast<double>(std::max<std::int64_t>(slower.medianNs, 1));
    const Slowdown why = explainSlowdown(input.view, *slower.median, phase);
    const std::string reason = slowdownText(why);
    Finding finding;
    finding.rule = "regression";
    finding.severity = Severity::Warning;
    finding.confidence = 0.8;
    finding.title = "Phase " + phaseText(phase) + " is " + ratioText(ratio) + " times slower than in earlier runs";
    finding.explanation =
        "The phase " + phaseText(phase) + " took " + durationText(slower.phase->busyNs) + "; the median of " +
        std::to_string(slower.runs) + " earlier completed runs of this type is " + durationText(slower.medianNs) + '.' +
        (reason.empty() ? std::string() : " The difference to " + slower.median->request.id + ": " + reason + '.');
    finding.rootCause = reason.empty() ? std::string() : "Slower than before: " + reason + '.';
    finding.phase = phase;
    finding.facts = {{"phase", phase}, {"ratio", ratio}, {"baselineRuns", static_cast<std::int64_t>(slower.runs)}};
    if (why.span.valid())
        finding.evidence.push_back(spanEvidence(input.view, why.span, "where most of the additional time went"));
    else if (!slower.phase->runs.empty())
        finding.evidence.push_back(
            spanEvidence(input.view, slower.phase->runs.front().span, "took " + durationText(slower.phase->busyNs)));
    else
        finding.evidence.push_back(
            absenceEvidence({}, {}, phase, "no span shows this phase; it is the gap between others"));
    finding.fixes = adviceFor(input.view, "regression", {{"baseline", slower.median->request.id}});
    finding.bears = true;
    return finding;
}

} // namespace

RuleResult detectRegression(const RuleInput& input)
{
    const bool judged = input.state.state == State::Completed || input.state.state == State::Running;
    if (input.view.operationId.empty() || input.view.typeName.empty() || !judged)
        return {};
    const auto needed = static_cast<std::size_t>(input.thresholds().baselineRuns);
    const auto runs = earlierRuns(input);
    if (runs.size() < needed)
        return notChecked("the traces hold " + std::to_string(runs.size()) + " of the " + std::to_string(needed) +
                          " earlier completed runs of this type that a comparison needs");
    Slower worst;
    for (const Phase& phase : input.view.phases.phases)
        if (phase.rule->role != operations::Role::Entry)
            if (const Slower one = compare(phase, runs, input.thresholds()); one.excessNs() > worst.excessNs())
                worst = one;
    if (worst.phase == nullptr)
        return ruledOut("no phase is much slower than in " + std::to_string(runs.size()) + " earlier runs");
    return found({regressionFinding(input, worst)});
}

} // namespace spanlight::diagnosis
