#include "models/sources/jaeger/jaeger_probe.h"

#include "models/sources/http/http_error.h"
#include "models/sources/jaeger/jaeger_requests.h"
#include "models/sources/zipkin/zipkin_answers.h"

namespace spanlight::sources {

JaegerProbe::JaegerProbe(HttpClient& client, QUrl base, QObject* parent)
    : QObject(parent), m_client(client), m_base(std::move(base))
{
}

void JaegerProbe::start()
{
    ask(LegacyServices, servicesUrl(m_base, JaegerApi::Legacy));
    ask(V3Services, servicesUrl(m_base, JaegerApi::V3));
    ask(Summaries, summariesProbeUrl(m_base));
}

void JaegerProbe::ask(Question question, const QUrl& url)
{
    ++m_open;
    ++m_requests;
    m_calls[question] = m_client.get(url);
    connect(m_calls[question].get(), &HttpCall::finished, this, [this, question] { onAnswer(question); });
}

void JaegerProbe::onAnswer(Question question)
{
    m_answers[question] = m_calls[question]->take();
    --m_open;
    if (question == V3Services && !servicesIn(m_answers[V3Services]) && m_answers[Summaries].url.isEmpty() &&
        m_calls[Summaries]) {
        m_calls[Summaries].reset(); // without v3 its answer would not matter
        --m_open;
    }
    if (m_open > 0)
        return;
    if (m_askedOthers)
        judgeOthers();
    else
        judgeJaeger();
}

void JaegerProbe::judgeJaeger()
{
    const auto legacy = servicesIn(m_answers[LegacyServices]);
    const auto v3 = servicesIn(m_answers[V3Services]);
    m_server.legacySearch = legacy.has_value();
    m_server.v3 = v3.has_value();
    m_server.v3Attributes = m_server.v3 && knowsSummaries(m_answers[Summaries]);
    m_server.v3Detail = m_server.v3Attributes || (m_server.v3 && isUnknownPath(m_answers[Summaries]));
    if (m_server.usable()) {
        m_server.services = m_server.v3Attributes || !legacy ? *v3 : *legacy;
        emit finished();
        return;
    }
    m_error = mostTellingError();
    if (m_answers[LegacyServices].status == 400 &&
        m_answers[LegacyServices].body.contains("unsupported path requested"))
        m_error = errorOfOther(QStringLiteral("This is a server of the VictoriaMetrics family, which answers as Jaeger "
                                              "does below another path"),
                               QStringLiteral("victoriatraces+"));
    const bool answeredSomething = m_answers[LegacyServices].status == 200 || m_answers[LegacyServices].status == 404;
    if (!answeredSomething) {
        emit finished();
        return;
    }
    m_askedOthers = true;
    ask(Echo, urlBelow(m_base, QStringLiteral("/api/echo")));
    ask(ZipkinServices, urlBelow(m_base, QStringLiteral("/api/v2/services")));
}

void JaegerProbe::judgeOthers()
{
    const bool tempo = m_answers[Echo].status == 200 && m_answers[Echo].body.trimmed() == "echo";
    m_foundZipkin = zipkinServicesIn(m_answers[ZipkinServices]).has_value();
    if (tempo) {
        m_error = errorOfOther(QStringLiteral("This server is Grafana Tempo, not Jaeger"), QStringLiteral("tempo+"));
    } else if (m_foundZipkin) {
        m_error.reset();
    }
    emit finished();
}

/// Another server, which is to be written with a prefix of its own.
SourceError JaegerProbe::errorOfOther(const QString& what, const QString& prefix) const
{
    SourceError error;
    error.kind = SourceError::Kind::BadAnswer;
    error.what = what;
    error.where = shownUrl(m_base);
    error.advice = QStringLiteral("Write ") + prefix + shownUrl(m_base);
    return error;
}

/// Of the answers to the first questions the one that says most: a refusal before a missing path.
SourceError JaegerProbe::mostTellingError() const
{
    const HttpAnswer& legacy = m_answers[LegacyServices];
    const HttpAnswer& v3 = m_answers[V3Services];
    const bool legacyIsMissing = !legacy.error && legacy.status == 404;
    const bool v3SaysMore = v3.error || (v3.status >= 400 && v3.status != 404);
    return m_client.withoutSecrets(errorOfAnswer(legacyIsMissing && v3SaysMore ? v3 : legacy));
}

} // namespace spanlight::sources
