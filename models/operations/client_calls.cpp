#include "models/operations/client_calls.h"

#include "models/operations/glob.h"
#include "models/operations/operation_view.h"
#include "models/operations/span_classifier.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace spanlight::operations {

namespace {

constexpr double kGrpcDeadlineExceeded = 4;
constexpr double kGrpcUnavailable = 14;

bool matches(const TargetRule& rule, const HttpAddress& address)
{
    return (rule.hosts.empty() || globMatchAny(rule.hosts, address.host))
           && (rule.ports.empty() || std::find(rule.ports.begin(), rule.ports.end(), address.port) != rule.ports.end())
           && (rule.paths.empty() || globMatchAny(rule.paths, address.path));
}

CallOutcome outcomeOf(const OperationView& view, const ClientCall& call, const std::optional<SpanError>& error)
{
    const auto rpc = view.reader.number(call.span, Meaning::RpcStatus);
    if (call.status)
        return *call.status >= 400 ? CallOutcome::Rejected : CallOutcome::Answered;
    if (rpc == kGrpcUnavailable)
        return CallOutcome::Unreachable;
    if (rpc == kGrpcDeadlineExceeded)
        return CallOutcome::TimedOut;
    if (!error)
        return CallOutcome::Answered;
    if (view.profile().isError("timeout", call.errorType))
        return CallOutcome::TimedOut;
    if (view.profile().isError("connection", call.errorType))
        return CallOutcome::Unreachable;
    return CallOutcome::Failed;
}

ClientCall readCall(const OperationView& view, SpanClassifier& classifier, const OperationSpan& span)
{
    ClientCall call;
    call.span = span.ref;
    call.role = span.role;
    call.address = classifier.address(span.ref);
    call.target = call.address.target();
    call.method = view.reader.text(span.ref, Meaning::HttpMethod).value_or("");
    if (const auto status = view.reader.number(span.ref, Meaning::HttpStatus); status && *status > 0)
        call.status = static_cast<std::int64_t>(*status);
    for (const TargetRule& rule : view.profile().targets) {
        if (!matches(rule, call.address))
            continue;
        call.party = rule.role;
        call.partyLabel = rule.label;
        call.container = rule.container;
        break;
    }
    const auto error = errorOf(view.traces(), view.reader, span.ref);
    if (error) {
        call.errorType = className(error->type);
        call.errorMessage = error->message;
    }
    for (const trace::SpanRef child : view.traces().children(span.ref))
        call.hasServerSpan = call.hasServerSpan || view.traces().kind(child) == trace::SpanKind::Server
                             || view.traces().service(child) != view.traces().service(span.ref);
    call.outcome = outcomeOf(view, call, error);
    if (call.outcome == CallOutcome::Unreachable && call.hasServerSpan)
        call.outcome = CallOutcome::Failed; // somebody answered after all
    return call;
}

// Repetitions: the same caller asks the same thing again. A dispatch may be repeated with another worker.
void relateRepetitions(const OperationView& view, std::vector<ClientCall>& calls)
{
    std::unordered_map<std::string, std::vector<ClientCall*>> groups; // their order does not matter
    for (ClientCall& call : calls) {
        std::string key(view.traces().service(call.span));
        key += '\n' + call.method + '\n' + call.address.path + '\n' + std::string(view.traces().name(call.span));
        if (call.role != Role::DispatchCall)
            key += '\n' + call.target;
        groups[key].push_back(&call);
    }
    for (auto& [key, group] : groups) {
        std::array<std::uint32_t, kCallOutcomeCount> ended{};
        for (const ClientCall* call : group)
            ++ended[static_cast<std::size_t>(call->outcome)];
        bool answeredLater = false;
        for (auto it = group.rbegin(); it != group.rend(); ++it) {
            ClientCall& call = **it;
            call.healed = call.outcome != CallOutcome::Answered && answeredLater;
            answeredLater = answeredLater || call.outcome == CallOutcome::Answered;
            call.attempts = ended[static_cast<std::size_t>(call.outcome)];
        }
    }
}

} // namespace

std::vector<ClientCall> readClientCalls(const OperationView& view, SpanClassifier& classifier)
{
    std::vector<ClientCall> calls;
    for (const OperationSpan& span : view.spans)
        if (view.isWork(span) && view.traces().kind(span.ref) == trace::SpanKind::Client)
            calls.push_back(readCall(view, classifier, span));
    relateRepetitions(view, calls);
    return calls;
}

} // namespace spanlight::operations
