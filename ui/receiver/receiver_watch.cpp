#include "ui/receiver/receiver_watch.h"

#include "models/items/text.h"

#include <QUrl>

#include <cmath>

namespace spanlight::ui {

namespace {

constexpr int kLookEveryMs = 1000;
constexpr qint64 kShortestMs = 200; // a rate over less says nothing

QString rateText(double rate)
{
    return ReceiverWatch::tr("%1/s").arg(items::countText(static_cast<std::uint64_t>(std::llround(rate))));
}

// "1 span", "12,916 spans".
QString counted(std::uint64_t count, const QString& one, const QString& many)
{
    return count == 1 ? one : many.arg(items::countText(count));
}

QString settings(const char* protocol, const QString& endpoint)
{
    return QStringLiteral("OTEL_EXPORTER_OTLP_PROTOCOL=%1 OTEL_EXPORTER_OTLP_ENDPOINT=%2")
        .arg(QLatin1String(protocol), endpoint);
}

} // namespace

ReceiverWatch::ReceiverWatch(Workbench& workbench, QObject* parent) : QObject(parent), m_workbench(workbench)
{
    m_timer.setInterval(kLookEveryMs);
    connect(&m_timer, &QTimer::timeout, this, &ReceiverWatch::look);
    for (const auto signal : {&Workbench::sourceChanged, &Workbench::documentChanged})
        connect(&m_workbench, signal, this, &ReceiverWatch::look);
    connect(&m_workbench, &Workbench::busyChanged, this, &ReceiverWatch::look);
}

void ReceiverWatch::look()
{
    const bool began = !m_status;
    m_status = m_workbench.receiver();
    const qint64 passedMs = m_since.isValid() ? m_since.elapsed() : 0;
    if (began || !m_status || m_status->spans < m_counted) {
        m_rate = 0;
        m_counted = m_status ? m_status->spans : 0;
        m_since.start();
    } else if (passedMs >= kShortestMs) {
        m_rate = 1000.0 * static_cast<double>(m_status->spans - m_counted) / static_cast<double>(passedMs);
        m_counted = m_status->spans;
        m_since.start();
    }
    if (m_status && !m_timer.isActive())
        m_timer.start();
    else if (!m_status)
        m_timer.stop();
    emit changed();
}

QString receiverText(const sources::ReceiverStatus& status, double rate)
{
    if (status.failure)
        return ReceiverWatch::tr("not receiving: %1").arg(status.failure->what);
    if (status.httpEndpoint.isEmpty() && !status.hasEnded)
        return ReceiverWatch::tr("not receiving yet");
    QStringList parts;
    if (status.httpEndpoint.isEmpty()) {
        parts << ReceiverWatch::tr("receives no more");
    } else {
        QString where = QUrl(status.httpEndpoint).authority();
        if (!status.grpcEndpoint.isEmpty())
            where += ReceiverWatch::tr(", gRPC %1").arg(QUrl(status.grpcEndpoint).port());
        parts << ReceiverWatch::tr("receives at %1").arg(where);
    }
    parts << counted(status.spans, ReceiverWatch::tr("1 span"), ReceiverWatch::tr("%1 spans"));
    if (!status.httpEndpoint.isEmpty())
        parts << rateText(rate);
    if (status.rejected > 0)
        parts << counted(status.rejected, ReceiverWatch::tr("1 span rejected"), ReceiverWatch::tr("%1 spans rejected"));
    if (status.refused > 0)
        parts << counted(status.refused, ReceiverWatch::tr("1 request to come again"),
                         ReceiverWatch::tr("%1 requests to come again"));
    if (status.malformed > 0)
        parts << counted(status.malformed, ReceiverWatch::tr("1 request turned away"),
                         ReceiverWatch::tr("%1 requests turned away"));
    parts << (status.archive.isEmpty() ? ReceiverWatch::tr("not kept") : ReceiverWatch::tr("kept"));
    return parts.join(QStringLiteral(" · "));
}

QString httpSettings(const sources::ReceiverStatus& status)
{
    return settings("http/protobuf", status.httpEndpoint);
}

QString grpcSettings(const sources::ReceiverStatus& status)
{
    return settings("grpc", status.grpcEndpoint);
}

} // namespace spanlight::ui
