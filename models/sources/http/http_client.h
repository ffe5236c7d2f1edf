#pragma once

#include "models/sources/source.h"

#include <QByteArray>
#include <QElapsedTimer>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QSslError>
#include <QTimer>
#include <QUrl>

#include <cstdint>
#include <memory>
#include <optional>

namespace spanlight::sources {

/// What came of one request. With an error, `body` holds what arrived before.
struct HttpAnswer
{
    QUrl url; ///< that answered, after redirects
    int status = 0;
    QByteArray body;
    QByteArray date;                  ///< the header, as sent; empty: none
    qint64 receivedAtMs = 0;          ///< wall clock when the headers were there, since the epoch
    qint64 roundTripMs = 0;           ///< from sending to then
    std::optional<SourceError> error; ///< the connection failed or a limit was reached; statuses are no errors here
};

class HttpClient;

/// What is asked of a server: to tell something, or to do something, with an empty body.
enum class HttpVerb : std::uint8_t { Get, Post };

/// One request with its redirects, limits and timers. Destroying it aborts it.
class HttpCall final : public QObject
{
    Q_OBJECT

public:
    HttpCall(HttpClient& client, const QUrl& url, QByteArray accept, HttpVerb verb = HttpVerb::Get);
    ~HttpCall() override;

    [[nodiscard]] const HttpAnswer& answer() const { return m_answer; }
    /// Takes the answer out; after finished().
    [[nodiscard]] HttpAnswer take() { return std::move(m_answer); }
    [[nodiscard]] qint64 receivedBytes() const { return m_answer.body.size(); }

signals:
    /// More of the answer is here; several times a second at most.
    void received();
    void finished();

private slots:
    void readHead();
    void readArrived();
    void noteSslErrors(const QList<QSslError>& errors);
    void onReplyFinished();

private:
    void send(const QUrl& url);
    void dropReply();
    [[nodiscard]] bool followRedirect();
    void fail(const SourceError& error);
    void failLate(const QString& what);
    void finish();

    HttpClient& m_client;
    const QByteArray m_accept;
    const HttpVerb m_verb;
    const QUrl m_origin; ///< headers and token go to this scheme, host and port only
    QNetworkReply* m_reply = nullptr;
    QTimer m_stall; ///< restarted by every kStallBytes
    QTimer m_whole;
    qint64 m_sentAtMs = 0;
    qint64 m_sinceRestart = 0;
    QElapsedTimer m_sinceReport;
    QList<QSslError> m_sslErrors; ///< what is wrong with the server's certificate
    int m_redirects = 0;
    bool m_finished = false;
    HttpAnswer m_answer;
};

/// Sends requests as a connection's options say: headers, bearer token, password, tenant, certificates,
/// limits.
///
/// The token file is read by prepare(), so that a renewed token is used by the next search. Secrets never get into
/// an error.
class HttpClient final : public QObject
{
    Q_OBJECT

public:
    explicit HttpClient(ConnectionOptions options, QObject* parent = nullptr);

    /// Reads the token and certificate files. To be called before a group of requests; the error names the file.
    [[nodiscard]] std::optional<SourceError> prepare();
    [[nodiscard]] std::unique_ptr<HttpCall> get(const QUrl& url, const QByteArray& accept = "application/json");

    /// Without a body; redirected only where the server says that it is to be a POST again.
    [[nodiscard]] std::unique_ptr<HttpCall> post(const QUrl& url);

    [[nodiscard]] const ConnectionOptions& options() const { return m_options; }
    /// The error without any of this connection's secrets in its texts (servers like to echo them).
    [[nodiscard]] SourceError withoutSecrets(SourceError error) const;

private:
    friend class HttpCall;
    [[nodiscard]] QNetworkRequest requestFor(const QUrl& url, bool withSecrets, const QByteArray& accept) const;
    [[nodiscard]] std::optional<SourceError> readToken();
    [[nodiscard]] std::optional<SourceError> checkHeaders() const;

    ConnectionOptions m_options;
    QNetworkAccessManager m_network;
    QByteArray m_token;
    QSslConfiguration m_tls;
};

} // namespace spanlight::sources
