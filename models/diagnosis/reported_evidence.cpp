#include "models/diagnosis/reported_evidence.h"

#include "models/diagnosis/finding_parts.h"
#include "models/trace/time_text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace spanlight::diagnosis {

using operations::Companion;
using operations::CompanionFacts;
using operations::MetricSeries;
using operations::OperationFact;
using operations::OperationView;

namespace {

std::string_view nameOf(Companion companion)
{
    switch (companion) {
    case Companion::OperationsApi:
        return "operations-api";
    case Companion::Prometheus:
        return "prometheus";
    case Companion::Grafana:
        return "grafana";
    }
    return {};
}

std::string number(double value)
{
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.4g", value);
    return buffer;
}

std::string describe(const OperationFact& fact)
{
    if (!fact.known)
        return "no such operation";
    std::string text = fact.status.empty() ? std::string("no status") : fact.status;
    if (fact.percentage)
        text += ", " + number(*fact.percentage) + " %";
    if (!fact.step.empty())
        text += ", " + fact.step;
    if (!fact.error.empty())
        text += ": " + fact.error;
    return text;
}

std::string labelsText(const MetricSeries& series)
{
    std::string text;
    for (const auto& [key, value] : series.labels)
        if (key != "__name__")
            text += (text.empty() ? "" : ", ") + key + "=" + value;
    return text.empty() ? text : " (" + text + ")";
}

CompanionWord seriesWord(const MetricSeries& series)
{
    std::string text = series.title + labelsText(series) + ": ";
    double least = HUGE_VAL;
    double most = -HUGE_VAL;
    for (const auto& sample : series.samples) {
        if (!std::isfinite(sample.value))
            continue;
        least = std::min(least, sample.value);
        most = std::max(most, sample.value);
    }
    const std::string unit = series.unit.empty() ? "" : " " + series.unit;
    if (least > most)
        text += "no value";
    else
        text += number(least) + (least < most ? " to " + number(most) : std::string()) + unit;
    return {std::string(nameOf(Companion::Prometheus)), series.origin.url, series.origin.timeNs, text, false};
}

std::string workersText(const std::vector<operations::WorkerFact>& workers)
{
    constexpr std::size_t kShown = 8;
    std::string text = std::to_string(workers.size()) + (workers.size() == 1 ? " worker" : " workers");
    for (std::size_t i = 0; i < std::min(workers.size(), kShown); ++i) {
        const auto& worker = workers[i];
        text += (i == 0 ? ": " : "; ") + worker.id + " " + worker.status;
        if (!worker.currentOperation.empty())
            text += " with " + worker.currentOperation;
    }
    return workers.size() > kShown ? text + "; …" : text;
}

// Trace and API may contradict each other: the contract lets the trace's terminal word win, and a reader must know.
std::string disagreement(const OperationView& view)
{
    const auto& terminal = view.lifeCycle.terminal;
    if (!view.reported || !terminal || !terminal->span.valid() || view.reported->state == terminal->to)
        return {};
    return "; the traces say " + terminal->to + ", and their word counts";
}

} // namespace

Evidence companionEvidence(const operations::FactOrigin& origin, std::string name, std::string value,
                           const std::string& note)
{
    Evidence evidence;
    evidence.name = std::move(name);
    evidence.value = std::move(value);
    evidence.note = note + "; said by " + origin.url + " at " + trace::toRfc3339(origin.timeNs);
    evidence.startNs = origin.timeNs;
    evidence.reported = true;
    return evidence;
}

std::string reportedText(const OperationView& view)
{
    std::string text = describe(*view.reported->newest);
    if (const auto& updated = view.reported->progressedNs)
        text += ", progress " + durationText(std::max<std::int64_t>(0, view.request.asOfNs - *updated)) + " ago";
    return text;
}

Evidence reportedEvidence(const OperationView& view, const std::string& note)
{
    return companionEvidence(view.reported->newest->origin, "operations API", reportedText(view), note);
}

std::vector<CompanionWord> companionWords(const OperationView& view)
{
    std::vector<CompanionWord> words;
    if (view.request.companions == nullptr)
        return words;
    const CompanionFacts& facts = *view.request.companions;
    const std::string api(nameOf(Companion::OperationsApi));
    const auto add = [&](const operations::FactOrigin& origin, std::string text) {
        words.push_back({api, origin.url, origin.timeNs, std::move(text), false});
    };
    for (const OperationFact& fact : facts.operation)
        add(fact.origin,
            "operation: " + describe(fact) + (&fact == &facts.operation.back() ? disagreement(view) : std::string()));
    if (!facts.operation.empty() && !view.reported && !view.operationId.empty())
        words.back().text += "; that is another moment than the one of looking, and was not used";
    if (facts.workers)
        add(facts.workers->origin, workersText(facts.workers->workers));
    for (const auto& answer : facts.workerAnswers)
        add(answer.origin,
            "worker " + answer.worker + ": " + (answer.healthy ? "healthy" : "not healthy") +
                (answer.tellsOperation ? ", " + (answer.currentOperation.empty() ? std::string("at no operation")
                                                                                 : "at " + answer.currentOperation)
                                       : std::string()) +
                (answer.error.empty() ? "" : ": " + answer.error));
    if (facts.health)
        add(facts.health->origin, "health: " + facts.health->status +
                                      (facts.health->version.empty() ? "" : ", version " + facts.health->version));
    for (const MetricSeries& series : facts.series)
        words.push_back(seriesWord(series));
    for (const auto& problem : facts.problems)
        words.push_back(
            {std::string(nameOf(problem.companion)), problem.origin.url, problem.origin.timeNs, problem.text, true});
    return words;
}

} // namespace spanlight::diagnosis
