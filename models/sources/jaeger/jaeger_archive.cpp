#include "models/sources/jaeger/jaeger_archive.h"

#include "models/sources/http/http_error.h"
#include "models/sources/jaeger/jaeger_requests.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace spanlight::sources {

QUrl archiveUrl(const QUrl& base, const QString& traceId)
{
    return urlBelow(base, QStringLiteral("/api/archive/") + QString::fromLatin1(QUrl::toPercentEncoding(traceId)));
}

// {"data":[],"errors":null} when it is kept. Before 2.16 an unknown path is answered with 200 and a web page.
std::optional<SourceError> errorOfArchiving(const HttpAnswer& answer)
{
    if (answer.error)
        return answer.error;
    const QJsonObject object = QJsonDocument::fromJson(answer.body).object();
    if (answer.status == 200 && object.contains(QLatin1String("data")) &&
        object[QLatin1String("errors")].toArray().isEmpty())
        return std::nullopt;
    if (answer.status == 200 && !object.contains(QLatin1String("errors")))
        return errorOfStrangeAnswer(answer.body, answer.url, QStringLiteral("Jaeger's word that the trace is kept"));
    SourceError error = errorOfStatus(answer.status, answer.body, answer.url);
    const QString said = messageInBody(answer.body);
    if (said.contains(QLatin1String("archive")) && said.contains(QLatin1String("not configured"))) {
        error.what = QStringLiteral("This Jaeger has no archive storage (HTTP %1: %2)").arg(answer.status).arg(said);
        error.advice = QStringLiteral("Give it one (Jaeger 2: jaeger_query.storage.traces_archive; Jaeger 1: "
                                      "--es-archive.enabled or --cassandra-archive.enabled), or keep the trace in the "
                                      "archive of this machine: spanlight-cli convert SOURCE --trace ID archive:");
    } else if (answer.status == 404 && said.contains(QLatin1String("trace not found"))) {
        error.what = QStringLiteral("The server does not hold this trace (HTTP 404: %1)").arg(said);
        error.advice = QStringLiteral("Check the id; a trace that was deleted already cannot be kept");
    } else if (answer.status == 200) {
        error.what = QStringLiteral("The server did not keep the trace: %1").arg(said);
        error.advice = QStringLiteral("Look into the server's log");
    } else if (answer.status == 404 || answer.status == 405) {
        error.kind = SourceError::Kind::BadAnswer; // of the trace nothing was said
        error.what = QStringLiteral("The server has no archive that can be asked (HTTP %1)").arg(answer.status);
        error.advice = QStringLiteral("Check the address and its base path; only Jaeger has one");
    }
    return error;
}

JaegerArchiving::JaegerArchiving(std::shared_ptr<HttpClient> client, const QUrl& base, trace::TraceId id)
    : m_client(std::move(client)), m_url(archiveUrl(base, QString::fromStdString(trace::toHex(id))))
{
    // Not at once: the caller has to connect first.
    QMetaObject::invokeMethod(this, &JaegerArchiving::start, Qt::QueuedConnection);
}

JaegerArchiving::~JaegerArchiving() = default;

void JaegerArchiving::start()
{
    if (const auto error = m_client->prepare()) {
        finish(m_client->withoutSecrets(*error));
        return;
    }
    m_call = m_client->post(m_url);
    connect(m_call.get(), &HttpCall::finished, this, [this] {
        const HttpAnswer answer = m_call->take();
        m_call.release()->deleteLater(); // it is the sender
        auto error = errorOfArchiving(answer);
        if (error)
            error = m_client->withoutSecrets(*error);
        finish(std::move(error));
    });
}

} // namespace spanlight::sources
