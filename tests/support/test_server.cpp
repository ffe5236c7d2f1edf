#include "tests/support/test_server.h"

#include <QHostAddress>
#include <QUrlQuery>

namespace spanlight::test {

namespace {

ServerRequest parse(const QByteArray& head)
{
    ServerRequest request;
    const QList<QByteArray> lines = head.split('\n');
    const QList<QByteArray> first = lines.front().trimmed().split(' ');
    request.method = first.value(0);
    request.target = first.value(1);
    for (const QByteArray& line : lines.mid(1)) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0)
            request.headers.insert(line.left(colon).trimmed().toLower(), line.mid(colon + 1).trimmed());
    }
    return request;
}

QUrlQuery queryOf(const QByteArray& target)
{
    return QUrlQuery(QUrl::fromEncoded(target).query(QUrl::FullyEncoded));
}

} // namespace

QString ServerRequest::path() const
{
    return QUrl::fromEncoded(target).path();
}

QString ServerRequest::query(const QString& name) const
{
    return queryOf(target).queryItemValue(name, QUrl::FullyDecoded);
}

bool ServerRequest::hasQuery(const QString& name) const
{
    return queryOf(target).hasQueryItem(name);
}

TestServer::TestServer(Handler handler) : m_handler(std::move(handler))
{
    m_server.listen(QHostAddress::LocalHost);
    QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
        while (QTcpSocket* socket = m_server.nextPendingConnection()) {
            QObject::connect(socket, &QTcpSocket::readyRead, &m_server, [this, socket] { onBytes(socket); });
            QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        }
    });
}

QString TestServer::url() const
{
    return QStringLiteral("http://127.0.0.1:%1").arg(port());
}

void TestServer::onBytes(QTcpSocket* socket)
{
    QByteArray& received = m_received[socket];
    received += socket->readAll();
    const qsizetype end = received.indexOf("\r\n\r\n");
    if (end < 0)
        return;
    m_requests.push_back(parse(received.left(end)));
    received.remove(0, end + 4);
    m_handler(ServerRequest(m_requests.back()), *socket);
}

void TestServer::reply(QTcpSocket& socket, int status, const QByteArray& type, const QByteArray& body,
                       const QByteArray& moreHeaders)
{
    socket.write("HTTP/1.1 " + QByteArray::number(status) + " Status\r\nContent-Type: " + type +
                 "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\nConnection: close\r\n" + moreHeaders +
                 "\r\n" + body);
    socket.disconnectFromHost();
}

} // namespace spanlight::test
