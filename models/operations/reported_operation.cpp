#include "models/operations/reported_operation.h"

#include "models/operations/profile.h"
#include "models/trace/intervals.h"

#include <algorithm>
#include <vector>

namespace spanlight::operations {

namespace {

// Companions tell of now. Looking back further than this asks for another moment than they speak of.
constexpr std::int64_t kReachNs = 600'000'000'000;

bool isTerminal(const std::string& state)
{
    return state == "completed" || state == "failed" || state == "cancelled";
}

std::optional<std::int64_t> newestProgress(const std::vector<const OperationFact*>& answers, std::int64_t asOfNs)
{
    std::optional<std::int64_t> newest;
    const auto take = [&](std::int64_t timeNs) {
        newest = std::max(newest.value_or(timeNs), std::min(timeNs, asOfNs));
    };
    for (std::size_t i = 0; i < answers.size(); ++i) {
        if (answers[i]->known && answers[i]->updatedAtNs)
            take(std::min(*answers[i]->updatedAtNs, asOfNs));
        if (i > 0 && answers[i]->known && answers[i - 1]->known && !answers[i]->saysTheSame(*answers[i - 1]))
            take(std::min(answers[i]->origin.timeNs, asOfNs));
    }
    return newest;
}

} // namespace

bool holdsAt(std::int64_t timeNs, std::int64_t asOfNs)
{
    const std::int64_t apart = trace::saturatedDifference(std::max(timeNs, asOfNs), std::min(timeNs, asOfNs));
    return apart <= kReachNs;
}

std::optional<ReportedOperation> readReported(const CompanionFacts& facts, const Profile& profile, std::string_view id,
                                              std::int64_t asOfNs)
{
    std::vector<const OperationFact*> answers;
    for (const OperationFact& fact : facts.operation)
        if (fact.id.empty() || fact.id == id)
            answers.push_back(&fact);
    if (answers.empty())
        return std::nullopt;
    ReportedOperation reported;
    reported.newest = answers.back();
    const OperationFact& newest = *answers.back();
    reported.state = newest.known ? profile.stateOf(newest.status) : std::string();
    const bool now = holdsAt(newest.origin.timeNs, asOfNs);
    if (isTerminal(reported.state)) {
        const std::int64_t ended = newest.completedAtNs.value_or(newest.origin.timeNs);
        if (ended <= asOfNs || now)
            reported.endedNs = std::min(ended, asOfNs);
        return reported.endedNs ? std::optional(reported) : std::nullopt;
    }
    if (!now)
        return std::nullopt;
    if (reported.state == "running")
        reported.progressedNs = newestProgress(answers, asOfNs);
    reported.first = &newest;
    for (auto answer = answers.rbegin(); answer != answers.rend() && (*answer)->saysTheSame(newest); ++answer)
        reported.first = *answer;
    return reported;
}

} // namespace spanlight::operations
