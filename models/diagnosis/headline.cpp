#include "models/diagnosis/headline.h"

#include "models/diagnosis/finding_parts.h"

#include <algorithm>
#include <cstdio>

namespace spanlight::diagnosis {

using operations::Phase;

namespace {

const Finding* find(const std::vector<Finding>& findings, std::string_view rule)
{
    const auto it = std::find_if(findings.begin(), findings.end(), [&](const Finding& f) { return f.rule == rule; });
    return it != findings.end() ? &*it : nullptr;
}

std::string at(const RuleInput& input, const std::vector<Finding>& findings)
{
    const Finding* progress = find(findings, "progress-stalled");
    const auto& told = input.view.reported;
    const bool tells = told && told->state == "running" && told->newest->percentage;
    if (progress == nullptr && !tells)
        return {};
    char buffer[48];
    std::snprintf(buffer, sizeof buffer, " at %.4g %%",
                  progress != nullptr ? std::get<double>(progress->facts.front().second) : *told->newest->percentage);
    return buffer;
}

std::string openPhase(const RuleInput& input)
{
    const Phase* open = input.view.phases.openPhase();
    return open != nullptr ? open->rule->id : std::string("execution");
}

// The work was handed over and nothing of the worker has been seen: which phase it is in is anybody's guess.
bool isOutOfSight(const RuleInput& input)
{
    const Phase* open = input.view.phases.openPhase();
    return open != nullptr && open->isWork && open->runs.empty() && input.view.type->workers && !input.view.workerSeen;
}

std::string stuckText(const RuleInput& input, const std::vector<Finding>& findings)
{
    const std::string phase = openPhase(input);
    std::string text = "Stuck in " + phase + " for " + durationText(input.state.idleNs) + at(input, findings);
    const Phase* open = input.view.phases.openPhase();
    if (!input.state.silentPhase || input.state.confidence > 0.5)
        return text;
    text = "Probably stuck in " + phase + ": silent for " + durationText(input.state.idleNs);
    if (open->rule->expectedNs)
        text += "; this phase normally lasts up to " + durationText(*open->rule->expectedNs);
    return text + (input.view.reported ? "; neither the traces nor the operations API tell whether it still works"
                                       : "; the traces alone cannot tell");
}

std::string stateText(const RuleInput& input, const std::vector<Finding>& findings)
{
    const auto& view = input.view;
    const std::string lasted = durationText(view.envelopeNs());
    const std::string what = view.request.isTrace && view.operationId.empty() ? "The request" : "The operation";
    switch (input.state.state) {
    case State::Completed:
        return "Completed in " + lasted;
    case State::Cancelled:
        return "Cancelled after " + lasted;
    case State::Failed:
        return input.failure && !input.failure->phase.empty() ? "Failed in " + input.failure->phase + " after " + lasted
                                                              : "Failed after " + lasted;
    case State::Running:
        return "Running for " + lasted +
               (isOutOfSight(input) ? ", handed over to a worker" : ", now in " + openPhase(input)) +
               at(input, findings);
    case State::Stuck:
        return stuckText(input, findings);
    case State::Lost:
        return "Lost after " + lasted + at(input, findings) + ": the process that ran it is gone";
    case State::NotFound:
        return "Not found: no span carries " + view.request.id;
    case State::Unknown:
        return what +
               "'s state is unknown: " + (input.state.because.empty() ? "the data cannot tell" : input.state.because);
    }
    return {};
}

} // namespace

std::string headlineFor(const RuleInput& input, const std::vector<Finding>& findings,
                        const std::optional<std::string>& primary)
{
    std::string text = stateText(input, findings);
    if (!primary || *primary == "stuck-phase" || *primary == "operation-not-found" || *primary == "progress-stalled")
        return text + '.';
    const Finding& finding = findings.front();
    std::string why = finding.rule == "instance-mismatch" ? finding.explanation : finding.title;
    if (finding.rule == "operation-failed" && !finding.rootCause.empty())
        why = finding.rootCause;
    else if (finding.rule == "operation-failed" && input.failure && input.failure->errorType.empty() &&
             input.failure->origin.valid()) // nothing is known but the place
        why = "the error began in " + std::string(input.view.traces().name(input.failure->origin)) + " of " +
              std::string(input.view.traces().service(input.failure->origin));
    if (input.state.state == State::Unknown && !input.state.because.empty()) // why it is unknown has been said
        return text + '.';
    text += ": " + why;
    if (text.ends_with('.'))
        return text;
    return text + '.';
}

} // namespace spanlight::diagnosis
