#include "models/diagnosis/finding_parts.h"

#include "models/diagnosis/reported_evidence.h"
#include "models/operations/glob.h"
#include "models/trace/edge_time.h"
#include "models/trace/intervals.h"
#include "models/trace/time_text.h"

#include <algorithm>

namespace spanlight::diagnosis {

using operations::kNoIndex;
using operations::Meaning;
using operations::OperationView;
using operations::Role;

namespace {

// A text from a trace may stand in a command only if the shell cannot misread it.
bool isHarmless(std::string_view text)
{
    return !text.empty() && text.size() <= 200 && text.front() != '-' &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      std::string_view("._-:/[]@").find(c) != std::string_view::npos;
           });
}

bool fillPlaceholders(std::string& text, const std::map<std::string, std::string>& values, bool command)
{
    for (auto open = text.find('{'); open != std::string::npos; open = text.find('{', open + 1)) {
        const auto close = text.find('}', open);
        if (close == std::string::npos)
            return true;
        if (open > 0 && (text[open - 1] == '%' || text[open - 1] == '$'))
            continue; // the command's own: curl -w '%{time_total}', ${HOME}
        const auto value = values.find(text.substr(open + 1, close - open - 1));
        if (value == values.end() || value->second.empty() || (command && !isHarmless(value->second)))
            return false;
        text.replace(open, close - open + 1, value->second);
        open += value->second.size() == 0 ? 0 : value->second.size() - 1;
    }
    return true;
}

// Where the log of the faulty span's service is. Host services run outside of containers. Without a span it is the
// worker, once it had the work, else the backend.
std::string containerOf(const OperationView& view, trace::SpanRef fault)
{
    using operations::PartyRole;
    const PartyRole role = fault.valid()     ? view.profile().serviceRole(view.traces().service(fault))
                           : view.workerSeen ? PartyRole::Worker
                                             : PartyRole::Backend;
    if (role == PartyRole::Worker)
        return workerContainer(view);
    if (role != PartyRole::Backend)
        return {};
    for (const operations::TargetRule& rule : view.profile().targets)
        if (rule.role == role && !rule.container.empty())
            return rule.container;
    return {};
}

void addCommonValues(const OperationView& view, trace::SpanRef fault, std::map<std::string, std::string>& values)
{
    trace::SpanRef span = fault;
    values.try_emplace("id", view.idForCommands());
    const auto* companions = view.request.companions;
    values.try_emplace("operationsApi", companions != nullptr && !companions->operationsApi.empty()
                                            ? companions->operationsApi
                                            : view.profile().operationsApi);
    if (view.found() && !span.valid())
        span = view.spans.front().ref;
    if (span.valid()) {
        values.try_emplace("service", view.traces().service(span));
        values.try_emplace("traceId", view.traces().traceIdText(span));
        if (const auto symbol = symbolNear(view, span))
            values.try_emplace("symbol", *symbol);
        for (std::uint32_t i = view.indexOf(span); i != kNoIndex; i = view.spans[i].parent)
            if (const auto timeframe = view.reader.text(view.spans[i].ref, Meaning::Timeframe))
                values.try_emplace("timeframe", *timeframe);
        for (const operations::OperationSpan& other : view.spans)
            if (view.isWork(other))
                if (const auto timeframe = view.reader.text(other.ref, Meaning::Timeframe))
                    values.try_emplace("timeframe", *timeframe);
    }
    if (const std::string container = containerOf(view, fault); !container.empty())
        values.try_emplace("serviceContainer", container);
    values.try_emplace("container", workerContainer(view));
}

} // namespace

Evidence spanEvidence(const OperationView& view, trace::SpanRef span, std::string note)
{
    if (!span.valid() && view.reported) // a word of the operations API
        return reportedEvidence(view, note);
    const trace::TraceSet& traces = view.traces();
    Evidence evidence;
    evidence.span = span;
    evidence.traceId = traces.traceIdText(span);
    evidence.spanId = traces.spanIdText(span);
    evidence.service = traces.service(span);
    evidence.name = traces.name(span);
    evidence.note = std::move(note);
    evidence.startNs = traces.startNs(span);
    return evidence;
}

Evidence attributeEvidence(const OperationView& view, trace::SpanRef span, Meaning meaning, std::string note)
{
    if (!span.valid() && view.reported) // a word of the operations API
        return reportedEvidence(view, note);
    Evidence evidence = spanEvidence(view, span, std::move(note));
    evidence.attribute = view.reader.key(span, meaning);
    if (const auto value = view.reader.value(span, meaning))
        evidence.value = value->text();
    return evidence;
}

Evidence absenceEvidence(std::string traceId, std::string service, std::string name, std::string note)
{
    Evidence evidence;
    evidence.traceId = std::move(traceId);
    evidence.service = std::move(service);
    evidence.name = std::move(name);
    evidence.note = std::move(note);
    return evidence;
}

Severity faultSeverity(State state, bool healed, Severity stays)
{
    switch (state) {
    case State::Failed:
    case State::Stuck:
    case State::Lost:
    case State::Unknown:
    case State::NotFound:
        return healed ? Severity::Info : Severity::Error;
    case State::Running:
        return healed ? Severity::Info : Severity::Warning;
    case State::Completed:
        return healed ? Severity::Info : stays;
    case State::Cancelled:
        return Severity::Info;
    }
    return Severity::Info;
}

