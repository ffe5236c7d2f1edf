#include "models/sources/tempo/tempo_query.h"

#include "models/sources/jaeger/jaeger_requests.h"

#include <QRegularExpression>
#include <QStringList>
#include <QUrlQuery>

#include <algorithm>

namespace spanlight::sources {

namespace {

constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr std::int64_t kStretchNs = TempoSearch::kUsualMostNs;
constexpr std::int64_t kLastSecond = 4'294'967'295; // Tempo reads 32 bits
constexpr std::int64_t kAheadNs = 3600 * kSecondNs; // clocks of others may be ahead
constexpr std::int64_t kAheadSeconds = 60;
constexpr std::int64_t kUnseenNs = 120 * kSecondNs; // Tempo takes the newest 30 s off a range, and none may be empty
constexpr int kUsualStretches = 2;                  // Tempo keeps traces for 14 days by default
constexpr int kMostStretches = 60;
constexpr int kDefaultLimit = 100;
const QString kEverything = QStringLiteral("{}");
constexpr int kOperationLimit = 1000;

/// As a name of an attribute has it: no other characters may be escaped there.
QString quotedName(QString text)
{
    text.replace(QLatin1Char('\\'), QLatin1String("\\\\")).replace(QLatin1Char('"'), QLatin1String("\\\""));
    return QLatin1Char('"') + text + QLatin1Char('"');
}

/// A text in the notation of Go, which Tempo reads it by: neither line ends nor zeros may stand in it as they are.
QString quoted(const QString& text)
{
    QString result;
    for (const QChar c : quotedName(text))
        result += c.unicode() < 0x20 || c.unicode() == 0x7f
                      ? QStringLiteral("\\u%1").arg(c.unicode(), 4, 16, QLatin1Char('0'))
                      : QString(c);
    return result;
}

/// Whether the text is a number or truth value of TraceQL when it stands without quotes. Numbers with a zero in front
/// are octal to it, or a mistake that fails the whole query.
bool isLiteral(const QString& value)
{
    static const QRegularExpression kLiteral(
        QStringLiteral("\\A(-?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,17})?([eE][+-]?[0-9]{1,2})?|true|false)\\z"));
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

bool isOfEvents(const QString& key)
{
    return key.startsWith(QLatin1String("exception."));
}

/// What Tempo 2.6 and newer have a word for: attributes of events and the instrumentation scope. Empty for any other.
QString newerCondition(const QString& key, const QString& value)
{
    if (isOfEvents(key)) {
        const QString own = traceQlAttribute(key) + QLatin1String(" = ") + quoted(value);
        return QLatin1String("(") + own + QLatin1String(" || event") + own + QLatin1Char(')');
    }
    if (key == QLatin1String("otel.scope.name"))
        return QStringLiteral("instrumentation:name = ") + quoted(value);
    if (key == QLatin1String("otel.scope.version"))
        return QStringLiteral("instrumentation:version = ") + quoted(value);
    return {};
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
        for (const char* kind : {"server", "client", "producer", "consumer", "internal", "unspecified"})
            if (word == QLatin1String(kind))
                return QStringLiteral("kind = ") + word;
    return {};
}

QString set(const QStringList& conditions)
{
    return QStringLiteral("{ ") + conditions.join(QLatin1String(" && ")) + QStringLiteral(" }");
}

/// What one single span must satisfy.
QStringList spanConditions(const SearchQuery& query, TempoWords words)
{
    QStringList all;
    if (!query.service.isEmpty())
        all << QStringLiteral("resource.service.name = ") + quoted(query.service);
    if (!query.name.isEmpty())
        all << QStringLiteral("name = ") + quoted(query.name);
    for (const auto& [key, value] : query.attributes) {
        const QString newer = newerCondition(key, value);
        if (words == TempoWords::Old && !newer.isEmpty()) // spans are compared here anyway
            continue;
        const QString own = newer.isEmpty() ? intrinsic(key, value) : newer;
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
    static const QRegularExpression kPlain(QStringLiteral("\\A[A-Za-z_][A-Za-z0-9_.\\-/]*\\z"));
    return QLatin1Char('.') + (kPlain.match(key).hasMatch() ? key : quotedName(key));
}

QString traceQlOf(const SearchQuery& query, TempoWords words)
{
    QStringList parts;
    QStringList ids;
    if (!query.operationId.isEmpty())
        for (const QString& key : query.operationKeys)
            ids << traceQlAttribute(key) + QStringLiteral(" = ") + quoted(query.operationId);
    if (!ids.isEmpty())
        parts << QStringLiteral("{ ") + ids.join(QLatin1String(" || ")) + QStringLiteral(" }");
    if (const QStringList conditions = spanConditions(query, words); !conditions.isEmpty())
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
        const std::int64_t from = std::min(std::max(plan.fromNs, to - kStretchNs), nowNs - kUnseenNs);
        plan.searches.push_back({traceQl, from, to, limit, !query.structural.isEmpty() && traceQl != query.structural});
    }
    if (!query.sinceNs)
        plan.notes.push_back(QStringLiteral("without a begin of the time range Tempo is asked for the last %1 days")
                                 .arg(kUsualStretches * 7));
    return plan;
}

QUrl TempoSearch::url(const QUrl& base) const
{
    QUrl url = urlBelow(base, QStringLiteral("/api/search"));
    const std::int64_t start = std::clamp<std::int64_t>(fromNs / kSecondNs, 0, kLastSecond - 1);
    const std::int64_t end = std::min({(toNs + kSecondNs - 1) / kSecondNs, start + mostNs / kSecondNs, kLastSecond});
    const auto item = [](const char* name, std::int64_t value) {
        return QLatin1Char('&') + QLatin1String(name) + QLatin1Char('=') + QString::number(value);
    };
    url.setQuery(QStringLiteral("q=") + QString::fromLatin1(QUrl::toPercentEncoding(traceQl)) + item("limit", limit) +
                     item("start", start) + item("end", std::max(end, start + 1)),
                 QUrl::StrictMode);
    return url;
}

std::vector<TempoSearch> inPieces(const TempoSearch& search, std::int64_t mostNs)
{
    std::vector<TempoSearch> pieces;
    std::int64_t to = search.toNs;
    do {
        pieces.push_back(search);
        pieces.back().mostNs = mostNs;
        pieces.back().toNs = to;
        pieces.back().fromNs = std::max(search.fromNs, to - mostNs);
        to -= mostNs;
    } while (to > search.fromNs && static_cast<int>(pieces.size()) < kMostStretches);
    return pieces;
}

// Without times Tempo looks at what came last only, and has no services after a quiet night.
std::vector<QUrl> tempoServiceUrls(const QUrl& base, std::int64_t nowNs)
{
    const QUrl values = urlBelow(base, QStringLiteral("/api/v2/search/tag/resource.service.name/values"));
    QUrl ofTheWeek = values;
    ofTheWeek.setQuery(QStringLiteral("start=%1&end=%2")
                           .arg((nowNs - kStretchNs) / kSecondNs + kAheadSeconds)
                           .arg(nowNs / kSecondNs + kAheadSeconds));
    return {ofTheWeek, values, urlBelow(base, QStringLiteral("/api/search/tag/service.name/values"))};
}

QUrl tempoTraceUrl(const QUrl& base, const QString& traceId, bool v1)
{
    return urlBelow(base, (v1 ? QStringLiteral("/api/traces/") : QStringLiteral("/api/v2/traces/")) + traceId);
}

} // namespace spanlight::sources
