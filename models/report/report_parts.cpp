#include "models/report/report_parts.h"

#include "models/trace/time_text.h"

#include <algorithm>
#include <cmath>

namespace spanlight::report {

using diagnosis::Diagnosis;
using diagnosis::Finding;
using diagnosis::Severity;

const Finding* primaryOf(const Diagnosis& document)
{
    const auto it = std::find_if(document.findings.begin(), document.findings.end(), [&](const Finding& f) {
        return document.verdict.primary && f.rule == *document.verdict.primary;
    });
    return it == document.findings.end() ? nullptr : &*it;
}

std::vector<const Finding*> remediesOf(const Diagnosis& document)
{
    std::vector<const Finding*> remedies;
    const Finding* primary = primaryOf(document);
    if (primary != nullptr && !primary->fixes.empty())
        remedies.push_back(primary);
    for (const Finding& finding : document.findings) {
        if (&finding == primary || finding.severity == Severity::Info || finding.fixes.empty())
            continue;
        const bool explained = primary != nullptr && std::find(primary->symptoms.begin(), primary->symptoms.end(),
                                                               finding.rule) != primary->symptoms.end();
        if (!explained || remedies.empty())
            remedies.push_back(&finding);
    }
    return remedies;
}

bool isRepeated(const Diagnosis& document, const Finding& finding)
{
    return std::count_if(document.findings.begin(), document.findings.end(),
                         [&](const Finding& other) { return other.rule == finding.rule; }) > 1;
}

std::string noCauseText(const Diagnosis& document)
{
    const bool warned = std::any_of(document.findings.begin(), document.findings.end(),
                                    [](const Finding& finding) { return finding.severity != Severity::Info; });
    return warned ? "Nothing explains a fault of the operation itself; the findings above stand on their own."
                  : "Nothing at warning or above explains a fault.";
}

std::string noRemedyText(const Diagnosis& document)
{
    return primaryOf(document) == nullptr ? "Nothing has to be done."
                                          : "No remedy is known for this; the evidence below shows where to look.";
}

std::vector<std::string> preventionsOf(const Diagnosis& document)
{
    std::vector<std::string> sentences;
    for (const Finding& finding : document.findings)
        if (finding.prevention && finding.severity != Severity::Info &&
            std::find(sentences.begin(), sentences.end(), *finding.prevention) == sentences.end())
            sentences.push_back(*finding.prevention);
    return sentences;
}

std::string phaseDuration(const diagnosis::PhaseResult& phase)
{
    return phase.state == diagnosis::PhaseState::Missing && phase.durationNs == 0
               ? "–"
               : trace::toDurationText(phase.durationNs);
}

std::string counted(std::uint64_t count, const char* one, const char* many)
{
    return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string percentText(double share)
{
    return std::to_string(static_cast<int>(std::lround(share * 100))) + " %";
}

} // namespace spanlight::report
