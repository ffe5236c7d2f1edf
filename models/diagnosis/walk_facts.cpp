#include "models/diagnosis/walk_facts.h"

#include "models/diagnosis/finding_parts.h"
#include "models/diagnosis/state.h"
#include "models/trace/time_text.h"

#include <algorithm>
#include <cmath>

namespace spanlight::diagnosis {

using operations::CallOutcome;
using operations::Meaning;
using operations::OperationView;
using operations::Role;

namespace {

constexpr std::size_t kListed = 6;

std::string listText(const std::vector<std::string>& values)
{
    std::string out;
    for (std::size_t i = 0; i < std::min(values.size(), kListed); ++i)
        out += (i > 0 ? ", " : "") + values[i];
    if (values.size() > kListed)
        out += " and " + std::to_string(values.size() - kListed) + " more";
    return out;
}

std::string countText(std::size_t count, const char* what)
{
    return std::to_string(count) + ' ' + what + (count == 1 ? "" : "s");
}

double noiseShare(const OperationView& view)
{
    const auto noise = std::count_if(view.spans.begin(), view.spans.end(),
                                     [](const auto& span) { return operations::isNoise(span.role); });
    return view.spans.empty() ? 0 : static_cast<double>(noise) / static_cast<double>(view.spans.size());
}

const operations::WorkerSelection* newestSelection(const OperationView& view)
{
    const auto it = std::find_if(view.selections.rbegin(), view.selections.rend(),
                                 [](const auto& selection) { return selection.hasCounts || selection.succeeded; });
    return it == view.selections.rend() ? nullptr : &*it;
}

// Who does the work: as selected, else as called, else as the service that does it.
std::string workerName(const OperationView& view)
{
    if (const auto* selection = newestSelection(view); selection != nullptr && !selection->selected.empty())
        return selection->selected;
    for (const auto& call : view.calls)
        if (call.role == Role::DispatchCall && !call.route->target.empty())
            return call.route->target;
    for (const auto& span : view.spans)
        if (span.role == Role::WorkerRoot || span.role == Role::WorkerRequest)
            return std::string(view.traces().service(span.ref));
    return {};
}

void addSelection(const OperationView& view, StepValues& values)
{
    if (const std::string worker = workerName(view); !worker.empty())
        values["worker"] = worker;
    const auto* selection = newestSelection(view);
    if (selection == nullptr)
        return;
    const auto add = [&](const char* key, const std::optional<std::int64_t>& count) {
        if (count)
            values[key] = std::to_string(*count);
    };
    add("workersTotal", selection->total);
    add("workersCapable", selection->capable);
    add("workersFree", selection->available);
    values["selectionMs"] = numberText(toMs(view.traces().durationNs(selection->span)));
}

void addProgress(const OperationView& view, StepValues& values)
{
    if (view.progress.empty())
        return;
    const auto& reading = view.progress.back();
    values["progress"] = numberText(reading.percentage);
    if (reading.updatedAtNs && view.request.asOfNs >= *reading.updatedAtNs)
        values["progressAge"] = trace::toDurationText(view.request.asOfNs - *reading.updatedAtNs);
}

// Of the work itself: the command that waits for it takes all the time and tells nothing.
const PhaseResult* longestPhase(const OperationView& view, const Diagnosis& document)
{
    const PhaseResult* longest = nullptr;
    for (const PhaseResult& phase : document.phases) {
        const operations::Phase* known = view.phases.find(phase.phase);
        const bool isWork = known != nullptr && known->isWork && phase.durationNs > 0;
        if (isWork && (longest == nullptr || phase.durationNs > longest->durationNs))
            longest = &phase;
    }
    return longest;
}

void addPhases(const OperationView& view, const Diagnosis& document, StepValues& values)
{
    if (const PhaseResult* longest = longestPhase(view, document)) {
        values["longestPhase"] = phaseText(longest->phase);
        values["longestShare"] = numberText(std::round(longest->share * 100));
    }
    if (const auto* open = view.phases.openPhase())
        values["openPhase"] = phaseText(open->rule->id);
    if (view.lastActivitySpan.valid()) {
        values["lastSpan"] = view.traces().name(view.lastActivitySpan);
        values["lastService"] = view.traces().service(view.lastActivitySpan);
        if (!view.isFinished() && view.request.asOfNs > view.lastActivityNs)
            values["idle"] = trace::toDurationText(view.request.asOfNs - view.lastActivityNs);
    }
}

std::string localUrl(std::int64_t port)
{
    return "http://localhost:" + std::to_string(port);
}

// Where one would ask the parties by hand: as the profile tells, the worker as it was called.
void addParties(const OperationView& view, StepValues& values)
{
    for (const auto& rule : view.profile().targets) {
        const char* key = rule.role == operations::PartyRole::Backend  ? "backendUrl"
                          : rule.role == operations::PartyRole::Worker ? "workerUrl"
                          : rule.role == operations::PartyRole::Host   ? "hostUrl"
                                                                       : nullptr;
        if (key != nullptr && !rule.ports.empty())
            values.try_emplace(key, localUrl(rule.ports.front()));
        if (rule.role == operations::PartyRole::Backend && !rule.container.empty())
            values.try_emplace("backend", rule.container);
    }
    for (const auto& call : view.calls)
        if (call.role == Role::DispatchCall && call.route->address.port > 0)
            values["workerUrl"] = localUrl(call.route->address.port);
    if (const auto symbol = symbolNear(view, trace::kNoSpanRef))
        values["symbol"] = *symbol;
    for (const auto& span : view.spans)
        if (const auto timeframe = view.reader.text(span.ref, Meaning::Timeframe))
            values.try_emplace("timeframe", *timeframe);
}

std::optional<Measured> counted(double value, trace::SpanRef span = trace::kNoSpanRef)
{
    return Measured{value, span};
}

std::optional<Measured> selectionMeasure(std::string_view measure, const OperationView& view)
{
    const auto* selection = newestSelection(view);
    if (selection == nullptr)
        return std::nullopt;
    if (measure == "selection-ms")
        return counted(toMs(view.traces().durationNs(selection->span)), selection->span);
    const auto& count = measure == "workers-total"     ? selection->total
                        : measure == "workers-capable" ? selection->capable
                                                       : selection->available;
    return count ? counted(static_cast<double>(*count), selection->span) : std::nullopt;
}

std::optional<Measured> progressMeasure(std::string_view measure, const OperationView& view)
{
    if (view.progress.empty())
        return std::nullopt;
    const auto& reading = view.progress.back();
    if (measure == "progress")
        return counted(reading.percentage, reading.span);
    if (!reading.updatedAtNs)
        return std::nullopt;
    return counted(static_cast<double>(view.request.asOfNs - *reading.updatedAtNs) / 1e9, reading.span);
}

std::optional<Measured> unansweredCalls(const OperationView& view)
{
    Measured measured;
    for (const auto& call : view.calls) {
        if (call.healed || (call.outcome != CallOutcome::Unreachable && call.outcome != CallOutcome::TimedOut))
            continue;
        measured.value += 1;
        measured.span = measured.span.valid() ? measured.span : call.span;
    }
    return measured;
}

std::optional<Measured> barsReceived(const OperationView& view)
{
    std::optional<Measured> bars;
    for (const auto& span : view.spans) {
        const auto number = view.isWork(span) ? view.reader.number(span.ref, Meaning::BarsReceived) : std::nullopt;
        if (!number)
            continue;
        bars = bars.value_or(Measured{0, span.ref});
        bars->value += *number;
    }
    return bars;
}

std::optional<Measured> longestShare(const OperationView& view, const Diagnosis& document)
{
    const PhaseResult* longest = longestPhase(view, document);
    return longest == nullptr ? std::nullopt : counted(longest->share, longest->span);
}

// Fills the placeholders; false when a value is missing.
bool fill(std::string& text, const StepValues& values)
{
    for (auto open = text.find('{'); open != std::string::npos; open = text.find('{', open)) {
        const auto close = text.find('}', open);
        if (close == std::string::npos)
            return true;
        const auto value = values.find(std::string_view(text).substr(open + 1, close - open - 1));
        if (value == values.end() || value->second.empty())
            return false;
        text.replace(open, close - open + 1, value->second);
        open += value->second.size();
    }
    return true;
}

} // namespace

StepValues subjectValues(const OperationView& view, const WalkRequest& request)
{
    const Diagnosis& document = *request.document;
    StepValues values{{"id", request.subject->id},
                      {"type", document.subject.type},
                      {"state", std::string(name(document.verdict.state))},
                      {"headline", document.verdict.headline},
                      {"primary", document.verdict.primary.value_or("")},
                      {"asOf", trace::toRfc3339(request.subject->asOfNs)}};
    if (request.subject->kind == DiagnoseRequest::Kind::Operation)
        values["operation"] = request.subject->id;
    if (!view.profile().operationKeys.empty())
        values["key"] = view.profile().operationKeys.front();
    addParties(view, values);
    if (!view.found())
        return values;
    values["traces"] = countText(view.traceIds.size(), "trace");
    values["spans"] = countText(view.spans.size(), "span");
    values["errors"] = std::to_string(view.errorSpans);
    values["services"] = listText(view.services);
    values["start"] = trace::toTimeOfDay(view.startNs);
    values["duration"] = trace::toDurationText(view.envelopeNs());
    values["container"] = workerContainer(view);
    values["noiseShare"] = numberText(std::round(noiseShare(view) * 100));
    if (const StateInfo state = determineState(view, request.subject->search); state.limitNs > 0)
        values["idleLimit"] = trace::toDurationText(state.limitNs);
    addSelection(view, values);
    addProgress(view, values);
    addPhases(view, document, values);
    return values;
}

std::optional<Measured> measure(std::string_view measure, const OperationView& view, const Diagnosis& document)
{
    if (!view.found())
        return std::nullopt;
    if (measure == "spans")
        return counted(static_cast<double>(view.spans.size()));
    if (measure == "traces")
        return counted(static_cast<double>(view.traceIds.size()));
    if (measure == "services")
        return counted(static_cast<double>(view.services.size()));
    if (measure == "error-spans")
        return counted(static_cast<double>(view.errorSpans));
    if (measure == "noise-share")
        return counted(noiseShare(view));
    if (measure == "selections")
        return counted(static_cast<double>(view.selections.size()));
    if (measure == "unanswered-calls")
        return unansweredCalls(view);
    if (measure == "bars-received")
        return barsReceived(view);
    if (measure == "longest-share")
        return longestShare(view, document);
    if (measure == "idle-seconds")
        return view.isFinished() ? std::nullopt
                                 : counted(static_cast<double>(view.request.asOfNs - view.lastActivityNs) / 1e9,
                                           view.lastActivitySpan);
    if (measure.starts_with("progress"))
        return progressMeasure(measure, view);
    return selectionMeasure(measure, view);
}

std::string numberText(double value)
{
    if (std::abs(value - std::round(value)) < 0.005 && std::abs(value) < 9e15)
        return std::to_string(static_cast<std::int64_t>(std::llround(value)));
    const auto hundredths = static_cast<std::int64_t>(std::llround(std::abs(value) * 100)); // no locale
    std::string digits = std::to_string(hundredths % 100);
    digits.insert(0, 2 - digits.size(), '0');
    digits.resize(digits.back() == '0' ? 1 : 2);
    return (value < 0 ? "-" : "") + std::to_string(hundredths / 100) + "." + digits;
}

std::string filled(const StepText& versions, const StepValues& values)
{
    for (std::string text : versions)
        if (fill(text, values))
            return text;
    return {};
}

} // namespace spanlight::diagnosis
