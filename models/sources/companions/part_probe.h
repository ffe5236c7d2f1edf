#pragma once

#include "models/sources/source.h"

#include <QObject>
#include <QUrl>

#include <cstdint>
#include <memory>
#include <optional>

namespace spanlight::sources {

struct HttpAnswer;
class HttpCall;
class HttpClient;

/// What a server is asked about itself, and where.
enum class ProbedServer : std::uint8_t { Jaeger, Tempo, Zipkin, Prometheus, OperationsApi, Grafana, Unknown };

/// Where a source's server is and what it is, by its address; nothing for files and the like.
struct ProbedAddress
{
    ProbedServer server = ProbedServer::Unknown;
    QUrl base;
    QString tenant; ///< of the address; empty: as the connection says
};
[[nodiscard]] std::optional<ProbedAddress> probedAddress(const QString& source);

/// Asks a server for its version and its time with one request.
class PartProbe final : public QObject
{
    Q_OBJECT

public:
    PartProbe(ProbedServer server, QUrl base, const ConnectionOptions& options, QObject* parent = nullptr);
    ~PartProbe() override;

    void start();
    [[nodiscard]] bool isFinished() const { return m_finished; }
    // After finished():
    [[nodiscard]] bool answered() const { return !m_error || m_error->httpStatus > 0; }
    /// Set when there is no answer, or one that the server of that kind would not give.
    [[nodiscard]] const std::optional<SourceError>& error() const { return m_error; }
    /// Empty when it does not tell.
    [[nodiscard]] const QString& version() const { return m_version; }
    /// Its clock minus the one here, by the Date header, which counts in seconds.
    [[nodiscard]] std::optional<std::int64_t> clockAheadNs() const { return m_clockAheadNs; }
    [[nodiscard]] std::int64_t clockToleranceNs() const { return m_toleranceNs; }

signals:
    void finished();

private:
    void take(const HttpAnswer& answer);
    void readClock(const HttpAnswer& answer);
    void end();

    const ProbedServer m_server;
    const QUrl m_base;
    const std::unique_ptr<HttpClient> m_client;
    std::unique_ptr<HttpCall> m_call;
    std::optional<SourceError> m_error;
    QString m_version;
    std::optional<std::int64_t> m_clockAheadNs;
    std::int64_t m_toleranceNs = 0;
    bool m_finished = false;
};

} // namespace spanlight::sources
