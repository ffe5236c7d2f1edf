#include "models/sources/jaeger/jaeger_plan.h"

#include "models/trace/ids.h"

#include <QRegularExpression>

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

/// What a server finds nothing for, or reads otherwise than it is meant: keys whose meaning differs between Jaeger's
/// versions and storages; events, and values that are patterns to VictoriaTraces.
bool isComparedHere(const QString& key, const QString& value, const JaegerServer& server)
{
    if (server.victoriaTraces &&
        (key.startsWith(QLatin1String("exception.")) || value.startsWith(QLatin1Char('~')) || value.isEmpty()))
        return true;
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

constexpr std::size_t kMostPlaced = 3; // attributes that are looked for in all places; they make 8 requests

/// VictoriaTraces looks for an attribute either in the span or in its resource: the conditions with every combination.
std::vector<Attributes> inAllPlaces(const Attributes& attributes, const JaegerServer& server)
{
    std::vector<Attributes> result{attributes};
    if (!server.victoriaTraces || attributes.size() > kMostPlaced)
        return result;
    for (std::size_t i = 0; i < attributes.size(); ++i)
        for (std::size_t known = result.size(), one = 0; one < known; ++one) {
            result.push_back(result[one]);
            result.back()[i].first.prepend(QStringLiteral("resource_attr:"));
        }
    return result;
}

/// To Elasticsearch and OpenSearch a value is a regular expression of Lucene, to other storages a text; which of them a
/// server has is not told. A value that differs as an expression is asked both ways; what comes is compared here.
void addPatterns(std::vector<Attributes>& all)
{
    static const QRegularExpression kMeaning(QStringLiteral("[?+*|{}\\[\\]()\"\\\\#@&<>~]"));
    static const QRegularExpression kReserved(QStringLiteral("([.?+*|{}\\[\\]()\"\\\\#@&<>~])"));
    for (std::size_t known = all.size(), i = 0; i < known; ++i) {
        Attributes escaped = all[i];
        for (auto& [key, value] : escaped)
            if (value.contains(kMeaning))
                value.replace(kReserved, QStringLiteral("\\\\1"));
        if (escaped != all[i])
            all.push_back(std::move(escaped));
    }
}

void addConditions(const SearchQuery& query, const JaegerServer& server, const Attributes& sent,
                   std::vector<Attributes>& result)
{
    const auto add = [&](const char* key, const QString& value) {
        result.push_back(sent);
        result.back().emplace_back(QString::fromLatin1(key), value);
    };
    if (!query.operationId.isEmpty() && !query.operationKeys.empty()) {
        for (const QString& key : query.operationKeys) {
            result.push_back(sent);
            result.back().emplace_back(key, query.operationId);
        }
        return;
    }
    const bool errorsOnly = query.errorsOnly && query.operationId.isEmpty();
    if (errorsOnly)
        add("error", QStringLiteral("true"));
    // Jaeger 2.8 to 2.13 answers error=true with the healthy traces, others rightly: ask both ways, look here.
    if (!errorsOnly || !server.v3Attributes)
        result.push_back(sent);
}

/// The different attribute conditions that one service is asked with, one after the other.
std::vector<Attributes> attributesToAsk(const SearchQuery& query, const JaegerServer& server, JaegerPlan& plan)
{
    Attributes sent;
    for (const auto& [key, value] : query.attributes) {
        if (!isComparedHere(key, value, server))
            sent.emplace_back(key, value);
        else
            plan.notes.push_back(QStringLiteral("%1=%2 is compared here, among the traces that came").arg(key, value));
    }
    std::vector<Attributes> result;
    if (server.victoriaTraces && sent.size() > kMostPlaced)
        plan.notes.push_back(
            QStringLiteral("of more than %1 attributes only those of spans are found, none of resources")
                .arg(kMostPlaced));
    for (const Attributes& placed : inAllPlaces(sent, server))
        addConditions(query, server, placed, result);
    if (!server.victoriaTraces)
        addPatterns(result);
    if (!query.operationId.isEmpty() && query.operationKeys.empty())
        plan.notes.push_back(
            QStringLiteral("no attribute is known that holds an operation id; looked through the newest traces"));
    else if (query.errorsOnly && query.operationId.isEmpty() && !server.v3Attributes)
        plan.notes.push_back(QStringLiteral("errors are looked for here, among the traces that came"));
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
        plan.announced.push_back(each);
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
    for (const auto& [id, summary] : all.traces)
        plan.announced.push_back(summary);
    return plan;
}

JaegerTask planRecount(const JaegerSummary& announced, std::uint64_t handedOut)
{
    JaegerTask task;
    task.api = JaegerApi::V3;
    task.traceId = QString::fromStdString(trace::toHex(announced.id));
    task.search.raw = true;
    task.announced = announced.spans;
    task.handedOut = handedOut;
    return task;
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
