#include "models/report/calls_report.h"

#include "models/operations/span_label.h"
#include "models/report/json_text.h"
#include "models/report/redaction.h"
#include "models/report/report_parts.h"
#include "models/report/safe_text.h"
#include "models/report/text_table.h"
#include "models/trace/time_text.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace spanlight::report {

using nlohmann::ordered_json;
using operations::CallOutcome;
using operations::ClientCall;
using operations::Meaning;
using operations::OperationView;

namespace {

constexpr std::array kVerbs = {std::string_view("GET"),    std::string_view("POST"), std::string_view("PUT"),
                               std::string_view("PATCH"),  std::string_view("HEAD"), std::string_view("DELETE"),
                               std::string_view("OPTIONS")};

// Instrumentations that write no method name the span after it: "POST", "POST /start".
std::string methodOf(const OperationView& view, trace::SpanRef span)
{
    if (auto method = view.reader.text(span, Meaning::HttpMethod))
        return *method;
    const std::string_view word = view.traces().name(span).substr(0, view.traces().name(span).find(' '));
    return std::find(kVerbs.begin(), kVerbs.end(), word) != kVerbs.end() ? std::string(word) : std::string();
}

// Databases and procedures have commands that sound like methods of HTTP ("GET" of Redis).
bool namesAnotherKind(const OperationView& view, trace::SpanRef span)
{
    for (const Meaning meaning : {Meaning::DbSystem, Meaning::DbStatement, Meaning::RpcMethod, Meaning::MessagingSystem,
                                  Meaning::GenAiSystem, Meaning::GenAiOperation})
        if (view.reader.value(span, meaning))
            return true;
    return false;
}

std::string urlOf(const OperationView& view, const ClientCall& call)
{
    if (const auto url = view.reader.text(call.span, Meaning::HttpUrl))
        return redactedText(*url);
    auto path = view.reader.text(call.span, Meaning::HttpTarget);
    if (!path)
        path = view.reader.text(call.span, Meaning::HttpRoute);
    return path ? call.route->target + redactedText(*path) : call.route->target;
}

CallRow rowOf(const OperationView& view, const ClientCall& call)
{
    CallRow row;
    row.span = call.span;
    row.caller = view.traces().service(call.span);
    row.name = view.traces().name(call.span);
    if (namesAnotherKind(view, call.span))
        row.label = operations::spanLabel(view, call.span);
    else
        row.method = methodOf(view, call.span);
    row.url = urlOf(view, call);
    row.target = call.route->target;
    row.role = call.route->party;
    row.roleLabel = call.route->partyLabel;
    row.outcome = call.outcome;
    row.status = call.status;
    row.errorType = call.errorType();
    row.errorMessage = redactedText(call.errorMessage());
    row.healed = call.healed;
    row.startNs = view.traces().startNs(call.span) - view.startNs;
    row.durationNs = view.traces().durationNs(call.span);
    return row;
}

// A call is made again when the same caller asks the same address for the same thing. One that hands work over may be
// made again with another worker: its kind knows that.
void countAttempts(const std::vector<ClientCall>& calls, std::vector<CallRow>& rows)
{
    std::unordered_map<std::string, std::uint32_t> made;
    std::vector<std::uint32_t*> counters;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        std::string key = std::to_string(calls[i].route->kind) + '\n';
        key += calls[i].role == operations::Role::DispatchCall ? calls[i].route->address.path : rows[i].url;
        counters.push_back(&made[std::move(key)]); // references into the map stay
        rows[i].attempt = ++*counters.back();
    }
    for (std::size_t i = 0; i < rows.size(); ++i)
        rows[i].attempts = *counters[i];
}

std::string targetText(const CallRow& call)
{
    if (call.roleLabel.empty() || call.roleLabel == operations::name(call.role))
        return call.target;
    return call.target.empty() ? call.roleLabel : call.target + " (" + call.roleLabel + ")";
}

std::string attemptText(const CallRow& call)
{
    return call.attempts < 2 ? "1" : std::to_string(call.attempt) + " of " + std::to_string(call.attempts);
}

ordered_json textOrNull(const std::string& text)
{
    return text.empty() ? ordered_json(nullptr) : ordered_json(text);
}

