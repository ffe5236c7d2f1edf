#include "models/diagnosis/walk_search.h"

#include "models/operations/glob.h"
#include "models/operations/operation_list.h"
#include "models/trace/edit_distance.h"
#include "models/trace/time_text.h"

#include <algorithm>
#include <set>

namespace spanlight::diagnosis {

namespace {

constexpr std::size_t kLongestId = 200; // longer ones are not compared: the table is quadratic

std::string joined(const std::vector<std::string>& values, std::size_t most = 6)
{
    std::string out;
    for (std::size_t i = 0; i < std::min(values.size(), most); ++i)
        out += (i > 0 ? ", " : "") + values[i];
    if (values.size() > most)
        out += " and " + std::to_string(values.size() - most) + " more";
    return out;
}

std::vector<std::string> idsIn(const WalkRequest& request)
{
    const DiagnoseRequest& subject = *request.subject;
    std::vector<std::string> ids = request.knownIds;
    const auto list = subject.kind == DiagnoseRequest::Kind::Trace
                          ? operations::listTraces(*subject.traces)
                          : operations::listOperations(*subject.traces, *subject.profile);
    for (const auto& entry : list)
        ids.push_back(entry.id);
    return ids;
}

std::vector<std::string> servicesSeen(const WalkRequest& request)
{
    std::set<std::string> services(request.subject->search.services.begin(), request.subject->search.services.end());
    for (const auto& store : request.subject->traces->stores())
        for (std::uint32_t i = 0; i < store->resourceCount(); ++i)
            if (const auto service = store->resource(trace::ResourceRow{i}).service; !service.empty())
                services.emplace(service);
    return {services.begin(), services.end()};
}

std::string rangeText(const SearchContext& search)
{
    if (!search.fromNs && !search.toNs)
        return search.limitedRange ? "a part of the time" : "the whole time";
    const auto moment = [](const std::optional<std::int64_t>& ns) {
        return ns ? trace::toRfc3339(*ns).substr(0, 19) + "Z" : std::string("…");
    };
    return moment(search.fromNs) + " to " + moment(search.toNs);
}

std::string reasonOf(const Diagnosis& document)
{
    for (const Finding& finding : document.findings)
        if (finding.rule == "operation-not-found")
            for (const auto& [key, value] : finding.facts)
                if (const auto* text = std::get_if<std::string>(&value); text != nullptr && key == "reason")
                    return *text;
    return {};
}

// Which answer to the search stands in the way, for an operation that was not found.
StepVerdict verdictOf(SearchAspect aspect, const std::string& reason, bool anything, bool incomplete)
{
    const auto failIf = [](bool fails) { return fails ? StepVerdict::Fail : StepVerdict::Pass; };
    switch (aspect) {
    case SearchAspect::Found:
        return StepVerdict::Fail;
    case SearchAspect::Reached:
        return failIf(incomplete);
    case SearchAspect::Services:
        return incomplete && !anything ? StepVerdict::Unknown : failIf(!anything);
    case SearchAspect::Backend:
        return !anything ? StepVerdict::Unknown : failIf(reason == "service-missing");
    case SearchAspect::Fresh:
        return failIf(reason == "too-fresh");
    case SearchAspect::Range:
        return failIf(reason == "outside-range");
    case SearchAspect::Spelling:
        return reason == "unknown-id" ? StepVerdict::Fail : StepVerdict::Unknown;
    }
    return StepVerdict::Unknown;
}

} // namespace

std::vector<std::string> similarIds(std::string_view id, const std::vector<std::string>& known)
{
    const std::string wanted = operations::normalized(id);
    const std::size_t allowed = std::min<std::size_t>(3, wanted.size() / 4);
    std::set<std::pair<std::size_t, std::string>> near;
    for (const std::string& other : known) {
        const std::string candidate = operations::normalized(other);
        if (other == id || wanted.empty() || candidate.size() > kLongestId || wanted.size() > kLongestId)
            continue;
        const bool cut = wanted.size() >= 8 && candidate.starts_with(wanted);
        const std::size_t distance = cut ? 1 : trace::editDistance(wanted, candidate);
        if (distance <= allowed)
            near.emplace(distance, other);
    }
    std::vector<std::string> result;
    for (const auto& [distance, other] : near)
        if (result.size() < 3)
            result.push_back(other);
    return result;
}

std::string searchText(const WalkRequest& request)
{
    const DiagnoseRequest& subject = *request.subject;
    const bool isTrace = subject.kind == DiagnoseRequest::Kind::Trace;
    return (isTrace ? "trace " : "operation ") + subject.id +
           (subject.search.origin.empty() ? "" : " in " + subject.search.origin) + ", " + rangeText(subject.search);
}

Seen lookAtSearch(SearchAspect aspect, const WalkRequest& request, const operations::OperationView& view)
{
    const SearchContext& search = request.subject->search;
    const Diagnosis& document = *request.document;
    const auto services = servicesSeen(request);
    Seen seen;
    seen.values = {{"origin", search.origin},
                   {"asked", joined(services)},
                   {"range", rangeText(search)},
                   {"losses", joined(document.completeness.losses, 3)},
                   {"count", std::to_string(services.size())},
                   {"reason", reasonOf(document)}};
    if (view.found()) {
        seen.verdict = StepVerdict::Pass;
        return seen;
    }
    const auto ids = idsIn(request);
    seen.values["known"] = std::to_string(std::set<std::string>(ids.begin(), ids.end()).size());
    const auto similar = similarIds(request.subject->id, ids);
    if (!similar.empty())
        seen.values["similar"] = joined(similar);
    const bool incomplete = document.verdict.state != State::NotFound;
    const bool anything = !services.empty() || request.subject->traces->spanCount() > 0;
    seen.verdict = verdictOf(aspect, seen.values["reason"], anything, incomplete);
    if (aspect == SearchAspect::Spelling && !similar.empty())
        seen.verdict = StepVerdict::Fail;
    const bool decisive = seen.verdict == StepVerdict::Fail && aspect != SearchAspect::Found;
    for (const Finding& finding : document.findings)
        if (decisive && finding.rule == "operation-not-found") {
            seen.rule = finding.rule;
            seen.fixes = finding.fixes;
            seen.evidence = finding.evidence;
        }
    return seen;
}

} // namespace spanlight::diagnosis
