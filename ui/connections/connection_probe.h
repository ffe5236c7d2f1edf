#pragma once

#include "models/sources/source.h"

#include <QObject>
#include <QString>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace spanlight::sources {
class PartProbe;
} // namespace spanlight::sources

namespace spanlight::ui {

/// What a server said of itself.
struct ProbeResult
{
    QString title;   ///< "jaeger · HOST:PORT", as the window will call it
    QString origin;  ///< kind and interface: "Jaeger 2.13 · legacy API · http://…"
    QString version; ///< empty when it does not tell
    std::vector<QString> services;
    std::optional<std::int64_t> newestNs; ///< end of the newest span that it handed out; nothing: no traces
    sources::Capabilities capabilities;
    std::vector<QString> losses;               ///< what did not answer, one sentence each
    std::optional<sources::SourceError> error; ///< why it cannot be used
    qint64 tookMs = 0;
};

/// Asks a server what it is, as opening it would: its version, and a small search. One at a time; destroying it
/// cancels.
class ConnectionProbe : public QObject
{
    Q_OBJECT

public:
    explicit ConnectionProbe(QObject* parent = nullptr);
    ~ConnectionProbe() override;

    /// Drops the one before; finished() follows.
    void start(const QString& address, const sources::ConnectionOptions& options);
    /// Ends it at once, without finished().
    void cancel();
    [[nodiscard]] bool isRunning() const { return m_open > 0; }
    [[nodiscard]] const ProbeResult& result() const { return m_result; }

signals:
    void finished();

private:
    void takeAnswer();
    void endPart();

    std::unique_ptr<sources::Source> m_source;
    std::unique_ptr<sources::SourceJob> m_job;
    std::unique_ptr<sources::PartProbe> m_version;
    ProbeResult m_result;
    qint64 m_startedMs = 0;
    int m_open = 0; ///< parts that have not ended
};

} // namespace spanlight::ui
