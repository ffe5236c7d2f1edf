#include "models/diagnosis/detectors/load_imbalance.h"

#include "models/diagnosis/finding_parts.h"
#include "models/operations/worker_choices.h"

#include <algorithm>
#include <map>

namespace spanlight::diagnosis {

using operations::WorkerChoice;

namespace {

struct Spread
{
    std::vector<WorkerChoice> choices; ///< of the subject's type
    std::map<std::string, std::size_t> byWorker;
    std::string worker; ///< that got most
    double share = 0;
    std::size_t counted = 0;     ///< selections of that worker that say how many were free
    std::size_t severalFree = 0; ///< of those, with others free
    bool onlyOneRegistered = true;
};

Spread spreadOf(const RuleInput& input)
{
    Spread spread;
    std::vector<WorkerChoice> read;
    if (input.context == nullptr)
        read = operations::readWorkerChoices(input.view.traces(), input.profile());
    for (const WorkerChoice& choice : input.context != nullptr ? input.context->choices : read) {
        if (choice.type != input.view.typeName)
            continue;
        ++spread.byWorker[choice.worker];
        spread.onlyOneRegistered = spread.onlyOneRegistered && choice.total && *choice.total <= 1;
        spread.choices.push_back(choice);
    }
    for (const auto& [worker, count] : spread.byWorker)
        if (spread.worker.empty() || count > spread.byWorker.at(spread.worker))
            spread.worker = worker;
    for (const WorkerChoice& choice : spread.choices) {
        if (choice.worker != spread.worker || !choice.available)
            continue;
        ++spread.counted;
        spread.severalFree += *choice.available >= 2 ? 1 : 0;
    }
    if (!spread.choices.empty())
        spread.share =
            static_cast<double>(spread.byWorker.at(spread.worker)) / static_cast<double>(spread.choices.size());
    return spread;
}

// The newest choices, those of other workers among them: they show that there are others.
std::vector<Evidence> evidenceOf(const RuleInput& input, const Spread& spread)
{
    constexpr std::size_t kMost = 6;
    std::vector<Evidence> evidence;
    for (auto choice = spread.choices.rbegin(); choice != spread.choices.rend() && evidence.size() < kMost; ++choice)
        evidence.push_back(attributeEvidence(
            input.view, choice->span, operations::Meaning::SelectedWorker,
            "given to " + choice->worker +
                (choice->available ? "; " + std::to_string(*choice->available) + " free" : std::string())));
    std::reverse(evidence.begin(), evidence.end());
    return evidence;
}

Finding imbalanceFinding(const RuleInput& input, const Spread& spread)
{
    const bool policy = spread.counted == 0 || spread.severalFree * 2 > spread.counted;
    const std::string cause = policy ? "several-available" : "one-available";
    const auto percent = static_cast<int>(spread.share * 100 + 0.5);
    Finding finding;
    finding.rule = "load-imbalance";
    finding.severity = Severity::Warning;
    finding.confidence = spread.counted == 0 ? 0.6 : 0.85;
    finding.title = "Worker " + spread.worker + " got " + std::to_string(percent) + " % of the work";
    finding.explanation = std::to_string(spread.byWorker.at(spread.worker)) + " of " +
                          std::to_string(spread.choices.size()) + " operations of this type in these traces went to " +
                          spread.worker + '.';
    if (spread.counted > 0)
        finding.explanation += policy ? " In most of these selections other workers were free, too."
                                      : " In most of these selections no other worker was free.";
    finding.rootCause = policy
                            ? "The choice of a worker prefers " + spread.worker + " although others could do the work."
                            : "No other worker that can do this work is free: the capacity is too small.";
    finding.phase = "worker-selection";
    finding.facts = {{"worker", spread.worker},
                     {"share", spread.share},
                     {"selections", static_cast<std::int64_t>(spread.choices.size())},
                     {"cause", cause}};
    finding.evidence = evidenceOf(input, spread);
    finding.fixes = adviceFor(input.view, "load-imbalance", {{"cause", cause}, {"worker", spread.worker}});
    finding.bears = input.state.state == State::Completed || input.state.state == State::Running;
    return finding;
}

} // namespace

RuleResult detectLoadImbalance(const RuleInput& input)
{
    if (!input.view.type->workers)
        return {};
    const Spread spread = spreadOf(input);
    const auto least = static_cast<std::size_t>(input.thresholds().imbalanceSelections);
    if (spread.choices.size() < least)
        return notChecked("the traces hold " + std::to_string(spread.choices.size()) + " of the " +
                          std::to_string(least) +
                          " selections for operations of this type that a comparison of workers needs");
    if (spread.onlyOneRegistered)
        return ruledOut("only one worker is registered");
    if (spread.share <= input.thresholds().imbalanceShare)
        return ruledOut("no worker got more than " +
                        std::to_string(static_cast<int>(input.thresholds().imbalanceShare * 100 + 0.5)) + " % of " +
                        std::to_string(spread.choices.size()) + " selections");
    if (spread.counted == 0 && spread.byWorker.size() == 1)
        return notChecked("all work went to one worker, and no span says whether there is another one");
    return found({imbalanceFinding(input, spread)});
}

} // namespace spanlight::diagnosis
