#pragma once

#include <QByteArray>
#include <QHash>
#include <QString>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

#include <functional>
#include <vector>

namespace spanlight::test {

/// One request as it arrived.
struct ServerRequest
{
    QByteArray method;
    QByteArray target;                     ///< path and query as sent
    QHash<QByteArray, QByteArray> headers; ///< names in lower case

    [[nodiscard]] QString path() const;
    /// Decoded value of a query item; empty when it is not there.
    [[nodiscard]] QString query(const QString& name) const;
    [[nodiscard]] bool hasQuery(const QString& name) const;
};

/// An HTTP server on a free loopback port, in the thread of the test. The handler writes what it likes to the socket,
/// or nothing.
class TestServer
{
public:
    using Handler = std::function<void(const ServerRequest&, QTcpSocket&)>;

    explicit TestServer(Handler handler);

    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }
    /// "http://127.0.0.1:PORT"
    [[nodiscard]] QString url() const;
    [[nodiscard]] const std::vector<ServerRequest>& requests() const { return m_requests; }

    /// Writes a complete answer and closes the connection.
    static void reply(QTcpSocket& socket, int status, const QByteArray& type, const QByteArray& body,
                      const QByteArray& moreHeaders = {});

private:
    void onBytes(QTcpSocket* socket);

    Handler m_handler;
    QHash<QTcpSocket*, QByteArray> m_received;
    std::vector<ServerRequest> m_requests;
    QTcpServer m_server; // last: its sockets end before the rest
};

} // namespace spanlight::test
