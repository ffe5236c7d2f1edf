#pragma once

#include <QByteArray>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace spanlight::test {

/// A real Jaeger with in-memory storage on free loopback ports; ends with this object.
class JaegerProcess
{
public:
    /// `binary` is a file of tests/servers/build.sh; its name tells the generation.
    explicit JaegerProcess(const QString& binary);
    ~JaegerProcess();

    /// Waits until the server answers; false when it does not within a minute.
    [[nodiscard]] bool isReady();
    /// What the server wrote, for messages.
    [[nodiscard]] QByteArray log();
    /// "http://127.0.0.1:PORT" of the query interface.
    [[nodiscard]] QString queryUrl() const;
    /// Sends OTLP JSON to the receiver; false when it is not accepted.
    [[nodiscard]] bool send(const QByteArray& otlpJson) const;

private:
    [[nodiscard]] QStringList argumentsOfV1() const;
    [[nodiscard]] QStringList argumentsOfV2() const;
    [[nodiscard]] QString place(int index) const;

    QList<quint16> m_ports;
    QTemporaryDir m_folder;
    QProcess m_process;
};

} // namespace spanlight::test
