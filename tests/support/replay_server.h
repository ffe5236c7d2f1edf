#pragma once

#include "tests/support/test_server.h"

#include <QString>

#include <vector>

namespace spanlight::test {

/// Answers as a recorded server did: a folder with an index.json and the bodies it names.
///
/// A request gets the recorded answer with the same path and the same query, where times and limits may differ. A
/// search that was not recorded gets the recorded answer of a search that found nothing; any other unknown path the
/// recorded answer to an unknown path.
class ReplayServer
{
public:
    explicit ReplayServer(const QString& folder, const QString& basePath = {});

    [[nodiscard]] bool isReady() const { return !m_recorded.empty(); }
    [[nodiscard]] QString url() const { return m_server.url() + m_basePath; }
    [[nodiscard]] const std::vector<ServerRequest>& requests() const { return m_server.requests(); }

private:
    struct Recorded
    {
        QString name;
        QString key; ///< path and query without times and limits
        int status = 0;
        QByteArray type;
        QString body;
        QByteArray accept; ///< what was asked for; empty: anything
    };

    void answer(const ServerRequest& request, QTcpSocket& socket) const;
    /// With the same `Accept` if there is one, else what was answered without any.
    [[nodiscard]] const Recorded* find(const QString& key, const QByteArray& accept) const;
    [[nodiscard]] const Recorded* named(const QString& name) const;

    QString m_folder;
    QString m_basePath;
    std::vector<Recorded> m_recorded;
    TestServer m_server;
};

} // namespace spanlight::test
