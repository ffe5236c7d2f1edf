#include "models/report/json_report.h"

#include "models/report/json_text.h"
#include "models/trace/time_text.h"

#include <cmath>

namespace spanlight::report {

using diagnosis::Diagnosis;
using nlohmann::ordered_json;

namespace {

ordered_json textOrNull(const std::string& text)
{
    return text.empty() ? ordered_json(nullptr) : ordered_json(text);
}

// Shares and confidences with four digits: enough for people and programs, and the same on every machine.
double rounded(double value)
{
    return std::round(value * 10'000) / 10'000;
}

ordered_json factJson(const diagnosis::FactValue& value)
{
    return std::visit(
        [](const auto& v) -> ordered_json {
            if constexpr (std::is_same_v<std::decay_t<decltype(v)>, std::monostate>)
                return nullptr;
            else
                return v;
        },
        value);
}

ordered_json subjectJson(const diagnosis::Subject& subject)
{
    const auto time = [](const std::optional<std::int64_t>& ns) {
        return ns ? ordered_json(trace::toRfc3339(*ns)) : ordered_json(nullptr);
    };
    return {{"kind", subject.kind},
            {"id", subject.id},
            {"type", textOrNull(subject.type)},
            {"traces", subject.traces},
            {"services", subject.services},
            {"start", time(subject.startNs)},
            {"end", time(subject.endNs)},
            {"durationNs", subject.durationNs},
            {"spans", subject.spans},
            {"errorSpans", subject.errorSpans}};
}

ordered_json evidenceJson(const diagnosis::Evidence& evidence)
{
    return {{"traceId", textOrNull(evidence.traceId)},
            {"spanId", textOrNull(evidence.spanId)},
            {"service", textOrNull(evidence.service)},
            {"name", textOrNull(evidence.name)},
            {"attribute", textOrNull(evidence.attribute)},
            {"value", evidence.attribute.empty() ? textOrNull(evidence.value) : ordered_json(evidence.value)},
            {"note", textOrNull(evidence.note)}};
}

ordered_json fixesJson(const std::vector<diagnosis::Fix>& fixes)
{
    ordered_json list = ordered_json::array();
    for (const auto& fix : fixes)
        list.push_back({{"text", fix.text}, {"command", textOrNull(fix.command)}});
    return list;
}

ordered_json findingJson(const diagnosis::Finding& finding)
{
    ordered_json facts = ordered_json::object();
    for (const auto& [key, value] : finding.facts)
        facts[key] = factJson(value);
    ordered_json evidence = ordered_json::array();
    for (const auto& e : finding.evidence)
        evidence.push_back(evidenceJson(e));
    return {{"rule", finding.rule},
            {"severity", name(finding.severity)},
            {"confidence", rounded(finding.confidence)},
            {"title", finding.title},
            {"explanation", finding.explanation},
            {"rootCause", textOrNull(finding.rootCause)},
            {"phase", finding.phase ? ordered_json(*finding.phase) : ordered_json(nullptr)},
            {"symptoms", finding.symptoms},
            {"facts", std::move(facts)},
            {"evidence", std::move(evidence)},
            {"fixes", fixesJson(finding.fixes)},
            {"prevention", finding.prevention ? ordered_json(*finding.prevention) : ordered_json(nullptr)}};
}

ordered_json notesJson(const std::vector<diagnosis::RuleNote>& notes)
{
    ordered_json list = ordered_json::array();
    for (const auto& note : notes)
        list.push_back({{"rule", note.rule}, {"because", note.because}});
    return list;
}

ordered_json phasesJson(const Diagnosis& document)
{
    ordered_json list = ordered_json::array();
    for (const auto& phase : document.phases)
        list.push_back({{"phase", phase.phase},
                        {"state", name(phase.state)},
                        {"startNs", phase.startNs},
                        {"durationNs", phase.durationNs},
                        {"share", rounded(phase.share)},
                        {"spanId", textOrNull(phase.spanId)}});
    return list;
}

ordered_json flowJson(const Diagnosis& document)
{
    ordered_json list = ordered_json::array();
    for (const auto& step : document.flow)
        list.push_back({{"spanId", step.spanId},
                        {"traceId", step.traceId},
                        {"service", step.service},
                        {"name", step.name},
                        {"startNs", step.startNs},
                        {"durationNs", step.durationNs},
                        {"status", step.status}});
    return list;
}

// Only where companions were asked: without them the document is what it always was.
void addCompanions(const Diagnosis& document, ordered_json& json)
{
    for (const auto& word : document.companions)
        json["companions"].push_back({{"companion", word.companion},
                                      {"url", word.url},
                                      {"time", trace::toRfc3339(word.timeNs)},
                                      {"failed", word.failed},
                                      {"text", word.text}});
    for (const auto& link : document.links)
        json["links"].push_back({{"kind", link.kind},
                                 {"title", link.title},
                                 {"url", textOrNull(link.url)},
                                 {"command", textOrNull(link.command)}});
}

void addWalk(const diagnosis::Walk& walk, ordered_json& json)
{
    ordered_json steps = ordered_json::array();
    for (const auto& step : walk.steps) {
        ordered_json evidence = ordered_json::array();
        for (const auto& e : step.evidence)
            evidence.push_back(evidenceJson(e));
        steps.push_back({{"step", step.id},
                         {"question", step.question},
                         {"asked", textOrNull(step.asked)},
                         {"query", textOrNull(step.query)},
                         {"answer", step.answer},
                         {"verdict", name(step.verdict)},
                         {"rule", textOrNull(step.rule)},
                         {"evidence", std::move(evidence)},
                         {"then", fixesJson(step.then)}});
    }
    json["scenario"] = {{"id", walk.scenario},
                        {"title", walk.title},
                        {"conclusion", walk.conclusion},
                        {"rule", textOrNull(walk.rule.value_or(""))},
                        {"suggested", textOrNull(walk.suggested.value_or(""))},
                        {"fixes", fixesJson(walk.fixes)}};
    json["walk"] = std::move(steps);
}

} // namespace

std::string_view generatorVersion()
{
    return SPANLIGHT_VERSION;
}

std::string jsonReport(const Diagnosis& document, int indent, const diagnosis::Walk* walk)
{
    ordered_json findings = ordered_json::array();
    for (const auto& finding : document.findings)
        findings.push_back(findingJson(finding));
    const auto& verdict = document.verdict;
    ordered_json json = {
        {"schema", "spanlight.diagnosis/1"},
        {"generator", {{"name", "spanlight"}, {"version", generatorVersion()}}},
        {"profile", document.profile},
        {"asOf", trace::toRfc3339(document.asOfNs)},
        {"subject", subjectJson(document.subject)},
        {"verdict",
         {{"state", name(verdict.state)},
          {"headline", verdict.headline},
          {"primary", verdict.primary ? ordered_json(*verdict.primary) : ordered_json(nullptr)}}},
        {"findings", std::move(findings)},
        {"phases", phasesJson(document)},
        {"flow", flowJson(document)},
        {"flowOmitted", document.flowOmitted},
        {"ruledOut", notesJson(document.ruledOut)},
        {"notChecked", notesJson(document.notChecked)},
        {"completeness", {{"complete", document.completeness.complete}, {"losses", document.completeness.losses}}},
    };
    addCompanions(document, json);
    if (walk != nullptr)
        addWalk(*walk, json);
    return jsonText(json, indent);
}

} // namespace spanlight::report
