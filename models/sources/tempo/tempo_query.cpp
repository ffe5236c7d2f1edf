#include "models/sources/tempo/tempo_query.h"

#include <QRegularExpression>
#include <QStringList>
#include <QUrlQuery>

#include <algorithm>

namespace spanlight::sources {

namespace {

constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr std::int64_t kStretchNs = std::int64_t{168} * 3600 * kSecondNs; // Tempo's max_search_duration
constexpr std::int64_t kAheadNs = 3600 * kSecondNs;                       // clocks of others may be ahead
constexpr int kUsualStretches = 2;                                        // Tempo keeps traces for 14 days by default
constexpr int kMostStretches = 60;
constexpr int kDefaultLimit = 100;
const QString kEverything = QStringLiteral("{}");
constexpr int kOperationLimit = 1000;

QString quoted(QString text)
{
    text.replace(QLatin1Char('\\'), QLatin1String("\\\\")).replace(QLatin1Char('"'), QLatin1String("\\\""));
    text.replace(QLatin1Char('\n'), QLatin1String("\\n"));
    return QLatin1Char('"') + text + QLatin1Char('"');
}

/// Whether the text is a number or truth value of TraceQL when it stands without quotes.
bool isLiteral(const QString& value)
{
    static const QRegularExpression kLiteral(QStringLiteral("^(-?[0-9]{1,18}(\\.[0-9]{1,17})?|true|false)$"));
    return kLiteral.match(value).hasMatch();
}

QString equals(const QString& key, const QString& value)
{
    const QString name = traceQlAttribute(key);
    const QString asText = name + QLatin1String(" = ") + quoted(value);
    return isLiteral(value) ? QLatin1Char('(') + asText + QLatin1String(" || ") + name + QLatin1String(" = ") + value +
                                  QLatin1Char(')')
                            : asText;
}

/// A condition that TraceQL has a word of its own for; empty for any other.
QString intrinsic(const QString& key, const QString& value)
{
    const QString word = value.toLower();
    if (key == QLatin1String("error") && (word == QLatin1String("true") || word == QLatin1String("false")))
        return word == QLatin1String("true") ? QStringLiteral("status = error") : QStringLiteral("status != error");
    if (key == QLatin1String("otel.status_code") || key == QLatin1String("span.status"))
        for (const char* status : {"error", "ok", "unset"})
            if (word == QLatin1String(status))
                return QStringLiteral("status = ") + word;
    if (key == QLatin1String("span.kind"))
        for (const char* kind : {"server", "client", "producer", "consumer", "internal"})
            if (word == QLatin1String(kind))
                return QStringLiteral("kind = ") + word;
    return {};
}

QString set(const QStringList& conditions)
{
    return QStringLiteral("{ ") + conditions.join(QLatin1String(" && ")) + QStringLiteral(" }");
}

/// What one single span must satisfy.
QStringList spanConditions(const SearchQuery& query)
{
    QStringList all;
    if (!query.service.isEmpty())
        all << QStringLiteral("resource.service.name = ") + quoted(query.service);
    if (!query.name.isEmpty())
        all << QStringLiteral("name = ") + quoted(query.name);
    for (const auto& [key, value] : query.attributes) {
        const QString own = intrinsic(key, value);
        all << (own.isEmpty() ? equals(key, value) : own);
    }
    if (query.errorsOnly)
        all << QStringLiteral("status = error");
    const QString duration = query.name.isEmpty() ? QStringLiteral("traceDuration") : QStringLiteral("duration");
    if (query.minDurationNs)
        all << QStringLiteral("%1 >= %2ns").arg(duration).arg(*query.minDurationNs);
    if (query.maxDurationNs)
        all << QStringLiteral("%1 <= %2ns").arg(duration).arg(*query.maxDurationNs);
    return all;
}

} // namespace

QString traceQlAttribute(const QString& key)
{
    static const QRegularExpression kPlain(QStringLiteral("^[A-Za-z_][A-Za-z0-9_.\\-/]*$"));
    return QLatin1Char('.') + (kPlain.match(key).hasMatch() ? key : quoted(key));
}

QString traceQlOf(const SearchQuery& query)
{
    QStringList parts;
    QStringList ids;
    if (!query.operationId.isEmpty())
        for (const QString& key : query.operationKeys)
            ids << traceQlAttribute(key) + QStringLiteral(" = ") + quoted(query.operationId);
    if (!ids.isEmpty())
        parts << QStringLiteral("{ ") + ids.join(QLatin1String(" || ")) + QStringLiteral(" }");
    if (const QStringList conditions = spanConditions(query); !conditions.isEmpty())
        parts << set(conditions);
    return parts.isEmpty() ? kEverything : parts.join(QLatin1String(" && "));
}

// The line end closes a comment that the query may end with. What Tempo does not take in brackets (hints) is asked
// alone.
QString combinedTraceQl(const QString& own, const QString& conditions)
{
    if (own.trimmed().isEmpty())
        return conditions;
    if (conditions.isEmpty() || conditions == kEverything)
        return own; // as it was typed: mistakes are told by line and column
    return QLatin1Char('(') + own + QStringLiteral("\n) && (") + conditions + QLatin1Char(')');
}

QString traceQlOf(const FallbackTag& tag)
{
    QStringList conditions;
    if (!tag.service.isEmpty())
        conditions << QStringLiteral("resource.service.name = ") + quoted(tag.service);
    conditions << equals(tag.key, tag.value);
    return set(conditions);
}

TempoPlan planTempoSearch(const SearchQuery& query, const QString& traceQl, std::int64_t nowNs)
{
    TempoPlan plan;
    plan.toNs = query.untilNs.value_or(nowNs + kAheadNs);
    plan.fromNs = query.sinceNs.value_or(plan.toNs - kUsualStretches * kStretchNs);
    const int wanted = query.limit > 0 ? query.limit : kDefaultLimit;
    const int limit = query.operationId.isEmpty() ? wanted : std::max(wanted, kOperationLimit);
    for (std::int64_t to = plan.toNs; to > plan.fromNs; to -= kStretchNs) {
        if (static_cast<int>(plan.searches.size()) == kMostStretches) {
            plan.fromNs = to;
            plan.whole = false;
            plan.notes.push_back(QStringLiteral("only the newest %1 days of the time range were searched")
                                     .arg(kMostStretches * kStretchNs / (24 * 3600 * kSecondNs)));
            break;
        }
        plan.searches.push_back({traceQl, std::max(plan.fromNs, to - kStretchNs), to, limit,
                                 !query.structural.isEmpty() && traceQl != query.structural});
    }
    if (!query.sinceNs)
        plan.notes.push_back(QStringLiteral("without a begin of the time range Tempo is asked for the last %1 days")
                                 .arg(kUsualStretches * 7));
    return plan;
}

QUrl TempoSearch::url(const QUrl& base) const
{
    QUrl url = base;
    url.setPath(base.path() + QStringLiteral("/api/search"));
    const std::int64_t start = fromNs / kSecondNs;
    const std::int64_t end = std::min((toNs + kSecondNs - 1) / kSecondNs, start + kStretchNs / kSecondNs);
    const auto item = [](const char* name, std::int64_t value) {
        return QLatin1Char('&') + QLatin1String(name) + QLatin1Char('=') + QString::number(value);
    };
    url.setQuery(QStringLiteral("q=") + QString::fromLatin1(QUrl::toPercentEncoding(traceQl)) + item("limit", limit) +
                     item("start", start) + item("end", std::max(end, start + 1)),
                 QUrl::StrictMode);
    return url;
}

QUrl tempoTraceUrl(const QUrl& base, const QString& traceId, bool v1)
{
    QUrl url = base;
    url.setPath(base.path() + (v1 ? QStringLiteral("/api/traces/") : QStringLiteral("/api/v2/traces/")) + traceId);
    return url;
}

} // namespace spanlight::sources
