#include "tests/servers/jaeger_process.h"

#include <QFile>
#include <QFileInfo>

namespace spanlight::test {

namespace {

enum Port { QueryHttp, QueryGrpc, OtlpHttp, OtlpGrpc, CollectorHttp, CollectorGrpc, Admin, kPorts };

constexpr auto kConfig = R"(service:
  extensions: [jaeger_storage, jaeger_query]
  pipelines:
    traces: {receivers: [otlp], exporters: [jaeger_storage_exporter]}
  telemetry: {metrics: {level: none}, logs: {level: warn}}
extensions:
  jaeger_query:
    storage: {traces: main, traces_archive: kept}
    http: {endpoint: "%1"}
    grpc: {endpoint: "%2"}
  jaeger_storage:
    backends: {main: {memory: {max_traces: 200000}}, kept: {memory: {max_traces: 1000}}}
receivers:
  otlp: {protocols: {http: {endpoint: "%3"}}}
exporters:
  jaeger_storage_exporter: {trace_storage: main}
)";

} // namespace

JaegerProcess::JaegerProcess(const QString& binary) : ServerProcess(kPorts)
{
    start(binary, QFileInfo(binary).fileName().contains(QLatin1String("v1.")) ? argumentsOfV1() : argumentsOfV2());
}

QStringList JaegerProcess::argumentsOfV1() const
{
    return {QStringLiteral("--query.http-server.host-port=") + place(QueryHttp),
            QStringLiteral("--query.grpc-server.host-port=") + place(QueryGrpc),
            QStringLiteral("--collector.otlp.http.host-port=") + place(OtlpHttp),
            QStringLiteral("--collector.otlp.grpc.host-port=") + place(OtlpGrpc),
            QStringLiteral("--collector.http-server.host-port=") + place(CollectorHttp),
            QStringLiteral("--collector.grpc-server.host-port=") + place(CollectorGrpc),
            QStringLiteral("--admin.http.host-port=") + place(Admin),
            QStringLiteral("--log-level=warn")};
}

QStringList JaegerProcess::argumentsOfV2() const
{
    QFile config(file(QStringLiteral("config.yaml")));
    if (config.open(QIODevice::WriteOnly))
        config.write(QString::fromLatin1(kConfig).arg(place(QueryHttp), place(QueryGrpc), place(OtlpHttp)).toUtf8());
    return {QStringLiteral("--config=") + config.fileName()};
}

QStringList JaegerProcess::readyUrls() const
{
    return {queryUrl() + QStringLiteral("/api/services"), QStringLiteral("http://%1/v1/traces").arg(place(OtlpHttp))};
}

QString JaegerProcess::queryUrl() const
{
    return QStringLiteral("http://") + place(QueryHttp);
}

QString JaegerProcess::sourceUrl() const
{
    return QStringLiteral("jaeger+") + queryUrl();
}

QString JaegerProcess::receiverUrl() const
{
    return QStringLiteral("http://") + place(OtlpHttp);
}

bool JaegerProcess::send(const QByteArray& otlpJson) const
{
    return post(QStringLiteral("http://%1/v1/traces").arg(place(OtlpHttp)), otlpJson);
}

bool JaegerProcess::sendSpans(const std::vector<SpanData>& spans) const
{
    return send(QByteArray::fromStdString(otlpJson(spans, {})));
}

} // namespace spanlight::test
