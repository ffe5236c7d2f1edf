#include "models/operations/trace_joints.h"

#include "models/operations/glob.h"
#include "models/operations/operation_view.h"
#include "models/operations/span_classifier.h"

#include <algorithm>
#include <cstdlib>
#include <unordered_set>

namespace spanlight::operations {

namespace {

struct Request
{
    trace::SpanRef span;
    Role role;
    HttpAddress address;
};

// Requests that begin work; requests to hosts, which have no role, and the work there when the request is not traced.
bool isRequest(const OperationView& view, trace::SpanRef span, Role role)
{
    if (role == Role::StartRequest || role == Role::WorkerRequest || role == Role::WorkerRoot)
        return true;
    return (role == Role::ProviderFetch ||
            (role == Role::None && view.traces().kind(span) == trace::SpanKind::Server)) &&
           view.profile().serviceRole(view.traces().service(span)) == PartyRole::Host;
}

std::vector<Request> requestsWithoutParent(const OperationView& view, SpanClassifier& classifier,
                                           const std::vector<trace::TraceId>& traces)
{
    std::vector<Request> requests;
    for (const trace::TraceId& id : traces) {
        for (const trace::SpanRef span : view.traces().traceSpans(id)) {
            if (!view.traces().store(span).parentSpanId(span.row).empty())
                continue; // it names a parent, so the context arrived
            const Role role = classifier.role(span);
            if (isRequest(view, span, role))
                requests.push_back({span, role, classifier.address(span)});
        }
    }
    return requests;
}

// Whether the call can have been the request: same path and port as far as both are known, and the request begins
// while the call lasts (clocks of two hosts may differ a little).
bool fits(const OperationView& view, const Request& request, trace::SpanRef call, const HttpAddress& called)
{
    const std::int64_t slack = view.profile().thresholds.contextJoinNs;
    const std::int64_t start = view.traces().startNs(request.span);
    if (start < view.traces().startNs(call) - slack || start > view.traces().endNs(call) + slack)
        return false;
    if (request.address.path.empty()) // a root of work without a request: any start of that kind of work
        return true;
    if (request.address.path != called.path)
        return false;
    return request.address.port == 0 || called.port == 0 || request.address.port == called.port;
}

std::string boundaryOf(const OperationView& view, const Request& request, trace::SpanRef call,
                       const HttpAddress& called)
{
    if (request.role == Role::StartRequest)
        return "cli-backend";
    for (const TargetRule& rule : view.profile().targets) {
        const bool matches =
            (rule.hosts.empty() || globMatchAny(rule.hosts, called.host)) &&
            (rule.ports.empty() || std::find(rule.ports.begin(), rule.ports.end(), called.port) != rule.ports.end()) &&
            (rule.paths.empty() || globMatchAny(rule.paths, called.path));
        if (matches && rule.role == PartyRole::Worker)
            return "backend-worker";
        if (matches && rule.role == PartyRole::Host)
            return "backend-host";
    }
    return std::string(view.traces().service(call)) + '-' + std::string(view.traces().service(request.span));
}

// The profile has a phase that the call and the work of the host both show.
bool areOnePhase(const OperationView& view, const Request& request, const HttpAddress& called)
{
    return std::any_of(view.profile().phases.begin(), view.profile().phases.end(), [&](const PhaseRule& rule) {
        return globMatchAny(rule.spans, view.traces().name(request.span)) && globMatchAny(rule.paths, called.path);
    });
}

// Requests to hosts are many and alike: only the operation's own calls can have been theirs.
bool isToHost(const Request& request)
{
    return request.role == Role::None || request.role == Role::ProviderFetch;
}

bool isCallFor(const OperationView& view, Role callRole, const Request& request, const HttpAddress& called)
{
    switch (request.role) {
    case Role::StartRequest:
        return callRole == Role::StartCall;
    case Role::None:
        return callRole == Role::None && !request.address.path.empty();
    case Role::ProviderFetch:
        return callRole == Role::None && areOnePhase(view, request, called);
    default:
        return callRole == Role::DispatchCall;
    }
}

bool mayLead(Role callRole, const std::vector<Request>& requests)
{
    if (callRole == Role::StartCall || callRole == Role::DispatchCall)
        return true;
    return callRole == Role::None && std::any_of(requests.begin(), requests.end(), isToHost);
}

} // namespace

std::vector<TraceJoint> findJoints(const OperationView& view, SpanClassifier& classifier,
                                   const std::vector<trace::TraceId>& traces)
{
    const std::vector<Request> requests = requestsWithoutParent(view, classifier, traces);
    std::vector<TraceJoint> joints(requests.size());
    std::vector<std::int64_t> distances(requests.size());
    if (requests.empty())
        return {};
    const std::unordered_set<trace::TraceId> ownTraces(traces.begin(), traces.end());
    for (std::uint32_t s = 0; s < view.traces().stores().size(); ++s) {
        for (const trace::SpanRow row : view.traces().store(s).byStart()) {
            const trace::SpanRef call{s, row};
            if (view.traces().kind(call) != trace::SpanKind::Client)
                continue;
            const Role role = classifier.role(call);
            if (!mayLead(role, requests) || !view.traces().children(call).empty())
                continue;
            const HttpAddress called = classifier.address(call);
            const trace::TraceId callTrace = view.traces().traceId(call);
            const bool own = ownTraces.contains(callTrace);
            for (std::size_t i = 0; i < requests.size(); ++i) {
                if (!isCallFor(view, role, requests[i], called) || (isToHost(requests[i]) && !own) ||
                    callTrace == view.traces().traceId(requests[i].span))
                    continue;
                const std::int64_t distance =
                    std::llabs(view.traces().startNs(requests[i].span) - view.traces().startNs(call));
                if (!fits(view, requests[i], call, called) || (joints[i].client.valid() && distances[i] <= distance))
                    continue;
                joints[i] = {call, requests[i].span, boundaryOf(view, requests[i], call, called)};
                distances[i] = distance;
            }
        }
    }
    std::erase_if(joints, [](const TraceJoint& joint) { return !joint.client.valid(); });
    return joints;
}

} // namespace spanlight::operations
