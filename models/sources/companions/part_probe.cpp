#include "models/sources/companions/part_probe.h"

#include "models/sources/companions/companion_answers.h"
#include "models/sources/companions/companion_requests.h"
#include "models/sources/http/http_client.h"
#include "models/sources/http/http_error.h"
#include "models/sources/server_address.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QRegularExpression>

namespace spanlight::sources {

namespace {

constexpr std::int64_t kMillisecondNs = 1'000'000;
constexpr std::int64_t kSecondMs = 1000;
constexpr qint64 kMostAnswerBytes = 4 * 1024 * 1024;

ConnectionOptions limited(ConnectionOptions options)
{
    options.maxAnswerBytes = std::min(options.maxAnswerBytes, kMostAnswerBytes);
    return options;
}

QString questionTo(ProbedServer server)
{
    switch (server) {
    case ProbedServer::Jaeger:
    case ProbedServer::Unknown:
        return QStringLiteral("/"); // its page holds its version
    case ProbedServer::Tempo:
    case ProbedServer::Prometheus:
        return server == ProbedServer::Tempo ? QStringLiteral("/api/status/buildinfo")
                                             : QStringLiteral("/api/v1/status/buildinfo");
    case ProbedServer::Zipkin:
        return QStringLiteral("/info");
    case ProbedServer::OperationsApi:
        return QStringLiteral("/api/v1/health");
    case ProbedServer::Grafana:
        return QStringLiteral("/api/health");
    }
    return {};
}

QString versionIn(ProbedServer server, const QByteArray& body)
{
    static const QRegularExpression kJaeger(QStringLiteral("\"gitVersion\":\\s*\"(v?[0-9][^\"]{0,40})\""));
    if (server == ProbedServer::Jaeger || server == ProbedServer::Unknown)
        return kJaeger.match(QString::fromUtf8(body.left(200'000))).captured(1);
    const QJsonObject json = QJsonDocument::fromJson(body).object();
    if (server == ProbedServer::Zipkin)
        return json.value(QLatin1String("zipkin")).toObject().value(QLatin1String("version")).toString().left(100);
    if (server == ProbedServer::Prometheus)
        return json.value(QLatin1String("data")).toObject().value(QLatin1String("version")).toString().left(100);
    return json.value(QLatin1String("version")).toString().left(100);
}

// RFC 9110: "Sun, 06 Nov 1994 08:49:37 GMT"; names are English whatever the locale here.
std::optional<qint64> dateIn(const QByteArray& header)
{
    QDateTime time = QLocale::c().toDateTime(QString::fromLatin1(header).trimmed(),
                                             QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"));
    time.setTimeSpec(Qt::UTC);
    return time.isValid() ? std::optional(time.toMSecsSinceEpoch()) : std::nullopt;
}

} // namespace

std::optional<ProbedAddress> probedAddress(const QString& source)
{
    struct Prefix
    {
        QLatin1String text;
        ProbedServer server;
    };
    static constexpr Prefix kPrefixes[]{{QLatin1String("jaeger+"), ProbedServer::Jaeger},
                                        {QLatin1String("tempo+"), ProbedServer::Tempo},
                                        {QLatin1String("zipkin+"), ProbedServer::Zipkin},
                                        {QLatin1String("victoriatraces+"), ProbedServer::Unknown}};
    QString address = source.trimmed();
    ProbedServer server = ProbedServer::Unknown;
    for (const Prefix& prefix : kPrefixes)
        if (address.startsWith(prefix.text, Qt::CaseInsensitive)) {
            address.remove(0, prefix.text.size());
            server = prefix.server;
            break;
        }
    if (!address.startsWith(QLatin1String("http://"), Qt::CaseInsensitive) &&
        !address.startsWith(QLatin1String("https://"), Qt::CaseInsensitive))
        return std::nullopt;
    const auto parsed = parseServerAddress(address);
    return parsed ? std::optional(ProbedAddress{server, parsed->base, parsed->tenant}) : std::nullopt;
}

PartProbe::PartProbe(ProbedServer server, QUrl base, const ConnectionOptions& options, QObject* parent)
    : QObject(parent), m_server(server), m_base(std::move(base)),
      m_client(std::make_unique<HttpClient>(limited(options)))
{
}

PartProbe::~PartProbe() = default;

void PartProbe::start()
{
    if (auto error = m_client->prepare()) {
        m_error = m_client->withoutSecrets(*error);
        QMetaObject::invokeMethod(this, &PartProbe::end, Qt::QueuedConnection);
        return;
    }
    m_call = m_client->get(apiUrl(m_base, questionTo(m_server)), "application/json, text/html");
    connect(m_call.get(), &HttpCall::finished, this, [this] {
        take(m_call->answer());
        end();
    });
}

void PartProbe::take(const HttpAnswer& answer)
{
    readClock(answer);
    if (answer.error) {
        m_error = m_client->withoutSecrets(*answer.error);
        return;
    }
    const bool page = m_server == ProbedServer::Jaeger || m_server == ProbedServer::Unknown;
    m_version = answer.status < 300 ? versionIn(m_server, answer.body) : QString();
    if (page) // any answer shows that it is there; the search says the rest
        return;
    if (answer.status >= 400)
        m_error = m_client->withoutSecrets(errorOfStatus(answer.status, answer.body, answer.url));
    else if (!QJsonDocument::fromJson(answer.body).isObject())
        m_error = m_client->withoutSecrets(
            errorOfStrangeAnswer(answer.body, answer.url, QStringLiteral("what it says of itself")));
}

void PartProbe::readClock(const HttpAnswer& answer)
{
    const auto told = dateIn(answer.date);
    if (!told)
        return;
    // The header was made between sending and receiving, and is cut to the second.
    const qint64 here = answer.receivedAtMs - answer.roundTripMs / 2;
    m_clockAheadNs = (*told + kSecondMs / 2 - here) * kMillisecondNs;
    m_toleranceNs = (kSecondMs / 2 + answer.roundTripMs / 2 + 1) * kMillisecondNs;
}

void PartProbe::end()
{
    m_finished = true;
    emit finished();
}

} // namespace spanlight::sources
