#include "tests/servers/jaeger_process.h"

#include <QDeadlineTimer>
#include <QEventLoop>
#include <QFile>
#include <QFileInfo>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTcpServer>
#include <QTimer>

#include <memory>
#include <vector>

namespace spanlight::test {

namespace {

enum Port { QueryHttp, QueryGrpc, OtlpHttp, OtlpGrpc, CollectorHttp, CollectorGrpc, Admin, kPorts };

/// Ports that are free now; all are held at once so that they differ.
QList<quint16> freePorts(int count)
{
    std::vector<std::unique_ptr<QTcpServer>> held;
    QList<quint16> ports;
    for (int i = 0; i < count; ++i) {
        held.push_back(std::make_unique<QTcpServer>());
        held.back()->listen(QHostAddress::LocalHost);
        ports.append(held.back()->serverPort());
    }
    return ports;
}

/// Status of an answer, 0 when the server cannot be reached.
int statusOf(QNetworkReply* reply)
{
    const std::unique_ptr<QNetworkReply> owner(reply);
    QEventLoop loop;
    QObject::connect(reply, &QNetworkReply::finished, &loop, &QEventLoop::quit);
    if (!reply->isFinished())
        loop.exec();
    return reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

constexpr auto kConfig = R"(service:
  extensions: [jaeger_storage, jaeger_query]
  pipelines:
    traces: {receivers: [otlp], exporters: [jaeger_storage_exporter]}
  telemetry: {metrics: {level: none}, logs: {level: warn}}
extensions:
  jaeger_query:
    storage: {traces: main}
    http: {endpoint: "%1"}
    grpc: {endpoint: "%2"}
  jaeger_storage:
    backends: {main: {memory: {max_traces: 5000}}}
receivers:
  otlp: {protocols: {http: {endpoint: "%3"}}}
exporters:
  jaeger_storage_exporter: {trace_storage: main}
)";

} // namespace

JaegerProcess::JaegerProcess(const QString& binary) : m_ports(freePorts(kPorts))
{
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.start(binary,
                    QFileInfo(binary).fileName().contains(QLatin1String("v1.")) ? argumentsOfV1() : argumentsOfV2());
}

JaegerProcess::~JaegerProcess()
{
    m_process.kill(); // nothing to save: its storage is in memory
    m_process.waitForFinished(10'000);
}

QString JaegerProcess::place(int index) const
{
    return QStringLiteral("127.0.0.1:%1").arg(m_ports[index]);
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
    QFile file(m_folder.filePath(QStringLiteral("config.yaml")));
    if (file.open(QIODevice::WriteOnly))
        file.write(QString::fromLatin1(kConfig).arg(place(QueryHttp), place(QueryGrpc), place(OtlpHttp)).toUtf8());
    return {QStringLiteral("--config=") + file.fileName()};
}

bool JaegerProcess::isReady()
{
    QNetworkAccessManager network;
    const QDeadlineTimer deadline(60'000);
    while (!deadline.hasExpired() && m_process.state() != QProcess::NotRunning) {
        const bool query =
            statusOf(network.get(QNetworkRequest(QUrl(queryUrl() + QStringLiteral("/api/services"))))) == 200;
        const QUrl receiver(QStringLiteral("http://%1/v1/traces").arg(place(OtlpHttp)));
        if (query && statusOf(network.get(QNetworkRequest(receiver))) != 0)
            return true;
        QEventLoop pause;
        QTimer::singleShot(50, &pause, &QEventLoop::quit);
        pause.exec();
    }
    return false;
}

QByteArray JaegerProcess::log()
{
    return m_process.readAll();
}

QString JaegerProcess::queryUrl() const
{
    return QStringLiteral("http://") + place(QueryHttp);
}

bool JaegerProcess::send(const QByteArray& otlpJson) const
{
    QNetworkAccessManager network;
    QNetworkRequest request(QUrl(QStringLiteral("http://%1/v1/traces").arg(place(OtlpHttp))));
    request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArrayLiteral("application/json"));
    return statusOf(network.post(request, otlpJson)) == 200;
}

} // namespace spanlight::test
