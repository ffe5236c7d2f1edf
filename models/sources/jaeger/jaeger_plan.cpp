#include "models/sources/jaeger/jaeger_plan.h"

#include "models/trace/ids.h"

#include <algorithm>
#include <array>
#include <map>

namespace spanlight::sources {

namespace {

constexpr std::int64_t kDayNs = std::int64_t{86'400} * 1'000'000'000;
constexpr std::int64_t kLookBackNs = 3650 * kDayNs;
constexpr int kDefaultLimit = 100;
// One operation may have hundreds of traces (polls, status commands); the first of them tell what it is.
constexpr int kOperationLimit = 1000;
constexpr std::uint64_t kManySpans = 50'000;

using Attributes = std::vector<std::pair<QString, QString>>;

/// Keys whose meaning differs between Jaeger's versions and storages.
bool isComparedHere(const QString& key)
{
    static constexpr std::array kKeys{
        QLatin1String("error"),       QLatin1String("span.kind"),       QLatin1String("otel.status_code"),
        QLatin1String("span.status"), QLatin1String("otel.scope.name"), QLatin1String("otel.scope.version")};
    return std::find(kKeys.begin(), kKeys.end(), key) != kKeys.end();
}

JaegerApi searchApi(const JaegerServer& server)
{
    return server.v3Attributes || !server.legacySearch ? JaegerApi::V3 : JaegerApi::Legacy;
}

/// v3 keeps more of a span. That of 1.x, which cannot be told from that of 2.15, makes parents of links.
JaegerApi fetchApi(const JaegerServer& server)
{
    return server.v3Detail || !server.legacySearch ? JaegerApi::V3 : JaegerApi::Legacy;
}

JaegerTask fetchTask(trace::TraceId id, const JaegerServer& server)
{
    JaegerTask task;
    task.api = fetchApi(server);
    task.traceId = QString::fromStdString(trace::toHex(id));
    task.search.raw = server.raw;
    return task;
}

JaegerPlan emptyPlan(const SearchQuery& query, std::int64_t nowNs)
{
    JaegerPlan plan;
    plan.toNs = query.untilNs.value_or(nowNs + kDayNs);
    plan.fromNs = query.sinceNs.value_or(std::min(nowNs, plan.toNs) - kLookBackNs);
    return plan;
}

std::vector<QString> servicesToAsk(const SearchQuery& query, const JaegerServer& server)
{
    if (!query.service.isEmpty())
        return {query.service};
    std::vector<QString> services;
    for (const QString& service : server.services)
        if (std::find(query.hiddenServices.begin(), query.hiddenServices.end(), service) == query.hiddenServices.end())
            services.push_back(service);
    return services;
}

JaegerSearch searchOf(const SearchQuery& query, const JaegerServer& server, const JaegerPlan& plan)
{
    JaegerSearch search;
    search.name = query.name;
    search.raw = server.raw;
    search.fromNs = plan.fromNs;
    search.toNs = plan.toNs;
    if (!query.name.isEmpty()) { // Jaeger compares the duration of a single span
        search.minDurationNs = query.minDurationNs;
        search.maxDurationNs = query.maxDurationNs;
    }
    search.limit = query.limit > 0 ? query.limit : kDefaultLimit;
    if (!query.operationId.isEmpty() && (server.legacySearch || server.v3Attributes))
        search.limit = std::max(search.limit, kOperationLimit);
    return search;
}

/// The different attribute conditions that one service is asked with, one after the other.
std::vector<Attributes> attributesToAsk(const SearchQuery& query, const JaegerServer& server, JaegerPlan& plan)
{
    Attributes sent;
    for (const auto& [key, value] : query.attributes) {
        if (!isComparedHere(key))
            sent.emplace_back(key, value);
        else
            plan.notes.push_back(QStringLiteral("%1=%2 is compared here, among the traces that came").arg(key, value));
    }
    std::vector<Attributes> result;
    if (!query.operationId.isEmpty()) {
        for (const QString& key : query.operationKeys) {
            result.push_back(sent);
            result.back().emplace_back(key, query.operationId);
        }
        if (result.empty())
            plan.notes.push_back(
                QStringLiteral("no attribute is known that holds an operation id; looked through the newest traces"));
    } else if (query.errorsOnly && server.v3Attributes) {
        result.push_back(sent);
        result.back().emplace_back(QStringLiteral("error"), QStringLiteral("true"));
    } else if (query.errorsOnly) {
        // Jaeger 2.8 to 2.13 answers error=true with the healthy traces, others rightly: ask both ways, look here.
        result.push_back(sent);
        result.back().emplace_back(QStringLiteral("error"), QStringLiteral("true"));
        result.push_back(sent);
        plan.notes.push_back(QStringLiteral("errors are looked for here, among the traces that came"));
    }
    if (result.empty())
        result.push_back(sent);
    return result;
}

void addTraces(const SearchQuery& query, const JaegerServer& server, JaegerPlan& plan)
{
    std::vector<trace::TraceId> asked;
    for (const QString& text : query.traceIds) {
        const auto id = trace::parseTraceId(text.trimmed().toStdString());
        if (!id) {
            plan.notes.push_back(QStringLiteral("“%1” is no trace id: 1 to 32 hexadecimal digits").arg(text.left(80)));
            continue;
        }
        if (std::find(asked.begin(), asked.end(), *id) != asked.end())
            continue;
        asked.push_back(*id);
        plan.tasks.push_back(fetchTask(*id, server));
    }
}

/// What all summaries together say.
struct Overview
{
    std::map<trace::TraceId, JaegerSummary> traces;
    std::uint64_t spans = 0;
    std::uint64_t sent = 0;    ///< by the searches: a trace for each service that it touches
    std::uint64_t largest = 0; ///< of the searches
    bool known = true;

    [[nodiscard]] bool isBetterOneByOne() const
    {
        return known && sent > kManySpans && (sent > 2 * spans || largest > kManySpans);
    }
};

Overview overviewOf(const std::vector<SummarizedSearch>& searches)
{
    Overview all;
    for (const SummarizedSearch& search : searches) {
        all.known = all.known && search.summaries;
        std::uint64_t spans = 0;
        for (const JaegerSummary& each : search.summaries.value_or(std::vector<JaegerSummary>())) {
            all.traces.emplace(each.id, each);
            spans += each.spans;
        }
        all.sent += spans;
        all.largest = std::max(all.largest, spans);
    }
    for (const auto& [id, summary] : all.traces)
        all.spans += summary.spans;
    return all;
}

JaegerPlan fetchOneByOne(const Overview& all, const JaegerServer& server, std::uint64_t mostSpans)
{
    JaegerPlan plan;
    std::vector<JaegerSummary> newest;
    for (const auto& [id, summary] : all.traces)
        newest.push_back(summary);
    std::stable_sort(newest.begin(), newest.end(), [](const auto& a, const auto& b) { return a.startNs > b.startNs; });
    std::uint64_t taken = 0;
    for (const JaegerSummary& each : newest) {
        if (taken > 0 && taken + each.spans > mostSpans)
            break;
        taken += each.spans;
        plan.tasks.push_back(fetchTask(each.id, server));
        plan.tasks.back().listed = true;
    }
    plan.isCut = plan.tasks.size() < newest.size();
    if (plan.isCut)
        plan.notes.push_back(
            QStringLiteral("%1 traces with %2 spans were found; the newest %3 of them with %4 spans were fetched")
                .arg(newest.size())
                .arg(all.spans)
                .arg(plan.tasks.size())
                .arg(taken));
    return plan;
}

} // namespace

JaegerPlan planSearch(const SearchQuery& query, const JaegerServer& server, std::int64_t nowNs)
{
    JaegerPlan plan = emptyPlan(query, nowNs);
    if (!query.traceIds.empty()) {
        addTraces(query, server, plan);
        return plan;
    }
    plan.services = servicesToAsk(query, server);
    const auto conditions = attributesToAsk(query, server, plan);
    JaegerTask task;
    task.api = searchApi(server);
    task.search = searchOf(query, server, plan);
    task.summaries = server.v3Attributes && query.operationId.isEmpty(); // an operation is fetched whole anyway
    const bool comparesTraces = query.name.isEmpty() && (query.minDurationNs || query.maxDurationNs);
    for (const QString& service : plan.services)
        for (const Attributes& attributes : conditions) {
            task.search.service = service;
            task.search.attributes = attributes;
            plan.tasks.push_back(task);
            if (comparesTraces && query.minDurationNs) { // a long span makes a long trace: finds older ones, too
                plan.tasks.push_back(task);
                plan.tasks.back().search.minDurationNs = query.minDurationNs;
            }
        }
    if (comparesTraces)
        plan.notes.push_back(QStringLiteral("durations of whole traces are compared here, among the traces that came"));
    if (plan.services.empty())
        plan.notes.push_back(server.services.empty()
                                 ? QStringLiteral("the server knows no services: nothing has sent traces yet")
                                 : QStringLiteral("the server knows no services besides its own"));
    else if (!query.service.isEmpty() && !server.services.empty() &&
             std::find(server.services.begin(), server.services.end(), query.service) == server.services.end())
        plan.notes.push_back(QStringLiteral("the server does not know the service “%1”").arg(query.service));
    if (task.api == JaegerApi::V3 && !server.v3Attributes &&
        (!query.attributes.empty() || !query.operationId.isEmpty()))
        plan.notes.push_back(QStringLiteral("this server cannot search attributes; they are compared here"));
    return plan;
}

JaegerPlan planFetch(const std::vector<SummarizedSearch>& searches, const JaegerServer& server, std::uint64_t mostSpans)
{
    const Overview all = overviewOf(searches);
    if (all.isBetterOneByOne())
        return fetchOneByOne(all, server, mostSpans);
    JaegerPlan plan;
    for (const auto& [task, summaries] : searches) {
        if (summaries && summaries->empty())
            continue;
        plan.tasks.push_back(task);
        plan.tasks.back().summaries = false;
    }
    return plan;
}

JaegerPlan planFallback(const SearchQuery& query, const JaegerServer& server, std::int64_t nowNs)
{
    JaegerPlan plan = emptyPlan(query, nowNs);
    for (const FallbackTag& tag : query.fallbacks) {
        SearchQuery one = query;
        one.operationId.clear();
        one.attributes = {{tag.key, tag.value}};
        if (!tag.service.isEmpty())
            one.service = tag.service;
        JaegerPlan part = planSearch(one, server, nowNs);
        for (JaegerTask& task : part.tasks)
            task.summaries = false;
        plan.tasks.insert(plan.tasks.end(), part.tasks.begin(), part.tasks.end());
    }
    return plan;
}

} // namespace spanlight::sources
