#include "tests/servers/server_process.h"

#include "tests/servers/jaeger_process.h"
#include "tests/servers/spanlight_process.h"
#include "tests/servers/zipkin_process.h"

#include <QDeadlineTimer>
#include <QEventLoop>
#include <QFileInfo>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTcpServer>
#include <QTimer>

namespace spanlight::test {

namespace {

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

} // namespace

ServerProcess::ServerProcess(int ports) : m_ports(freePorts(ports))
{
    m_process.setProcessChannelMode(QProcess::MergedChannels);
}

ServerProcess::~ServerProcess()
{
    m_process.kill(); // nothing to save: its storage is in memory
    m_process.waitForFinished(10'000);
}

void ServerProcess::start(const QString& program, const QStringList& arguments)
{
    m_process.start(program, arguments);
}

QString ServerProcess::place(int index) const
{
    return QStringLiteral("127.0.0.1:%1").arg(m_ports[index]);
}

bool ServerProcess::isReady()
{
    QNetworkAccessManager network;
    const QDeadlineTimer deadline(60'000);
    while (!deadline.hasExpired() && m_process.state() != QProcess::NotRunning) {
        const QStringList urls = readyUrls();
        bool ready = statusOf(network.get(QNetworkRequest(QUrl(urls.front())))) == readyStatus();
        for (const QString& url : urls)
            ready = ready && statusOf(network.get(QNetworkRequest(QUrl(url)))) != 0;
        if (ready)
            return true;
        QEventLoop pause;
        QTimer::singleShot(50, &pause, &QEventLoop::quit);
        pause.exec();
    }
    return false;
}

QByteArray ServerProcess::log()
{
    return m_process.readAll();
}

bool ServerProcess::post(const QString& url, const QByteArray& json) const
{
    QNetworkAccessManager network;
    QNetworkRequest request{QUrl(url)};
    request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArrayLiteral("application/json"));
    return statusOf(network.post(request, json)) / 100 == 2;
}

std::unique_ptr<ServerProcess> startServer(const QString& folder, const QString& name)
{
    if (name == QLatin1String("spanlight"))
        return std::make_unique<SpanlightProcess>();
    const QString path = folder + QLatin1Char('/') + name;
    if (folder.isEmpty() || !QFileInfo::exists(path))
        return nullptr;
    if (name.startsWith(QLatin1String("zipkin")))
        return std::make_unique<ZipkinProcess>(path);
    return std::make_unique<JaegerProcess>(path);
}

} // namespace spanlight::test
