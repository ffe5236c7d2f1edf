#include "models/operations/client_calls.h"

#include "models/operations/glob.h"
#include "models/operations/operation_view.h"
#include "models/operations/span_classifier.h"
#include "models/trace/hash.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <unordered_map>
#include <unordered_set>

namespace spanlight::operations {

namespace {

constexpr double kGrpcDeadlineExceeded = 4;
constexpr double kGrpcUnavailable = 14;

bool matches(const TargetRule& rule, const HttpAddress& address)
{
    return (rule.hosts.empty() || globMatchAny(rule.hosts, address.host)) &&
           (rule.ports.empty() || std::find(rule.ports.begin(), rule.ports.end(), address.port) != rule.ports.end()) &&
           (rule.paths.empty() || globMatchAny(rule.paths, address.path));
}

CallOutcome outcomeOf(const OperationView& view, const ClientCall& call)
{
    const auto rpc = view.reader.number(call.span, Meaning::RpcStatus);
    if (call.status)
        return *call.status >= 400 ? CallOutcome::Rejected : CallOutcome::Answered;
    if (rpc == kGrpcUnavailable)
        return CallOutcome::Unreachable;
    if (rpc == kGrpcDeadlineExceeded)
        return CallOutcome::TimedOut;
    if (!call.error)
        return CallOutcome::Answered;
    if (view.profile().isError("timeout", call.errorType()) || view.profile().isMessage("timeout", call.errorMessage()))
        return CallOutcome::TimedOut;
    if (view.profile().isError("connection", call.errorType()) ||
        view.profile().isMessage("connection", call.errorMessage()))
        return CallOutcome::Unreachable;
    return CallOutcome::Failed;
}

// Calls that differ in nothing that matters share their route: there are few routes, and many calls. The path matters
// for calls with a role, and where a call of the caller with that path failed: only there a repetition can heal.
class CallReader
{
public:
    CallReader(const OperationView& view, SpanClassifier& classifier) : m_view(view), m_classifier(classifier) {}

    ClientCall read(const OperationSpan& span)
    {
        ClientCall call;
        call.span = span.ref;
        call.role = span.role;
        if (const auto status = m_view.reader.number(span.ref, Meaning::HttpStatus); status && *status > 0)
            call.status = static_cast<std::int64_t>(*status);
        if (auto error = errorOf(m_view.traces(), m_view.reader, span.ref))
            call.error = std::make_shared<const SpanError>(std::move(*error));
        const bool foreign = m_view.traces().hasForeignChildren(span.ref);
        call.hasServerSpan =
            foreign ? hasServerSpan(span.ref, m_view.traces().children(span.ref)) : hasServerSpan(span.ref);
        call.outcome = outcomeOf(m_view, call);
        if (call.outcome == CallOutcome::Unreachable && call.hasServerSpan)
            call.outcome = CallOutcome::Failed; // somebody answered after all
        if (call.outcome != CallOutcome::Answered)
            m_failing.insert(askedKey(callerKey(span.ref), pathHash(span)));
        return call;
    }

    /// After all calls have been read.
    void addRoute(ClientCall& call, const OperationSpan& span) { call.route = route(span); }
    [[nodiscard]] std::uint32_t kinds() const { return static_cast<std::uint32_t>(m_kinds.size()); }

private:
    [[nodiscard]] bool showsTheOtherSide(trace::SpanRef call, trace::SpanRef child) const
    {
        return m_view.traces().kind(child) == trace::SpanKind::Server ||
               m_view.traces().service(child) != m_view.traces().service(call);
    }

    [[nodiscard]] bool hasServerSpan(trace::SpanRef call, const std::vector<trace::SpanRef>& children) const
    {
        return std::any_of(children.begin(), children.end(),
                           [&](trace::SpanRef child) { return showsTheOtherSide(call, child); });
    }

    [[nodiscard]] bool hasServerSpan(trace::SpanRef call) const
    {
        const auto children = m_view.traces().store(call).children(call.row);
        return std::any_of(children.begin(), children.end(), [&](trace::SpanRow child) {
            return showsTheOtherSide(call, {call.store, child});
        });
    }

    [[nodiscard]] std::uint64_t callerKey(trace::SpanRef span) const
    {
        const trace::TraceStore& store = m_view.traces().store(span);
        if (m_view.traces().stores().size() > 1) // the texts of stores have ids of their own
            return trace::mix(trace::hashBytes(store.name(span.row)), trace::hashBytes(store.service(span.row)));
        return trace::mix(std::uint64_t{index(store.nameId(span.row))} << 32 | index(store.serviceId(span.row)),
                          0x9e3779b97f4a7c15ULL);
    }

    [[nodiscard]] static std::uint64_t askedKey(std::uint64_t caller, std::uint32_t pathHash)
    {
        return trace::mix(caller, std::uint64_t{pathHash} + 0x8bb84b93962eacc9ULL);
    }

    [[nodiscard]] std::uint32_t pathHash(const OperationSpan& span) const
    {
        return span.destination != 0 ? span.pathHash : SpanClassifier::pathHash(m_classifier.addressView(span.ref));
    }

