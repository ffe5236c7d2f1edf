#include "models/diagnosis/explanation.h"

#include "models/diagnosis/finding_parts.h"
#include "models/diagnosis/rule.h"
#include "models/diagnosis/rule_descriptions.h"
#include "models/diagnosis/state.h"
#include "models/diagnosis/walk_facts.h"
#include "models/trace/time_text.h"

#include <algorithm>
#include <cmath>

namespace spanlight::diagnosis {

using operations::OperationView;

namespace {

using trace::toDurationText;

std::string percent(double share)
{
    return numberText(std::round(share * 100)) + " %";
}

std::string expectations(const OperationView& view)
{
    std::string out;
    for (const std::string& id : view.type->phases)
        if (const auto* phase = view.profile().phase(id); phase != nullptr && phase->expectedNs)
            out += (out.empty() ? "" : ", ") + phaseText(id) + " " + toDurationText(*phase->expectedNs);
    return out.empty() ? out : "expected at most: " + out;
}

// By name and value, as the profile has them: "retryAttempts 5".
std::string namedThresholds(const std::string& rule, const operations::Thresholds& limits)
{
    std::string out;
    for (const RuleDescription& description : ruleDescriptions()) {
        std::string_view names = description.id == rule ? description.thresholds : std::string_view();
        while (!names.empty()) {
            const std::string_view threshold = names.substr(0, names.find(' '));
            names.remove_prefix(std::min(threshold.size() + 1, names.size()));
            if (const std::string value = thresholdText(limits, threshold); !value.empty())
                out += (out.empty() ? "" : ", ") + std::string(threshold) + ' ' + value;
        }
    }
    return out;
}

std::string thresholdOf(const std::string& rule, const OperationView& view)
{
    const auto& limits = view.profile().thresholds;
    if (rule == "stuck-phase")
        return "silent for more than " + toDurationText(view.type->idleLimitNs) + ", before dispatch " +
               toDurationText(limits.idleBeforeDispatchNs);
    if (rule == "progress-stalled")
        return "not updated for more than " + toDurationText(limits.progressStaleNs);
    if (rule == "bottleneck")
        return "more than " + percent(limits.bottleneckShare) + " of the time";
    if (rule == "slow-worker-selection")
        return "more than " + toDurationText(limits.slowSelectionNs);
    if (rule == "slow-phase")
        return expectations(view);
    if (rule == "missing-data" && limits.minimumRows > 0)
        return "fewer than " + numberText(limits.minimumRows) + " rows, or less than " +
               percent(limits.incompleteShare) + " of what was asked for";
    if (rule == "trace-context-lost")
        return "the second trace begins within " + toDurationText(limits.contextJoinNs) + " of the call";
    return namedThresholds(rule, limits);
}

std::string moment(const OperationView& view, trace::SpanRef span, std::int64_t timeNs)
{
    return std::string(view.traces().name(span)) + " of " + std::string(view.traces().service(span)) + " at " +
           trace::toRfc3339(timeNs);
}

std::vector<std::string> stateSentences(const OperationView& view, const StateInfo& state)
{
    std::vector<std::string> sentences;
    if (!view.found())
        return {"No span belongs to it in anything that was searched."};
    if (const auto& terminal = view.lifeCycle.terminal; terminal && !terminal->span.valid())
        return {"No span says how it ended; the operations API says \"" + terminal->to + "\" (" +
                view.reported->newest->origin.url + ", asked at " +
                trace::toRfc3339(view.reported->newest->origin.timeNs) + ")."};
    if (const auto& terminal = view.lifeCycle.terminal)
        return {"The last word is \"" + terminal->to + "\", from " + moment(view, terminal->span, terminal->timeNs) +
                "."};
    if (view.profile().subjectIsTrace || view.request.isTrace)
        sentences.push_back("A trace without operation: its root decides, and failures that reach it.");
    else
        sentences.push_back("No span says that it completed, failed or was cancelled.");
    if (!state.because.empty())
        sentences.push_back("The data cannot tell: " + state.because + ".");
    if (view.lastActivitySpan.valid() && state.limitNs > 0)
        sentences.push_back("The last sign of life is " + moment(view, view.lastActivitySpan, view.lastActivityNs) +
                            ", " + toDurationText(std::max<std::int64_t>(state.idleNs, 0)) +
                            " before the moment of looking; up to " + toDurationText(state.limitNs) +
                            " is normal here.");
    if (view.isReportedAlive())
        sentences.push_back("The operations API reports progress " +
                            toDurationText(std::max<std::int64_t>(view.request.asOfNs - view.newestSignNs, 0)) +
                            " before the moment of looking, newer than any span.");
    if (state.silentPhase)
        sentences.push_back("The open phase sends no spans while it works: healthy and stuck look alike, so the "
                            "confidence is at most " +
                            percent(state.confidence) + ".");
    return sentences;
}

std::string primarySentence(const Diagnosis& document)
{
    if (!document.verdict.primary)
        return {};
    const std::string& primary = *document.verdict.primary;
    std::string others;
    std::string explained;
    for (const Finding& finding : document.findings) {
        if (finding.rule == primary)
            for (const std::string& symptom : finding.symptoms)
                explained += (explained.empty() ? "" : ", ") + symptom;
        else if (finding.bears && finding.severity <= Severity::Warning &&
                 others.find(finding.rule) == std::string::npos)
            others += (others.empty() ? "" : ", ") + finding.rule;
    }
    std::string text = primary + " comes first";
    text += others.empty() ? ": no other finding at warning or above bears on the verdict."
                           : " in the order of what explains most; " + others + " bear on the verdict, too.";
    return explained.empty() ? text : text + " It explains " + explained + ".";
}

template <typename Add>
void eachRule(const Diagnosis& document, RuleOutcome outcome, const Add& add)
{
    for (const Rule& rule : allRules()) {
        if (outcome == RuleOutcome::Fired) {
            for (const Finding& finding : document.findings)
                if (finding.rule == rule.id)
                    add(rule, std::string(name(finding.severity)) + ": " + finding.title, finding.bears);
            continue;
        }
        const auto& notes = outcome == RuleOutcome::RuledOut ? document.ruledOut : document.notChecked;
        for (const RuleNote& note : notes)
            if (note.rule == rule.id)
                add(rule, note.because, false);
    }
}

} // namespace

Explanation explainDiagnosis(const DiagnoseRequest& request, const Diagnosis& document)
{
    const OperationView view =
        operations::buildOperationView({request.traces, request.profile, request.kind == DiagnoseRequest::Kind::Trace,
                                        request.id, request.asOfNs, nullptr, true, request.companions});
    Explanation explanation;
    explanation.state = stateSentences(view, determineState(view, request.search));
    explanation.primary = primarySentence(document);
    for (const RuleOutcome outcome : {RuleOutcome::Fired, RuleOutcome::RuledOut, RuleOutcome::NotChecked})
        eachRule(document, outcome, [&](const Rule& rule, const std::string& because, bool bears) {
            const std::string id(rule.id);
            explanation.rules.push_back({id, outcome, because, thresholdOf(id, view), bears});
        });
    for (const Rule& rule : allRules()) {
        const bool told = std::any_of(explanation.rules.begin(), explanation.rules.end(),
                                      [&](const RuleExplanation& other) { return other.rule == rule.id; });
        if (!told && rule.detect != nullptr && view.found() && rule.id != "operation-not-found")
            explanation.rules.push_back(
                {std::string(rule.id), RuleOutcome::Silent, "", thresholdOf(std::string(rule.id), view), false});
    }
    return explanation;
}

} // namespace spanlight::diagnosis
