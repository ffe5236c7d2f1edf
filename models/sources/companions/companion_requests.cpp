#include "models/sources/companions/companion_requests.h"

#include "models/sources/companions/part_probe.h"
#include "models/sources/http/http_error.h"
#include "models/sources/server_address.h"
#include "models/trace/intervals.h"

#include <QRegularExpression>
#include <QUrlQuery>

#include <algorithm>

namespace spanlight::sources {

namespace {

constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr std::int64_t kSteps = 500;
constexpr std::int64_t kMinStepSeconds = 15;
constexpr std::int64_t kMarginNs = 60 * kSecondNs;

QString secondsText(std::int64_t ns)
{
    return QString::number(static_cast<double>(ns / 1'000'000) / 1000, 'f', 3);
}

QUrl below(const QUrl& base, const QString& path, const QUrlQuery& query = {})
{
    QUrl url = base;
    url.setPath(base.path(QUrl::FullyEncoded) + path, QUrl::StrictMode);
    url.setQuery(query);
    return url;
}

// QUrlQuery leaves a plus alone, and a server reads it as a space.
QUrlQuery with(std::initializer_list<std::pair<QString, QString>> items)
{
    QString text;
    for (const auto& [key, value] : items)
        text += (text.isEmpty() ? QString() : QStringLiteral("&")) + key + QLatin1Char('=') +
                QString::fromLatin1(QUrl::toPercentEncoding(value));
    return QUrlQuery(text);
}

tl::expected<QUrl, SourceError> addressOf(const QString& text, const QString& name, const QString& secrets,
                                          const QRegularExpression& pages)
{
    if (text.trimmed().isEmpty())
        return QUrl();
    auto server = parseServerAddress(text.trimmed());
    if (!server || server->isJaeger) {
        SourceError error;
        error.kind = SourceError::Kind::BadAddress;
        error.what = name + QStringLiteral(": ") +
                     (server ? QStringLiteral("This is not the address of a companion") : server.error().what);
        error.where = server ? server->shown : server.error().where;
        error.advice = QStringLiteral("Write http://HOST:PORT, with a base path if there is one; ") + secrets;
        return tl::make_unexpected(std::move(error));
    }
    QString path = server->base.path(QUrl::FullyEncoded);
    path.remove(pages);
    server->base.setPath(path, QUrl::StrictMode);
    return server->base;
}

} // namespace

tl::expected<CompanionAddresses, SourceError> companionAddresses(const QString& prometheus,
                                                                 const QString& operationsApi, const QString& grafana,
                                                                 const CompanionWords& words)
{
    static const QRegularExpression kPrometheusPages(
        QStringLiteral("/(graph|query|targets|alerts|api/v1(/query.*)?)$"));
    static const QRegularExpression kApiPages(QStringLiteral("/(docs|redoc|openapi\\.json|api/v1(/.*)?)$"));
    static const QRegularExpression kGrafanaPages(QStringLiteral("/(login|dashboards|explore|d/.*|api(/.*)?)$"));
    CompanionAddresses addresses;
    for (const auto& [text, name, pages, place] :
         {std::tuple{&prometheus, &words.prometheus, &kPrometheusPages, &addresses.prometheus},
          {&operationsApi, &words.operationsApi, &kApiPages, &addresses.operationsApi},
          {&grafana, &words.grafana, &kGrafanaPages, &addresses.grafana}}) {
        auto url = addressOf(*text, *name, words.secrets, *pages);
        if (!url)
            return tl::make_unexpected(std::move(url.error()));
        *place = *url;
    }
    return addresses;
}

std::vector<QUrl> serversOf(const QStringList& sources)
{
    std::vector<QUrl> servers;
    for (const QString& source : sources)
        if (const auto address = probedAddress(source))
            servers.push_back(address->base);
    return servers;
}

ConnectionOptions companionOptions(const ConnectionOptions& options, const CompanionAddresses& companions,
                                   const std::vector<QUrl>& servers)
{
    const auto isKnown = [&](const QUrl& companion) {
        return companion.isEmpty() || std::any_of(servers.begin(), servers.end(),
                                                  [&](const QUrl& server) { return isSameServer(companion, server); });
    };
    const bool areKnown =
        isKnown(companions.prometheus) && isKnown(companions.operationsApi) && isKnown(companions.grafana);
    return servers.empty() || areKnown ? options : withoutSecrets(options);
}

QUrl operationUrl(const QUrl& base, const QString& id)
{
    return below(base, QStringLiteral("/api/v1/operations/") + QString::fromLatin1(QUrl::toPercentEncoding(id)));
}

QUrl apiUrl(const QUrl& base, const QString& path)
{
    return below(base, path);
}

QUrl workerHealthUrl(const QString& endpoint)
{
    const auto server = parseServerAddress(endpoint);
    return server && !server->isJaeger ? below(server->base, QStringLiteral("/health")) : QUrl();
}

std::int64_t rangeStepNs(std::int64_t startNs, std::int64_t endNs)
{
    const std::int64_t from = trace::saturatedDifference(startNs, kMarginNs);
    const std::int64_t seconds = std::max<std::int64_t>(0, trace::saturatedDifference(endNs, from)) / kSecondNs;
    return std::max(kMinStepSeconds, (seconds + kSteps - 1) / kSteps) * kSecondNs;
}

QUrl rangeUrl(const QUrl& base, const operations::MetricQuery& query, std::int64_t startNs, std::int64_t endNs)
{
    const std::int64_t from = trace::saturatedDifference(startNs, kMarginNs);
    const std::int64_t step = rangeStepNs(startNs, endNs) / kSecondNs;
    return below(base, QStringLiteral("/api/v1/query_range"),
                 with({{QStringLiteral("query"), QString::fromStdString(query.promql)},
                       {QStringLiteral("start"), secondsText(from)},
                       {QStringLiteral("end"), secondsText(std::max(endNs, from))},
                       {QStringLiteral("step"), QString::number(step)}}));
}

QUrl instantUrl(const QUrl& base, const operations::MetricQuery& query, std::int64_t atNs)
{
    return below(base, QStringLiteral("/api/v1/query"),
                 with({{QStringLiteral("query"), QString::fromStdString(query.promql)},
                       {QStringLiteral("time"), secondsText(atNs)}}));
}

} // namespace spanlight::sources
