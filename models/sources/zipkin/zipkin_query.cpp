#include "models/sources/zipkin/zipkin_query.h"

#include "models/sources/jaeger/jaeger_requests.h"
#include "models/trace/ids.h"

#include <algorithm>
#include <array>

namespace spanlight::sources {

namespace {

constexpr std::int64_t kDayNs = std::int64_t{86'400} * 1'000'000'000;
constexpr std::int64_t kLookBackNs = 3650 * kDayNs;
constexpr std::int64_t kNsPerMs = 1'000'000;
constexpr std::int64_t kNsPerUs = 1'000;
constexpr int kDefaultLimit = 100;
// One operation may have hundreds of traces (polls, status commands); the first of them tell what it is.
constexpr int kOperationLimit = 1000;

const QString kAnd = QStringLiteral(" and ");

std::int64_t roundedUp(std::int64_t value, std::int64_t unit)
{
    return value / unit + (value % unit > 0 ? 1 : 0);
}

/// Attributes that a reader makes of what is no tag in Zipkin, or no tag of one span.
bool isNoTag(const QString& key)
{
    static constexpr std::array kKeys{
        QLatin1String("span.kind"),     QLatin1String("otel.status_code"), QLatin1String("span.status"),
        QLatin1String("service.name"),  QLatin1String("peer.service"),     QLatin1String("net.host.ip"),
        QLatin1String("net.host.port"), QLatin1String("net.peer.ip"),      QLatin1String("net.peer.port"),
        QLatin1String("zipkin.debug"),  QLatin1String("zipkin.shared")};
    return std::find(kKeys.begin(), kKeys.end(), key) != kKeys.end();
}

/// Zipkin's notation knows no quoting.
bool canBeWritten(const QString& key, const QString& value)
{
    const QString both = key + value;
    return !key.isEmpty() && !key.contains(QLatin1Char('=')) && !both.contains(kAnd) && key == key.trimmed() &&
           value == value.trimmed();
}

/// The condition for one attribute, empty when it has to be compared here.
QString conditionOf(const QString& key, const QString& value)
{
    if (key == QLatin1String("error") && value == QLatin1String("true"))
        return key; // the tag alone means failure, whatever its text
    if (isNoTag(key) || (key == QLatin1String("error") && value == QLatin1String("false")) || !canBeWritten(key, value))
        return {};
    return value.isEmpty() ? key : key + QLatin1Char('=') + value;
}

QString comparedHere(const QString& key, const QString& value)
{
    return QStringLiteral("%1=%2 is compared here, among the traces that came").arg(key, value);
}

ZipkinPlan emptyPlan(const SearchQuery& query, std::int64_t nowNs)
{
    ZipkinPlan plan;
    plan.toNs = query.untilNs.value_or(nowNs + kDayNs);
    plan.fromNs = query.sinceNs.value_or(std::min(nowNs, plan.toNs) - kLookBackNs);
    return plan;
}

void addTraces(const SearchQuery& query, ZipkinPlan& plan)
{
    std::vector<trace::TraceId> asked;
    for (const QString& text : query.traceIds) {
        const auto id = trace::parseTraceId(text.trimmed().toStdString());
        if (!id || id->empty()) {
            plan.notes.push_back(QStringLiteral("“%1” is no trace id: 1 to 32 hexadecimal digits").arg(text.left(80)));
            continue;
        }
        if (std::find(asked.begin(), asked.end(), *id) != asked.end())
            continue;
        asked.push_back(*id);
        ZipkinTask task;
        task.traceId = QString::fromStdString(trace::toHex(*id));
        if (task.traceId.startsWith(QString(16, QLatin1Char('0'))))
            task.traceId.remove(0, 16); // Zipkin keeps ids of 64 bits as such
        plan.tasks.push_back(std::move(task));
    }
}

/// The different tag conditions that are asked one after the other.
std::vector<QString> conditionsOf(const SearchQuery& query, ZipkinPlan& plan)
{
    QStringList sent;
    for (const auto& [key, value] : query.attributes) {
        const QString condition = conditionOf(key, value);
        if (condition.isEmpty())
            plan.notes.push_back(comparedHere(key, value));
        else
            sent << condition;
    }
    if (query.errorsOnly)
        sent << QStringLiteral("error");
    std::vector<QString> result;
    if (!query.operationId.isEmpty())
        for (const QString& key : query.operationKeys) {
            const QString condition = conditionOf(key, query.operationId);
            result.push_back((sent + (condition.isEmpty() ? QStringList() : QStringList{condition})).join(kAnd));
            if (condition.isEmpty())
                plan.notes.push_back(comparedHere(key, query.operationId));
        }
    if (!query.operationId.isEmpty() && query.operationKeys.empty())
        plan.notes.push_back(
            QStringLiteral("no attribute is known that holds an operation id; looked through the newest traces"));
    if (result.empty())
        result.push_back(sent.join(kAnd));
    return result;
}

} // namespace

QUrl ZipkinTask::url(const QUrl& base) const
{
    if (!traceId.isEmpty())
        return urlBelow(base, QStringLiteral("/api/v2/trace/") + traceId);
    QByteArray text;
    const auto add = [&text](const char* key, const QString& value) {
        if (!value.isEmpty())
            text += (text.isEmpty() ? "" : "&") + QByteArray(key) + '=' + QUrl::toPercentEncoding(value);
    };
    const std::int64_t endMs = std::max<std::int64_t>(1, roundedUp(toNs, kNsPerMs));
    const std::int64_t beginMs = std::max<std::int64_t>(0, fromNs / kNsPerMs);
    add("serviceName", service);
    add("spanName", name);
    add("annotationQuery", annotations);
    if (minDurationNs || maxDurationNs) // a longest duration is only allowed beside a shortest one
        add("minDuration", QString::number(std::max<std::int64_t>(1, minDurationNs.value_or(0) / kNsPerUs)));
    if (maxDurationNs)
        add("maxDuration", QString::number(std::max<std::int64_t>(1, roundedUp(*maxDurationNs, kNsPerUs))));
    add("endTs", QString::number(endMs));
    add("lookback", QString::number(std::max<std::int64_t>(1, endMs - beginMs)));
    add("limit", QString::number(limit));
    QUrl url = urlBelow(base, QStringLiteral("/api/v2/traces"));
    url.setQuery(QString::fromLatin1(text), QUrl::StrictMode);
    return url;
}

QString ZipkinTask::part() const
{
    if (!traceId.isEmpty())
        return QStringLiteral("trace ") + traceId;
    const QString what = QStringList{service, annotations}.join(QLatin1Char(' ')).trimmed();
    return what.isEmpty() ? QStringLiteral("search") : what;
}

ZipkinPlan planZipkinSearch(const SearchQuery& query, std::int64_t nowNs)
{
    ZipkinPlan plan = emptyPlan(query, nowNs);
    if (!query.traceIds.empty()) {
        addTraces(query, plan);
        return plan;
    }
    const bool comparesTraces = query.name.isEmpty() && (query.minDurationNs || query.maxDurationNs);
    ZipkinTask task;
    task.service = query.service.toLower();
    task.name = query.name.toLower();
    task.fromNs = plan.fromNs;
    task.toNs = plan.toNs;
    task.limit = query.limit > 0 ? query.limit : kDefaultLimit;
    if (!query.operationId.isEmpty())
        task.limit = std::max(task.limit, kOperationLimit);
    if (!comparesTraces) {
        task.minDurationNs = query.minDurationNs;
        task.maxDurationNs = query.maxDurationNs;
    }
    for (const QString& condition : conditionsOf(query, plan)) {
        task.annotations = condition;
        plan.tasks.push_back(task);
        if (comparesTraces && query.minDurationNs) { // a long span makes a long trace: finds older ones, too
            plan.tasks.push_back(task);
            plan.tasks.back().minDurationNs = query.minDurationNs;
        }
    }
    if (comparesTraces)
        plan.notes.push_back(QStringLiteral("durations of whole traces are compared here, among the traces that came"));
    return plan;
}

ZipkinPlan planZipkinFallback(const SearchQuery& query, std::int64_t nowNs)
{
    ZipkinPlan plan = emptyPlan(query, nowNs);
    for (const FallbackTag& tag : query.fallbacks) {
        SearchQuery one = query;
        one.operationId.clear();
        one.attributes = {{tag.key, tag.value}};
        if (!tag.service.isEmpty())
            one.service = tag.service;
        ZipkinPlan part = planZipkinSearch(one, nowNs);
        plan.tasks.insert(plan.tasks.end(), part.tasks.begin(), part.tasks.end());
    }
    return plan;
}

SearchQuery asStoredByZipkin(SearchQuery query)
{
    query.service = query.service.toLower();
    query.name = query.name.toLower();
    for (FallbackTag& tag : query.fallbacks)
        tag.service = tag.service.toLower();
    return query;
}

QUrl zipkinServicesUrl(const QUrl& base)
{
    return urlBelow(base, QStringLiteral("/api/v2/services"));
}

} // namespace spanlight::sources
