#include "models/diagnosis/engine.h"

#include "models/diagnosis/failure.h"
#include "models/diagnosis/flow.h"
#include "models/diagnosis/headline.h"
#include "models/diagnosis/links.h"
#include "models/diagnosis/phase_results.h"
#include "models/diagnosis/ranking.h"
#include "models/diagnosis/reported_evidence.h"
#include "models/diagnosis/rule.h"
#include "models/diagnosis/state.h"
#include "models/diagnosis/timeline_rows.h"

#include <algorithm>

namespace spanlight::diagnosis {

using operations::OperationView;

namespace {

Subject subjectOf(const OperationView& view, const StateInfo& state)
{
    Subject subject;
    subject.kind = view.request.isTrace ? "trace" : "operation";
    subject.id = view.request.id;
    subject.type = view.typeName;
    if (!view.found()) {
        if (const auto* type = view.profile().operationType("", view.request.id))
            subject.type = type->id;
        return subject;
    }
    for (const trace::TraceId& id : view.traceIds)
        subject.traces.push_back(view.traces().traceIdText(view.traces().traceSpans(id).front()));
    if (view.request.isTrace)
        subject.id = subject.traces.front();
    subject.services = view.services;
    subject.startNs = view.startNs;
    if (view.isFinished() && state.state != State::Unknown)
        subject.endNs = view.endNs;
    subject.durationNs = view.envelopeNs();
    subject.spans = view.spans.size();
    subject.errorSpans = view.errorSpans;
    return subject;
}

void runRules(const RuleInput& input, Diagnosis& diagnosis)
{
    for (const Rule& rule : allRules()) {
        if (rule.detect == nullptr)
            continue;
        const bool needsSpans = rule.id != "operation-not-found";
        if (needsSpans && !input.view.found())
            continue;
        RuleResult result = rule.detect(input);
        for (Finding& finding : result.findings)
            diagnosis.findings.push_back(std::move(finding));
        if (!result.notChecked.empty())
            diagnosis.notChecked.push_back({std::string(rule.id), std::move(result.notChecked)});
        else if (!result.ruledOut.empty())
            diagnosis.ruledOut.push_back({std::string(rule.id), std::move(result.ruledOut)});
    }
}

// What only another source could settle is said where a reader looks for it.
void noteSilence(const RuleInput& input, Diagnosis& diagnosis)
{
    if (!input.state.silentPhase || input.state.state != State::Stuck)
        return;
    diagnosis.notChecked.push_back(
        {"stuck-phase", input.toldByApi()
                            ? "whether the silent phase still works: the operations API says " +
                                  reportedText(input.view) +
                                  ", and not when the progress was made; a later read would show"
                            : "whether the silent phase still works: " +
                                  std::string(input.apiWould("the operations API would settle it (two reads "
                                                             "of the progress some seconds apart)"))});
}

void addLosses(const DiagnoseRequest& request, Diagnosis& diagnosis)
{
    diagnosis.completeness.losses = request.search.losses;
    const auto& context = request.search.contextLosses;
    diagnosis.completeness.losses.insert(diagnosis.completeness.losses.end(), context.begin(), context.end());
    for (const auto& store : request.traces->stores()) {
        for (const trace::Problem& problem : store->importLog().problems()) {
            if (!trace::isLoss(problem.code))
                continue;
            const bool named = problem.input < store->inputs().size();
            diagnosis.completeness.losses.push_back(
                (named ? store->inputs()[problem.input].name + ": " : std::string()) + problem.message +
                (problem.count > 1 ? " (" + std::to_string(problem.count) + " times)" : ""));
        }
    }
    diagnosis.completeness.complete = request.search.complete && diagnosis.completeness.losses.empty();
}

} // namespace

Analysis analyse(const DiagnoseRequest& request)
{
    const bool isTrace = request.kind == DiagnoseRequest::Kind::Trace;
    const auto* known = request.context != nullptr && !isTrace ? request.context->find(request.id) : nullptr;
    const OperationView view =
        operations::buildOperationView({request.traces, request.profile, isTrace, request.id, request.asOfNs,
                                        known != nullptr ? &known->traces : nullptr, true, request.companions});
    SearchContext search = request.search;
    for (const auto& store : request.traces->stores())
        search.complete = search.complete && !store->importLog().hasLoss(); // what is lost may be what is asked for
    const StateInfo state = determineState(view, search);
    const std::optional<Failure> failure = findFailure(view, state.state);
    const RuleInput input{view, state, failure, search, request.context};

    Analysis analysis;
    Diagnosis& diagnosis = analysis.diagnosis;
    diagnosis.profile = request.profile->name;
    diagnosis.asOfNs = request.asOfNs;
    diagnosis.asOfNote = request.asOfNote;
    diagnosis.subject = subjectOf(view, state);
    diagnosis.verdict.state = state.state;
    runRules(input, diagnosis);
    noteSilence(input, diagnosis);
    diagnosis.verdict.primary = rankFindings(diagnosis.findings);
    diagnosis.verdict.headline = headlineFor(input, diagnosis.findings, diagnosis.verdict.primary);
    addLosses(request, diagnosis);
    diagnosis.companions = companionWords(view);
    diagnosis.links = linksFor(view);
    if (view.found()) {
        diagnosis.phases = phaseResults(view, state.state);
        fillFlow(view, diagnosis);
        analysis.timeline = timelineRows(view, state);
    } else {
        analysis.timeline.traces = request.traces;
    }
    return analysis;
}

} // namespace spanlight::diagnosis
