#include "models/sources/otlp/receiver_ports.h"

#include <QHostAddress>
#include <QTcpServer>
#include <QUrl>
#include <QUrlQuery>

namespace spanlight::sources {

namespace {

constexpr int kStep = 10'000;
constexpr int kMostPort = 65'535;

std::optional<std::uint16_t> nextFree(const QString& host, std::uint16_t wanted)
{
    for (int port = wanted; port <= kMostPort; port += kStep)
        if (isPortFree(host, static_cast<std::uint16_t>(port)))
            return static_cast<std::uint16_t>(port);
    return std::nullopt;
}

} // namespace

bool isPortFree(const QString& host, std::uint16_t port)
{
    QTcpServer attempt;
    return attempt.listen(QHostAddress(host), port);
}

std::optional<ReceiverPorts> freeReceiverPorts(const QString& host)
{
    const ReceiverPorts standard;
    const auto http = nextFree(host, standard.http);
    const auto grpc = nextFree(host, standard.grpc);
    if (!http || !grpc)
        return std::nullopt;
    return ReceiverPorts{*http, *grpc};
}

QString receiverAddress(const QString& host, const ReceiverPorts& ports, const QString& archiveFile)
{
    QUrl url;
    url.setScheme(QStringLiteral("otlp"));
    url.setHost(host);
    url.setPort(ports.http);
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("grpc"), ports.grpc == 0 ? QStringLiteral("off") : QString::number(ports.grpc));
    // Percent and ampersand would end the value.
    query.addQueryItem(QStringLiteral("archive"), archiveFile.isEmpty()
                                                      ? QStringLiteral("off")
                                                      : QString::fromLatin1(QUrl::toPercentEncoding(archiveFile, "/")));
    url.setQuery(query);
    return url.toString(QUrl::FullyEncoded);
}

} // namespace spanlight::sources