std::vector<Fix> adviceFor(const OperationView& view, std::string_view rule, std::map<std::string, std::string> values,
                           trace::SpanRef span)
{
    std::vector<Fix> fixes;
    const auto list = view.profile().advice.find(std::string(rule));
    if (list == view.profile().advice.end())
        return fixes;
    addCommonValues(view, span, values);
    for (const operations::Advice& advice : list->second) {
        const bool holds = std::all_of(advice.when.begin(), advice.when.end(), [&](const auto& condition) {
            const auto value = values.find(condition.first);
            return value != values.end() && value->second == condition.second;
        });
        Fix fix{advice.text, advice.command};
        if (!holds || !fillPlaceholders(fix.text, values, false))
            continue;
        if (!fillPlaceholders(fix.command, values, true))
            fix.command.clear();
        fixes.push_back(std::move(fix));
    }
    return fixes;
}

bool fillCommand(std::string& command, const std::map<std::string, std::string>& values)
{
    return fillPlaceholders(command, values, true);
}

std::string phaseText(std::string_view phase)
{
    std::string text(phase);
    std::replace(text.begin(), text.end(), '-', ' ');
    return text;
}

std::optional<std::string> symbolNear(const OperationView& view, trace::SpanRef span)
{
    for (std::uint32_t i = span.valid() ? view.indexOf(span) : kNoIndex; i != kNoIndex; i = view.spans[i].parent)
        if (const auto symbol = view.reader.text(view.spans[i].ref, Meaning::Symbol); symbol && *symbol != "multi")
            return symbol;
    for (const operations::OperationSpan& other : view.spans)
        if (view.isWork(other))
            if (const auto symbol = view.reader.text(other.ref, Meaning::Symbol); symbol && *symbol != "multi")
                return symbol;
    return std::nullopt;
}

std::string durationText(std::int64_t ns)
{
    return trace::toDurationText(ns);
}

std::string edgeText(const OperationView& view, std::span<const trace::SpanRef> below, std::int64_t ofNs)
{
    constexpr std::int64_t kLeastNs = 100'000'000;
    constexpr double kLeastShare = 0.1;
    enum : std::uint8_t { Unknown, Inside, Outside };
    std::vector<std::uint8_t> known(view.spans.size(), Unknown);
    for (const trace::SpanRef span : below)
        if (const std::uint32_t i = span.valid() ? view.indexOf(span) : kNoIndex; i != kNoIndex)
            known[i] = Inside;
    const auto isInside = [&](std::uint32_t i) { // every span is passed once
        std::uint32_t end = i;
        while (end != kNoIndex && known[end] == Unknown)
            end = view.spans[end].parent;
        const std::uint8_t answer = end == kNoIndex ? std::uint8_t{Outside} : known[end];
        for (; i != end; i = view.spans[i].parent)
            known[i] = answer;
        return answer == Inside;
    };
    std::vector<trace::Interval> edges; // calls beside each other wait at the same time
    for (const operations::ClientCall& call : view.calls) {
        const std::uint32_t i = call.hasServerSpan ? view.indexOf(call.span) : kNoIndex;
        if (i == kNoIndex || !isInside(i))
            continue;
        const auto edge = trace::edgeTime(view.traces(), call.span);
        if (!edge || !edge->clocksAgree)
            continue;
        edges.push_back({view.traces().startNs(call.span), view.traces().startNs(edge->request)});
        edges.push_back({view.traces().endNs(edge->request), view.traces().endNs(call.span)});
    }
    std::int64_t sumNs = 0;
    for (const trace::Interval& interval : trace::unionOf(edges))
        sumNs = trace::saturatedSum(sumNs, trace::lengthNs(interval));
    if (sumNs < kLeastNs || static_cast<double>(sumNs) < kLeastShare * static_cast<double>(ofNs))
        return {};
    return durationText(sumNs) + " of it passed between client and server: in the network, or in the callee's queue.";
}

FactValue countFact(const std::optional<std::int64_t>& count)
{
    return count ? FactValue(*count) : FactValue();
}

FactValue textFact(const std::string& text)
{
    return text.empty() ? FactValue() : FactValue(text);
}

bool bearsOnVerdict(const RuleInput& input, trace::SpanRef span, std::string_view message, bool healed)
{
    if (healed)
        return false;
    switch (input.state.state) {
    case State::Failed:
        return input.failure && explainsFailure(input.view, *input.failure, span, message);
    case State::Lost:
    case State::Stuck: // nothing of the work began after it
    case State::Unknown:
        return input.view.traces().endNs(span) + input.thresholds().contextJoinNs >= input.view.newestStartNs;
    case State::Completed:
    case State::Running:
        return true;
    case State::Cancelled:
    case State::NotFound:
        return false;
    }
    return false;
}

namespace {

// Containers are reached by their names: a host that the profile knows as a worker's, without a domain.
bool isNameOfWorker(const OperationView& view, const std::string& host)
{
    const auto& targets = view.profile().targets;
    return host.find('.') == std::string::npos &&
           std::any_of(targets.begin(), targets.end(), [&](const operations::TargetRule& rule) {
               return rule.role == operations::PartyRole::Worker && operations::globMatchAny(rule.hosts, host);
           });
}

} // namespace

std::string workerContainer(const OperationView& view)
{
    for (auto call = view.calls.rbegin(); call != view.calls.rend(); ++call)
        if (call->role == Role::DispatchCall && !call->route->container.empty())
            return isNameOfWorker(view, call->route->address.host) ? call->route->address.host : call->route->container;
    std::string only; // of all workers, if there is one only
    std::size_t containers = 0;
    for (const operations::TargetRule& rule : view.profile().targets)
        if (rule.role == operations::PartyRole::Worker && !rule.container.empty() &&
            view.typeName.starts_with(rule.container.substr(0, rule.container.find('-'))))
            return rule.container;
    for (const operations::TargetRule& rule : view.profile().targets)
        if (rule.role == operations::PartyRole::Worker && !rule.container.empty() && rule.container != only) {
            only = rule.container;
            ++containers;
        }
    return containers == 1 ? only : std::string();
}

} // namespace spanlight::diagnosis