ordered_json callJson(const CallRow& call, const trace::TraceSet& traces)
{
    return {{"traceId", traces.traceIdText(call.span)},
            {"spanId", traces.spanIdText(call.span)},
            {"service", textOrNull(call.caller)},
            {"name", call.name},
            {"method", textOrNull(call.method)},
            {"url", textOrNull(call.url)},
            {"target", textOrNull(call.target)},
            {"role", call.role == operations::PartyRole::Client ? "other" : operations::name(call.role)},
            {"roleLabel", textOrNull(call.roleLabel)},
            {"outcome", name(call.outcome)},
            {"status", call.status ? ordered_json(*call.status) : ordered_json(nullptr)},
            {"errorType", textOrNull(call.errorType)},
            {"errorMessage", textOrNull(call.errorMessage)},
            {"attempt", call.attempt},
            {"attempts", call.attempts},
            {"healed", call.healed},
            {"startNs", call.startNs},
            {"durationNs", call.durationNs}};
}

} // namespace

std::vector<CallRow> callRows(const OperationView& view)
{
    std::vector<CallRow> rows;
    rows.reserve(view.calls.size());
    for (const ClientCall& call : view.calls)
        rows.push_back(rowOf(view, call));
    countAttempts(view.calls, rows);
    return rows;
}

std::string_view name(CallOutcome outcome)
{
    switch (outcome) {
    case CallOutcome::Answered:
        return "answered";
    case CallOutcome::Rejected:
        return "rejected";
    case CallOutcome::Unreachable:
        return "no-answer";
    case CallOutcome::TimedOut:
        return "timed-out";
    case CallOutcome::Failed:
        return "failed";
    }
    return "failed";
}

std::string answerText(const CallRow& call)
{
    if (call.status)
        return std::to_string(*call.status);
    std::string text(name(call.outcome));
    std::replace(text.begin(), text.end(), '-', ' ');
    return text;
}

std::string requestText(const CallRow& call)
{
    if (!call.label.empty())
        return call.label;
    if (call.url.empty())
        return call.name;
    return call.method.empty() ? call.name + " " + call.url : call.method + " " + call.url;
}

std::string callsText(const std::vector<CallRow>& calls, std::size_t columns)
{
    if (calls.empty())
        return "No calls to other services. Polls and health checks are not counted.\n";
    std::vector<std::vector<std::string>> rows;
    std::size_t failed = 0;
    std::size_t healed = 0;
    std::size_t target = 0;
    for (const CallRow& call : calls) {
        rows.push_back({"+" + trace::toDurationText(call.startNs), oneLine(requestText(call)),
                        oneLine(targetText(call)), std::string(operations::name(call.role)), answerText(call),
                        oneLine(call.errorType), attemptText(call), trace::toDurationText(call.durationNs),
                        oneLine(call.caller)});
        failed += call.outcome == CallOutcome::Answered ? 0 : 1;
        healed += call.healed ? 1 : 0;
        target = std::max(target, columnsOf(oneLine(call.target)) + 1);
    }
    const bool narrow = columns != kAnyWidth;
    std::string out = textTable({{"START", 16, true},
                                 {"CALL", narrow ? 100 : kAnyWidth, false, Cut::Middle},
                                 {"TARGET", kAnyWidth, false, Cut::End, target}, // without its port it is none
                                 {"ROLE"},
                                 {"ANSWER"},
                                 {"ERROR", narrow ? 40 : kAnyWidth},
                                 {"ATTEMPT", 16, true},
                                 {"DURATION", 16, true},
                                 {"CALLER", narrow ? 40 : kAnyWidth}},
                                rows, columns);
    out += "\n" + counted(calls.size(), "call", "calls");
    if (failed > 0)
        out += ", " + std::to_string(failed) + " failed";
    if (healed > 0)
        out += ", " + std::to_string(healed) + " of them answered when made again";
    return out + ". Polls and health checks are not counted.\n";
}

std::string callsJson(const std::vector<CallRow>& calls, const diagnosis::Diagnosis& document,
                      const trace::TraceSet& traces)
{
    const auto& subject = document.subject;
    ordered_json list = ordered_json::array();
    for (const CallRow& call : calls)
        list.push_back(callJson(call, traces));
    return jsonText({{"schema", "spanlight.calls/1"},
                     {"subject", {{"kind", subject.kind}, {"id", subject.id}, {"type", textOrNull(subject.type)}}},
                     {"asOf", trace::toRfc3339(document.asOfNs)},
                     {"traces", subject.traces},
                     {"startUnixNano", std::to_string(subject.startNs.value_or(0))},
                     {"durationNs", subject.durationNs},
                     {"calls", std::move(list)}},
                    2);
}

} // namespace spanlight::report
