#include "tests/servers/spanlight_process.h"

namespace spanlight::test {

namespace {

enum Port { OtlpHttp, OtlpGrpc, kPorts };

} // namespace

SpanlightProcess::SpanlightProcess() : ServerProcess(kPorts)
{
    start(QStringLiteral(SPANLIGHT_CLI),
          {QStringLiteral("serve"), QStringLiteral("--http-port"), QString::number(port(OtlpHttp)),
           QStringLiteral("--grpc-port"), QString::number(port(OtlpGrpc)), QStringLiteral("--archive"),
           file(QStringLiteral("archive.sqlite")), QStringLiteral("--max-age"), QStringLiteral("0")});
}

QString SpanlightProcess::queryUrl() const
{
    return receiverUrl();
}

QString SpanlightProcess::sourceUrl() const
{
    return QStringLiteral("archive:") + file(QStringLiteral("archive.sqlite"));
}

QString SpanlightProcess::receiverUrl() const
{
    return QStringLiteral("http://") + place(OtlpHttp);
}

QStringList SpanlightProcess::readyUrls() const
{
    return {receiverUrl() + QStringLiteral("/v1/traces")};
}

bool SpanlightProcess::sendSpans(const std::vector<SpanData>& spans) const
{
    return post(receiverUrl() + QStringLiteral("/v1/traces"), QByteArray::fromStdString(otlpJson(spans, {})));
}

} // namespace spanlight::test
