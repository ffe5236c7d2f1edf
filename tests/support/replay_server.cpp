#include "tests/support/replay_server.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrlQuery>

#include <algorithm>

namespace spanlight::test {

namespace {

bool mayDiffer(const QString& name)
{
    static const QStringList kNames{QStringLiteral("start"),
                                    QStringLiteral("end"),
                                    QStringLiteral("limit"),
                                    QStringLiteral("endTs"),
                                    QStringLiteral("lookback"),
                                    QStringLiteral("query.start_time_min"),
                                    QStringLiteral("query.start_time_max"),
                                    QStringLiteral("query.num_traces")};
    return kNames.contains(name);
}

QString keyOf(const QByteArray& target)
{
    const QUrl url = QUrl::fromEncoded(target);
    QStringList items;
    for (const auto& [name, value] : QUrlQuery(url.query(QUrl::FullyEncoded)).queryItems(QUrl::FullyDecoded))
        if (!mayDiffer(name))
            items << name + QLatin1Char('=') + value;
    items.sort();
    return url.path() + QLatin1Char('?') + items.join(QLatin1Char('&'));
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

ReplayServer::ReplayServer(const QString& folder, const QString& basePath)
    : m_folder(folder), m_basePath(basePath),
      m_server([this](const ServerRequest& request, QTcpSocket& socket) { answer(request, socket); })
{
    const QJsonDocument index = QJsonDocument::fromJson(contentOf(folder + QStringLiteral("/index.json")));
    for (const auto& item : index[QLatin1String("requests")].toArray()) {
        const QJsonObject request = item.toObject();
        m_recorded.push_back(
            {request[QLatin1String("name")].toString(), keyOf(request[QLatin1String("path")].toString().toUtf8()),
             request[QLatin1String("status")].toInt(), request[QLatin1String("type")].toString().toUtf8(),
             request[QLatin1String("body")].toString(),
             request[QLatin1String("sent")][QLatin1String("Accept")].toString().toUtf8()});
    }
}

const ReplayServer::Recorded* ReplayServer::find(const QString& key, const QByteArray& accept) const
{
    for (const QByteArray& wanted : {accept, QByteArray()})
        for (const Recorded& item : m_recorded)
            if (item.key == key && item.accept == wanted)
                return &item;
    return nullptr;
}

const ReplayServer::Recorded* ReplayServer::named(const QString& name) const
{
    const auto found =
        std::find_if(m_recorded.begin(), m_recorded.end(), [&](const Recorded& item) { return item.name == name; });
    return found == m_recorded.end() ? nullptr : &*found;
}

void ReplayServer::answer(const ServerRequest& request, QTcpSocket& socket) const
{
    QByteArray target = request.target;
    if (!target.startsWith(m_basePath.toUtf8())) {
        TestServer::reply(socket, 404, "text/plain", "404 page not found\n");
        return;
    }
    target.remove(0, m_basePath.toUtf8().size());
    const Recorded* recorded = find(keyOf(target), request.headers.value("accept"));
    if (recorded == nullptr && (target.startsWith("/api/traces?") || target.startsWith("/api/v2/traces?") ||
                                target.startsWith("/select/jaeger/api/traces?")))
        recorded = named(QStringLiteral("search_unknown_service"));
    if (recorded == nullptr && target.startsWith("/api/v3/traces?"))
        recorded = named(QStringLiteral("v3_search_no_match"));
    if (recorded == nullptr && target.startsWith("/api/search?"))
        recorded = named(QStringLiteral("search_no_match"));
    if (recorded == nullptr)
        recorded = named(QStringLiteral("unknown_api_path"));
    if (recorded == nullptr)
        recorded = named(QStringLiteral("unknown_path"));
    if (recorded == nullptr) {
        TestServer::reply(socket, 404, "text/plain", "404 page not found\n");
        return;
    }
    const QByteArray body = contentOf(m_folder + QLatin1Char('/') + recorded->body);
    const bool packed = recorded->body.endsWith(QLatin1String(".gz"));
    TestServer::reply(socket, recorded->status, recorded->type, body, packed ? "Content-Encoding: gzip\r\n" : "");
}

} // namespace spanlight::test