    // Reads the address only when its path matters, or the route is new.
    std::shared_ptr<const CallRoute> route(const OperationSpan& span)
    {
        const std::uint64_t caller = callerKey(span.ref);
        HttpAddressView address;
        std::uint32_t destination = span.destination;
        std::uint32_t hash = span.pathHash;
        if (destination == 0) {
            address = m_classifier.addressView(span.ref);
            destination = m_classifier.destination(address);
            hash = SpanClassifier::pathHash(address);
        }
        const bool byPath = span.role != Role::None || m_failing.contains(askedKey(caller, hash));
        if (byPath && span.destination != 0)
            address = m_classifier.addressView(span.ref);
        const auto method = m_view.reader.value(span.ref, Meaning::HttpMethod);
        std::uint64_t key = trace::mix(caller, std::uint64_t{destination} << 8 | static_cast<std::uint64_t>(span.role));
        key = trace::mix(key ^ (byPath ? trace::hashBytes(address.path) : 0), (std::uint64_t{span.ref.store} << 40) +
                                                                                  (method ? method->raw().bits : 0) +
                                                                                  0xd6e8feb86659fd93ULL);
        auto& known = m_routes[key];
        if (!known) {
            address = m_classifier.addressView(span.ref);
            if (!byPath)
                address.path = {};
            known = makeRoute(span.ref, span.role, address);
        }
        return known;
    }

    std::shared_ptr<const CallRoute> makeRoute(trace::SpanRef span, Role role, const HttpAddressView& address)
    {
        auto made = std::make_shared<CallRoute>();
        made->address = address.copy();
        made->target = made->address.target();
        made->method = m_view.reader.text(span, Meaning::HttpMethod).value_or("");
        for (const TargetRule& rule : m_view.profile().targets) {
            if (!matches(rule, made->address))
                continue;
            made->party = rule.role;
            made->partyLabel = rule.label;
            made->container = rule.container;
            made->instrumented = rule.instrumented;
            break;
        }
        const std::string request = requestKey(span, *made);
        made->request = number(request);
        // A dispatch may be repeated with another worker.
        made->kind = role == Role::DispatchCall ? made->request : number(request + '\n' + made->target);
        return made;
    }

    // Repetitions: the same caller asks the same thing again.
    [[nodiscard]] std::string requestKey(trace::SpanRef span, const CallRoute& made) const
    {
        return std::string(m_view.traces().service(span)) + '\n' + made.method + '\n' + made.address.path + '\n' +
               std::string(m_view.traces().name(span));
    }

    std::uint32_t number(std::string key)
    {
        return m_kinds.try_emplace(std::move(key), static_cast<std::uint32_t>(m_kinds.size())).first->second;
    }

    const OperationView& m_view;
    SpanClassifier& m_classifier;
    std::unordered_set<std::uint64_t> m_failing; // askedKey() of calls that were not answered
    std::unordered_map<std::uint64_t, std::shared_ptr<const CallRoute>> m_routes;
    std::unordered_map<std::string, std::uint32_t> m_kinds;
};

// Counts the calls of a kind that ended alike, and which failures a later call healed.
void relateRepetitions(std::vector<ClientCall>& calls, std::uint32_t kinds)
{
    struct Kind
    {
        std::array<std::uint32_t, kCallOutcomeCount> ended{};
        bool answeredLater = false;
    };
    std::vector<Kind> all(kinds);
    for (const ClientCall& call : calls)
        ++all[call.route->kind].ended[static_cast<std::size_t>(call.outcome)];
    for (auto call = calls.rbegin(); call != calls.rend(); ++call) {
        Kind& kind = all[call->route->kind];
        call->healed = call->outcome != CallOutcome::Answered && kind.answeredLater;
        call->attempts = kind.ended[static_cast<std::size_t>(call->outcome)];
        kind.answeredLater = kind.answeredLater || call->outcome == CallOutcome::Answered;
    }
}

// Asking another host in place of the one that failed: for the same caller, when the failed call had ended. Calls that
// overlap are addressed to several hosts on purpose. What is asked must be known: "GET" alone says nothing.
void relateFallbacks(const OperationView& view, std::vector<ClientCall>& calls)
{
    using Place = std::pair<trace::SpanRef, std::uint32_t>;
    const auto place = [&](const ClientCall& call) -> Place {
        return {view.traces().parent(call.span), call.route->request};
    };
    const auto isOpen = [&](const ClientCall& call) {
        return call.outcome != CallOutcome::Answered && !call.healed && view.traces().parent(call.span).valid() &&
               (!call.route->address.path.empty() || view.traces().name(call.span) != call.route->method);
    };
    std::map<Place, std::int64_t> answeredAt; // when the last answered one began
    for (const ClientCall& call : calls)
        if (isOpen(call))
            answeredAt.try_emplace(place(call), std::numeric_limits<std::int64_t>::min());
    if (answeredAt.empty())
        return;
    for (const ClientCall& call : calls)
        if (call.outcome == CallOutcome::Answered)
            if (const auto known = answeredAt.find(place(call)); known != answeredAt.end())
                known->second = std::max(known->second, view.traces().startNs(call.span));
    for (ClientCall& call : calls)
        if (isOpen(call))
            call.healed = answeredAt.at(place(call)) >= view.traces().endNs(call.span);
}

} // namespace

std::vector<ClientCall> readClientCalls(const OperationView& view, SpanClassifier& classifier)
{
    CallReader reader(view, classifier);
    std::vector<ClientCall> calls;
    std::vector<const OperationSpan*> spans;
    for (const OperationSpan& span : view.spans) {
        if (!view.isWork(span) || view.traces().kind(span.ref) != trace::SpanKind::Client)
            continue;
        calls.push_back(reader.read(span));
        spans.push_back(&span);
    }
    for (std::size_t i = 0; i < calls.size(); ++i)
        reader.addRoute(calls[i], *spans[i]);
    relateRepetitions(calls, reader.kinds());
    relateFallbacks(view, calls);
    return calls;
}

} // namespace spanlight::operations
