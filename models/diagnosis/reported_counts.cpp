#include "models/diagnosis/reported_counts.h"

#include "models/diagnosis/finding_parts.h"
#include "models/diagnosis/reported_evidence.h"
#include "models/trace/intervals.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace spanlight::diagnosis {

using operations::MetricSeries;
using operations::MetricUse;
using operations::OperationView;
using operations::Role;

namespace {

constexpr std::int64_t kListReachNs = 60'000'000'000;   // workers come and go
constexpr std::int64_t kSampleReachNs = 60'000'000'000; // four scrapes

// When a worker was to be selected; nothing: that was not what failed.
std::optional<std::int64_t> selectionNs(const RuleInput& input)
{
    const OperationView& view = input.view;
    const State state = input.state.state;
    const bool tried = std::any_of(view.calls.begin(), view.calls.end(),
                                   [](const operations::ClientCall& call) { return call.role == Role::DispatchCall; });
    if (!view.type->workers || tried || isDispatched(view) || (state != State::Failed && state != State::Stuck))
        return std::nullopt;
    for (auto selection = view.selections.rbegin(); selection != view.selections.rend(); ++selection)
        return selection->succeeded || selection->hasCounts ? std::nullopt
                                                            : std::optional(view.traces().startNs(selection->span));
    for (auto span = view.spans.rbegin(); span != view.spans.rend(); ++span)
        if (span->role == Role::WeakSelection && view.isWork(*span))
            return view.traces().startNs(span->ref);
    return state == State::Stuck ? std::optional(view.request.asOfNs) : std::nullopt; // it waits for one
}

bool isOfType(const RuleInput& input, const std::string& workerType)
{
    const auto* type = input.profile().operationType(workerType, {});
    return type != nullptr && type->id == input.view.type->id;
}

bool isKnownType(const RuleInput& input, const std::string& workerType)
{
    return input.profile().operationType(workerType, {}) != nullptr;
}

std::optional<ReportedCounts> countsOfList(const RuleInput& input, std::int64_t atNs)
{
    const auto* facts = input.companions();
    if (!facts->workers)
        return std::nullopt;
    const operations::WorkerList& list = *facts->workers;
    const std::int64_t apart =
        trace::saturatedDifference(std::max(list.origin.timeNs, atNs), std::min(list.origin.timeNs, atNs));
    const bool waits =
        input.state.state == State::Stuck && operations::holdsAt(list.origin.timeNs, input.view.request.asOfNs);
    if (apart > kListReachNs && !waits)
        return std::nullopt;
    ReportedCounts counts;
    counts.total = static_cast<std::int64_t>(list.workers.size());
    const bool typesKnown = std::all_of(list.workers.begin(), list.workers.end(),
                                        [&](const auto& worker) { return isKnownType(input, worker.type); });
    std::int64_t capable = 0;
    std::int64_t available = 0;
    for (const operations::WorkerFact& worker : list.workers) {
        capable += isOfType(input, worker.type) ? 1 : 0;
        available += isOfType(input, worker.type) && worker.status == "available" ? 1 : 0;
    }
    if (typesKnown) { // else some may be capable under a name that nobody here knows
        counts.capable = capable;
        counts.available = available;
    }
    counts.evidence.push_back(companionEvidence(
        list.origin, "workers",
        std::to_string(counts.total) + " registered" +
            (typesKnown ? ", " + std::to_string(capable) + " capable, " + std::to_string(available) + " free"
                        : std::string()),
        "the list of workers"));
    return counts;
}

const operations::MetricSample* sampleAt(const MetricSeries& series, std::int64_t atNs)
{
    const operations::MetricSample* best = nullptr;
    for (const auto& sample : series.samples)
        if (sample.timeNs <= atNs && trace::saturatedDifference(atNs, sample.timeNs) <= kSampleReachNs &&
            std::isfinite(sample.value) && sample.value >= 0)
            best = &sample;
    return best;
}

struct Sum
{
    double all = 0;
    double ofType = 0;
    bool any = false;
    bool typesKnown = true;
};

Sum sumAt(const RuleInput& input, MetricUse use, std::int64_t atNs, std::vector<Evidence>& evidence)
{
    // The same series may be there as a range and as of that moment: the newest sample counts.
    std::map<std::map<std::string, std::string>, std::pair<const MetricSeries*, const operations::MetricSample*>>
        newest;
    for (const MetricSeries& series : input.companions()->series)
        if (const auto* sample = series.use == use ? sampleAt(series, atNs) : nullptr)
            if (auto& known = newest[series.labels]; known.second == nullptr || known.second->timeNs < sample->timeNs)
                known = {&series, sample};
    Sum sum;
    for (const auto& [labels, found] : newest) {
        const MetricSeries& series = *found.first;
        const auto* sample = found.second;
        const auto type = labels.find(series.typeLabel);
        const std::string workerType = type != labels.end() ? type->second : std::string();
        sum.any = true;
        sum.typesKnown = sum.typesKnown && isKnownType(input, workerType);
        sum.all += sample->value;
        sum.ofType += isOfType(input, workerType) ? sample->value : 0;
        evidence.push_back(companionEvidence(
            {series.origin.url, sample->timeNs}, series.title + (workerType.empty() ? "" : " (" + workerType + ")"),
            std::to_string(std::llround(sample->value)), "counted when a worker was to be selected"));
    }
    return sum;
}

std::optional<ReportedCounts> countsOfPrometheus(const RuleInput& input, std::int64_t atNs)
{
    ReportedCounts counts;
    const Sum registered = sumAt(input, MetricUse::WorkersRegistered, atNs, counts.evidence);
    const Sum available = sumAt(input, MetricUse::WorkersAvailable, atNs, counts.evidence);
    if (!registered.any) // no series: that nothing was counted is no count of zero
        return std::nullopt;
    counts.total = std::llround(registered.all);
    if (registered.typesKnown)
        counts.capable = std::llround(registered.ofType);
    if (available.any && available.typesKnown)
        counts.available = std::llround(available.ofType);
    return counts;
}

} // namespace

std::optional<ReportedCounts> countsAtSelection(const RuleInput& input)
{
    if (input.companions() == nullptr)
        return std::nullopt;
    const auto atNs = selectionNs(input);
    if (!atNs)
        return std::nullopt;
    auto counts = countsOfList(input, *atNs);
    return counts ? counts : countsOfPrometheus(input, *atNs);
}

} // namespace spanlight::diagnosis
