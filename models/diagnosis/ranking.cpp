#include "models/diagnosis/ranking.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace spanlight::diagnosis {

namespace {

int precedenceOf(const Finding& finding)
{
    const Rule* rule = findRule(finding.rule);
    return rule != nullptr ? rule->precedence : std::numeric_limits<int>::max();
}

std::int64_t earliestEvidence(const Finding& finding)
{
    std::int64_t earliest = std::numeric_limits<std::int64_t>::max();
    for (const Evidence& evidence : finding.evidence)
        if (!evidence.spanId.empty())
            earliest = std::min(earliest, evidence.startNs);
    return earliest;
}

const std::string& firstSpanId(const Finding& finding)
{
    return finding.evidence.front().spanId;
}

bool mayBePrimary(const Finding& finding)
{
    return finding.bears && finding.severity <= Severity::Warning;
}

} // namespace

std::optional<std::string> rankFindings(std::vector<Finding>& findings)
{
    // The detectors' own order (most explanatory first) holds within a rule, so the sorts below are stable and never
    // compare findings of one rule by time.
    const auto sameRule = [](const Finding& a, const Finding& b) { return a.rule == b.rule; };
    const Finding* primary = nullptr;
    for (const Finding& finding : findings) {
        if (!mayBePrimary(finding))
            continue;
        const auto key = [](const Finding& f) {
            return std::tuple(precedenceOf(f), earliestEvidence(f), firstSpanId(f));
        };
        if (primary == nullptr || (!sameRule(finding, *primary) && key(finding) < key(*primary)))
            primary = &finding;
    }
    const std::optional<std::string> rule = primary != nullptr ? std::optional(primary->rule) : std::nullopt;
    if (primary != nullptr)
        std::rotate(findings.begin(), findings.begin() + (primary - findings.data()),
                    findings.begin() + (primary - findings.data()) + 1);
    std::stable_sort(findings.begin() + (rule ? 1 : 0), findings.end(), [&](const Finding& a, const Finding& b) {
        const auto key = [](const Finding& f) { return std::tuple(f.severity, precedenceOf(f)); };
        if (key(a) != key(b))
            return key(a) < key(b);
        return !sameRule(a, b) && earliestEvidence(a) < earliestEvidence(b);
    });
    if (!rule)
        return rule;
    Finding& first = findings.front();
    for (const Finding& other : findings) {
        const Rule* info = findRule(other.rule);
        const bool symptom =
            info != nullptr && info->isSymptom && other.rule != first.rule && info->precedence > precedenceOf(first);
        if (symptom && std::find(first.symptoms.begin(), first.symptoms.end(), other.rule) == first.symptoms.end())
            first.symptoms.push_back(other.rule);
    }
    return rule;
}

} // namespace spanlight::diagnosis
