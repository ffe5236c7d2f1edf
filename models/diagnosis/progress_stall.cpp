#include "models/diagnosis/progress_stall.h"

#include "models/trace/intervals.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace spanlight::diagnosis {

using operations::Meaning;
using operations::ProgressReading;

namespace {

constexpr std::size_t kMinReads = 3;     // two may be one report that two spans carry
constexpr std::int64_t kStepFactor = 3;  // steps of one kind of work take about as long as each other
constexpr std::int64_t kUnknownStep = 2; // idle limits, where no earlier step has been seen

bool saySame(const RuleInput& input, const ProgressReading& a, const ProgressReading& b)
{
    if (a.percentage != b.percentage)
        return false;
    for (const Meaning meaning :
         {Meaning::ProgressSteps, Meaning::ProgressItems, Meaning::ProgressPhase, Meaning::EpochsDone}) {
        const auto first = input.view.reader.value(a.span, meaning);
        const auto second = input.view.reader.value(b.span, meaning);
        if (first.has_value() != second.has_value() || (first && first->text() != second->text()))
            return false;
    }
    return true;
}

std::int64_t times(std::int64_t ns, std::int64_t factor)
{
    return std::min(ns, std::numeric_limits<std::int64_t>::max() / factor) * factor;
}

std::vector<const ProgressReading*> readsByTime(const operations::OperationView& view)
{
    std::vector<const ProgressReading*> reads;
    for (const ProgressReading& reading : view.progress)
        if (reading.timeNs <= view.request.asOfNs)
            reads.push_back(&reading);
    std::stable_sort(reads.begin(), reads.end(),
                     [](const ProgressReading* a, const ProgressReading* b) { return a->timeNs < b->timeNs; });
    return reads;
}

// How long progress may stay the same: work without any news is idle, and coarse steps take their time. What the first
// step takes shows only with the second one, so nothing is said of work that has not done any.
std::int64_t unchangedLimit(const RuleInput& input, std::int64_t longestStepNs, double percentage)
{
    const std::int64_t idleNs = input.view.type->idleLimitNs;
    if (longestStepNs > 0)
        return std::max(idleNs, times(longestStepNs, kStepFactor));
    std::int64_t limitNs = times(idleNs, kUnknownStep);
    const operations::Phase* open = input.view.phases.openPhase();
    if (percentage <= 0 && open != nullptr && open->rule->expectedNs)
        limitNs = std::max(limitNs, *open->rule->expectedNs);
    return limitNs;
}

std::optional<ProgressStall> findUnchanged(const RuleInput& input)
{
    const std::vector<const ProgressReading*> reads = readsByTime(input.view);
    if (reads.empty() || reads.back()->percentage >= 100)
        return std::nullopt;
    std::int64_t longestStepNs = 0;
    std::size_t first = 0; // of the reads that say the same
    for (std::size_t i = 1; i < reads.size(); ++i) {
        if (saySame(input, *reads[i], *reads[first]))
            continue;
        longestStepNs = std::max(longestStepNs, trace::saturatedDifference(reads[i]->timeNs, reads[first]->timeNs));
        first = i;
    }
    ProgressStall stall{reads.back(), reads[first], 0, 0, reads.size() - first};
    stall.limitNs = unchangedLimit(input, longestStepNs, stall.newest->percentage);
    stall.ageNs = trace::saturatedDifference(input.view.request.asOfNs, stall.first->timeNs);
    if (stall.reads < kMinReads ||
        trace::saturatedDifference(stall.newest->timeNs, stall.first->timeNs) <= stall.limitNs)
        return std::nullopt;
    return stall;
}

} // namespace

const ProgressReading* newestUpdate(const operations::OperationView& view)
{
    const ProgressReading* newest = nullptr;
    for (const ProgressReading& reading : view.progress)
        if (reading.updatedAtNs && (newest == nullptr || *reading.updatedAtNs > *newest->updatedAtNs))
            newest = &reading;
    return newest;
}

std::optional<ReportedStall> findReportedStall(const RuleInput& input)
{
    const auto& told = input.view.reported;
    if (!told || told->state != "running" || !told->newest->percentage || *told->newest->percentage >= 100)
        return std::nullopt;
    const std::int64_t idleNs = input.view.type->idleLimitNs;
    const std::int64_t now = input.view.request.asOfNs;
    // Preparations report nothing for minutes; only work that has begun to count is expected to go on counting.
    const bool begun = *told->newest->percentage > 0;
    ReportedStall stall;
    if (const auto updated = told->newest->updatedAtNs) {
        stall.dated = true;
        stall.ageNs = trace::saturatedDifference(now, std::max(*updated, told->progressedNs.value_or(*updated)));
        stall.limitNs = begun ? input.thresholds().progressStaleNs : idleNs;
    } else {
        stall.ageNs = trace::saturatedDifference(now, told->first->origin.timeNs);
        stall.limitNs = idleNs;
    }
    return stall.ageNs > stall.limitNs ? std::optional(stall) : std::nullopt;
}

std::optional<ProgressStall> findProgressStall(const RuleInput& input)
{
    if (!input.isUnfinished())
        return std::nullopt;
    if (const ProgressReading* newest = newestUpdate(input.view); newest != nullptr && newest->percentage < 100) {
        const std::int64_t ageNs = trace::saturatedDifference(input.view.request.asOfNs, *newest->updatedAtNs);
        if (ageNs > input.thresholds().progressStaleNs)
            return ProgressStall{newest, newest, ageNs, input.thresholds().progressStaleNs, 1};
    }
    return findUnchanged(input);
}

} // namespace spanlight::diagnosis
