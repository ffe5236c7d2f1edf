#pragma once

#include "tests/support/trace_writer.h"

#include <QByteArray>
#include <QList>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <algorithm>
#include <cctype>
#include <memory>
#include <string>
#include <vector>

namespace spanlight::test {

/// A real back end on free loopback ports; ends with this object, with everything that it stored.
class ServerProcess
{
public:
    explicit ServerProcess(int ports);
    virtual ~ServerProcess();

    /// Waits until the server answers; false when it does not within a minute.
    [[nodiscard]] bool isReady();
    /// What the server wrote, for messages.
    [[nodiscard]] QByteArray log();
    /// "http://127.0.0.1:PORT" of the query interface.
    [[nodiscard]] virtual QString queryUrl() const = 0;
    /// The same with its kind: "jaeger+http://…".
    [[nodiscard]] virtual QString sourceUrl() const = 0;
    /// "http://127.0.0.1:PORT" of the OTLP/HTTP receiver; empty: it has none.
    [[nodiscard]] virtual QString receiverUrl() const { return {}; }
    /// Sends spans in the way that the server takes them; false when they are not accepted.
    [[nodiscard]] virtual bool sendSpans(const std::vector<SpanData>& spans) const = 0;

protected:
    void start(const QString& program, const QStringList& arguments);
    /// Every one of these answers, the first with readyStatus().
    [[nodiscard]] virtual QStringList readyUrls() const = 0;
    [[nodiscard]] virtual int readyStatus() const { return 200; }
    [[nodiscard]] bool post(const QString& url, const QByteArray& json) const;
    /// "127.0.0.1:PORT" of one of the ports.
    [[nodiscard]] QString place(int index) const;
    [[nodiscard]] int port(int index) const { return m_ports[index]; }
    [[nodiscard]] QString file(const QString& name) const { return m_folder.filePath(name); }

private:
    QList<quint16> m_ports;
    QTemporaryDir m_folder;
    QProcess m_process;
};

/// The server of a file of tests/servers/build.sh; its name tells which it is. Null when `folder` does not hold it.
/// "spanlight" is Spanlight's own receiver with its archive, which needs no folder.
[[nodiscard]] std::unique_ptr<ServerProcess> startServer(const QString& folder, const QString& name);

/// The name of such a file as part of a test's name.
[[nodiscard]] inline std::string testNameOf(std::string name)
{
    std::replace_if(
        name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
    return name;
}

} // namespace spanlight::test
