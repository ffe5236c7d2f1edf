#include "models/diagnosis/detectors/operation_not_found.h"

#include "models/diagnosis/finding_parts.h"
#include "models/diagnosis/reported_evidence.h"
#include "models/operations/glob.h"
#include "models/trace/time_text.h"

#include <algorithm>
#include <cctype>

namespace spanlight::diagnosis {

namespace {

// Operation ids hold the moment they were made, to the second and in UTC: …_YYYYMMDD_HHMMSS_….
std::optional<std::int64_t> timeInId(std::string_view id)
{
    for (std::size_t i = 0; i + 15 <= id.size(); ++i) {
        const std::string_view part = id.substr(i, 15);
        const bool digits = std::all_of(part.begin(), part.end(), [](char c) {
            return std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '_';
        });
        if (!digits || part[8] != '_' || std::count(part.begin(), part.end(), '_') != 1)
            continue;
        const std::string text = std::string(part.substr(0, 4)) + '-' + std::string(part.substr(4, 2)) + '-' +
                                 std::string(part.substr(6, 2)) + 'T' + std::string(part.substr(9, 2)) + ':' +
                                 std::string(part.substr(11, 2)) + ':' + std::string(part.substr(13, 2)) + 'Z';
        return trace::parseTime(text);
    }
    return std::nullopt;
}

bool hasBackend(const RuleInput& input)
{
    const auto& rules = input.profile().services;
    const auto isBackend = [&](std::string_view service) {
        return input.profile().serviceRole(service) == operations::PartyRole::Backend;
    };
    const bool known = std::any_of(rules.begin(), rules.end(),
                                   [](const auto& rule) { return rule.role == operations::PartyRole::Backend; });
    if (!known || std::any_of(input.search.services.begin(), input.search.services.end(), isBackend))
        return true;
    for (const auto& store : input.view.traces().stores())
        for (std::uint32_t i = 0; i < store->resourceCount(); ++i)
            if (isBackend(store->resource(trace::ResourceRow{i}).service))
                return true;
    return false;
}

std::string reasonFor(const RuleInput& input)
{
    const std::int64_t fresh = 2 * input.thresholds().exportDelayNs;
    const auto made = timeInId(input.view.request.id);
    if (input.search.live && made && input.view.request.asOfNs - *made < fresh &&
        input.view.request.asOfNs >= *made - fresh)
        return "too-fresh";
    if (input.view.traces().spanCount() == 0 && input.search.services.empty())
        return "no-services";
    if (!hasBackend(input))
        return "service-missing";
    return input.search.limitedRange ? "outside-range" : "unknown-id";
}

std::string explain(const std::string& reason, const std::string& id)
{
    if (reason == "too-fresh")
        return "The id was made only seconds ago; spans are exported in batches some seconds later.";
    if (reason == "no-services")
        return "There is no service and no span at all in what was searched.";
    if (reason == "service-missing")
        return "Other services are there, but none of the backend: its traces do not arrive.";
    if (reason == "outside-range")
        return "Only a part of the time was searched, and no span in it carries " + id + ".";
    return "Everything was searched, and no span carries " + id + ".";
}

// Whether the operation exists at all is what the operations API knows.
void addReported(const RuleInput& input, Finding& finding)
{
    if (input.companions() == nullptr || input.view.request.isTrace)
        return;
    for (auto fact = input.companions()->operation.rbegin(); fact != input.companions()->operation.rend(); ++fact) {
        if (!fact->id.empty() && fact->id != input.view.request.id)
            continue;
        finding.explanation +=
            fact->known ? " The operations API knows it (" + fact->status +
                              "): it exists, and its spans were not exported, were lost or are stored elsewhere."
                        : " The operations API does not know it either: it was never started, or the id is mistyped.";
        finding.evidence.push_back(companionEvidence(fact->origin, "operation",
                                                     fact->known ? fact->status : "no such operation",
                                                     "what the operations API says of it"));
        return;
    }
}

} // namespace

RuleResult detectOperationNotFound(const RuleInput& input)
{
    if (input.view.found())
        return {};
    if (input.state.state != State::NotFound)
        return notChecked("the search was not complete");
    const std::string reason = reasonFor(input);
    Finding finding;
    finding.rule = "operation-not-found";
    finding.severity = Severity::Error;
    finding.confidence = 0.9;
    finding.title = input.view.request.isTrace ? "Trace not found" : "Operation not found";
    finding.explanation = explain(reason, input.view.request.id);
    finding.facts = {{"reason", reason}};
    finding.evidence = {
        absenceEvidence("", "", input.view.request.id, "no span with this id in anything that was searched")};
    addReported(input, finding);
    finding.fixes = adviceFor(input.view, "operation-not-found", {{"reason", reason}});
    finding.bears = true;
    return found({std::move(finding)});
}

} // namespace spanlight::diagnosis
