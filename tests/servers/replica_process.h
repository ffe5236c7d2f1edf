#pragma once

#include <QByteArray>
#include <QProcess>
#include <QString>

#include <nlohmann/json.hpp>

namespace spanlight::test {

/// Why a test with the replica is skipped.
inline constexpr auto kNoReplica =
    "SPANLIGHT_REPLICA names no folder with replica.py and neither does ../shared/tools/replica, or there is no Python "
    "with its packages (SPANLIGHT_REPLICA_PYTHON, or tests/servers/build.sh)";

/// Whether the replica of the observed system can be started.
[[nodiscard]] bool hasReplica();

struct ReplicaPlay
{
    QString scenario;
    QString receiver; ///< "http://127.0.0.1:PORT" of an OTLP/HTTP receiver
    QString vocabulary = QStringLiteral("c2");
};

/// Plays a scenario; keeps running with its REST API until this object ends.
class ReplicaProcess
{
public:
    explicit ReplicaProcess(const ReplicaPlay& play);
    ~ReplicaProcess();
    ReplicaProcess(const ReplicaProcess&) = delete;
    ReplicaProcess& operator=(const ReplicaProcess&) = delete;

    /// Waits until everything is exported: what it says it played and what is expected; null when it could not.
    [[nodiscard]] nlohmann::json played();
    [[nodiscard]] QByteArray errors() { return m_process.readAllStandardError(); }

private:
    QProcess m_process;
};

} // namespace spanlight::test
