#pragma once

#include "ui/jobs/workbench.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <optional>

namespace spanlight::ui {

/// Looks every second how the open source receives, for as long as it does.
class ReceiverWatch : public QObject
{
    Q_OBJECT

public:
    explicit ReceiverWatch(Workbench& workbench, QObject* parent = nullptr);

    /// As last looked at; nothing: the open source does not receive.
    [[nodiscard]] const std::optional<sources::ReceiverStatus>& status() const { return m_status; }
    [[nodiscard]] bool isReceiving() const { return m_status && !m_status->httpEndpoint.isEmpty(); }
    /// Spans a second, since the look before.
    [[nodiscard]] double rate() const { return m_rate; }
    void look();

signals:
    void changed();

private:
    Workbench& m_workbench;
    std::optional<sources::ReceiverStatus> m_status;
    QTimer m_timer;
    QElapsedTimer m_since;       ///< the look that the next rate counts from
    std::uint64_t m_counted = 0; ///< spans at that look
    double m_rate = 0;
};

/// "receiving at 127.0.0.1:4318, gRPC 4317 · 12,916 spans · 210/s", what was refused and what is kept; or why
/// nothing is received.
[[nodiscard]] QString receiverText(const sources::ReceiverStatus& status, double rate);
/// What is set in the environment of programs that send to it over HTTP or gRPC.
[[nodiscard]] QString httpSettings(const sources::ReceiverStatus& status);
[[nodiscard]] QString grpcSettings(const sources::ReceiverStatus& status);

} // namespace spanlight::ui
