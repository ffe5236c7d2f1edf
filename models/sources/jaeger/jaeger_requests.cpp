#include "models/sources/jaeger/jaeger_requests.h"

#include "models/trace/time_text.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace spanlight::sources {

namespace {

/// Collects query items with every special character escaped; QUrlQuery would leave `+` as it is, which servers read
/// as a space.
class QueryText
{
public:
    void add(const QString& name, const QString& value)
    {
        m_text += (m_text.isEmpty() ? "" : "&") + QUrl::toPercentEncoding(name) + '=' + QUrl::toPercentEncoding(value);
    }
    void addIfSet(const QString& name, const QString& value)
    {
        if (!value.isEmpty())
            add(name, value);
    }
    [[nodiscard]] QUrl applyTo(QUrl url) const
    {
        url.setQuery(QString::fromLatin1(m_text), QUrl::StrictMode);
        return url;
    }

private:
    QByteArray m_text;
};

QString jsonOf(const std::vector<std::pair<QString, QString>>& attributes)
{
    if (attributes.empty())
        return {};
    QJsonObject object;
    for (const auto& [key, value] : attributes)
        object.insert(key, value);
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

QString goDuration(const std::optional<std::int64_t>& ns)
{
    return ns ? QString::number(*ns) + QStringLiteral("ns") : QString();
}

QString rfc3339(std::int64_t ns)
{
    return QString::fromStdString(trace::toRfc3339(ns));
}

QUrl legacySearchUrl(const QUrl& base, const JaegerSearch& search)
{
    QueryText query;
    query.add(QStringLiteral("service"), search.service);
    query.addIfSet(QStringLiteral("operation"), search.name);
    query.add(QStringLiteral("start"), QString::number(search.fromNs / 1000));
    query.add(QStringLiteral("end"), QString::number(search.toNs / 1000 + (search.toNs % 1000 > 0 ? 1 : 0)));
    query.addIfSet(QStringLiteral("minDuration"), goDuration(search.minDurationNs));
    query.addIfSet(QStringLiteral("maxDuration"), goDuration(search.maxDurationNs));
    query.add(QStringLiteral("limit"), QString::number(search.limit));
    query.addIfSet(QStringLiteral("tags"), jsonOf(search.attributes));
    query.addIfSet(QStringLiteral("raw"), search.raw ? QStringLiteral("true") : QString());
    return query.applyTo(urlBelow(base, QStringLiteral("/api/traces")));
}

QUrl v3SearchUrl(const QUrl& base, const QString& path, const JaegerSearch& search)
{
    QueryText query;
    query.add(QStringLiteral("query.service_name"), search.service);
    query.addIfSet(QStringLiteral("query.operation_name"), search.name);
    query.add(QStringLiteral("query.start_time_min"), rfc3339(search.fromNs));
    // the end must be after the begin since v2.18
    query.add(QStringLiteral("query.start_time_max"),
              rfc3339(search.toNs == search.fromNs ? search.toNs + 1 : search.toNs));
    query.addIfSet(QStringLiteral("query.duration_min"), goDuration(search.minDurationNs));
    query.addIfSet(QStringLiteral("query.duration_max"), goDuration(search.maxDurationNs));
    query.add(QStringLiteral("query.num_traces"), QString::number(search.limit));
    query.addIfSet(QStringLiteral("query.attributes"), jsonOf(search.attributes));
    query.addIfSet(QStringLiteral("query.raw_traces"), search.raw ? QStringLiteral("true") : QString());
    return query.applyTo(urlBelow(base, path));
}

} // namespace

QUrl urlBelow(const QUrl& base, const QString& path)
{
    QUrl url = base;
    url.setPath(base.path(QUrl::FullyEncoded) + path, QUrl::TolerantMode);
    return url;
}

QUrl servicesUrl(const QUrl& base, JaegerApi api)
{
    return urlBelow(base, api == JaegerApi::V3 ? QStringLiteral("/api/v3/services") : QStringLiteral("/api/services"));
}

QUrl summariesProbeUrl(const QUrl& base)
{
    return urlBelow(base, QStringLiteral("/api/v3/trace-summaries"));
}

QUrl searchUrl(const QUrl& base, JaegerApi api, const JaegerSearch& search)
{
    return api == JaegerApi::V3 ? v3SearchUrl(base, QStringLiteral("/api/v3/traces"), search)
                                : legacySearchUrl(base, search);
}

QUrl summariesUrl(const QUrl& base, const JaegerSearch& search)
{
    return v3SearchUrl(base, QStringLiteral("/api/v3/trace-summaries"), search);
}

QUrl traceUrl(const QUrl& base, JaegerApi api, const QString& traceId, bool raw)
{
    const bool v3 = api == JaegerApi::V3;
    const QString path = v3 ? QStringLiteral("/api/v3/traces/") : QStringLiteral("/api/traces/");
    QUrl url = urlBelow(base, path + QString::fromLatin1(QUrl::toPercentEncoding(traceId)));
    if (raw)
        url.setQuery(v3 ? QStringLiteral("raw_traces=true") : QStringLiteral("raw=true"));
    return url;
}

} // namespace spanlight::sources
