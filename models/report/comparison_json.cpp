#include "models/report/comparison_report.h"
#include "models/report/json_report.h"
#include "models/report/json_text.h"
#include "models/trace/time_text.h"

#include <cmath>

namespace spanlight::report {

using diagnosis::Comparison;
using diagnosis::Diagnosis;
using diagnosis::PhaseSide;
using diagnosis::Slowdown;
using diagnosis::StepComparison;
using diagnosis::StepSide;
using nlohmann::ordered_json;

namespace {

ordered_json textOrNull(const std::string& text)
{
    return text.empty() ? ordered_json(nullptr) : ordered_json(text);
}

// Null when there is nothing to compare with.
ordered_json ratio(std::int64_t aNs, std::int64_t bNs)
{
    if (aNs <= 0)
        return nullptr;
    return std::round(static_cast<double>(bNs) / static_cast<double>(aNs) * 10'000) / 10'000;
}

ordered_json runJson(const Diagnosis& run)
{
    const auto& subject = run.subject;
    const auto time = [](const std::optional<std::int64_t>& ns) {
        return ns ? ordered_json(trace::toRfc3339(*ns)) : ordered_json(nullptr);
    };
    return {{"kind", subject.kind},
            {"id", subject.id},
            {"type", textOrNull(subject.type)},
            {"state", name(run.verdict.state)},
            {"primary", run.verdict.primary ? ordered_json(*run.verdict.primary) : ordered_json(nullptr)},
            {"headline", run.verdict.headline},
            {"asOf", trace::toRfc3339(run.asOfNs)},
            {"start", time(subject.startNs)},
            {"end", time(subject.endNs)},
            {"durationNs", subject.durationNs},
            {"spans", subject.spans},
            {"errorSpans", subject.errorSpans},
            {"traces", subject.traces},
            {"services", subject.services},
            {"completeness", {{"complete", run.completeness.complete}, {"losses", run.completeness.losses}}}};
}

ordered_json slowdownJson(const Slowdown& why, const char* slower)
{
    if (why.reason == diagnosis::SlowdownReason::None)
        return nullptr;
    return {{"slower", slower},
            {"reason", name(why.reason)},
            {"text", slowdownText(why)},
            {"deltaNs", why.deltaNs()},
            {"explainedNs", why.explainedNs},
            {"service", textOrNull(why.service)},
            {"step", textOrNull(why.step)},
            {"path", why.path},
            {"count", why.count},
            {"referenceCount", why.referenceCount},
            {"stepNs", why.stepNs},
            {"stepReferenceNs", why.stepReferenceNs},
            {"spanId", textOrNull(why.spanId)},
            {"referenceSpanId", textOrNull(why.referenceSpanId)}};
}

ordered_json phaseSideJson(const std::optional<PhaseSide>& side)
{
    if (!side)
        return nullptr;
    return {{"state", name(side->state)}, {"startNs", side->startNs},   {"durationNs", side->durationNs},
            {"ownNs", side->ownNs},       {"waitedNs", side->waitedNs}, {"spanId", textOrNull(side->spanId)}};
}

ordered_json phasesJson(const Comparison& comparison)
{
    ordered_json list = ordered_json::array();
    for (const auto& phase : comparison.phases) {
        const std::int64_t a = phase.a ? phase.a->durationNs : 0;
        const std::int64_t b = phase.b ? phase.b->durationNs : 0;
        const bool bSlower = (phase.b ? phase.b->ownNs : 0) > (phase.a ? phase.a->ownNs : 0);
        list.push_back({{"phase", phase.phase},
                        {"a", phaseSideJson(phase.a)},
                        {"b", phaseSideJson(phase.b)},
                        {"deltaNs", b - a},
                        {"ratio", ratio(a, b)},
                        {"why", slowdownJson(phase.why, bSlower ? "b" : "a")}});
    }
    return list;
}

ordered_json stepSideJson(const StepSide& side)
{
    if (side.count == 0)
        return nullptr;
    return {{"count", side.count}, {"errors", side.errors},   {"totalNs", side.totalNs},
            {"maxNs", side.maxNs}, {"traceId", side.traceId}, {"longestSpanId", side.spanId}};
}

ordered_json stepJson(const StepComparison& step)
{
    ordered_json worst = nullptr;
    if (step.worst)
        worst = {{"ordinal", step.worst->ordinal},
                 {"aNs", step.worst->aNs},
                 {"bNs", step.worst->bNs},
                 {"aSpanId", step.worst->aSpanId},
                 {"bSpanId", step.worst->bSpanId}};
    return {{"path", step.path},
            {"service", textOrNull(step.service)},
            {"name", step.name},
            {"call", step.isCall},
            {"change", step.a.count == 0   ? "added"
                       : step.b.count == 0 ? "missing"
                                           : "both"},
            {"a", stepSideJson(step.a)},
            {"b", stepSideJson(step.b)},
            {"deltaNs", step.deltaNs()},
            {"ratio", ratio(step.a.totalNs, step.b.totalNs)},
            {"worst", std::move(worst)}};
}

} // namespace

std::string comparisonJson(const Comparison& given, const ComparisonOptions& options)
{
    const Comparison comparison = options.redact ? redacted(given) : given;
    ordered_json steps = ordered_json::array();
    for (const auto& step : comparison.steps)
        steps.push_back(stepJson(step));
    ordered_json errors = ordered_json::array();
    for (const auto& error : comparison.errors)
        errors.push_back({{"errorType", textOrNull(error.errorType)},
                          {"message", textOrNull(error.message)},
                          {"service", textOrNull(error.service)},
                          {"name", error.name},
                          {"a", error.a},
                          {"b", error.b}});
    ordered_json attributes = ordered_json::array();
    for (const auto& attribute : comparison.attributes)
        attributes.push_back({{"key", attribute.key},
                              {"a", attribute.a ? ordered_json(*attribute.a) : ordered_json(nullptr)},
                              {"b", attribute.b ? ordered_json(*attribute.b) : ordered_json(nullptr)},
                              {"service", textOrNull(attribute.service)},
                              {"name", attribute.name}});
    return jsonText({{"schema", "spanlight.compare/1"},
                     {"generator", {{"name", "spanlight"}, {"version", generatorVersion()}}},
                     {"profile", comparison.profile},
                     {"headline", comparison.headline},
                     {"a", runJson(comparison.a)},
                     {"b", runJson(comparison.b)},
                     {"deltaNs", comparison.deltaNs()},
                     {"ratio", ratio(comparison.a.subject.durationNs, comparison.b.subject.durationNs)},
                     {"mainPhase", textOrNull(comparison.mainPhase)},
                     {"why", slowdownJson(comparison.why, comparison.deltaNs() > 0 ? "b" : "a")},
                     {"phases", phasesJson(comparison)},
                     {"steps", std::move(steps)},
                     {"errors", std::move(errors)},
                     {"attributes", std::move(attributes)},
                     {"attributesOmitted", comparison.attributesOmitted}},
                    2);
}

} // namespace spanlight::report
