#include "models/operations/context_query.h"

#include <algorithm>
#include <set>

namespace spanlight::operations {

namespace {

constexpr std::int64_t kDayNs = std::int64_t{86'400} * 1'000'000'000;
constexpr std::int64_t kLongestCallNs = std::int64_t{120} * 1'000'000'000; // before what it asked for began
constexpr std::int64_t kClockSlackNs = std::int64_t{2} * 1'000'000'000;
constexpr int kNewest = 200;
constexpr std::size_t kMostQueries = 32;

bool isLiteral(const std::string& pattern)
{
    return pattern.find('*') == std::string::npos;
}

// Services that select workers: known as back ends, or seen doing it.
std::set<std::string> selectingServices(const OperationView& view)
{
    std::set<std::string> services;
    for (const std::string& service : view.services)
        if (view.profile().serviceRole(service) == PartyRole::Backend)
            services.insert(service);
    for (const WorkerSelection& selection : view.selections)
        services.emplace(view.traces().service(selection.span));
    return services;
}

// Who called which worker.
std::set<std::pair<std::string, std::string>> dispatchTargets(const OperationView& view)
{
    std::set<std::pair<std::string, std::string>> targets;
    for (const ClientCall& call : view.calls)
        if (call.role == Role::DispatchCall && !call.route->target.empty())
            targets.emplace(view.traces().service(call.span), call.route->target);
    return targets;
}

class QueryList
{
public:
    explicit QueryList(const OperationView& view)
        : m_start(view.startNs), m_to(endOf(view)), m_later(std::min(view.request.asOfNs, m_to + kDayNs))
    {
    }

    void add(std::string service, std::string name, std::vector<std::pair<std::string, std::string>> attributes,
             std::int64_t beforeNs = kDayNs)
    {
        ask({std::move(service), std::move(name), std::move(attributes), m_start - beforeNs, m_to, kNewest});
    }
    /// What came later is asked for apart from what came before: the newest alone could all be later.
    void addWithLater(const std::string& service, const std::string& name)
    {
        add(service, name, {});
        if (m_later > m_to)
            ask({service, name, {}, m_to, m_later, kNewest});
    }
    /// Calls over all services that can have led to what began then.
    void addAround(std::int64_t startNs, const std::string& key, const std::string& value)
    {
        ask({{}, {}, {{key, value}}, startNs - kLongestCallNs, startNs + kClockSlackNs, kNewest});
    }
    [[nodiscard]] std::vector<ContextQuery> take() { return std::move(m_queries); }

private:
    void ask(ContextQuery query)
    {
        if (m_queries.size() < kMostQueries)
            m_queries.push_back(std::move(query));
    }
    [[nodiscard]] static std::int64_t endOf(const OperationView& view)
    {
        return view.isFinished() ? view.endNs : std::max(view.request.asOfNs, view.endNs);
    }

    std::int64_t m_start;
    std::int64_t m_to;
    std::int64_t m_later;
    std::vector<ContextQuery> m_queries;
};

// Hosts connect to their providers in traces of their own.
void askForConnections(const OperationView& view, QueryList& queries)
{
    for (const SpanRule& rule : view.profile().spans)
        if (rule.role == Role::ProviderConnect)
            for (const std::string& service : view.services)
                for (const std::string& name : rule.names)
                    if (view.profile().serviceRole(service) == PartyRole::Host && isLiteral(name))
                        queries.add(service, name, {}, 0);
}

bool beginsWork(const OperationSpan& span)
{
    return span.role == Role::StartRequest || span.role == Role::WorkerRequest;
}

// A request without parent whose call is in none of the traces at hand: the caller's trace may not carry the id.
void askForCallers(const OperationView& view, QueryList& queries)
{
    constexpr int kMost = 4;
    int asked = 0;
    for (const OperationSpan& span : view.spans) {
        const bool orphan = beginsWork(span) && view.traces().store(span.ref).parentSpanId(span.ref.row).empty();
        const bool joined = std::any_of(view.joints.begin(), view.joints.end(),
                                        [&](const TraceJoint& joint) { return joint.server == span.ref; });
        const auto url = orphan && !joined ? view.reader.text(span.ref, Meaning::HttpUrl) : std::nullopt;
        if (!url || !url->starts_with("http") || asked == kMost)
            continue;
        ++asked;
        queries.addAround(view.traces().startNs(span.ref), view.reader.key(span.ref, Meaning::HttpUrl), *url);
    }
}

} // namespace

std::vector<ContextQuery> contextQueries(const OperationView& view)
{
    if (!view.found() || view.operationId.empty())
        return {};
    QueryList queries(view);
    askForCallers(view, queries);
    if (view.lifeCycle.terminal && view.lifeCycle.terminal->to == "failed")
        askForConnections(view, queries);
    if (!view.type->workers)
        return queries.take();
    const auto selecting = selectingServices(view);
    const auto targets = dispatchTargets(view);
    for (const SpanRule& rule : view.profile().spans) {
        if (rule.role == Role::Selection)
            for (const std::string& service : selecting)
                for (const std::string& name : rule.names)
                    if (isLiteral(name))
                        queries.addWithLater(service, name);
        if (rule.role != Role::Health || view.isFinished())
            continue; // whether the worker is still there matters to unfinished work only
        for (const auto& [service, target] : targets)
            for (const std::string& path : rule.paths)
                for (const std::string& key : view.profile().keysOf(Meaning::HttpUrl))
                    if (isLiteral(path))
                        queries.add(service, {}, {{key, "http://" + target + path}});
    }
    return queries.take();
}

} // namespace spanlight::operations
